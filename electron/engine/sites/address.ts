import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { AppError } from '../../contract/errors.ts'

/** What the address field, a link or the command line names. What was not said is absent. */
export type Address = {
  /** A name in ASCII (punycode), an IPv4 address, or an IPv6 address without brackets. */
  host: string
  port?: number
  user?: string
  password?: string
  /** Absolute, decoded. */
  path?: string
  /** required for ftpes://, implicit for ftps://. */
  encryption?: 'required' | 'implicit'
}

/** Names the cause and the next step, and never quotes the text: it may hold a password. */
export class AddressError extends AppError {
  constructor(cause: string, nextStep: string) {
    super('bad-address', `${cause}. ${nextStep}.`)
    this.name = 'AddressError'
  }
}

const encryptionOf = new Map<string, Address['encryption']>([
  ['ftp', undefined],
  ['ftps', 'implicit'],
  ['ftpes', 'required'],
])

/**
 * Reads what a person typed or pasted: `host`, `host:port`, `user@host:port/path`, or an ftp://,
 * ftps:// (implicit TLS) or ftpes:// URL, whose parts are percent-decoded. Throws AddressError.
 */
export function parseAddress(text: string): Address {
  const { scheme, rest } = splitScheme(text.trim())
  if (scheme === undefined) return compact(partsOf(rest))
  const { host, port, user, password, path } = partsOf(rest)
  return compact({
    host: decoded(host),
    port,
    user: user === undefined ? undefined : decoded(user),
    password: password === undefined ? undefined : decoded(password),
    path: path === undefined ? undefined : decoded(withoutType(path)),
    encryption: encryptionOf.get(scheme),
  })
}

/** Only whole, visible ASCII; a parameter (`;x=`), a query or a fragment fits nowhere in it. */
const linkGrammar =
  /^(?:ftp|ftps|ftpes):\/\/(?:[A-Za-z0-9._~!$&'()*+,=:%-]*@)?(?:\[[0-9A-Fa-f:.%a-z-]+\]|[A-Za-z0-9._%-]+)(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~!$&'()*+,=:@%/-]*(?:;type=[aidAID])?)?$/i

/** Longest link that is looked at, in characters. */
const longestLink = 4_096

/**
 * Reads a link that another program hands over (ftp:// handler, second start). Strict, and gives
 * nothing but host, port, user, path and the scheme's encryption; a password in it is left out.
 * Throws AddressError.
 */
export function parseLink(text: string): Omit<Address, 'password'> {
  if (text.length > longestLink || !linkGrammar.test(text))
    throw new AddressError(
      'The link is not a plain ftp, ftps or ftpes link',
      'Open Sampan and enter the address by hand',
    )
  const { host, port, user, path, encryption } = parseAddress(text)
  return compact({ host, port, user, path, encryption })
}

/** The URL of an address, without its password. */
export function formatUrl(address: Omit<Address, 'password'>): string {
  const scheme = [...encryptionOf].find(([, value]) => value === address.encryption)?.[0] ?? 'ftp'
  const user = address.user === undefined ? '' : `${encodeURIComponent(address.user)}@`
  const host = isIPv6(address.host) ? `[${address.host.replace('%', '%25')}]` : address.host
  const port = address.port === undefined ? '' : `:${address.port}`
  const path = address.path?.split('/').map(encodeURIComponent).join('/') ?? ''
  return `${scheme}://${user}${host}${port}${path}`
}

/**
 * A host name or address in the form that is looked up: names in ASCII, IPv6 without brackets.
 * Throws AddressError.
 */
export function parseHost(text: string): string {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1]
  const bare = bracketed ?? text
  if (isIPv6(bare)) return bare
  const badHost = (cause: string) => new AddressError(cause, 'Check the name of the server')
  if (bare === '') throw badHost('The address names no server')
  if (bare.includes(':'))
    throw new AddressError(
      'The address has more than one colon',
      'Put an IPv6 address in brackets, like [2001:db8::1]:21',
    )
  // Symbols, blanks and slashes cannot be in a name; "-x" could be taken for an option.
  if (
    bracketed !== undefined ||
    /[^\p{L}\p{M}\p{N}._\u00ad\u200c\u200d\u3002\uff0e\uff61-]/u.test(bare) ||
    /^-/.test(bare)
  )
    throw badHost('The name of the server has a character that no name can have')
  const ascii = domainToASCII(bare)
  const labels = ascii.replace(/\.$/, '').split('.')
  if (ascii.length > 253 || labels.some((label) => label === '' || label.length > 63))
    throw badHost('The name of the server is not a possible name')
  return ascii
}

type Parts = { host: string; port?: number; user?: string; password?: string; path?: string }

function splitScheme(text: string): { scheme?: string; rest: string } {
  if (/[\r\n\0]/.test(text)) throw lineBreak()
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text)
  if (!match) return { rest: text }
  const scheme = (match[1] ?? '').toLowerCase()
  if (!encryptionOf.has(scheme))
    throw new AddressError(
      `Sampan does not speak ${scheme.slice(0, 20)}`,
      'Use an address that begins with ftp://, ftps:// or ftpes://',
    )
  return { scheme, rest: match[2] ?? '' }
}

/** Parts as they stand, undecoded. A user name may hold `@`, so the last one separates. */
function partsOf(rest: string): Parts {
  const slash = rest.indexOf('/')
  const authority = slash === -1 ? rest : rest.slice(0, slash)
  const path = slash === -1 ? undefined : rest.slice(slash)
  const at = authority.lastIndexOf('@')
  const server = authority.slice(at + 1)
  const login = at === -1 ? undefined : authority.slice(0, at)
  const colon = login?.indexOf(':') ?? -1
  return {
    ...splitPort(server),
    ...(login === undefined ? {} : { user: colon === -1 ? login : login.slice(0, colon) }),
    ...(login === undefined || colon === -1 ? {} : { password: login.slice(colon + 1) }),
    ...(path === undefined ? {} : { path }),
  }
}

function splitPort(server: string): { host: string; port?: number } {
  if (isIPv6(server)) return { host: server }
  const match = /^(\[[^\]]*\]|[^:]*):(.*)$/s.exec(server)
  if (!match || match[2]?.includes(':')) return { host: server }
  return { host: match[1] ?? '', port: parsePort(match[2] ?? '') }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new AddressError(
      'What follows the colon is not a port',
      'Enter a number from 1 to 65535 there, or leave the colon out',
    )
  return port
}

/** `;type=a`, `i` or `d` at the end of an ftp URL (RFC 1738, 3.2.2) is no part of the name. */
const withoutType = (path: string) => path.replace(/;type=[aid]$/i, '')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AddressError(
      'The address has a % that is not followed by the code of a UTF-8 character',
      'Write %25 for a percent sign',
    )
  }
}

/** Leaves out what is empty or missing, and checks what remains. */
function compact(parts: Parts & Pick<Address, 'encryption'>): Address {
  const { port, user, password, path, encryption } = parts
  if ([parts.host, user, password, path].some((part) => part && /[\r\n\0]/.test(part)))
    throw lineBreak()
  return {
    host: parseHost(parts.host),
    ...(port === undefined ? {} : { port }),
    ...(user ? { user } : {}),
    ...(password === undefined || !user ? {} : { password }),
    // ftp://host/%2Fetc is how RFC 1738 writes the absolute /etc.
    ...(path === undefined ? {} : { path: path.replace(/^\/\/+/, '/') }),
    ...(encryption === undefined ? {} : { encryption }),
  }
}

function lineBreak(): AddressError {
  return new AddressError(
    'The address holds a line break or a NUL character',
    'Remove it: it could smuggle a command to the server',
  )
}
