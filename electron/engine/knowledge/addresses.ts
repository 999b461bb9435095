/** IPv4 in an IPv6 coat (::ffff:1.2.3.4) as plain IPv4; brackets and zone ids are cut. */
export function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').split('%', 1)[0] ?? ''
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare.toLowerCase()
}

export function octetsOf(address: string): number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(plainAddress(address))
  const octets = match?.slice(1).map(Number)
  return octets?.every((octet) => octet <= 255) ? octets : undefined
}

/** Where an address means something. `name` is a host name, which says nothing about it. */
export type Reach =
  | 'public'
  | 'private'
  | 'carrier'
  | 'link-local'
  | 'loopback'
  | 'unspecified'
  | 'multicast'
  | 'name'

export function reachOf(address: string): Reach {
  const octets = octetsOf(address)
  if (octets) return reachOfIpv4(octets)
  const plain = plainAddress(address)
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(plain)) return 'name'
  if (/^[0:]*$/.test(plain)) return 'unspecified'
  if (/^[0:]*:0*1$/.test(plain)) return 'loopback'
  if (/^f[cd]/.test(plain)) return 'private'
  if (/^fe[89ab]/.test(plain)) return 'link-local'
  if (/^ff/.test(plain)) return 'multicast'
  return 'public'
}

/** RFC 1122 (0/8, 127/8), 1918, 3927 (169.254/16), 6598 (100.64/10), 5771 (224/4). */
function reachOfIpv4([first = 0, second = 0]: number[]): Reach {
  if (first === 0) return 'unspecified'
  if (first === 127) return 'loopback'
  if (first === 10) return 'private'
  if (first === 172 && second >= 16 && second <= 31) return 'private'
  if (first === 192 && second === 168) return 'private'
  if (first === 169 && second === 254) return 'link-local'
  if (first === 100 && second >= 64 && second <= 127) return 'carrier'
  if (first >= 224) return 'multicast'
  return 'public'
}

/** True for addresses that mean nothing outside their own network. */
export function isInternal(address: string): boolean {
  const reach = reachOf(address)
  return reach !== 'public' && reach !== 'name'
}

export const isSameAddress = (one: string, other: string): boolean =>
  plainAddress(one) === plainAddress(other)

/** True when a peer at `from` cannot use `announced`: internal there, public here. */
export function isUnreachableFrom(announced: string, from: string): boolean {
  const reach = reachOf(announced)
  if (reach === 'unspecified' || reach === 'multicast') return true
  return isInternal(announced) && reachOf(from) === 'public'
}
