import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(2228, '3')

/** Security commands of RFC 2228 and their use with TLS after RFC 4217. */
export const securityCommands: readonly CommandEntry[] = [
  {
    name: 'AUTH',
    syntax: 'AUTH TLS',
    source: cite(4217, '4'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Let us speak secretly', '改用加密通话'),
    text: words(
      'Asks to secure this connection before the password is sent. After the 234 reply both sides run the TLS handshake, the same protection that https uses, and everything that follows is encrypted.',
      '请求在发送密码之前先保护这条连接。收到 234 回复后，双方进行 TLS 握手，也就是 https 使用的那种保护，此后的一切内容都是加密的。',
    ),
  },
  {
    name: 'ADAT',
    syntax: 'ADAT <base64>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Security data', '安全数据'),
    text: words(
      'Carries the letters of a security conversation such as Kerberos, after AUTH was answered with 334. With TLS it is not used, because the TLS handshake does this work.',
      '在 AUTH 得到 334 回复之后，传送 Kerberos 之类安全对话的内容。使用 TLS 时不需要它，因为 TLS 握手已经完成了这项工作。',
    ),
  },
  {
    name: 'PBSZ',
    syntax: 'PBSZ 0',
    source: cite(4217, '9'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Protection buffer size', '保护缓冲区大小'),
    text: words(
      'A formality that has to come before PROT. With TLS the size is always 0, because TLS cuts the data into pieces by itself.',
      '必须在 PROT 之前发送的一道手续。使用 TLS 时大小总是 0，因为 TLS 会自行切分数据。',
    ),
  },
  {
    name: 'PROT',
    syntax: 'PROT P | C',
    source: cite(4217, '9'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Protect the data connections', '保护数据连接'),
    text: words(
      'Decides whether files and lists are encrypted too. P means private: every data connection gets TLS as well. C means clear: commands are protected, but files travel in the open.',
      '决定文件和列表是否也要加密。P 表示私密：每条数据连接也使用 TLS。C 表示明文：命令受到保护，但文件以明文传输。',
    ),
  },
  {
    name: 'CCC',
    syntax: 'CCC',
    source: cite(4217, '5'),
    standing: 'optional',
    dataUse: 'none',
    title: words('Stop encrypting commands', '命令恢复明文'),
    text: words(
      'Takes the protection off this connection again while data may stay protected. It was meant to let firewalls read the port numbers, but from then on anybody on the way can read and change commands.',
      '取消这条连接上的保护，而数据连接可以继续受保护。它原本是为了让防火墙能读到端口号，但从此途中的任何人都能读取和篡改命令。',
    ),
  },
  {
    name: 'MIC',
    syntax: 'MIC <base64>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Command with a seal', '带签封的命令'),
    text: words(
      'Wraps another command so that nobody can change it unnoticed, for security methods such as Kerberos. With TLS every command is protected anyway, so it is not used.',
      '把另一条命令包起来，使任何人都无法悄悄改动，用于 Kerberos 之类的安全方式。使用 TLS 时所有命令本来就受保护，因此用不到它。',
    ),
  },
  {
    name: 'CONF',
    syntax: 'CONF <base64>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Hidden command', '保密的命令'),
    text: words(
      'Wraps another command so that nobody can read it, but without a seal against changes. It belongs to methods older than TLS and is practically extinct.',
      '把另一条命令包起来，使任何人都无法读到，但不防篡改。它属于比 TLS 更早的安全方式，实际上已经绝迹。',
    ),
  },
  {
    name: 'ENC',
    syntax: 'ENC <base64>',
    source: section,
    standing: 'optional',
    dataUse: 'none',
    title: words('Hidden and sealed command', '保密且带签封的命令'),
    text: words(
      'Wraps another command so that nobody can read or change it. It belongs to methods such as Kerberos; with TLS the whole connection has this protection already.',
      '把另一条命令包起来，使任何人既不能读取也不能改动。它属于 Kerberos 之类的安全方式；使用 TLS 时整条连接已有这样的保护。',
    ),
  },
]
