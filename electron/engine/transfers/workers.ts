import { AppError } from '../../contract/errors.ts'
import type { Spare } from './copy/task.ts'
import { remoteParent } from '../files/remotePaths.ts'
import type { Lease, Servers } from '../servers.ts'
import type { Attempts } from './attempts.ts'
import type { Gate } from './gate.ts'
import type { LocalHold } from './localHold.ts'
import type { Ready } from './ready.ts'
import {
  chooseNext,
  emptyLoad,
  openDirections,
  type Choice,
  type Limits,
  type Supply,
} from './schedule.ts'
import type { Site, Sites } from './sites.ts'
import type { Direction, Item, Lane } from './store/rows.ts'
import type { UploadChecks } from './uploadChecks.ts'

export type Workers = ReturnType<typeof createWorkers>

const fileLanes = ['small', 'big'] as const

/**
 * Workers, each with a leased connection that stays warm from item to item. There are never more
 * than the settings allow, than a server lets us have, or than there is work for.
 */
export function createWorkers(context: {
  servers: Servers
  ready: Ready
  sites: Sites
  attempts: Attempts
  checks: UploadChecks
  localHold: LocalHold
  limits: () => Limits
  isRunning: () => boolean
  /** Closed while many rows change at once. */
  gate: Gate
  onBusy: () => void
  /** Something failed that no item is to blame for. */
  onError: (error: unknown) => void
  /** All workers have ended. */
  onIdle: () => void
}) {
  const { servers, ready, sites, attempts, checks, localHold, limits, isRunning } = context
  const load = emptyLoad()
  /** Leases that are waited for, by site. */
  const waiting = new Map<Site, Set<AbortController>>()
  /** Copies that need one more connection to a server than they have. */
  const wanted = new Map<string, number>()
  let workers = 0
  let isPumpSet = false
  const whenIdle: (() => void)[] = []

  const slotsOf = (site: Site) => Math.min(servers.limitOf(site.id), limits().total)
  const isBlocked = (site: Site) => !isRunning() || site.hold !== null || site.pause !== null
  const wantedOf = (site: Site) => wanted.get(site.id) ?? 0

  /** What a site allows itself, beside what the settings allow all of them. */
  const allowedBy = (site: Site): Direction[] => {
    const { uploads = Infinity, downloads = Infinity } = servers.get(site.id)?.limits ?? {}
    return openDirections(site.load, { total: Infinity, uploads, downloads })
  }

  const directionsFor = (site: Site): Direction[] => {
    const allowed = allowedBy(site)
    return openDirections(load, limits()).filter(
      (direction) =>
        allowed.includes(direction) &&
        !(direction === 'download' && localHold.reason) &&
        // Two copies within one server could wait for each other's second connection for ever.
        !(direction === 'remote' && site.load.remote > 0),
    )
  }

  const supplyOf = (site: Site, directions: readonly Direction[]): Supply => {
    let files = 0
    let isMore = false
    for (const direction of directions)
      for (const lane of fileLanes) {
        const supply = ready.supply(site.id, direction, lane)
        files += supply.count
        isMore ||= supply.isMore
      }
    const peek = (direction: Direction, lane: Lane) => ready.peek(site.id, direction, lane)
    return { peek, files, isMore, plannedAhead: site.plannedAhead }
  }

  const choose = (site: Site): (Choice & { supply: Supply }) | undefined => {
    const directions = directionsFor(site)
    const supply = supplyOf(site, directions)
    const choice = chooseNext(supply, directions, { load: site.load, slots: slotsOf(site) })
    return choice && { ...choice, supply }
  }

  const dueCheck = (site: Site) => checks.due(site.id, ready.peek(site.id, 'upload', 'small'))

  /** Things that one more worker could begin with at once. */
  const demandOf = (site: Site): number => {
    const choice = choose(site)
    if (choice) return Math.max(1, choice.supply.files + (choice.lane === 'folder' ? 1 : 0))
    return dueCheck(site) ? 1 : 0
  }

  const couldUseOne = (site: Site): boolean =>
    !isBlocked(site) &&
    site.workers + wantedOf(site) < slotsOf(site) &&
    // A wrong password is tried once and not eight times; a server's limit is met from below.
    site.starting < Math.max(1, 2 * site.proven) &&
    demandOf(site) > site.starting

  /** The server with the fewest workers comes first, so that none waits for another to be done. */
  const neediest = (): Site | undefined => {
    let best: Site | undefined
    for (const site of sites.all())
      if ((!best || site.workers < best.workers) && couldUseOne(site)) best = site
    return best
  }

  function pump(): void {
    isPumpSet = false
    while (isRunning() && !context.gate.isClosed && workers < limits().total) {
      const site = neediest()
      if (!site) return
      work(site).catch(context.onError)
    }
  }

  /** Looks for work at the end of this turn, once for all that asked. */
  function pumpSoon(): void {
    if (isPumpSet) return
    isPumpSet = true
    setImmediate(pump)
  }

  /** True when another server waits for a place that this one has beyond its share. */
  function mustGiveWay(site: Site): boolean {
    if (workers < limits().total) return false
    const other = neediest()
    return other !== undefined && other !== site && other.workers + 1 < site.workers
  }

  async function work(site: Site): Promise<void> {
    if (workers++ === 0) context.onBusy()
    site.workers++
    site.starting++
    let isStarting = true
    const started = () => {
      if (isStarting) site.starting--
      isStarting = false
    }
    try {
      const lease = await leaseOf(site, started)
      if (!lease) return
      try {
        while (lease.connection.isOpen && !mustGiveWay(site)) {
          if (context.gate.isClosed) await context.gate.opened()
          const step = nextStep(site)
          if (!step) break
          await step(lease)
        }
      } finally {
        lease.release()
      }
    } finally {
      started()
      site.workers--
      if (!isRunning() || demandOf(site) === 0) stopWaiting(site)
      leaveOne()
    }
  }

  function leaveOne(): void {
    if (--workers === 0) {
      context.onIdle()
      for (const end of whenIdle.splice(0)) end()
    }
    pumpSoon()
  }

  async function leaseOf(site: Site, started: () => void): Promise<Lease | null> {
    const abort = new AbortController()
    const others = waiting.get(site) ?? new Set()
    waiting.set(site, others.add(abort))
    try {
      const lease = await servers.lease(site.id, abort.signal)
      started()
      sites.connected(site)
      pumpSoon()
      return lease
    } catch (thrown) {
      const error = AppError.from(thrown)
      const isOneTooMany = error.code === 'too-many-connections' && site.workers > 1
      if (!abort.signal.aborted && !isOneTooMany) sites.failed(site, error)
      return null
    } finally {
      others.delete(abort)
    }
  }

  function stopWaiting(site: Site): void {
    for (const abort of waiting.get(site) ?? []) abort.abort()
  }

  type Step = (lease: Lease) => Promise<void>

  function nextStep(site: Site): Step | undefined {
    if (isBlocked(site) || site.workers + wantedOf(site) > slotsOf(site)) return undefined
    const check = dueCheck(site)
    if (check) return ({ connection }) => check({ server: site.id, connection, signal: never })
    const choice = choose(site)
    if (!choice) return undefined
    const { direction, lane } = choice
    const taken = ready.take(site.id, direction, lane)!
    const next = ready.peek(site.id, direction, lane)
    const hasSiblings = taken.item.parent !== null || isSameFolder(taken.item, next)
    if (lane !== 'folder' && taken.item.parent !== null)
      site.plannedAhead = Math.max(0, site.plannedAhead - 1)
    count(site, { direction, lane }, 1)
    const second =
      direction === 'remote' ? (signal: AbortSignal) => secondLease(taken.item, signal) : null
    return async (lease) => {
      try {
        await attempts.run(taken, { lease, second, spare: spareOf(site) }, hasSiblings)
      } finally {
        count(site, { direction, lane }, -1)
      }
    }
  }

  function count(site: Site, { direction, lane }: Choice, change: 1 | -1): void {
    for (const counted of [load, site.load]) {
      counted[direction] += change
      if (lane !== 'small') counted[lane] += change
    }
  }

  /** A connection to the other server of a copy. Its own workers make room for that. */
  async function secondLease(item: Item, signal: AbortSignal): Promise<Lease> {
    const id = item.server === item.sourceServer ? item.targetServer! : item.sourceServer!
    const site = sites.of(id)
    if (id === item.server && slotsOf(site) < 2)
      throw new AppError('too-many-connections', 'A copy within a server needs two connections')
    wanted.set(id, wantedOf(site) + 1)
    let lease: Lease
    try {
      lease = await servers.lease(id, signal)
    } finally {
      wanted.set(id, wantedOf(site) - 1)
    }
    site.workers++
    return {
      ...lease,
      release() {
        site.workers--
        lease.release()
        pumpSoon()
      },
    }
  }

  /** A connection that no item waits for may help with a big file, until one does. */
  const spareOf = (site: Site): Spare => ({
    async take(signal) {
      const isFree =
        !isBlocked(site) &&
        workers < limits().total &&
        site.workers + wantedOf(site) < slotsOf(site) &&
        site.starting === 0 &&
        directionsFor(site).includes('download') &&
        neediest() === undefined
      if (!isFree) return null
      const counted: Choice = { direction: 'download', lane: 'big' }
      workers++
      site.workers++
      count(site, counted, 1)
      const end = () => {
        count(site, counted, -1)
        site.workers--
        leaveOne()
      }
      try {
        const lease = await servers.lease(site.id, signal)
        return {
          ...lease,
          release() {
            lease.release()
            end()
          },
        }
      } catch {
        // The limit was met, or the server is in trouble: the first connection will tell.
        end()
        return null
      }
    },
    isNeededElsewhere: () => demandOf(site) > 0 || neediest() !== undefined,
  })

  return {
    pumpSoon,
    /** Nobody is waited for any more; running items are stopped by those who know them. */
    stopWaiting(): void {
      for (const site of waiting.keys()) stopWaiting(site)
    },
    /** Resolves when no worker is left. */
    ended: (): Promise<void> =>
      workers === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve)),
  }
}

const never = new AbortController().signal

function isSameFolder(item: Item, next: Item | undefined): boolean {
  return next !== undefined && remoteParent(item.target) === remoteParent(next.target)
}
