import type { AppError } from '../../contract/errors.ts'
import { backOff, classify } from './retry.ts'
import { emptyLoad, type Load } from './schedule.ts'

/** What the queue is doing on one server. */
export type Site = {
  readonly id: string
  /** Connections lent to us or being opened for us. */
  workers: number
  /** Of these, the ones that have no connection yet. */
  starting: number
  /** Connections that were open at the same time: so many more may be tried at once. */
  proven: number
  load: Load
  plannedAhead: number
  /** Nothing runs until the user acts: wrong password, unknown certificate. */
  hold: AppError | null
  /** Nothing runs until then: the server could not be reached. */
  pause: { error: AppError; retryAt: number; stop: () => void } | null
  /** Connections in a row that could not be made. */
  failures: number
}

/** Attempts in a row to reach a server before the queue waits for the user: about ten minutes. */
const maximumAttempts = 15

export type Sites = ReturnType<typeof createSites>

export function createSites(options: {
  /** A server may be tried again. */
  wake: () => void
  /** What is shown of waiting items has changed. */
  changed: () => void
  now: () => number
  random: () => number
}) {
  const { wake, changed, now, random } = options
  const sites = new Map<string, Site>()

  const of = (id: string): Site => {
    let site = sites.get(id)
    if (!site) {
      site = {
        id,
        workers: 0,
        starting: 0,
        proven: 0,
        load: emptyLoad(),
        plannedAhead: 0,
        hold: null,
        pause: null,
        failures: 0,
      }
      sites.set(id, site)
    }
    return site
  }

  const endPause = (site: Site) => {
    site.pause?.stop()
    site.pause = null
  }

  return {
    of,
    all: () => sites.values(),

    /** The server could not be reached, or would not have us. */
    failed(site: Site, error: AppError): void {
      if (site.hold || site.pause) return
      if (classify(error) !== 'transient' || ++site.failures >= maximumAttempts) {
        site.hold = error
        changed()
        return
      }
      const delay = backOff(site.failures, random())
      const timer = setTimeout(() => {
        site.pause = null
        changed()
        wake()
      }, delay)
      site.pause = { error, retryAt: now() + delay, stop: () => clearTimeout(timer) }
      changed()
    },

    connected(site: Site): void {
      site.failures = 0
      site.proven = Math.max(site.proven, site.workers - site.starting)
    },

    /** The user acted: one server, or all of them, may be tried again. */
    release(id?: string): void {
      for (const site of id === undefined ? sites.values() : [of(id)]) {
        endPause(site)
        site.hold = null
        site.failures = 0
        site.proven = 0
      }
      changed()
      wake()
    },

    close(): void {
      for (const site of sites.values()) endPause(site)
    },
  }
}
