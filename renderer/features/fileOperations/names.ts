import type { PathStyle } from '../panes/paths.ts'

/** Name and ending of a file: `photo.tar.gz` is `photo.tar` and `.gz`; `.profile` has no ending. */
export function splitName(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.')
  return dot > 0
    ? { stem: name.slice(0, dot), ending: name.slice(dot) }
    : { stem: name, ending: '' }
}

/**
 * A name for a copy that is not taken yet: `word(1)`, `word(2)` … between stem and ending.
 * `word` gives the text for the n-th copy.
 */
export function freeCopyName(
  name: string,
  isFolder: boolean,
  taken: ReadonlySet<string>,
  word: (count: number) => string,
): string {
  const { stem, ending } = isFolder ? { stem: name, ending: '' } : splitName(name)
  for (let count = 1; ; count++) {
    const candidate = `${stem}${word(count)}${ending}`
    if (!taken.has(candidate)) return candidate
  }
}

const percent = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** One segment of a URL; a byte without a meaning in the encoding goes as that byte. */
function encodeSegment(segment: string): string {
  let text = ''
  for (const character of segment) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) text += percent(code - 0xdc00)
    else if (code >= 0xd800 && code <= 0xdfff) text += encodeURIComponent('\ufffd')
    else text += encodeURIComponent(character)
  }
  return text
}

export type UrlServer = { host: string; port: number; user: string; isImplicitTls: boolean }

/**
 * The address of a file on a server (RFC 1738 §3.2), never with a password. Written as all clients
 * write it: the path from the server's root.
 */
export function ftpUrl(server: UrlServer, path: string): string {
  const { host, port, user, isImplicitTls } = server
  const usual = isImplicitTls ? 990 : 21
  const name = host.includes(':') ? `[${host}]` : host
  const who = user === '' || user === 'anonymous' ? '' : `${encodeSegment(user)}@`
  const place = path.split('/').slice(1).map(encodeSegment).join('/')
  return `${isImplicitTls ? 'ftps' : 'ftp'}://${who}${name}${port === usual ? '' : `:${port}`}/${place}`
}

export function fileUrl(path: string, style: PathStyle): string {
  const segments = path.split(style === 'posix' ? '/' : /[\\/]/)
  if (style === 'posix') return `file://${segments.map(encodeSegment).join('/')}`
  // `C:` keeps its colon; a share begins with two separators and is the host.
  const [first = '', ...rest] = segments
  const drive = /^[a-z]:$/i.test(first) ? `/${first}` : encodeSegment(first)
  return `file://${[drive, ...rest.map(encodeSegment)].join('/').replace(/^\/\//, '')}`
}
