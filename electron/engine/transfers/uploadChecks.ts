import { AppError } from '../../contract/errors.ts'
import { remoteName, remoteParent } from '../files/remotePaths.ts'
import { unconfirmed } from './copy/remoteTarget.ts'
import type { RemoteFolders, RemotePlace } from './remoteFolders.ts'
import { backOff, classify, maximumFailures } from './retry.ts'
import type { Item } from './store/rows.ts'

/** Uploads of one folder that wait for the proof of their sizes. */
type Group = {
  server: string
  folder: string
  waiting: Map<number, { item: Item; size: number; since: number }>
  isRunning: boolean
  failures: number
  notBefore: number
}

/** Bytes, nothing at all, or (null) no answer. */
type Stated = number | 'nothing' | null

export type CheckResult = { item: Item; size: number } | { item: Item; error: AppError }

export type UploadChecks = ReturnType<typeof createUploadChecks>

/** Up to here SIZE for each is cheaper than a listing (EPSV, CWD, LIST). */
const askedOneByOne = 3
const listedFrom = 1_000
/** Milliseconds that a file waits for its proof at most while others of its folder follow. */
const patience = 5_000
/** Milliseconds by which a timer may come before its time. */
const earlyTimers = 20

/**
 * Proves uploads by one listing of their folder in place of one SIZE a file: when no further file
 * of that folder follows, when there are many, or after a few seconds.
 */
export function createUploadChecks(options: {
  remoteFolders: RemoteFolders
  /** A result for an item that still waits for it. */
  settle: (result: CheckResult) => void
  /** There is something to check again. */
  wake: () => void
  now: () => number
  random: () => number
}) {
  const { remoteFolders, settle, wake, now, random } = options
  const groups = new Map<string, Group>()
  const sending = new Map<string, number>()
  const keyOf = (server: string, folder: string) => `${server}\0${folder}`
  const folderOf = (item: Item) => remoteParent(item.target) ?? '/'
  const timers = new Set<NodeJS.Timeout>()

  /** A listing costs as much as its folder is long: it has to be worth it. */
  const isMany = (group: Group) => {
    const known = remoteFolders.peek(group.server, group.folder)?.entries.size ?? 0
    return group.waiting.size >= Math.max(listedFrom, known / 2)
  }

  const isDue = (group: Group, next: Item | undefined): boolean => {
    if (group.isRunning || group.notBefore > now()) return false
    if (isMany(group)) return true
    const oldest = group.waiting.values().next().value!
    if (now() - oldest.since >= patience) return true
    const isFollowed =
      (sending.get(keyOf(group.server, group.folder)) ?? 0) > 0 ||
      (next?.lane === 'small' && folderOf(next) === group.folder)
    return !isFollowed
  }

  async function run(group: Group, place: RemotePlace): Promise<void> {
    group.isRunning = true
    const batch = [...group.waiting.values()]
    try {
      const sizes = await statedSizes(group.folder, batch, place)
      for (const { item, size } of batch) {
        if (!group.waiting.delete(item.id)) continue
        const stated = sizes.get(item.id)!
        if (stated === size) settle({ item, size })
        else settle({ item, error: unconfirmed(stated, size, item.target) })
      }
      group.failures = 0
    } catch (error) {
      giveBack(group, AppError.from(error))
    } finally {
      group.isRunning = false
      if (group.waiting.size === 0) groups.delete(keyOf(group.server, group.folder))
      else wakeWhenDue()
    }
  }

  /** The check itself failed; that says nothing about the files. */
  function giveBack(group: Group, error: AppError): void {
    if (error.code === 'cancelled') return
    group.failures++
    if (classify(error) !== 'transient' || group.failures >= maximumFailures) {
      for (const { item } of group.waiting.values()) settle({ item, error })
      group.waiting.clear()
      return
    }
    const delay = backOff(group.failures, random())
    group.notBefore = now() + delay
    wakeIn(delay)
  }

  function wakeIn(milliseconds: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      wake()
    }, milliseconds)
    timers.add(timer)
  }

  /** Nothing else may happen for long: the rest of the folder may be one big file. */
  const wakeWhenDue = () => wakeIn(patience + earlyTimers)

  async function statedSizes(
    folder: string,
    batch: { item: Item; size: number }[],
    place: RemotePlace,
  ): Promise<Map<number, Stated>> {
    const stated = new Map<number, Stated>()
    const listing = batch.length > askedOneByOne ? await listingOrNull(place, folder) : null
    for (const { item, size } of batch) {
      const listed = listing?.entries.get(remoteName(item.target))?.size
      // What a listing lacks or states differently is asked for by itself.
      if (listed === size) stated.set(item.id, listed)
      else stated.set(item.id, await sizeOf(place, item.target))
    }
    return stated
  }

  const listingOrNull = async (place: RemotePlace, folder: string) => {
    try {
      return await remoteFolders.fresh(place, folder)
    } catch (error) {
      if (classify(AppError.from(error)) === 'permanent') return null
      throw error
    }
  }

  return {
    /** An upload into this folder begins; the returned function says that it has ended. */
    begin(server: string, item: Item): () => void {
      const key = keyOf(server, folderOf(item))
      sending.set(key, (sending.get(key) ?? 0) + 1)
      return () => {
        const left = sending.get(key)! - 1
        if (left === 0) sending.delete(key)
        else sending.set(key, left)
      }
    },

    add(server: string, item: Item, size: number): void {
      const folder = folderOf(item)
      const key = keyOf(server, folder)
      let group = groups.get(key)
      if (!group) {
        const waiting: Group['waiting'] = new Map()
        group = { server, folder, waiting, isRunning: false, failures: 0, notBefore: 0 }
        groups.set(key, group)
      }
      if (group.waiting.size === 0) wakeWhenDue()
      group.waiting.set(item.id, { item, size, since: now() })
    },

    /** Paused or cancelled: nobody waits for its proof any more. */
    drop(id: number): void {
      for (const [key, group] of groups) {
        group.waiting.delete(id)
        if (group.waiting.size === 0 && !group.isRunning) groups.delete(key)
      }
    },

    /** True while a check waits on this server, whether or not it is due. */
    hasWaiting: (server: string): boolean =>
      groups.values().some((group) => group.server === server && group.notBefore <= now()),

    /** A check that is due; `next` is the upload that would come next on this server. */
    due(
      server: string,
      next: Item | undefined,
    ): ((place: RemotePlace) => Promise<void>) | undefined {
      for (const group of groups.values())
        if (group.server === server && isDue(group, next)) return (place) => run(group, place)
      return undefined
    },

    close(): void {
      for (const timer of timers) clearTimeout(timer)
      groups.clear()
    },
  }
}

async function sizeOf(place: RemotePlace, path: string): Promise<Stated> {
  try {
    return await place.connection.size(path, place.signal)
  } catch (error) {
    const cause = AppError.from(error)
    if (cause.code === 'remote-not-found') return 'nothing'
    throw cause
  }
}
