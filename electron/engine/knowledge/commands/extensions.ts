import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

/** Commands of RFC 2389, 2428, 2640, 3659 and 7151. */
export const extensionCommands: readonly CommandEntry[] = [
  {
    name: 'FEAT',
    syntax: 'FEAT',
    source: cite(2389, '3'),
    standing: 'mandatory',
    dataUse: 'none',
    title: words('What can you do?', '你会些什么？'),
    text: words(
      'Asks for the extras that the server knows beyond the original FTP of 1985. The answer, a 211 reply with one extra on each line, tells the client what it may use.',
      '询问服务器除 1985 年的原始 FTP 之外还支持哪些扩展。回答是一条 211 回复，每行一项，客户端由此知道可以使用什么。',
    ),
  },
  {
    name: 'OPTS',
    syntax: 'OPTS <command> [<options>]',
    source: cite(2389, '4'),
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Set an option', '设置选项'),
    text: words(
      'Changes how another command will behave, for example which facts MLSD lists contain, or that names are written in UTF-8. The server says 200 when it agrees; a refusal changes nothing.',
      '改变另一个命令的行为，例如 MLSD 列表包含哪些信息，或者文件名使用 UTF-8 编码。服务器同意时回答 200，拒绝则一切照旧。',
    ),
  },
  {
    name: 'OPTS UTF8',
    syntax: 'OPTS UTF8 ON',
    source: 'vendor',
    standing: 'vendor',
    dataUse: 'none',
    title: words('Names in UTF-8, please', '文件名请用 UTF-8'),
    text: words(
      'Asks for file names in UTF-8, the encoding that can write every script. By the standard a server that lists UTF8 in FEAT uses it anyway, but several wait for this command. A refusal is harmless.',
      '请求用 UTF-8 书写文件名，这种编码能写出所有文字。按标准，在 FEAT 中列出 UTF8 的服务器本来就使用它，但有些服务器要等这条命令。被拒绝也无妨。',
    ),
  },
  {
    name: 'OPTS MLST',
    syntax: 'OPTS MLST <fact>;<fact>;…',
    source: cite(3659, '7.9'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Choose the facts of a list', '选择列表中的信息'),
    text: words(
      'Picks which facts (size, time, permissions and so on) MLSD and MLST will report. The reply repeats those that the server agreed to.',
      '挑选 MLSD 和 MLST 要报告的信息（大小、时间、权限等）。回复会重复服务器同意的各项。',
    ),
  },
  {
    name: 'EPRT',
    syntax: 'EPRT |<1 or 2>|<address>|<port>|',
    source: cite(2428, '2'),
    standing: 'optional',
    dataUse: 'prepares',
    title: words('Active mode, also for IPv6', '主动模式（支持 IPv6）'),
    text: words(
      'Does what PORT does, but writes the address and port plainly and also works with IPv6. The first field is 1 for IPv4 and 2 for IPv6. The server will dial this address for the next transfer.',
      '作用与 PORT 相同，但地址和端口写得更直白，并且支持 IPv6。第一个字段 1 表示 IPv4，2 表示 IPv6。下一次传输时服务器会拨打这个地址。',
    ),
  },
  {
    name: 'EPSV',
    syntax: 'EPSV [1 | 2 | ALL]',
    source: cite(2428, '3'),
    standing: 'optional',
    dataUse: 'prepares',
    title: words('Passive mode, also for IPv6', '被动模式（支持 IPv6）'),
    text: words(
      'Does what PASV does, but the 229 reply holds only a port. The address is the one the client is talking to anyway, so no wrong or private address can get in the way. Clients try it first.',
      '作用与 PASV 相同，但 229 回复只含端口。地址就是客户端正在通话的那个地址，所以不会出现错误地址或内网地址的麻烦。客户端会优先尝试它。',
    ),
  },
  {
    name: 'LANG',
    syntax: 'LANG [<language>]',
    source: cite(2640, '4.1'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Language of the messages', '消息使用的语言'),
    text: words(
      'Asks the server to speak another language in its texts, for example LANG zh-CN. The reply codes stay the same. FEAT shows which languages it knows.',
      '请服务器用另一种语言书写消息文字，例如 LANG zh-CN。回复代码不变。FEAT 会列出它会的语言。',
    ),
  },
  {
    name: 'MDTM',
    syntax: 'MDTM <file>',
    source: cite(3659, '3'),
    standing: 'optional',
    dataUse: 'none',
    title: words('When was it changed?', '何时修改过？'),
    text: words(
      'Asks when a file was last modified. The 213 reply gives year, month, day, hour, minute and second in world time (UTC), so no time zone can confuse it.',
      '询问文件最后修改的时间。213 回复按世界时（UTC）给出年月日时分秒，因此不会受时区影响。',
    ),
  },
  {
    name: 'SIZE',
    syntax: 'SIZE <file>',
    source: cite(3659, '4'),
    standing: 'optional',
    dataUse: 'none',
    title: words('How big is it?', '有多大？'),
    text: words(
      'Asks how many bytes a transfer of the file would take in the current TYPE. The client uses it to show progress and to check afterwards that nothing is missing.',
      '询问按当前 TYPE 传输这个文件需要多少字节。客户端用它来显示进度，并在传输后检查是否完整。',
    ),
  },
  {
    name: 'MLST',
    syntax: 'MLST [<path>]',
    source: cite(3659, '7'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Facts about one file', '单个文件的信息'),
    text: words(
      'Asks for the facts about a single file or folder in a form made for programs. The answer comes over this connection, so no data connection is needed.',
      '以适合程序读取的形式询问单个文件或文件夹的信息。回答直接通过控制连接传来，不需要数据连接。',
    ),
  },
  {
    name: 'MLSD',
    syntax: 'MLSD [<folder>]',
    source: cite(3659, '7'),
    standing: 'optional',
    dataUse: 'listing',
    title: words('List a folder, precisely', '精确列出文件夹'),
    text: words(
      'Asks for the contents of a folder in a form made for programs: size in bytes, time in UTC, type and rights, each with its name. It leaves nothing to guess, unlike LIST. The lines come over a data connection.',
      '以适合程序读取的形式请求文件夹内容：字节数、UTC 时间、类型和权限都有明确的名称。与 LIST 不同，不需要任何推测。这些行通过数据连接传来。',
    ),
  },
  {
    name: 'HOST',
    syntax: 'HOST <name>',
    source: cite(7151, '3'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Which site do I want?', '要访问哪个站点？'),
    text: words(
      'Names the site, for servers that host many of them on one address. It is sent before USER, because each site can have users and a certificate of its own.',
      '在一个地址上托管多个站点的服务器上，说明要访问哪一个。它在 USER 之前发送，因为每个站点可以有自己的用户和证书。',
    ),
  },
]
