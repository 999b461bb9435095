import type { ImportedBookmark, ImportedSite, ImportResult } from './importedSite.ts'
import { ImportError } from './importedSite.ts'
import type { PasswordDecrypter } from './fileZillaCrypt.ts'
import { createPasswordDecrypter, decodeBase64, decodeUtf8 } from './fileZillaCrypt.ts'
import { formatSafePath, parseSafePath, serverTypes } from './safePath.ts'
import type { Entry, SiteCollector } from './siteCollector.ts'
import { createSiteCollector, parseInteger } from './siteCollector.ts'
import type { XmlElement } from './xmlTree.ts'
import { childOf, parseXml } from './xmlTree.ts'

export type FileZillaOptions = {
  /** Opens passwords that FileZilla encrypted; without it their sites are imported as 'ask'. */
  masterPassword?: string
}

/**
 * Reads sites as FileZilla 3 writes them: `sitemanager.xml`, an export, or `recentservers.xml`,
 * whose entries have no names. Throws ImportError if the file as a whole is not one of these.
 */
export function readFileZilla(xml: string, options: FileZillaOptions = {}): ImportResult {
  const root = parseXml(xml)
  if (root.name === 'FileZilla')
    throw new ImportError('FileZilla 2 wrote this file. Open it with FileZilla 3 and export it.')
  if (root.name !== 'FileZilla3') throw new ImportError('FileZilla did not write this file.')
  const reader: Reader = {
    collector: createSiteCollector(),
    decrypt: createPasswordDecrypter(options.masterPassword),
  }
  for (const list of root.children)
    if (list.name === 'Servers' || list.name === 'RecentServers') readFolder(list, [], reader)
  return reader.collector.result
}

type Reader = { collector: SiteCollector; decrypt: PasswordDecrypter }

function readFolder(element: XmlElement, folder: string[], reader: Reader): void {
  for (const child of element.children) {
    if (child.name === 'Folder')
      readFolder(child, child.label === '' ? folder : [...folder, child.label], reader)
    else if (child.name === 'Server') readServer(child, folder, reader)
  }
}

/** Numbers of `<Protocol>` in FileZilla's sources. */
const encryptions = new Map<number, ImportedSite['encryption']>([
  [0, 'auto'],
  [3, 'implicit'],
  [4, 'required'],
  [6, 'none'],
])
const otherProtocols = new Map<number, string>([
  [1, 'SFTP'],
  [2, 'HTTP'],
  [5, 'HTTPS'],
  [7, 'S3'],
  [8, 'Storj'],
  [9, 'WebDAV'],
  [10, 'Azure File'],
  [11, 'Azure Blob'],
  [12, 'OpenStack Swift'],
  [13, 'Google Cloud'],
  [14, 'Google Drive'],
  [15, 'Dropbox'],
  [16, 'OneDrive'],
  [17, 'Backblaze B2'],
  [18, 'Box'],
  [19, 'WebDAV'],
  [20, 'Rackspace'],
  [21, 'Storj'],
])
const colours = ['', 'red', 'green', 'blue', 'yellow', 'cyan', 'magenta', 'orange']
const modes = new Map<string, ImportedSite['mode']>([
  ['MODE_ACTIVE', 'active'],
  ['MODE_PASSIVE', 'passive'],
])

function readServer(server: XmlElement, folder: string[], { collector, decrypt }: Reader): void {
  const host = trimmed(server, 'Host').replace(/^\[(.*)\]$/, '$1')
  // Old versions wrote the name as text; the list of recent servers has none at all.
  const name = trimmed(server, 'Name') || server.label || host
  const entry: Entry = { name, folder }

  const protocol = parseInteger(trimmed(server, 'Protocol') || '0') ?? -1
  const encryption = encryptions.get(protocol)
  if (encryption === undefined)
    return collector.otherProtocol(
      entry,
      otherProtocols.get(protocol) ?? `An unknown protocol (${protocol})`,
    )

  const logon = readLogon(server, entry, collector, decrypt)
  if (!logon) return
  const encoding = readEncoding(server)
  if (encoding === undefined)
    return collector.refuse(entry, 'encoding', 'The name of its own encoding is missing.')

  collector.take({
    folder,
    name,
    host,
    port: parseInteger(trimmed(server, 'Port')) ?? 0,
    encryption,
    ...logon,
    mode: modes.get(trimmed(server, 'PasvMode')) ?? 'auto',
    encoding,
    ...filled({
      comment: textOf(server, 'Comments'),
      colour: colours[parseInteger(trimmed(server, 'Colour')) ?? 0],
      ...readFolders(server),
      connectionLimit: numberOf(server, 'MaximumMultipleConnections'),
      timeOffsetMinutes: numberOf(server, 'TimezoneOffset'),
      serverType: readServerType(server),
    }),
    bookmarks: readBookmarks(server),
    synchronizedBrowsing: isOn(server, 'SyncBrowsing'),
    directoryComparison: isOn(server, 'DirectoryComparison'),
    postLoginCommands: readCommands(server),
    ...(isOn(server, 'BypassProxy') ? { proxy: { kind: 'none' as const } } : {}),
  })
}

type Logon = Pick<ImportedSite, 'logon' | 'user' | 'password' | 'account'>

function readLogon(
  server: XmlElement,
  entry: Entry,
  collector: SiteCollector,
  decrypt: PasswordDecrypter,
): Logon | undefined {
  const type = parseInteger(trimmed(server, 'Logontype') || '0')
  if (type === 0) return { logon: 'anonymous' }
  const user = textOf(server, 'User')
  if (type !== 1 && type !== 4) return { logon: 'ask', ...filled({ user }) }
  if (!user) {
    collector.refuse(entry, 'user-missing', 'The user name is missing.')
    return undefined
  }
  const password = readPassword(server, entry, collector, decrypt)
  if (password === undefined) return { logon: 'ask', user }
  if (type === 1) return { logon: 'password', user, password }
  return { logon: 'account', user, password, account: textOf(server, 'Account') ?? '' }
}

const askReasons = {
  'master-password-missing': 'The password is encrypted and the master password was not given.',
  'master-password-wrong': 'The password is encrypted and the master password was wrong.',
  'password-unreadable': 'The password is stored in a form that cannot be read.',
  'password-missing': 'No password is stored.',
} as const

function readPassword(
  server: XmlElement,
  entry: Entry,
  collector: SiteCollector,
  decrypt: PasswordDecrypter,
): string | undefined {
  const ask = (code: keyof typeof askReasons) => {
    collector.withoutPassword(entry, code, `${askReasons[code]} It will be asked for.`)
    return undefined
  }
  const pass = childOf(server, 'Pass')
  if (!pass) return ask('password-missing')
  const encoding = pass.attributes.get('encoding')
  if (encoding === undefined) return pass.text
  if (encoding === 'base64') {
    const bytes = decodeBase64(pass.text)
    return (bytes && decodeUtf8(bytes)) ?? ask('password-unreadable')
  }
  if (encoding !== 'crypt') return ask('password-unreadable')
  const decrypted = decrypt(pass.attributes.get('pubkey') ?? '', pass.text)
  if (decrypted.state === 'ok') return decrypted.password
  return ask(decrypted.state === 'unreadable' ? 'password-unreadable' : decrypted.state)
}

function readEncoding(server: XmlElement): string | undefined {
  const type = trimmed(server, 'EncodingType')
  if (type === 'UTF-8') return 'UTF-8'
  if (type !== 'Custom') return 'auto'
  return trimmed(server, 'CustomEncoding') || undefined
}

function readServerType(server: XmlElement): string | undefined {
  const type = serverTypes[parseInteger(trimmed(server, 'Type')) ?? 0]
  return type === 'default' ? undefined : type
}

function readBookmarks(server: XmlElement): ImportedBookmark[] {
  return server.children
    .filter((child) => child.name === 'Bookmark')
    .map((bookmark) => ({
      name: trimmed(bookmark, 'Name'),
      ...readFolders(bookmark),
      synchronizedBrowsing: isOn(bookmark, 'SyncBrowsing'),
      directoryComparison: isOn(bookmark, 'DirectoryComparison'),
    }))
}

function readFolders(element: XmlElement): Pick<ImportedSite, 'localFolder' | 'remoteFolder'> {
  return filled({
    localFolder: textOf(element, 'LocalDir'),
    remoteFolder: readRemoteFolder(textOf(element, 'RemoteDir')),
  })
}

function readRemoteFolder(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const path = parseSafePath(text)
  if (path) return formatSafePath(path)
  // A path as people write it, in a file that was edited by hand.
  return text.startsWith('/') ? text : undefined
}

function readCommands(server: XmlElement): string[] {
  return (childOf(server, 'PostLoginCommands')?.children ?? [])
    .filter((child) => child.name === 'Command')
    .map((command) => command.text)
    .filter((command) => command.trim() !== '')
}

function trimmed(element: XmlElement, name: string): string {
  return childOf(element, name)?.text.trim() ?? ''
}

function textOf(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text || undefined
}

/** A number other than 0, which means "as usual" wherever it is asked for. */
function numberOf(element: XmlElement, name: string): number | undefined {
  return parseInteger(trimmed(element, name)) || undefined
}

const isOn = (element: XmlElement, name: string) => trimmed(element, name) === '1'

/** Without the properties that are undefined or empty. */
function filled<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
