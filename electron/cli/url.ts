import type { Address } from '../engine/sites/address.ts'
import { AddressError, parseAddress } from '../engine/sites/address.ts'

/** Where on a server: as the URL says it, before the folder of the login is known. */
export type RemotePath = {
  /** `home`: from the folder of the login (RFC 1738 §3.2.2). `root`: absolute. */
  from: 'home' | 'root'
  /** Decoded names between the slashes. */
  names: string[]
  /** The URL ended with a slash, or said `;type=d`. */
  isFolder: boolean
  /** The URL said `;type=i`: no need to ask the server whether it is a folder. */
  isFile: boolean
}

export type Target = { address: Omit<Address, 'path'>; path: RemotePath }

/**
 * Reads an FTP URL by RFC 3986 and RFC 1738: parts are percent-decoded, the path begins in the
 * folder of the login, and `//path` or `/%2Fpath` at the root. Throws AddressError, which never
 * quotes the URL: it may hold a password.
 */
export function parseUrl(text: string): Target {
  const match = /^([a-z]+:\/\/[^/]*)(\/.*)?$/is.exec(text)
  if (!match)
    throw new AddressError(
      'An argument is no FTP URL',
      'Write it like ftp://user@host/path, ftpes://… or ftps://…',
    )
  const { path: _none, ...address } = parseAddress(match[1]!)
  return { address, path: parseUrlPath(match[2] ?? '/') }
}

function parseUrlPath(text: string): RemotePath {
  const typed = /^(.*?);type=([a-z])$/is.exec(text)
  const type = typed?.[2]!.toLowerCase()
  if (type !== undefined && !'adi'.includes(type))
    throw new AddressError('The URL has an unknown ;type=', 'It can be i, d or a (RFC 1738)')
  if (type === 'a')
    throw new AddressError(
      'The URL asks for a text transfer (;type=a), which changes files on their way',
      'Use ;type=i or leave it out: files are then copied byte by byte',
    )
  const names = (typed?.[1] ?? text).slice(1).split('/').map(decodeName)
  const isRoot = names.length > 1 && names[0] === ''
  const endsOpen = names.at(-1) === ''
  const first = names[0] ?? ''
  return toPath(isRoot || first.startsWith('/') ? 'root' : 'home', names.join('/'), {
    isFolder: endsOpen || type === 'd',
    isFile: type === 'i',
  })
}

/** A path as typed for a saved site: nothing is decoded. */
export function parseSitePath(text: string): RemotePath {
  const isFolder = text === '' || text.endsWith('/')
  return toPath(text.startsWith('/') ? 'root' : 'home', text, { isFolder, isFile: false })
}

function toPath(
  from: RemotePath['from'],
  path: string,
  kind: Pick<RemotePath, 'isFolder' | 'isFile'>,
): RemotePath {
  if (/[\r\n\0]/.test(path))
    throw new AddressError(
      'A path holds a line break or a NUL character',
      'FTP cannot send such names',
    )
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return { from, names, ...kind }
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AddressError(
      'The URL has a % that is not followed by the code of a UTF-8 character',
      'Write %25 for a percent sign',
    )
  }
}

/** The absolute path, once the folder of the login is known. */
export function resolvePath({ from, names }: RemotePath, home: string): string {
  const start = from === 'root' || !home.startsWith('/') ? [] : home.split('/').filter(Boolean)
  return `/${[...start, ...names].join('/')}`
}
