import { isTransferVerb, parseCommandLine } from '../commands.ts'
import { words } from '../text.ts'
import type { Text } from '../text.ts'

const reasons = {
  empty: words('Type a command, for example NOOP.', '请输入命令，例如 NOOP。'),
  lineBreak: words(
    'A command is one single line. Line breaks would smuggle in further commands.',
    '一条命令只能是一行。换行会夹带其他命令。',
  ),
  verb: words(
    'A command begins with a word of letters, as in NOOP or SITE.',
    '命令以字母组成的单词开头，例如 NOOP 或 SITE。',
  ),
  transfer: words(
    'This moves a file or list over a data connection, which a typed command does not open; the session would wait for ever. Use the panes or the transfer buttons.',
    '它通过数据连接传送文件或列表，而手动输入的命令不会打开数据连接，会话将一直等待。请使用文件窗格或传输按钮。',
  ),
  setup: words(
    'This arranges a data connection, and the next transfer of the client would find it in its way. The mode is switched with Active / Passive / Auto.',
    '它会约定数据连接，妨碍客户端的下一次传输。请用 主动 / 被动 / 自动 开关切换模式。',
  ),
  security: words(
    'This changes the encryption of the connection, which both sides must do at the same moment. Choose the encryption in the settings of the site.',
    '它会改变连接的加密，必须由双方在同一时刻进行。请在站点设置中选择加密方式。',
  ),
  login: words(
    'This begins another login; afterwards the client would act as somebody else without knowing. Open another session instead.',
    '它会开始另一次登录，之后客户端会在不知情的情况下以他人身份操作。请另开一个会话。',
  ),
  goodbye: words(
    'This ends the session. Use Disconnect, so that running transfers are stopped in good order.',
    '它会结束会话。请使用“断开连接”，这样正在进行的传输会被妥善停止。',
  ),
  abort: words(
    'This stops a transfer, and servers answer it in several ways that only the client can sort out. Use Cancel at the transfer.',
    '它会中止传输，各服务器的回答方式不一，只有客户端能够分辨。请在该传输上使用“取消”。',
  ),
  restart: words(
    'This changes where the next transfer begins; the file would come out damaged. Resume does it safely.',
    '它会改变下一次传输的起点，导致文件损坏。请使用“续传”，它会安全地完成。',
  ),
  representation: words(
    'This changes how bytes are sent; the client relies on its own setting and files would come out damaged.',
    '它会改变字节的传送方式；客户端依赖自己的设置，文件会因此损坏。',
  ),
  encoding: words(
    'This changes the encoding of names behind the back of the client. Choose the encoding on the chip of the connection.',
    '它会在客户端不知情的情况下改变文件名编码。请在连接标签上选择编码。',
  ),
  host: words(
    'The site can only be chosen before the login. Enter the virtual host in the settings of the site.',
    '站点只能在登录之前选择。请在站点设置中填写虚拟主机。',
  ),
} satisfies Record<string, Text>

const byVerb: ReadonlyMap<string, Text> = new Map<string, Text>([
  ...'PORT PASV EPSV EPRT LPRT LPSV CPSV SPSV PRET'
    .split(' ')
    .map((verb): [string, Text] => [verb, reasons.setup]),
  ...'AUTH ADAT PBSZ PROT CCC MIC CONF ENC SSCN'
    .split(' ')
    .map((verb): [string, Text] => [verb, reasons.security]),
  ...'USER PASS ACCT REIN'.split(' ').map((verb): [string, Text] => [verb, reasons.login]),
  ...'TYPE MODE STRU'.split(' ').map((verb): [string, Text] => [verb, reasons.representation]),
  ...'REST RANG'.split(' ').map((verb): [string, Text] => [verb, reasons.restart]),
  ['QUIT', reasons.goodbye],
  ['ABOR', reasons.abort],
  ['HOST', reasons.host],
])

/**
 * Why a typed command must not be sent, because afterwards client and server would no longer agree
 * about the state of the session; undefined when it may be sent.
 */
export function refusalFor(rawCommand: string): Text | undefined {
  // \r, \n and NUL end or cut a command line (RFC 959 §5.3).
  if (/[\r\n\0]/.test(rawCommand)) return reasons.lineBreak
  const { verb, argument } = parseCommandLine(rawCommand)
  if (verb === '') return reasons.empty
  if (!/^[A-Z][A-Z0-9]*$/.test(verb)) return reasons.verb
  if (isTransferVerb(verb)) return reasons.transfer
  if (verb === 'OPTS' && /^\s*utf-?8/i.test(argument)) return reasons.encoding
  return byVerb.get(verb)
}
