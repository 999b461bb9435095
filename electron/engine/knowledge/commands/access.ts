import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(959, '4.1.1')

/** Access control commands of RFC 959. */
export const accessCommands: readonly CommandEntry[] = [
  {
    name: 'USER',
    syntax: 'USER <name>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Who is logging in', '告诉服务器谁要登录'),
    text: words(
      'Begins the login by naming the account. The server usually answers 331 and waits for the password. Public servers accept the name "anonymous" for visitors without an account.',
      '用账户名开始登录。服务器通常回答 331，然后等待密码。公共服务器允许没有账户的访客使用 anonymous 这个名字。',
    ),
  },
  {
    name: 'PASS',
    syntax: 'PASS <password>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Password', '密码'),
    text: words(
      'Hands over the password for the name given by USER. FTP itself does not hide it: only a connection secured with TLS keeps it from being read on the way. This log never shows it.',
      '交出与 USER 中的名字对应的密码。FTP 本身不会隐藏密码：只有用 TLS 加密的连接才能防止它在途中被人看到。本日志从不显示密码。',
    ),
  },
  {
    name: 'ACCT',
    syntax: 'ACCT <account>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Account information', '账户信息'),
    text: words(
      'A second piece of identification that some mainframes ask for, for login (332) or for storing files (532). Most servers never need it. It is kept secret like a password.',
      '某些大型机要求的第二项身份信息，用于登录（332）或存储文件（532）。大多数服务器从不需要它。它像密码一样保密。',
    ),
  },
  {
    name: 'CWD',
    syntax: 'CWD <folder>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Go to a folder', '进入文件夹'),
    text: words(
      'Changes the current folder on the server, like "cd" in a terminal. Names given later without a leading slash are looked up from there. 250 means it worked, 550 that the folder is missing or closed to you.',
      '切换服务器上的当前文件夹，就像终端里的 cd。之后不以斜杠开头的名字都从这里算起。250 表示成功，550 表示文件夹不存在或者您无权进入。',
    ),
  },
  {
    name: 'CDUP',
    syntax: 'CDUP',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Go up one folder', '返回上一级文件夹'),
    text: words(
      'Moves to the parent of the current folder. It exists besides CWD because not every system writes the parent as "..".',
      '转到当前文件夹的上一级。之所以在 CWD 之外还有这个命令，是因为并非所有系统都用 .. 表示上级文件夹。',
    ),
  },
  {
    name: 'SMNT',
    syntax: 'SMNT <path>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Mount another file system', '挂载另一个文件系统'),
    text: words(
      'Asks the server to switch to a different file system without logging in again. It comes from the age of mainframes; today almost every server answers that it does not know it.',
      '请服务器在不重新登录的情况下切换到另一个文件系统。它来自大型机时代，如今几乎所有服务器都会回答不支持。',
    ),
  },
  {
    name: 'REIN',
    syntax: 'REIN',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Start over', '重新开始会话'),
    text: words(
      'Logs the user out but keeps the connection, so that somebody else can log in with USER. Everything goes back to its defaults. Many servers have left it out.',
      '让用户退出登录但保留连接，之后可以用 USER 以其他身份登录。所有设置恢复默认值。许多服务器并未实现它。',
    ),
  },
  {
    name: 'QUIT',
    syntax: 'QUIT',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Say goodbye', '告别'),
    text: words(
      'Ends the session politely. The server answers 221 and closes the connection; a running transfer may still finish first. Leaving this way frees the place that the server counts for you.',
      '礼貌地结束会话。服务器回答 221 并关闭连接；正在进行的传输可以先完成。这样退出会立即释放服务器为您计数的连接名额。',
    ),
  },
]
