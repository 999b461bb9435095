import { cite } from '../source.ts'
import { words } from '../text.ts'
import { transfers, folderChanges, fingerprints } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')
const security = cite(2228, '5.1')

/** 23z and 25z: done, for logins and for files. */
export const successReplies: readonly ReplyEntry[] = [
  {
    code: 230,
    meanings: [
      {
        when: { commands: ['USER'] },
        source: byNumber,
        title: words('Logged in without a password', '无需密码即已登录'),
        text: words(
          'The server is content with the name alone and opened the session.',
          '服务器只凭名字就开启了会话。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Logged in', '已登录'),
        text: words(
          'Name and password are accepted; the session may begin. Several lines are often a welcome message.',
          '名字和密码已被接受，会话可以开始。如果有多行，通常是欢迎词。',
        ),
        next: words(
          'The client asks what the server can do and opens the first folder.',
          '客户端询问服务器的功能，并打开第一个文件夹。',
        ),
      },
    ],
  },
  {
    code: 232,
    meanings: [
      {
        source: cite(2228, '4'),
        title: words('Logged in by certificate', '凭证书登录'),
        text: words(
          'The server recognised the client during the security handshake and wants no password.',
          '服务器在安全握手时已认出客户端，不需要密码。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 234,
    meanings: [
      {
        source: cite(4217, '4'),
        title: words('Agreed, start TLS', '同意，开始 TLS'),
        text: words(
          'The server is ready to encrypt. The next bytes on this connection are the TLS handshake; after it nobody on the way can read along.',
          '服务器准备好加密。这条连接上接下来的字节就是 TLS 握手；此后途中无人能够偷看。',
        ),
        next: words(
          'The client runs the handshake and checks the certificate before it sends the password.',
          '客户端进行握手，并在发送密码之前检查证书。',
        ),
      },
    ],
  },
  {
    code: 235,
    meanings: [
      {
        source: security,
        title: words('Security data accepted', '安全数据已接受'),
        text: words(
          'The security conversation started by AUTH is complete.',
          '由 AUTH 开始的安全对话已经完成。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 250,
    meanings: [
      {
        when: { commands: folderChanges },
        source: byNumber,
        title: words('Now in this folder', '已进入文件夹'),
        text: words(
          'The current folder on the server has changed.',
          '服务器上的当前文件夹已切换。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['RNTO'] },
        source: byNumber,
        title: words('Renamed', '已重命名'),
        text: words('The file or folder has its new name.', '文件或文件夹已有了新名字。'),
        next: next.goOn,
      },
      {
        when: { commands: ['DELE', 'RMD', 'XRMD', 'RMDA'] },
        source: byNumber,
        title: words('Deleted', '已删除'),
        text: words('It is gone from the server.', '它已从服务器上消失。'),
        next: next.goOn,
      },
      {
        when: { commands: ['MLST'] },
        source: cite(3659, '7.2'),
        title: words('Facts of the file', '文件信息'),
        text: words(
          'The indented line holds the facts, each as name=value, and after a space the path.',
          '缩进的那一行是各项信息，每项写作 名称=值，空格之后是路径。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: fingerprints },
        source: 'vendor',
        title: words('Fingerprint of the file', '文件指纹'),
        text: words(
          'The server has read the whole file; the last line is its fingerprint.',
          '服务器读完了整个文件，最后一行是它的指纹。',
        ),
        next: words(
          'The client compares it with the fingerprint of its own copy.',
          '客户端用它与自己副本的指纹比较。',
        ),
      },
      {
        when: { commands: transfers },
        source: byNumber,
        title: words('Transfer complete', '传输完成'),
        text: words(
          'Everything was transferred. Unlike 226 it leaves open whether the data connection is closed.',
          '全部内容已传输。与 226 不同，它没有说明数据连接是否已关闭。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Done', '完成'),
        text: words('The action on the file or folder succeeded.', '对文件或文件夹的操作成功了。'),
        next: next.goOn,
      },
    ],
  },
  {
    code: 257,
    meanings: [
      {
        when: { commands: ['MKD', 'XMKD'] },
        source: byNumber,
        title: words('Folder created', '文件夹已创建'),
        text: words(
          'The new folder exists; its full name stands in quotation marks.',
          '新文件夹已建好，引号里是它的完整名字。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['PWD', 'XPWD'] },
        source: byNumber,
        title: words('You are here', '当前位置'),
        text: words(
          'The current folder stands in quotation marks. A quotation mark that belongs to the name is doubled.',
          '引号里是当前文件夹。名字中的引号会写成两个。',
        ),
        next: words('The client takes it as the place to start from.', '客户端以此为起点。'),
      },
      {
        source: byNumber,
        title: words('A path', '路径'),
        text: words('The path stands in quotation marks.', '引号里是路径。'),
        next: next.goOn,
      },
    ],
  },
]
