import type { Encryption } from '../../../electron/contract/sessions.ts'

/** What an address line says. Parts that it does not name are left out. */
export type Address = {
  host: string
  port?: number
  user?: string
  password?: string
  encryption?: Encryption
  folder?: string
}
export type AddressProblem = 'empty' | 'bad-character' | 'bad-host' | 'bad-port' | 'unknown-scheme'
export type AddressResult =
  | { isValid: true; address: Address }
  | { isValid: false; problem: AddressProblem; scheme?: string }

/** `ftps` means TLS from the first byte, `ftpes` the AUTH TLS way: as FileZilla and curl have it. */
const schemes: Record<string, Encryption | 'unsaid'> = {
  ftp: 'unsaid',
  ftps: 'implicit',
  ftpes: 'required',
}

export const defaultPort = (encryption: Encryption): number =>
  encryption === 'implicit' ? 990 : 21

/**
 * Reads `host`, `user@host:port`, `[::1]:2121` and `ftp://`, `ftps://`, `ftpes://` addresses (RFC
 * 1738 §3.2). Only host, port, user, password and folder are ever taken from one.
 */
export function parseAddress(text: string): AddressResult {
  const trimmed = text.trim()
  if (trimmed === '') return { isValid: false, problem: 'empty' }
  if (hasControl(trimmed)) return { isValid: false, problem: 'bad-character' }

  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)
  const name = scheme?.[1]?.toLowerCase()
  if (name !== undefined && !Object.hasOwn(schemes, name))
    return { isValid: false, problem: 'unknown-scheme', scheme: name }
  const isUrl = scheme !== null
  const encryption = name === undefined ? undefined : schemes[name]

  const rest = trimmed.slice(scheme?.[0].length ?? 0)
  const slash = rest.indexOf('/')
  const authority = slash === -1 ? rest : rest.slice(0, slash)
  const folder = slash === -1 ? '' : rest.slice(slash).replace(/;type=[aid]$/i, '')

  const at = authority.lastIndexOf('@')
  const credentials = at === -1 ? undefined : authority.slice(0, at)
  const place = splitPlace(authority.slice(at + 1))
  if (!place) return { isValid: false, problem: 'bad-host' }
  const port = place.port === undefined ? undefined : readPort(place.port)
  if (port === null) return { isValid: false, problem: 'bad-port' }

  const decode = (part: string) => (isUrl ? percentDecoded(part) : part)
  const colon = credentials?.indexOf(':') ?? -1
  const user =
    credentials === undefined ? undefined : colon === -1 ? credentials : credentials.slice(0, colon)
  const password =
    credentials === undefined || colon === -1 ? undefined : credentials.slice(colon + 1)
  const parts = { user, password, folder: folder.length > 1 ? folder : undefined }
  const address: Address = { host: place.host }
  if (port !== undefined) address.port = port
  if (encryption && encryption !== 'unsaid') address.encryption = encryption
  for (const [key, value] of Object.entries(parts) as [keyof typeof parts, string | undefined][]) {
    if (value === undefined || value === '') continue
    const decoded = decode(value)
    // A decoded CR or LF would become a second command.
    if (decoded === undefined || hasControl(decoded))
      return { isValid: false, problem: 'bad-character' }
    address[key] = decoded
  }
  return { isValid: true, address }
}

const hasControl = (text: string) => /[\u0000-\u001f\u007f]/.test(text)

function splitPlace(text: string): { host: string; port?: string } | undefined {
  const bracketed = /^\[([0-9a-f:.%a-z]+)\](?::(.*))?$/i.exec(text)
  if (bracketed?.[1]) return withPort(bracketed[1], bracketed[2])
  // Two colons or more outside brackets: an IPv6 address without a port.
  if (/^[0-9a-f.]*:[0-9a-f.:%]*:[0-9a-f.:%a-z]*$/i.test(text)) return { host: text }
  const plain = /^([^\s:/?#[\]@\\]{1,255})(?::(.*))?$/.exec(text)
  return plain?.[1] ? withPort(plain[1], plain[2]) : undefined
}

const withPort = (host: string, port: string | undefined) =>
  port === undefined || port === '' ? { host } : { host, port }

function readPort(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return null
  const port = Number(text)
  return port >= 1 && port <= 65_535 ? port : null
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
