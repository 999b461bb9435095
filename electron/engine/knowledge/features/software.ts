import { words } from '../text.ts'
import type { Text } from '../text.ts'

export type Software = {
  name: string
  version?: string
  /** What is worth knowing about it. */
  hint?: Text
}

type Pattern = { name: string; pattern: RegExp; hint?: Text }

const windows = words(
  'Runs on Windows; lists may look like those of DOS.',
  '运行在 Windows 上；列表可能是 DOS 样式。',
)

/** The first group of a pattern, where it matched, is the version. */
const patterns: readonly Pattern[] = [
  {
    name: 'vsftpd',
    pattern: /vsFTPd ?([\d.]+)?/i,
    hint: words(
      'With TLS it insists by default on resumed sessions for data connections. It has no MLSD and sets times only by MDTM.',
      '使用 TLS 时，默认要求数据连接恢复会话。它没有 MLSD，设置时间只能用 MDTM。',
    ),
  },
  {
    name: 'ProFTPD',
    pattern: /ProFTPD(?: ?([\d.]+[a-z0-9]*))?/i,
    hint: words(
      'With TLS it insists by default on resumed sessions for data connections.',
      '使用 TLS 时，默认要求数据连接恢复会话。',
    ),
  },
  {
    name: 'Pure-FTPd',
    pattern: /Pure-?FTPd/i,
    hint: words(
      'A command during a transfer, even NOOP, may end the transfer.',
      '传输过程中发送任何命令（甚至 NOOP）都可能中断传输。',
    ),
  },
  {
    name: 'FileZilla Server',
    pattern: /FileZilla Server(?: version)?(?: ([\d.]+\w*))?/i,
    hint: words(
      'Newer versions insist on resumed TLS sessions for data connections.',
      '新版本要求数据连接恢复 TLS 会话。',
    ),
  },
  {
    name: 'Microsoft FTP Service',
    pattern: /Microsoft FTP Service(?: \(Version ([\d.]+)\))?/i,
    hint: windows,
  },
  { name: 'Serv-U', pattern: /Serv-U FTP(?:[- ]Server)?(?: v([\d.]+))?/i },
  { name: 'Gene6 FTP Server', pattern: /Gene6 FTP Server(?: v([\d.]+))?/i, hint: windows },
  { name: 'WS_FTP Server', pattern: /WS_FTP Server(?: ([\d.]+))?/i, hint: windows },
  { name: 'CrushFTP', pattern: /CrushFTP(?: Server)?(?: ([\d.]+))?/i },
  {
    name: 'Cerberus FTP Server',
    pattern: /Cerberus FTP Server(?:[^\d\n]*([\d.]+))?/i,
    hint: windows,
  },
  {
    name: 'Xlight FTP Server',
    pattern: /Xlight(?: FTP)?(?: Server)?(?: ([\d.]+))?/i,
    hint: windows,
  },
  { name: 'Titan FTP Server', pattern: /Titan FTP Server(?: ([\d.]+))?/i, hint: windows },
  { name: 'Wing FTP Server', pattern: /Wing FTP Server(?: v?([\d.]+))?/i },
  { name: 'zFTPServer', pattern: /zFTPServer(?: v([\d.]+))?/i, hint: windows },
  { name: 'GlobalSCAPE', pattern: /GlobalSCAPE|EFT Server/i, hint: windows },
  { name: 'Rumpus', pattern: /Rumpus/i },
  { name: 'Core FTP Server', pattern: /Core FTP Server(?: Version ([\d.]+))?/i, hint: windows },
  { name: 'SFTPGo', pattern: /SFTPGo(?:[ _]v?([\d.]+))?/i },
  { name: 'pyftpdlib', pattern: /pyftpdlib(?: ([\d.]+))?/i },
  { name: 'Twisted', pattern: /\bTwisted\b(?:[^\d\n]*([\d.]+))?/i },
  { name: 'bftpd', pattern: /bftpd(?: ([\d.]+))?/i },
  { name: 'glFTPd', pattern: /glftpd(?: ([\d.]+))?/i },
  {
    name: 'DrFTPD',
    pattern: /drftpd(?:\+?STABLE)? ?([\d.]+)?/i,
    hint: words(
      'Files lie on several computers; PRET before PASV chooses the right one.',
      '文件分布在多台电脑上；PASV 之前要用 PRET 选择正确的一台。',
    ),
  },
  { name: 'ioFTPD', pattern: /ioFTPD(?: v?([\d.]+))?/i },
  { name: 'WU-FTPD', pattern: /wu-?(?:ftpd)?[- ]?([\d.]+(?:\(\d+\))?)/i },
  { name: 'GNU inetutils ftpd', pattern: /FTP server \(GNU inetutils ([\d.]+)\)/i },
  { name: 'NetBSD ftpd', pattern: /NetBSD-ftpd ([\w.]+)|\(lukemftpd/i },
  { name: 'BSD ftpd', pattern: /FTP server \(Version ([\d.]+[^)]*)\)/i },
  { name: 'Apache FtpServer', pattern: /Apache FtpServer/i },
  { name: 'NASFTPD', pattern: /NASFTPD Turbo Station(?: ([\d.]+\w*))?/i },
  { name: 'Synology', pattern: /Synology/i },
  { name: 'FRITZ!Box', pattern: /FRITZ!Box\S*/i },
  {
    name: 'z/OS',
    pattern: /IBM FTP CS(?: V(\w+))?|\bMVS\b.*FTP|z\/OS/i,
    hint: words(
      'A mainframe: paths are names of data sets in quotes, not folders with slashes.',
      '大型机：路径是带引号的数据集名称，而不是用斜杠分隔的文件夹。',
    ),
  },
  {
    name: 'IBM i',
    pattern: /QTCP at|OS\/400|IBM i\b/i,
    hint: words(
      'An IBM i system: names may be written as library/file.member.',
      'IBM i 系统：名字可能写作 库/文件.成员。',
    ),
  },
  {
    name: 'OpenVMS',
    pattern: /OpenVMS|MultiNet FTP|\bVMS\b/i,
    hint: words(
      'A VMS system: paths are written as DISK:[FOLDER]NAME.EXT;1.',
      'VMS 系统：路径写作 DISK:[FOLDER]NAME.EXT;1。',
    ),
  },
]

/** What a server seems to be, from its greeting (and SYST, where known). Greetings can lie. */
export function guessSoftware(
  greeting: readonly string[],
  systemReply: readonly string[] = [],
): Software | undefined {
  const text = [...greeting, ...systemReply].join('\n')
  for (const { name, pattern, hint } of patterns) {
    const match = pattern.exec(text)
    if (match)
      return { name, ...(match[1] ? { version: match[1] } : {}), ...(hint ? { hint } : {}) }
  }
  return undefined
}
