import { ImportError } from './importedSite.ts'
import type { ImportedSite, ImportResult } from './importedSite.ts'
import { parsePlist } from './plist.ts'
import { createSiteCollector, parseInteger } from './siteCollector.ts'

/** Identifiers of protocols in Cyberduck's profiles; its FTPS is explicit. */
const encryptions = new Map<string, ImportedSite['encryption']>([
  ['ftp', 'auto'],
  ['ftps', 'required'],
])

/**
 * Reads one bookmark of Cyberduck, a `.duck` file. Passwords are in the system's keychain, so the
 * site will ask. Throws ImportError if the file is no bookmark.
 */
export function readCyberduck(xml: string): ImportResult {
  const bookmark = parsePlist(xml)
  if (!(bookmark instanceof Map) || !bookmark.has('Protocol'))
    throw new ImportError('The property list is not a bookmark of Cyberduck.')
  const text = (key: string) => {
    const value = bookmark.get(key)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  const collector = createSiteCollector()
  const host = text('Hostname') ?? ''
  const name = text('Nickname') ?? host
  const entry = { name, folder: [] }
  const protocol = text('Protocol') ?? ''
  const encryption = encryptions.get(protocol.toLowerCase())
  if (!encryption) {
    collector.otherProtocol(entry, protocol.toUpperCase())
    return collector.result
  }

  const user = text('Username')
  const comment = text('Comment')
  const remoteFolder = text('Path')
  const localFolder =
    pathOf(bookmark.get('Upload Folder Dictionary')) ??
    pathOf(bookmark.get('Download Folder Dictionary')) ??
    text('Download Folder')
  const isAnonymous = user === undefined || user === 'anonymous'
  const colour = labelColour(bookmark.get('Labels'))
  const isSingle = text('Transfer Connection') === 'browser' || text('Maximum Connections') === '1'

  if (text('Client Certificate') !== undefined)
    collector.withoutSetting(
      entry,
      'clientCertificate',
      'Choose the client certificate again: it is in the keychain.',
    )
  collector.take({
    ...entry,
    host,
    port: parseInteger(text('Port') ?? '21') ?? 0,
    encryption,
    logon: isAnonymous ? 'anonymous' : 'ask',
    ...(isAnonymous ? {} : { user }),
    mode: modeOf(text('FTP Connect Mode')),
    encoding: text('Encoding') ?? 'auto',
    ...(comment === undefined ? {} : { comment }),
    ...(colour === undefined ? {} : { colour }),
    ...(localFolder === undefined ? {} : { localFolder }),
    ...(remoteFolder === undefined ? {} : { remoteFolder }),
    bookmarks: [],
    ...(isSingle ? { connectionLimit: 1 } : {}),
  })
  return collector.result
}

/** `active` and `passive` today; PORT and PASV in old versions. */
function modeOf(text: string | undefined): ImportedSite['mode'] {
  if (/^(active|port)$/i.test(text ?? '')) return 'active'
  if (/^(passive|pasv)$/i.test(text ?? '')) return 'passive'
  return 'auto'
}

function pathOf(dictionary: unknown): string | undefined {
  const path: unknown = dictionary instanceof Map ? dictionary.get('Path') : undefined
  return typeof path === 'string' && path !== '' ? path : undefined
}

/** Labels are free words; those that name a colour of ours are taken as one. */
function labelColour(labels: unknown): string | undefined {
  if (!Array.isArray(labels)) return undefined
  const words = labels.filter((label) => typeof label === 'string')
  return words
    .map((word) => word.toLowerCase())
    .find((word) => /^(red|green|blue|yellow|orange)$/.test(word))
}
