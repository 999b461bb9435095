import { parseCommandLine } from '../commands.ts'
import { findSixNumbers, parseExtendedAddress } from '../dataAddress.ts'
import { lookup, words } from '../text.ts'
import type { Locale, Text } from '../text.ts'
import { takeExtended, takeSixNumbers, warningsAbout } from './dataAddress.ts'
import type { AddressContext } from './dataAddress.ts'
import { exactBytes, readTime } from './format.ts'
import { takeOptions } from './options.ts'
import { takePath } from './paths.ts'
import { takeSite } from './site.ts'
import { describeIn } from './types.ts'
import type { Describe, Taken } from './types.ts'
import { warn } from '../warnings.ts'

/** Stands for a secret, so that an explanation can never repeat it. */
export const secretText = '••••••'

type Take = (argument: string, locale: Locale, context: AddressContext) => Taken

const noParts: Taken = { parts: [] }

/** A verb whose argument is one of a few letters. */
function takeCode(codes: Readonly<Record<string, Text>>, unknown: Text): Take {
  return (argument, locale) => {
    const describe = describeIn(locale)
    const [, code = '', gap = '', rest = ''] = /^(\S*)(\s*)([\s\S]*)$/.exec(argument) ?? []
    if (code === '') return noParts
    const parts = [describe(code, lookup(codes, code.toUpperCase()) ?? unknown)]
    if (gap && rest)
      parts.push(describe(rest, lookup(codes, `${code} ${rest}`.toUpperCase()) ?? extra))
    return { parts }
  }
}

const extra = words('a further detail', '进一步的说明')
const unknownValue = words('not a value of the standard', '不是标准中的取值')

const takeType = takeCode(
  {
    A: words('ASCII: text, line ends are converted', 'ASCII：文本，会转换换行符'),
    'A N': words('N: not meant for printing, the default', 'N：非打印格式，默认值'),
    'A T': words('T: with Telnet format controls', 'T：带 Telnet 格式控制符'),
    'A C': words('C: with carriage control for printers', 'C：带打印机走纸控制符'),
    E: words('EBCDIC: text of IBM mainframes', 'EBCDIC：IBM 大型机的文本编码'),
    I: words('image: bytes as they are', '图像（二进制）：字节原样传输'),
    L: words('local: bytes of a given width', '本地：指定宽度的字节'),
    'L 8': words('8 bits a byte, the same as TYPE I today', '每字节 8 位，如今与 TYPE I 相同'),
  },
  unknownValue,
)

const takeStructure = takeCode(
  {
    F: words('file: one stream of bytes, the default', '文件：单一字节流，默认值'),
    R: words('record: a sequence of records', '记录：由记录组成'),
    P: words('page: independent numbered pages', '页：由独立编号的页组成'),
  },
  unknownValue,
)

const takeMode = takeCode(
  {
    S: words('stream: bytes as they are, the default', '流：字节原样传输，默认值'),
    B: words('block: in blocks with a header each', '块：分块传输，每块带头部'),
    C: words('compressed: runs of equal bytes shortened', '压缩：缩短重复的字节'),
    Z: words('deflate: compressed as in zip files', 'deflate：像 zip 文件一样压缩'),
  },
  unknownValue,
)

const takeProtection = takeCode(
  {
    C: words('clear: data connections are not protected', '明文：数据连接不受保护'),
    S: words('safe: protected against changes only', '安全：只防篡改'),
    E: words(
      'confidential: hidden, but not protected against changes',
      '保密：隐藏内容，但不防篡改',
    ),
    P: words('private: hidden and protected against changes', '私密：隐藏内容并防篡改'),
  },
  unknownValue,
)

const takeMechanism = takeCode(
  {
    TLS: words('Transport Layer Security, the protection of https', 'TLS，即 https 使用的保护'),
    'TLS-C': words('an old name for TLS', 'TLS 的旧名称'),
    SSL: words('an old name: data connections are protected at once', '旧名称：数据连接立即受保护'),
    'TLS-P': words('an old name for SSL', 'SSL 的旧名称'),
    GSSAPI: words('Kerberos and relatives', 'Kerberos 等'),
    KERBEROS_V4: words('Kerberos, version 4', 'Kerberos 第 4 版'),
  },
  words('a security method', '一种安全方式'),
)

const takeExtendedPassive = takeCode(
  {
    1: words('over IPv4', '使用 IPv4'),
    2: words('over IPv6', '使用 IPv6'),
    ALL: words('a promise to use nothing but EPSV from now on', '承诺从现在起只使用 EPSV'),
  },
  unknownValue,
)

const takeSwitch = takeCode(
  { ON: words('switch on', '开启'), OFF: words('switch off', '关闭') },
  unknownValue,
)

/** One word with a fixed meaning. */
function takeWord(meaning: Text): Take {
  return (argument, locale) =>
    argument === '' ? noParts : { parts: [describeIn(locale)(argument, meaning)] }
}

const takeUser: Take = (argument, locale) => {
  if (argument === '') return noParts
  const isGuest = /^(anonymous|ftp)$/i.test(argument)
  const meaning = isGuest
    ? words('a visitor without an account', '没有账户的访客')
    : words('name of the account', '账户名')
  return { parts: [describeIn(locale)(argument, meaning)] }
}

/** Never repeats the argument. */
const takeSecret: Take = (argument, locale) =>
  argument === ''
    ? noParts
    : { parts: [describeIn(locale)(secretText, words('kept secret here', '在这里保密'))] }

const takePort: Take = (argument, locale, context) => {
  const six = findSixNumbers(argument)
  if (!six) return { parts: [], warnings: [warn('malformed-address', locale)] }
  return { ...takeSixNumbers(six, locale), warnings: warningsAbout(six, 'client', context, locale) }
}

const takeExtendedPort: Take = (argument, locale, context) => {
  const address = parseExtendedAddress(argument)
  if (!address || address.host === '')
    return { parts: [], warnings: [warn('malformed-address', locale)] }
  return {
    ...takeExtended(address, locale),
    warnings: warningsAbout(address, 'client', context, locale),
  }
}

const takeOffset: Take = (argument, locale) => {
  if (!/^\d+$/.test(argument))
    return takeWord(words('a marker of the block mode', '分块方式的标记'))(argument, locale, {})
  const offset = Number(argument)
  const meaning =
    offset === 0
      ? words('from the beginning', '从头开始')
      : words('leave out the first {bytes}', '跳过前 {bytes}')
  return { parts: [describeIn(locale)(argument, meaning, { bytes: exactBytes(offset, locale) })] }
}

function describeBytes(describe: Describe, text: string, meaning: Text, locale: Locale) {
  return describe(text, meaning, { bytes: exactBytes(Number(text), locale) })
}

const takeAllocation: Take = (argument, locale) => {
  const [, bytes, record] = /^(\d+)(?:\s+R\s+(\d+))?$/i.exec(argument) ?? []
  if (bytes === undefined) return noParts
  const describe = describeIn(locale)
  const parts = [describeBytes(describe, bytes, words('{bytes} needed', '需要 {bytes}'), locale)]
  if (record !== undefined)
    parts.push(describe(record, words('size of the largest record', '最大记录的大小')))
  return { parts }
}

const takeRange: Take = (argument, locale) => {
  const [, first, last] = /^(\d+)\s+(\d+)$/.exec(argument) ?? []
  if (first === undefined || last === undefined) return noParts
  const describe = describeIn(locale)
  return {
    parts: [
      describe(first, words('first byte, counted from 0', '第一个字节，从 0 数起')),
      describe(last, words('last byte, included', '最后一个字节（包含）')),
    ],
  }
}

/** MFMT and MFCT: a time, then a path. MDTM too, as vsftpd understands it. */
const takeTimeAndPath: Take = (argument, locale, context) => {
  const [, time = '', path = ''] = /^(\d{14}(?:\.\d+)?) ([\s\S]+)$/.exec(argument) ?? []
  const read = readTime(time)
  if (!read) return takePath(argument, locale)
  const meaning = words('the time to set: {time}', '要设置的时间：{time}')
  return {
    parts: [
      describeIn(locale)(time, meaning, { time: read }),
      ...takePaths(path, locale, context).parts,
    ],
  }
}

const takePaths: Take = (argument, locale) => takePath(argument, locale)

/** `-a -l path` of LIST: options are a Unix habit, not part of the standard. */
const takeListing: Take = (argument, locale) => {
  const [, flags = '', path = ''] = /^((?:-\w+(?:\s+|$))*)([\s\S]*)$/.exec(argument) ?? []
  const meaning = words(
    'options for "ls"; not part of the standard, some servers take them for a name',
    'ls 的选项；不属于标准，有些服务器会把它当作名字',
  )
  const parts = flags === '' ? [] : [describeIn(locale)(flags.trim(), meaning)]
  return { parts: [...parts, ...takePath(path, locale).parts] }
}

const pathVerbs =
  'CWD XCWD SMNT RETR STOR STOU APPE RNFR RNTO DELE RMD XRMD MKD XMKD SIZE MLST MLSD STAT RMDA AVBL DSIZ HASH XCRC XMD5 MD5 MMD5 XSHA XSHA1 XSHA256 XSHA512'

const takes: ReadonlyMap<string, Take> = new Map<string, Take>([
  ...pathVerbs.split(' ').map((verb): [string, Take] => [verb, takePaths]),
  ['USER', takeUser],
  ['PASS', takeSecret],
  ['ACCT', takeSecret],
  ['ADAT', takeSecret],
  ['PORT', takePort],
  ['EPRT', takeExtendedPort],
  ['EPSV', takeExtendedPassive],
  ['TYPE', takeType],
  ['STRU', takeStructure],
  ['MODE', takeMode],
  ['PROT', takeProtection],
  ['AUTH', takeMechanism],
  ['SSCN', takeSwitch],
  [
    'PBSZ',
    takeWord(
      words(
        'bytes a protected piece may have; always 0 with TLS',
        '受保护数据块的字节数；使用 TLS 时总是 0',
      ),
    ),
  ],
  ['REST', takeOffset],
  ['RANG', takeRange],
  ['ALLO', takeAllocation],
  ['LIST', takeListing],
  ['NLST', takeListing],
  ['MDTM', takeTimeAndPath],
  ['MFMT', takeTimeAndPath],
  ['MFCT', takeTimeAndPath],
  ['HOST', takeWord(words('name of the site', '站点名称'))],
  ['LANG', takeWord(words('language tag, as in "en" or "zh-CN"', '语言标签，例如 en 或 zh-CN'))],
  ['CLNT', takeWord(words('name of the client program', '客户端程序的名称'))],
  ['HELP', takeWord(words('the command asked about', '要询问的命令'))],
  ['OPTS', takeOptions],
  ['SITE', takeSite],
])

/** Arguments of a command line, taken apart as far as the verb is known. */
export function takeArguments(line: string, locale: Locale, context: AddressContext): Taken {
  const { verb, argument } = parseCommandLine(line)
  return takes.get(verb)?.(argument, locale, context) ?? noParts
}
