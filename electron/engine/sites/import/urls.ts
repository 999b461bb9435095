import { AddressError, parseAddress } from '../address.ts'
import { ImportError, refuseLargeText } from './importedSite.ts'
import type { ImportResult } from './importedSite.ts'
import type { SiteCollector } from './siteCollector.ts'
import { createSiteCollector } from './siteCollector.ts'

/**
 * Reads a list of ftp://, ftps:// and ftpes:// addresses, one a line, each with an optional name
 * after a blank (as in the bookmarks of GTK programs). Lines that begin with # are comments.
 * Throws ImportError if there is no address at all.
 */
export function readUrls(text: string): ImportResult {
  const collector = createSiteCollector()
  for (const line of linesOf(text)) {
    const blank = line.search(/\s/)
    const url = blank === -1 ? line : line.slice(0, blank)
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url))
      throw new ImportError('This is not a list of ftp:// addresses.')
    const name = blank === -1 ? undefined : line.slice(blank).trim()
    takeUrl(url, name, collector)
  }
  if (collector.result.sites.length + collector.result.notTaken.length === 0)
    throw new ImportError('The list of addresses is empty.')
  return collector.result
}

/** Lines with something on them, trimmed, without comments. */
export function linesOf(text: string): string[] {
  refuseLargeText(text)
  return text
    .replace(/^\ufeff/, '')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Adds what a URL names. What cannot be used is listed without user and password. */
export function takeUrl(url: string, name: string | undefined, collector: SiteCollector): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  const shown = { name: name ?? withoutLogin(url), folder: [] }
  if (scheme && !['ftp', 'ftps', 'ftpes'].includes(scheme))
    return collector.otherProtocol(shown, scheme.toUpperCase())
  try {
    const address = parseAddress(url)
    const { host, port, user, password, path, encryption = 'auto' } = address
    const isAnonymous = user === undefined || user === 'anonymous'
    const hasPassword = !isAnonymous && password !== undefined
    collector.take({
      folder: [],
      name: name ?? host,
      host,
      port: port ?? (encryption === 'implicit' ? 990 : 21),
      encryption,
      logon: isAnonymous ? 'anonymous' : hasPassword ? 'password' : 'ask',
      ...(isAnonymous ? {} : { user }),
      ...(hasPassword ? { password } : {}),
      mode: 'auto',
      encoding: 'auto',
      ...(path === undefined || path === '/' ? {} : { remoteFolder: path }),
      bookmarks: [],
    })
  } catch (error) {
    if (!(error instanceof AddressError)) throw error
    collector.refuse(shown, 'address', error.message)
  }
}

/** The part after the last @, so that no password can be shown. */
function withoutLogin(url: string): string {
  return url.replace(/^([^:]*:\/\/)?.*@/s, '$1')
}
