import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(959, '4.1.3')

/** Service commands of RFC 959 that work on files and folders, or just ask something. */
export const fileCommands: readonly CommandEntry[] = [
  {
    name: 'RNFR',
    syntax: 'RNFR <old name>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Rename: the old name', '重命名：原来的名字'),
    text: words(
      'The first half of a rename or move: it names what is to be renamed. If that exists the server answers 350 and waits for RNTO, which must follow at once.',
      '重命名或移动的前半步：说明要改名的对象。如果它存在，服务器回答 350 并等待 RNTO，后者必须紧接着发送。',
    ),
  },
  {
    name: 'RNTO',
    syntax: 'RNTO <new name>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Rename: the new name', '重命名：新的名字'),
    text: words(
      'The second half of a rename: the new name, which may lie in another folder. It only makes sense directly after RNFR; alone it is refused with 503.',
      '重命名的后半步：给出新的名字，可以在另一个文件夹中。它只有紧跟在 RNFR 之后才有意义，单独发送会被 503 拒绝。',
    ),
  },
  {
    name: 'DELE',
    syntax: 'DELE <file>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Delete a file', '删除文件'),
    text: words(
      'Removes a file on the server for good; FTP has no waste bin. Folders are removed with RMD.',
      '永久删除服务器上的一个文件；FTP 没有回收站。文件夹要用 RMD 删除。',
    ),
  },
  {
    name: 'RMD',
    syntax: 'RMD <folder>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Remove a folder', '删除文件夹'),
    text: words(
      'Removes a folder. Most servers only do so when it is empty, so a client first deletes what is inside, piece by piece.',
      '删除一个文件夹。大多数服务器只允许删除空文件夹，所以客户端会先逐一删除里面的内容。',
    ),
  },
  {
    name: 'MKD',
    syntax: 'MKD <folder>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Make a folder', '新建文件夹'),
    text: words(
      'Creates a folder. The 257 reply repeats its full name in quotation marks. 550 often means that it exists already or that you may not write here.',
      '新建一个文件夹。257 回复会在引号中给出它的完整名字。550 往往表示它已经存在，或者您在这里没有写入权限。',
    ),
  },
  {
    name: 'PWD',
    syntax: 'PWD',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Where am I?', '我在哪里？'),
    text: words(
      'Asks for the current folder. The 257 reply names it in quotation marks; a quotation mark inside the name is doubled.',
      '询问当前文件夹。257 回复在引号中给出它的名字；名字里的引号会写成两个。',
    ),
  },
  {
    name: 'SITE',
    syntax: 'SITE <command> [<arguments>]',
    source: cite(1123, '4.1.2.8'),
    standing: 'mandatory',
    dataUse: 'none',
    title: words("The server's own extras", '服务器自有的扩展命令'),
    text: words(
      'A door to commands that only this server has, such as SITE CHMOD for permissions. SITE HELP often lists them.',
      '通往这台服务器独有命令的入口，例如修改权限的 SITE CHMOD。通常可以用 SITE HELP 查看列表。',
    ),
  },
  {
    name: 'SYST',
    syntax: 'SYST',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('What system is this?', '这是什么系统？'),
    text: words(
      'Asks for the kind of operating system, which hints at how lists and paths will look. Nearly everybody answers "UNIX Type: L8", even on other systems.',
      '询问操作系统的种类，由此可以推测列表和路径的样子。几乎所有服务器都回答 UNIX Type: L8，哪怕运行在别的系统上。',
    ),
  },
  {
    name: 'STAT',
    syntax: 'STAT [<path>]',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Status', '状态'),
    text: words(
      'Alone it asks how the session stands. With a path it lists that path like LIST, but over this connection, without any data connection. During a transfer it may ask how far it has got.',
      '单独使用时询问会话状态。带路径时像 LIST 一样列出内容，但直接通过控制连接，不需要数据连接。传输过程中可以用它询问进度。',
    ),
  },
  {
    name: 'HELP',
    syntax: 'HELP [<command>]',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Which commands are there?', '有哪些命令？'),
    text: words(
      'Asks the server which commands it knows, or how one of them is used. The answer is meant for people; programs better ask FEAT.',
      '询问服务器认识哪些命令，或者某个命令怎么用。回答是给人看的；程序更适合使用 FEAT。',
    ),
  },
  {
    name: 'NOOP',
    syntax: 'NOOP',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Still here', '我还在'),
    text: words(
      'Does nothing except get a friendly 200. It keeps an idle connection from being cut, and shows whether the server is still answering. During a transfer some servers misunderstand it.',
      '什么也不做，只是换来一句友好的 200。它可以防止空闲的连接被切断，也能看出服务器是否还在回应。在传输过程中发送它，有些服务器会误解。',
    ),
  },
]
