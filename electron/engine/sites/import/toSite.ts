import { AppError } from '../../../contract/errors.ts'
import { SiteDraft } from '../../../contract/sites.ts'
import type { SecretName, SiteColour, SiteOptions } from '../../../contract/sites.ts'
import { codecFor } from '../../ftp/encoding.ts'
import { checkRawCommand } from '../../rawCommands.ts'
import { parseHost } from '../address.ts'
import type { ImportedSite, NotTaken } from './importedSite.ts'

/** A site ready to be added, and what of it could not be kept. */
export type ReadySite = {
  folder: string[]
  draft: SiteDraft
  secrets: Partial<Record<SecretName, string>>
  notTaken: NotTaken[]
}

const cleanName = (text: string, fallback: string) =>
  text
    .replaceAll(/[\r\n\0]+/g, ' ')
    .trim()
    .slice(0, 200)
    .trim() || fallback

/** Brings a site of another client into our form. Throws when its host is none. */
export function toSite(site: ImportedSite): ReadySite {
  const notTaken: NotTaken[] = []
  const leaveOut = (detail: string, code: NotTaken['code'] = 'setting') =>
    notTaken.push({
      name: site.name,
      folder: site.folder,
      part: 'setting',
      code,
      detail,
      reason: `The setting ${detail} was not taken.`,
    })
  const host = parseHost(site.host)
  const commands = (site.postLoginCommands ?? []).filter((command) => {
    if (isAllowed(() => checkRawCommand(command))) return true
    leaveOut(command.split(' ', 1)[0] ?? '')
    return false
  })
  const { password, account } = site
  const proxyPassword = site.proxy && 'host' in site.proxy ? site.proxy.password : undefined
  const options = optionsOf(site, leaveOut)
  const draft = SiteDraft.parse({
    name: cleanName(site.name, host),
    parentId: null,
    ...(site.colour ? { colour: colourOf(site.colour) } : {}),
    notes: (site.comment ?? '').slice(0, 20_000),
    isFavourite: site.favourite ?? false,
    host,
    port: site.port,
    encryption: site.encryption,
    logon: site.logon,
    user: site.logon === 'anonymous' ? '' : (site.user ?? ''),
    ...(site.localFolder ? { localFolder: site.localFolder } : {}),
    ...(site.remoteFolder ? { remoteFolder: site.remoteFolder } : {}),
    synchronizedBrowsing: site.synchronizedBrowsing ?? false,
    bookmarks: site.bookmarks.slice(0, 500).map((bookmark) => ({
      name: cleanName(bookmark.name, bookmark.remoteFolder ?? bookmark.localFolder ?? host),
      ...(bookmark.localFolder ? { localFolder: bookmark.localFolder } : {}),
      ...(bookmark.remoteFolder ? { remoteFolder: bookmark.remoteFolder } : {}),
      synchronizedBrowsing: bookmark.synchronizedBrowsing,
    })),
    postLoginCommands: commands.slice(0, 50),
    options,
  })
  return {
    folder: site.folder.map((name) => cleanName(name, '…')).slice(0, 100),
    draft,
    secrets: {
      // An empty one is a password as well: some servers want just that.
      ...(password === undefined ? {} : { password }),
      ...(account ? { account } : {}),
      ...(proxyPassword ? { proxyPassword } : {}),
    },
    notTaken,
  }
}

function optionsOf(
  site: ImportedSite,
  leaveOut: (detail: string, code?: NotTaken['code']) => void,
): SiteOptions {
  const { encoding, proxy, timeOffsetMinutes, connectionLimit, timeout, keepAliveInterval } = site
  const isKnown = encoding === 'auto' || isAllowed(() => codecFor(encoding))
  if (!isKnown) leaveOut(encoding, 'encoding')
  const hasProxyHost = proxy && 'host' in proxy && isAllowed(() => parseHost(proxy.host))
  if (proxy && 'host' in proxy && !hasProxyHost) leaveOut('proxy')
  return {
    ...(site.mode === 'auto' ? {} : { mode: site.mode }),
    ...(isKnown && encoding !== 'auto' ? { encoding } : {}),
    // Theirs is what to add to the listed times; ours is how far these are ahead of UTC.
    ...(timeOffsetMinutes ? { timeOffsetMinutes: clamp(-timeOffsetMinutes, -1_440, 1_440) } : {}),
    ...(connectionLimit === undefined ? {} : { connectionLimit: clamp(connectionLimit, 1, 32) }),
    ...(timeout === undefined ? {} : { connectTimeout: clamp(timeout, 1, 600) }),
    ...(keepAliveInterval === undefined
      ? {}
      : { keepAliveInterval: clamp(keepAliveInterval, 0, 3_600) }),
    ...(site.minimumTls ? { minimumTls: site.minimumTls } : {}),
    ...(site.showHidden === undefined ? {} : { showHidden: site.showHidden }),
    ...(site.quirks?.noMlsd ? { noMlsd: true } : {}),
    ...(proxy?.kind === 'none' ? { proxy: 'none' as const } : {}),
    ...(hasProxyHost
      ? {
          proxy: {
            kind: proxy.kind,
            host: parseHost(proxy.host),
            port: proxy.port,
            ...(proxy.user ? { user: proxy.user } : {}),
          },
        }
      : {}),
  }
}

const clamp = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, Math.round(value)))

function isAllowed(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const named: Record<string, SiteColour> = {
  red: 'red',
  green: 'green',
  blue: 'blue',
  yellow: 'yellow',
  cyan: 'cyan',
  magenta: 'magenta',
  orange: 'orange',
}

/** Hue of the end of each colour's part of the circle, in degrees. */
const hues: readonly [number, SiteColour][] = [
  [15, 'red'],
  [45, 'orange'],
  [70, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [255, 'blue'],
  [285, 'purple'],
  [345, 'magenta'],
  [360, 'red'],
]

/** A name stays; of `#rrggbb` the nearest by hue, and grey for what has hardly any. */
export function colourOf(colour: string): SiteColour {
  const known = named[colour]
  if (known) return known
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  if (!match) return 'grey'
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((part) => parseInt(part, 16))
  const most = Math.max(red, green, blue)
  const range = most - Math.min(red, green, blue)
  if (range < 32) return 'grey'
  const sector =
    most === red
      ? (green - blue) / range
      : most === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range
  const hue = (sector * 60 + 360) % 360
  return hues.find(([end]) => hue < end)?.[1] ?? 'red'
}
