import { octetsOf, plainAddress } from './addresses.ts'

/** Six numbers of PORT or 227: four octets of the address, then p1 and p2. */
export type SixNumbers = { octets: number[]; p1: number; p2: number; host: string; port: number }

/**
 * Finds h1,h2,h3,h4,p1,p2 in a text. RFC 1123 §4.1.2.6: look for the digits, not for parentheses.
 * Undefined when there are not exactly six numbers from 0 to 255 in a row.
 */
export function findSixNumbers(text: string): SixNumbers | undefined {
  const match = /(?<![\d,.-])\d+(?:\s*,\s*\d+){5}(?!\d|\s*,\s*\d)/.exec(text)
  const numbers = match?.[0].split(',').map(Number)
  if (!numbers?.every((number) => number <= 255)) return undefined
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0, p1 = 0, p2 = 0] = numbers
  const octets = [h1, h2, h3, h4]
  return { octets, p1, p2, host: octets.join('.'), port: p1 * 256 + p2 }
}

export type ExtendedAddress = {
  delimiter: string
  /** IANA address family: 1 IPv4, 2 IPv6; missing in a 229 reply. */
  family: string
  host: string
  port: number
}

/** |1|1.2.3.4|6275| of EPRT, or |||6446| of 229 (RFC 2428 §2, §3). */
export function parseExtendedAddress(text: string): ExtendedAddress | undefined {
  const match = /^([\x21-\x7e])(.*?)\1(.*?)\1(\d{1,5})\1$/.exec(text.trim())
  if (!match) return undefined
  const [, delimiter = '', family = '', host = '', portText = ''] = match
  const port = Number(portText)
  if (/\d/.test(delimiter) || port < 1 || port > 65_535) return undefined
  return { delimiter, family, host, port }
}

/** The part in parentheses of a 229 reply. */
export function findExtendedPort(text: string): ExtendedAddress | undefined {
  for (const match of text.matchAll(/\(([^()]*)\)/g)) {
    const address = parseExtendedAddress(match[1] ?? '')
    if (address) return address
  }
  return undefined
}

/** True when the family number and the written address belong together. */
export function familyMatches(family: string, host: string): boolean {
  const isIpv4 = octetsOf(host) !== undefined && !host.includes(':')
  return family === '1' ? isIpv4 : family === '2' ? plainAddress(host).includes(':') : false
}
