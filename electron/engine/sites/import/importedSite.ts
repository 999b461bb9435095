import { AppError } from '../../../contract/errors.ts'

/**
 * A site as another client had it, in our words. It holds secrets and stays in the engine: the
 * window gets `previewOf`. Nothing in it was executed, and folders of this machine are only hints.
 */
export type ImportedSite = {
  /** From the outermost folder inwards. */
  folder: string[]
  name: string
  /** As the other client wrote it; an IPv6 address has no brackets. */
  host: string
  port: number
  encryption: 'auto' | 'required' | 'implicit' | 'none'
  logon: 'anonymous' | 'password' | 'ask' | 'account'
  user?: string
  password?: string
  account?: string
  mode: 'auto' | 'active' | 'passive'
  /** 'auto' or a name that iconv-lite knows. */
  encoding: string
  comment?: string
  /** red, green, blue, yellow, cyan, magenta, orange, or #rrggbb. */
  colour?: string
  localFolder?: string
  remoteFolder?: string
  bookmarks: ImportedBookmark[]
  /** Connections at a time; absent: no limit. */
  connectionLimit?: number
  /** Minutes to add to the times that the server lists. */
  timeOffsetMinutes?: number
  synchronizedBrowsing?: boolean
  directoryComparison?: boolean
  /** To be shown to the user before any of them is sent. */
  postLoginCommands?: string[]
  proxy?: { kind: 'none' } | ImportedProxy
  serverType?: string
  minimumTls?: '1.2' | '1.3'
  /** Seconds. */
  timeout?: number
  /** Seconds between commands that keep an idle connection open; 0: none. */
  keepAliveInterval?: number
  showHidden?: boolean
  quirks?: { noMlsd?: boolean }
  favourite?: boolean
}

export type ImportedProxy = {
  kind: 'socks5' | 'http'
  host: string
  port: number
  user?: string
  password?: string
}

/** A pair of folders, or one of them. */
export type ImportedBookmark = {
  name: string
  localFolder?: string
  remoteFolder?: string
  synchronizedBrowsing: boolean
  directoryComparison: boolean
}

/** Why something was left out; the window words each in the user's language. */
export type NotTakenCode =
  | 'protocol'
  | 'host'
  | 'port'
  | 'user-missing'
  | 'encoding'
  | 'address'
  | 'line-break'
  | 'entry-unreadable'
  | 'master-password-missing'
  | 'master-password-wrong'
  | 'password-unreadable'
  | 'password-missing'
  | 'setting'

export type NotTaken = {
  name: string
  /** One sentence in English. */
  reason: string
  folder: string[]
  /** site: not imported at all. password, setting: imported without that. */
  part: 'site' | 'password' | 'setting'
  code: NotTakenCode
  /** What the code speaks of: a protocol or a setting. */
  detail?: string
}

export type ImportResult = { sites: ImportedSite[]; notTaken: NotTaken[] }

/** Longest file that an importer looks at, in bytes or characters. */
export const largestImport = 16 * 1024 * 1024

/** The file as a whole cannot be read. Its message quotes nothing: the file is full of secrets. */
export class ImportError extends AppError {
  constructor(cause: string) {
    super('import-unreadable', cause)
    this.name = 'ImportError'
  }
}

/** Throws an ImportError for a text that is too long to be somebody's sites. */
export function refuseLargeText(text: string): void {
  if (text.length > largestImport) throw new ImportError('The file is larger than 16 MiB.')
}

export type SitePreview = Omit<ImportedSite, 'password' | 'account' | 'proxy'> & {
  hasPassword: boolean
  proxy?: { kind: 'none' } | Omit<ImportedProxy, 'password'>
}

/** What the window may see of a site: everything but the secrets. */
export function previewOf(site: ImportedSite): SitePreview {
  const preview: SitePreview & Partial<ImportedSite> = {
    ...site,
    hasPassword: site.password !== undefined,
  }
  delete preview.password
  delete preview.account
  if (site.proxy && site.proxy.kind !== 'none') {
    const { kind, host, port, user } = site.proxy
    preview.proxy = { kind, host, port, ...(user === undefined ? {} : { user }) }
  }
  return preview
}
