import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(959, '4.1.3')

/** Service commands of RFC 959 that move files and lists, or steer a transfer. */
export const transferCommands: readonly CommandEntry[] = [
  {
    name: 'RETR',
    syntax: 'RETR <file>',
    source: section,
    standing: 'mandatory',
    dataUse: 'download',
    title: words('Download a file', '下载文件'),
    text: words(
      'Asks for the contents of a file. They come over the data connection that was arranged just before, while this connection only carries the words about it: 150 when it begins, 226 when all is sent.',
      '请求一个文件的内容。内容通过刚刚约定好的数据连接传来，而这条控制连接只传递相关的话：开始时是 150，全部发完后是 226。',
    ),
  },
  {
    name: 'STOR',
    syntax: 'STOR <file>',
    source: section,
    standing: 'mandatory',
    dataUse: 'upload',
    title: words('Upload a file', '上传文件'),
    text: words(
      'Announces a file that the client is about to send. A file of the same name on the server is replaced. The server says 150, takes the bytes over the data connection and confirms with 226.',
      '宣布客户端将要发送一个文件。服务器上的同名文件会被覆盖。服务器先说 150，通过数据连接接收内容，最后用 226 确认。',
    ),
  },
  {
    name: 'STOU',
    syntax: 'STOU',
    source: cite(1123, '4.1.2.9'),
    standing: 'optional',
    dataUse: 'upload',
    title: words('Upload under a new name', '以唯一名字上传'),
    text: words(
      'Like STOR, but the server invents a name that is not taken yet, so nothing can be overwritten. It tells the name in the 125 or 150 reply, after "FILE:".',
      '与 STOR 类似，但由服务器取一个尚未使用的名字，因此不会覆盖任何文件。名字写在 125 或 150 回复中 FILE: 的后面。',
    ),
  },
  {
    name: 'APPE',
    syntax: 'APPE <file>',
    source: section,
    standing: 'mandatory',
    dataUse: 'upload',
    title: words('Append to a file', '追加到文件末尾'),
    text: words(
      'Sends bytes that are added at the end of a file on the server; the file is created if it is missing. It can continue an interrupted upload when the server cannot do it with REST.',
      '发送的内容会添加到服务器上文件的末尾；文件不存在则新建。当服务器不支持用 REST 续传时，可以用它继续中断的上传。',
    ),
  },
  {
    name: 'ALLO',
    syntax: 'ALLO <bytes> [R <record size>]',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Reserve space', '预留空间'),
    text: words(
      'Tells the server how much room the next upload needs. Modern systems find the space as they go, so they answer 202 ("not necessary") or simply 200.',
      '告诉服务器下一次上传需要多少空间。现代系统会边写边分配，所以通常回答 202（没有必要）或 200。',
    ),
  },
  {
    name: 'REST',
    syntax: 'REST <offset>',
    source: cite(3659, '5'),
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Continue from here', '从这里继续'),
    text: words(
      'Makes the next RETR or STOR begin at this byte instead of at the start; this is how an interrupted transfer is resumed. The server answers 350 and waits for the transfer command. REST 0 starts from the beginning again.',
      '让下一个 RETR 或 STOR 从这个字节开始，而不是从头开始：断点续传就是这样实现的。服务器回答 350，等待传输命令。REST 0 表示重新从头开始。',
    ),
  },
  {
    name: 'ABOR',
    syntax: 'ABOR',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Stop the transfer', '中止传输'),
    text: words(
      'Asks the server to break off what it is doing and to close the data connection. Usually two replies come: 426 for the transfer that was cut short and 226 for the stop itself. Servers differ a lot here, so the client accepts several orders.',
      '请服务器停下正在做的事并关闭数据连接。通常会有两条回复：426 表示传输被截断，226 表示中止成功。各服务器的做法差别很大，所以客户端接受多种顺序。',
    ),
  },
  {
    name: 'LIST',
    syntax: 'LIST [<path>]',
    source: cite(1123, '4.1.2.7'),
    standing: 'mandatory',
    dataUse: 'listing',
    title: words('List a folder, for people', '列出文件夹（供人阅读）'),
    text: words(
      'Asks for the contents of a folder in whatever form the server likes, mostly like "ls -l" on Unix. The lines come over a data connection, just like a file. As no standard fixes their form, clients have to guess; MLSD is the precise successor.',
      '请求文件夹的内容，格式由服务器决定，多数像 Unix 的 ls -l。这些行和文件一样通过数据连接传来。由于没有标准规定格式，客户端只能推测；MLSD 是更精确的后继者。',
    ),
  },
  {
    name: 'NLST',
    syntax: 'NLST [<path>]',
    source: cite(1123, '4.1.2.7'),
    standing: 'mandatory',
    dataUse: 'listing',
    title: words('List names only', '仅列出名字'),
    text: words(
      'Asks for the bare names in a folder, one on each line, without sizes or dates. Like every list it travels over a data connection.',
      '请求文件夹中的名字，每行一个，不含大小和日期。和其他列表一样，它通过数据连接传送。',
    ),
  },
]
