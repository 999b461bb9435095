import { comparePositions, type Position } from './order.ts'
import type { QueueStore } from './store/index.ts'
import type { Direction, Item, Lane } from './store/rows.ts'

/** Items taken from disk at a time: one query and one commit for all of them. */
const windowSize = 32

export type ReadyItem = {
  item: Item
  /** Life in which an earlier attempt began; 0: there was none. */
  begunBefore: number
}

type Window = { rows: ReadyItem[]; isDry: boolean; durable: Promise<void> }

const lanes: readonly Lane[] = ['folder', 'small', 'big']
const directions: readonly Direction[] = ['upload', 'download', 'remote', 'delete']

type Windows = Record<Direction, Record<Lane, Window>>

const emptyWindows = (): Windows => {
  const empty = (): Window => ({ rows: [], isDry: false, durable: Promise.resolve() })
  const ofDirection = () => ({ folder: empty(), small: empty(), big: empty() })
  return {
    upload: ofDirection(),
    download: ofDirection(),
    remote: ofDirection(),
    delete: ofDirection(),
  }
}

export type Ready = ReturnType<typeof createReady>

/**
 * The next items of each server, direction and lane. They are claimed on disk ahead of time, so
 * that no file waits for a commit of its own before its target is touched.
 */
export function createReady(store: QueueStore) {
  const servers = new Map<string, Windows>()

  /** Those of a server that was asked for. */
  const windowsOf = (server: string): Window[] => {
    const windows = servers.get(server)
    return windows ? directions.flatMap((direction) => lanes.map((l) => windows[direction][l])) : []
  }

  const windowOf = (server: string, direction: Direction, lane: Lane): Window => {
    let windows = servers.get(server)
    if (!windows) servers.set(server, (windows = emptyWindows()))
    const window = windows[direction][lane]
    if (window.rows.length === 0 && !window.isDry) fill(window, server, direction, lane)
    return window
  }

  const fill = (window: Window, server: string, direction: Direction, lane: Lane) => {
    const items = store.items.next(server, direction, lane, windowSize)
    window.isDry = items.length < windowSize
    if (items.length === 0) return
    window.rows = items.map((item) => ({ item, begunBefore: item.begun }))
    store.items.claim(items, store.life)
    store.commits.flush()
    window.durable = store.commits.committed()
    window.durable.catch(() => {})
  }

  const giveBack = (window: Window) => {
    if (window.rows.length > 0) store.items.unclaim(window.rows)
    window.rows = []
    window.isDry = false
  }

  return {
    /** The next item of a lane, left where it is. */
    peek: (server: string, direction: Direction, lane: Lane): Item | undefined =>
      windowOf(server, direction, lane).rows[0]?.item,

    /** How many are at hand, and whether there may be more. */
    supply(server: string, direction: Direction, lane: Lane): { count: number; isMore: boolean } {
      const { rows, isDry } = windowOf(server, direction, lane)
      return { count: rows.length, isMore: !isDry }
    },

    /** Takes the next item of a lane. `durable` resolves when its claim is on disk. */
    take(
      server: string,
      direction: Direction,
      lane: Lane,
    ): (ReadyItem & { durable: Promise<void> }) | undefined {
      const window = windowOf(server, direction, lane)
      const row = window.rows.shift()
      return row && { ...row, durable: window.durable }
    },

    /** Something may have come to wait there. */
    wake(server: string): void {
      for (const window of windowsOf(server)) window.isDry = false
    },

    /** Gives back what was claimed and not taken: order or state of items is about to change. */
    giveBackAll(): void {
      for (const server of servers.keys()) for (const window of windowsOf(server)) giveBack(window)
    },
    /** The same where new items have come before claimed ones. */
    giveBackBehind(server: string, position: Position): void {
      for (const window of windowsOf(server)) {
        const last = window.rows.at(-1)?.item
        if (last && comparePositions(last, position) > 0) giveBack(window)
      }
    },
    /** Nothing is claimed any more, not on disk either. */
    forgetAll: (): void => servers.clear(),
  }
}
