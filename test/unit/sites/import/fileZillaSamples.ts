import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportedSite } from '../../../../electron/engine/sites/import/importedSite.ts'

const folder = join(import.meta.dirname, '../../../data/filezilla')

/** A file that FileZilla 3.63 wrote. */
export const sample = (name: string) =>
  readFileSync(join(folder, `sitemanager-${name}.xml`), 'utf8')

type TrueBookmark = {
  name: string
  localDir: string
  remoteDir: string
  syncBrowsing: boolean
  directoryComparison: boolean
}
type TrueSite = TrueBookmark & {
  folder: string[]
  host: string
  port: number
  protocol: number
  protocolMeaning: string
  serverType: number
  logontype: number
  user: string | null
  password: string | null
  account: string | null
  pasvMode: string
  encodingType: string
  customEncoding: string | null
  timezoneOffset: number
  maximumMultipleConnections: number
  bypassProxy: boolean
  postLoginCommands: string[]
  comments: string
  colourName: string
  bookmarks: TrueBookmark[]
}
type Truth = { masterPassword: string; sites: TrueSite[] }

/** What was typed into FileZilla when the samples were made. */
export const truth = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Truth

export const ftpSites = truth.sites.filter((site) => [0, 3, 4, 6].includes(site.protocol))
export const otherSites = truth.sites.filter((site) => !ftpSites.includes(site))

const logons = ['anonymous', 'password', 'ask', 'ask', 'account'] as const
const encryptions = { 0: 'auto', 3: 'implicit', 4: 'required', 6: 'none' } as const
const modes = { MODE_DEFAULT: 'auto', MODE_ACTIVE: 'active', MODE_PASSIVE: 'passive' } as const
const serverTypes = [undefined, 'unix', 'vms', 'dos']

/** The true values in our words; `withPasswords` false: as FileZilla keeps them without. */
export function expectedSite(site: TrueSite, withPasswords = true): ImportedSite {
  const logon = logons[site.logontype] ?? 'ask'
  const isAsked = logon === 'ask' || (!withPasswords && logon !== 'anonymous')
  return withoutEmpty({
    folder: site.folder,
    name: site.name,
    host: site.host,
    port: site.port,
    encryption: encryptions[site.protocol as 0],
    logon: isAsked ? 'ask' : logon,
    user: site.user || undefined,
    password: isAsked ? undefined : (site.password ?? undefined),
    account: isAsked ? undefined : (site.account ?? undefined),
    mode: modes[site.pasvMode as 'MODE_DEFAULT'],
    encoding: site.customEncoding ?? (site.encodingType === 'Auto' ? 'auto' : site.encodingType),
    comment: site.comments || undefined,
    colour: site.colourName === 'none' ? undefined : site.colourName,
    ...foldersOf(site),
    bookmarks: site.bookmarks.map((bookmark) =>
      withoutEmpty({
        name: bookmark.name,
        ...foldersOf(bookmark),
        synchronizedBrowsing: bookmark.syncBrowsing,
        directoryComparison: bookmark.directoryComparison,
      }),
    ),
    connectionLimit: site.maximumMultipleConnections || undefined,
    timeOffsetMinutes: site.timezoneOffset || undefined,
    synchronizedBrowsing: site.syncBrowsing,
    directoryComparison: site.directoryComparison,
    postLoginCommands: site.postLoginCommands,
    proxy: site.bypassProxy ? { kind: 'none' as const } : undefined,
    serverType: serverTypes[site.serverType],
  })
}

function foldersOf({ localDir, remoteDir }: TrueBookmark) {
  return { localFolder: localDir || undefined, remoteFolder: remoteDir || undefined }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
function withoutEmpty<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>
}
