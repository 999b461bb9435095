import { BlockList, isIP, isIPv4 } from 'node:net'

const privateRanges = new BlockList()
// RFC 1918, 3927, 6598 (carrier-grade NAT), and "this network" of RFC 1122.
privateRanges.addSubnet('10.0.0.0', 8)
privateRanges.addSubnet('172.16.0.0', 12)
privateRanges.addSubnet('192.168.0.0', 16)
privateRanges.addSubnet('169.254.0.0', 16)
privateRanges.addSubnet('100.64.0.0', 10)
privateRanges.addSubnet('127.0.0.0', 8)
privateRanges.addSubnet('0.0.0.0', 8)
privateRanges.addSubnet('fc00::', 7, 'ipv6')
privateRanges.addSubnet('fe80::', 10, 'ipv6')
privateRanges.addAddress('::1', 'ipv6')

/** IPv4 in an IPv6 coat (::ffff:1.2.3.4) as plain IPv4; zone ids are cut. */
export function plainAddress(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  return mapped?.[1] ?? bare
}

export const sameAddress = (one: string, other: string): boolean =>
  plainAddress(one) === plainAddress(other)

/** True for addresses that mean nothing outside their own network. */
export function isPrivateAddress(address: string): boolean {
  const plain = plainAddress(address)
  if (isIP(plain) === 0) return false
  return privateRanges.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')
}

/** Argument of PORT (RFC 959 §4.1.2): h1,h2,h3,h4,p1,p2 with port = p1 * 256 + p2. */
export function portArgument(address: string, port: number): string {
  return [...plainAddress(address).split('.'), port >> 8, port & 0xff].join(',')
}

/** Argument of EPRT (RFC 2428 §2): |1|1.2.3.4|port| or |2|::1|port|. */
export function eprtArgument(address: string, port: number): string {
  const plain = plainAddress(address)
  return `|${isIPv4(plain) ? 1 : 2}|${plain}|${port}|`
}
