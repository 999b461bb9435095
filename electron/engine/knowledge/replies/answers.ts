import { cite } from '../source.ts'
import { words } from '../text.ts'
import { fingerprints } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 20z and 21z: done, or the answer to a question. */
export const answerReplies: readonly ReplyEntry[] = [
  {
    code: 200,
    meanings: [
      {
        when: { commands: ['PORT', 'EPRT'] },
        source: cite(959, '4.1.2'),
        title: words('Address noted', '地址已记下'),
        text: words(
          'The server will dial this address for the next transfer. Whether the call gets through shows only then.',
          '下一次传输时服务器会拨打这个地址。能否接通，到那时才知道。',
        ),
        next: words(
          'The client keeps its door open and sends the transfer command.',
          '客户端保持端口打开，并发送传输命令。',
        ),
      },
      {
        when: { commands: ['PROT'] },
        source: cite(4217, '9'),
        title: words('Protection of data is set', '数据保护已设定'),
        text: words(
          'From now on data connections are protected as asked: with PROT P they are encrypted, with PROT C they are not.',
          '从现在起，数据连接按要求保护：PROT P 加密，PROT C 不加密。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['PBSZ'] },
        source: cite(4217, '9'),
        title: words('Formality done', '手续完成'),
        text: words(
          'The buffer size is accepted. With TLS it is 0 and has no further meaning; PROT may follow.',
          '缓冲区大小已接受。使用 TLS 时它是 0，没有别的含义；接着可以发送 PROT。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['CCC'] },
        source: cite(4217, '5'),
        title: words('Commands are in the clear now', '命令已恢复明文'),
        text: words(
          'The server ends the encryption of this connection. Everything said from here on can be read on the way.',
          '服务器结束了这条连接的加密。此后说的一切在途中都可能被看到。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['OPTS'] },
        source: cite(2389, '4'),
        title: words('Option accepted', '选项已接受'),
        text: words(
          'The server will behave as asked. For OPTS MLST the reply repeats the facts that its lists will contain.',
          '服务器会按要求行事。对 OPTS MLST，回复会重复列表将包含的信息。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['NOOP'] },
        source: byNumber,
        title: words('Still listening', '仍在聆听'),
        text: words(
          'The server is alive and has nothing to add.',
          '服务器一切正常，没有别的要说。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Done', '完成'),
        text: words(
          'The command was understood and carried out, and there is nothing more to tell about it.',
          '命令已被理解并执行，没有更多内容要说明。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 202,
    meanings: [
      {
        when: { commands: ['ALLO'] },
        source: cite(959, '4.2'),
        title: words('No need to reserve space', '无需预留空间'),
        text: words(
          'The server finds room by itself and ignores the request. That is fine.',
          '服务器会自行分配空间，因此忽略这个请求。这没有问题。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Not needed here', '这里不需要'),
        text: words(
          'The command has no purpose on this server, so nothing was done. It does not count as an error.',
          '这个命令在此服务器上没有用处，所以什么也没做。这不算错误。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 211,
    meanings: [
      {
        when: { commands: ['FEAT'] },
        source: cite(2389, '3.2'),
        title: words('The extras of this server', '服务器的扩展功能'),
        text: words(
          'Each indented line names something that the server can do beyond the FTP of 1985. The client uses only what is listed here.',
          '每个缩进的行都是服务器在 1985 年的 FTP 之外支持的一项功能。客户端只使用这里列出的功能。',
        ),
        next: words(
          'The client remembers the list and picks the best commands from it.',
          '客户端记下列表，从中选择最合适的命令。',
        ),
      },
      {
        source: byNumber,
        title: words('Status or help', '状态或帮助'),
        text: words(
          'The server describes how the session stands, or answers a request for help. The text is meant for people.',
          '服务器说明会话的状态，或回答求助。这些文字是给人看的。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 212,
    meanings: [
      {
        source: byNumber,
        title: words('Status of a folder', '文件夹状态'),
        text: words(
          'The contents of a folder, sent over this connection as an answer to STAT.',
          '对 STAT 的回答：直接通过控制连接发来的文件夹内容。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 213,
    meanings: [
      {
        when: { commands: ['SIZE'] },
        source: cite(3659, '4.1'),
        title: words('Size of the file', '文件大小'),
        text: words(
          'The number is how many bytes a transfer would take in the TYPE that is set.',
          '这个数字是按当前 TYPE 传输所需的字节数。',
        ),
        next: words(
          'The client uses it for the progress display and compares it at the end.',
          '客户端用它显示进度，并在结束时核对。',
        ),
      },
      {
        when: { commands: ['MDTM', 'MFMT', 'MFCT', 'MFF'] },
        source: cite(3659, '3.1'),
        title: words('Time of the file', '文件时间'),
        text: words(
          'The digits are year, month, day, hour, minute and second in world time (UTC).',
          '这些数字依次是年、月、日、时、分、秒，采用世界时（UTC）。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: fingerprints },
        source: 'vendor',
        title: words('Fingerprint of the file', '文件指纹'),
        text: words(
          'The server has read the whole file and computed its fingerprint.',
          '服务器读完了整个文件，并算出了它的指纹。',
        ),
        next: words(
          'The client compares it with the fingerprint of its own copy.',
          '客户端用它与自己副本的指纹比较。',
        ),
      },
      {
        source: byNumber,
        title: words('Status of a file', '文件状态'),
        text: words(
          'The server answers a question about a file, or lists it after STAT.',
          '服务器回答关于某个文件的询问，或在 STAT 之后把它列出来。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 214,
    meanings: [
      {
        source: byNumber,
        title: words('Help', '帮助'),
        text: words(
          'The server explains which commands it knows or how one is used. A star usually marks those it does not support.',
          '服务器说明它认识哪些命令，或某个命令怎么用。带星号的通常表示不支持。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 215,
    meanings: [
      {
        source: byNumber,
        title: words('Kind of system', '系统类型'),
        text: words(
          'Tells the operating system by name. "UNIX Type: L8" has become the answer of nearly everybody and mostly means that lists look like on Unix.',
          '说明操作系统的名称。UNIX Type: L8 已成为几乎所有服务器的回答，多半只表示列表的样子像 Unix。',
        ),
        next: words(
          'The client takes it as a hint about paths and lists.',
          '客户端把它当作路径和列表格式的线索。',
        ),
      },
    ],
  },
]
