import type { QueueTotals } from '../../contract/transfers.ts'
import type { RateLimiter } from '../ftp/connection.ts'
import type { Servers } from '../servers.ts'
import type { SettingsStore } from '../settingsStore.ts'
import { createSharedLimit, joinLimits } from './rateLimiter.ts'
import type { SharedLimit } from './rateLimiter.ts'
import { ruleAt, untilNextMinute } from './speedSchedule.ts'
import type { Direction } from './store/rows.ts'

type Pair = { download: SharedLimit; upload: SharedLimit }

/** The time of day: milliseconds since 1970 UTC, and a timer that is taken back by its result. */
export type DayClock = {
  now(): number
  after(milliseconds: number, run: () => void): () => void
}

export const systemClock: DayClock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/**
 * Speed limits: over all servers from the settings and their schedule, and of each server from its
 * site. All of them can change while bytes move.
 */
export function createLimits(
  settings: Pick<SettingsStore, 'get'>,
  servers: Pick<Servers, 'get'>,
  options: { clock: DayClock; changed: () => void },
) {
  const { clock, changed } = options
  const all: Pair & { total: SharedLimit } = {
    download: createSharedLimit(0),
    upload: createSharedLimit(0),
    total: createSharedLimit(0),
  }
  const own = new Map<string, Pair>()
  let shown: QueueTotals['limits'] = { download: 0, upload: 0, total: 0, isScheduled: false }
  let stopTimer = () => {}

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

  /** Takes over what the settings say for this time of day. */
  const followSettings = () => {
    stopTimer()
    const { downloadLimit, uploadLimit, totalLimit, speedSchedule } = settings.get()
    const at = new Date(clock.now())
    const rule = ruleAt(speedSchedule, at)
    const before = shown
    shown = {
      download: rule?.downloadLimit ?? downloadLimit,
      upload: rule?.uploadLimit ?? uploadLimit,
      total: totalLimit,
      isScheduled: rule !== undefined,
    }
    for (const kind of ['download', 'upload', 'total'] as const)
      if (shown[kind] !== before[kind]) all[kind].setRate(shown[kind])
    stopTimer =
      speedSchedule.length > 0 ? clock.after(untilNextMinute(at), followSettings) : () => {}
    if (JSON.stringify(before) !== JSON.stringify(shown)) changed()
  }
  followSettings()

  return {
    /** Those that hold at the moment, for the screen. */
    get shown() {
      return shown
    },
    limiterFor(direction: Direction, server: string): RateLimiter {
      const limits = [all.total]
      const site = ownOf(server)
      if (direction !== 'upload') limits.push(all.download, ...(site ? [site.download] : []))
      if (direction !== 'download') limits.push(all.upload, ...(site ? [site.upload] : []))
      return joinLimits(...limits)
    },
    /** Takes over what settings and sites say by now. */
    update(): void {
      followSettings()
      for (const [server, pair] of own) {
        const { downloadSpeed, uploadSpeed } = ratesOf(server)
        pair.download.setRate(downloadSpeed)
        pair.upload.setRate(uploadSpeed)
      }
    },
    /** Nobody has to wait any more, and nothing changes any more. */
    close(): void {
      stopTimer()
      const ofSites = [...own.values()].flatMap(({ download, upload }) => [download, upload])
      for (const limit of [all.total, all.download, all.upload, ...ofSites]) limit.setRate(0)
    },
  }
}
