import { reachOf, isInternal, isSameAddress, isUnreachableFrom } from '../addresses.ts'
import type { Reach } from '../addresses.ts'
import { familyMatches } from '../dataAddress.ts'
import type { ExtendedAddress, SixNumbers } from '../dataAddress.ts'
import { lookup, say, words } from '../text.ts'
import type { Locale, Text } from '../text.ts'
import { warn } from '../warnings.ts'
import type { Warning } from '../warnings.ts'
import { describeIn } from './types.ts'
import type { Calculation, Taken } from './types.ts'

const reachTexts: Readonly<Record<Reach, Text>> = {
  public: words('a public address', '公网地址'),
  private: words(
    'a private address, valid only inside its own network',
    '内网地址，只在其所在网络内有效',
  ),
  carrier: words('a shared address of an internet provider', '运营商共享地址'),
  'link-local': words('an address valid only on the same cable', '只在同一链路上有效的地址'),
  loopback: words('an address that always means the own computer', '始终指本机的地址'),
  unspecified: words('no real address', '不是真实的地址'),
  multicast: words('a group address, not a single computer', '组播地址，不是单台电脑'),
  name: words('a name, not an address', '名称，而不是地址'),
}

export const reachText = (host: string, locale: Locale): string =>
  say(reachTexts[reachOf(host)], locale)

const words256 = {
  host: words('the first four numbers are the address: {reach}', '前四个数字是地址：{reach}'),
  p1: words('p1, the high half of the port: counts 256 each', 'p1，端口的高位：每 1 代表 256'),
  p2: words('p2, the low half of the port', 'p2，端口的低位'),
  times: words('the fifth number times 256', '第五个数字乘以 256'),
  plus: words('plus the sixth number: the port', '加上第六个数字：即端口'),
  join: words('joined by dots: the address', '用点连接：即地址'),
}

/** The digits of PORT and 227 one by one, and how they add up to address and port. */
export function takeSixNumbers(
  six: SixNumbers,
  locale: Locale,
): Taken & { calculation: Calculation } {
  const describe = describeIn(locale)
  const { octets, p1, p2, host, port } = six
  return {
    parts: [
      describe(octets.join(','), words256.host, { reach: reachText(host, locale) }),
      describe(String(p1), words256.p1),
      describe(String(p2), words256.p2),
    ],
    calculation: {
      host,
      port,
      numbers: { octets, p1, p2 },
      steps: [
        describe(host, words256.join),
        describe(`${p1} × 256 = ${p1 * 256}`, words256.times),
        describe(`${p1 * 256} + ${p2} = ${port}`, words256.plus),
      ],
    },
  }
}

const extended = {
  delimiter: words('the sign that separates the fields', '分隔各字段的符号'),
  ipv4: words('IPv4', 'IPv4 协议'),
  ipv6: words('IPv6', 'IPv6 协议'),
  family: words('kind of network, by its IANA number', '网络类型的 IANA 编号'),
  host: words('address to dial: {reach}', '要拨打的地址：{reach}'),
  port: words('port to dial', '要拨打的端口'),
  left: words(
    'left empty on purpose: kind and address are those of this connection',
    '有意留空：类型和地址与本连接相同',
  ),
}

/** The fields of EPRT and 229. */
export function takeExtended(address: ExtendedAddress, locale: Locale): Taken {
  const describe = describeIn(locale)
  const { delimiter, family, host, port } = address
  const kinds: Readonly<Record<string, Text>> = { 1: extended.ipv4, 2: extended.ipv6 }
  const fields =
    family === '' && host === ''
      ? [describe(delimiter.repeat(3), extended.left)]
      : [
          describe(delimiter, extended.delimiter),
          describe(family, lookup(kinds, family) ?? extended.family),
          describe(host, extended.host, { reach: reachText(host, locale) }),
        ]
  return {
    parts: [...fields, describe(String(port), extended.port)],
    calculation: {
      ...(host === '' ? {} : { host }),
      port,
      steps: [describe(String(port), extended.port)],
    },
  }
}

export type AddressContext = {
  /** Server's end of the control connection. */
  serverAddress?: string
  /** Client's end of the control connection. */
  clientAddress?: string
}

/** Behind a router the client rightly announces the router's public address. */
const isTranslated = (own: string, announced: string): boolean =>
  isInternal(own) && reachOf(announced) === 'public'

/** Warnings about an address that one side announces: the server in 227, the client in PORT. */
export function warningsAbout(
  announced: { host: string; port: number; family?: string },
  by: 'server' | 'client',
  { serverAddress, clientAddress }: AddressContext,
  locale: Locale,
): Warning[] {
  const { host, port, family } = announced
  const warnings: Warning[] = []
  const control = serverAddress ?? ''
  const own = by === 'server' ? serverAddress : clientAddress
  const reach = reachOf(host)
  if (reach === 'unspecified' || reach === 'multicast') {
    warnings.push(warn('unroutable-address', locale, { host }))
  } else if (serverAddress && isUnreachableFrom(host, serverAddress)) {
    const code = by === 'server' ? 'private-passive-address' : 'private-active-address'
    warnings.push(warn(code, locale, { host, control }))
  } else if (own && !isSameAddress(own, host) && !(by === 'client' && isTranslated(own, host))) {
    warnings.push(warn('data-address-differs', locale, { host, control: own }))
  }
  if (port < 1024) warnings.push(warn('reserved-port', locale, { port }))
  if (family !== undefined && !familyMatches(family, host))
    warnings.push(warn('malformed-address', locale))
  return warnings
}
