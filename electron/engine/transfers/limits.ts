import type { RateLimiter } from '../ftp/connection.ts'
import type { Servers } from '../servers.ts'
import type { SettingsStore } from '../settingsStore.ts'
import { createSharedLimit, joinLimits } from './rateLimiter.ts'
import type { SharedLimit } from './rateLimiter.ts'
import type { Direction } from './store/rows.ts'

type Pair = { download: SharedLimit; upload: SharedLimit }

/** Speed limits: over all servers from the settings, and of each server from its site. */
export function createLimits(settings: Pick<SettingsStore, 'get'>, servers: Pick<Servers, 'get'>) {
  const { downloadLimit, uploadLimit } = settings.get()
  const all: Pair = {
    download: createSharedLimit(downloadLimit),
    upload: createSharedLimit(uploadLimit),
  }
  const own = new Map<string, Pair>()

  const ratesOf = (server: string) => {
    const { downloadSpeed = 0, uploadSpeed = 0 } = servers.get(server)?.limits ?? {}
    return { downloadSpeed, uploadSpeed }
  }
  /** Undefined for a server that has no limit and never had one. */
  const ownOf = (server: string): Pair | undefined => {
    const { downloadSpeed, uploadSpeed } = ratesOf(server)
    const known = own.get(server)
    if (known || (downloadSpeed === 0 && uploadSpeed === 0)) return known
    const pair = {
      download: createSharedLimit(downloadSpeed),
      upload: createSharedLimit(uploadSpeed),
    }
    own.set(server, pair)
    return pair
  }

  return {
    limiterFor(direction: Direction, server: string): RateLimiter {
      const pairs = [all, ownOf(server)].filter((pair) => pair !== undefined)
      return joinLimits(
        ...pairs.flatMap(({ download, upload }) =>
          direction === 'upload'
            ? [upload]
            : direction === 'download'
              ? [download]
              : [download, upload],
        ),
      )
    },
    /** Takes over what settings and sites say by now. */
    update(): void {
      all.download.setRate(settings.get().downloadLimit)
      all.upload.setRate(settings.get().uploadLimit)
      for (const [server, pair] of own) {
        const { downloadSpeed, uploadSpeed } = ratesOf(server)
        pair.download.setRate(downloadSpeed)
        pair.upload.setRate(uploadSpeed)
      }
    },
    /** Nobody has to wait any more. */
    lift(): void {
      for (const { download, upload } of [all, ...own.values()]) {
        download.setRate(0)
        upload.setRate(0)
      }
    },
  }
}
