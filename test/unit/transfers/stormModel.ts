import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { outcomeOf, transition, type ItemState } from '../../../electron/engine/transfers/states.ts'
import { openQueueStore, type QueueStore } from '../../../electron/engine/transfers/store/index.ts'
import { tabs } from '../../../electron/engine/transfers/store/rows.ts'
import type { NewItem } from '../../../electron/engine/transfers/store/items.ts'

/**
 * Storms of commands over the real store, beside a model that is as simple as can be: an array in
 * queue order, each item with its state. Whatever happens, both must show the same.
 */
type Model = {
  id: number
  state: ItemState
  parent: number | null
  isFolder: boolean
  size: number
  priority: number
}

export const workerEvents = [
  'delay',
  'wake',
  'hold',
  'ask',
  'answer',
  'sent',
  'finish',
  'fail',
  'skip',
] as const
type WorkerEvent = (typeof workerEvents)[number]

export type Step =
  | { do: 'add'; count: number; first: boolean }
  | { do: 'addFolder'; files: number }
  | { do: 'claim'; pick: number }
  | { do: 'work'; event: WorkerEvent; pick: number }
  | { do: 'bulk'; event: 'pause' | 'resume' | 'cancel' | 'retry'; picks: number[] | 'all' }
  | {
      do: 'move'
      where: 'top' | 'up' | 'down' | 'bottom' | 'before'
      picks: number[]
      before: number
    }
  | { do: 'priority'; value: number; picks: number[] | 'all' }
  | { do: 'forget'; tab: 'failed' | 'done'; picks: number[] | 'all' }
  | { do: 'reopen' }

const picks = fc.oneof(
  fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }),
  fc.constant('all' as const),
)
export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    count: fc.integer({ min: 1, max: 5 }),
    first: fc.boolean(),
  }),
  fc.record({ do: fc.constant('addFolder' as const), files: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ do: fc.constant('claim' as const), pick: fc.nat(50) }),
  fc.record({ do: fc.constant('claim' as const), pick: fc.nat(50) }),
  fc.record({
    do: fc.constant('work' as const),
    event: fc.constantFrom(...workerEvents),
    pick: fc.nat(50),
  }),
  fc.record({
    do: fc.constant('work' as const),
    event: fc.constantFrom(...workerEvents),
    pick: fc.nat(50),
  }),
  fc.record({
    do: fc.constant('bulk' as const),
    event: fc.constantFrom(
      'pause' as const,
      'resume' as const,
      'cancel' as const,
      'retry' as const,
    ),
    picks,
  }),
  fc.record({
    do: fc.constant('move' as const),
    where: fc.constantFrom(
      'top' as const,
      'up' as const,
      'down' as const,
      'bottom' as const,
      'before' as const,
    ),
    picks: fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }),
    before: fc.nat(50),
  }),
  fc.record({
    do: fc.constant('priority' as const),
    value: fc.constantFrom(-1, 0, 1),
    picks,
  }),
  fc.record({
    do: fc.constant('forget' as const),
    tab: fc.constantFrom('failed' as const, 'done' as const),
    picks,
  }),
  fc.constant({ do: 'reopen' as const }),
)

const newItem = (more: Partial<NewItem>): NewItem => ({
  parent: null,
  root: null,
  depth: 0,
  batch: 1,
  rank: 0,
  direction: 'download',
  kind: 'file',
  server: 's',
  sourceServer: 's',
  targetServer: null,
  source: '/a',
  target: '/b',
  size: 10,
  modifiedAt: null,
  state: 'waiting',
  ...more,
})

const isUnfinished = (item: Model) => outcomeOf(item.state) === 'open'

/** The store and its model, which have to stay alike. */
export class Pair {
  items: Model[] = []
  folder: string
  store!: QueueStore
  time = 1

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'sampan-storm-'))
  }

  async open() {
    this.store = await openQueueStore({
      folder: this.folder,
      now: () => this.time++,
      onBroken(error) {
        throw error
      },
    })
  }

  /** The model's items that the screen lists as queued, in order. */
  queued = () => this.items.filter((item) => isUnfinished(item))

  async run(step: Step): Promise<void> {
    const { store, items } = this
    switch (step.do) {
      case 'add': {
        const ranks = store.positions.ranksAt(step.first ? 'front' : 'back', step.count)
        const added = ranks.map((rank) => ({
          id: store.items.insert(newItem({ rank })),
          state: 'waiting' as const,
          parent: null,
          isFolder: false,
          size: 10,
          priority: 0,
        }))
        // New items go before (or behind) what is queued; where finished ones stand is unseen.
        if (step.first) items.unshift(...added)
        else items.push(...added)
        break
      }
      case 'addFolder': {
        const [rank] = store.positions.ranksAt('back', 1)
        const id = store.items.insert(newItem({ rank: rank!, kind: 'directory', size: null }))
        const item = store.items.read(id)!
        store.items.claim([item], store.life)
        const folder: Model = {
          id,
          state: 'open',
          parent: null,
          isFolder: true,
          size: 0,
          priority: 0,
        }
        items.push(folder)
        for (let file = 0; file < step.files; file++)
          items.push({
            id: store.items.insert(newItem({ rank: rank!, parent: id, root: id, depth: 1 })),
            state: 'waiting',
            parent: id,
            isFolder: false,
            size: 10,
            priority: 0,
          })
        store.folders.setPlanned(id, null)
        store.items.apply(item, 'open')
        break
      }
      case 'claim': {
        const waiting = items.filter((item) => item.state === 'waiting')
        const picked = waiting[step.pick % Math.max(1, waiting.length)]
        if (!picked) break
        store.items.claim([store.items.read(picked.id)!], store.life)
        picked.state = 'claimed'
        break
      }
      case 'work': {
        const files = items.filter((item) => !item.isFolder)
        const picked = files[step.pick % Math.max(1, files.length)]
        if (!picked) break
        const fields = { finishedAt: this.time++, detail: '{"code":"internal","message":""}' }
        const applied = store.items.apply(store.items.read(picked.id)!, step.event, fields)
        const next = transition(picked.state, step.event)
        expect(applied).toBe(next !== null)
        if (next) picked.state = next
        break
      }
      case 'bulk':
        await this.bulk(step.event, step.picks)
        break
      case 'move':
        await this.move(step)
        break
      case 'priority': {
        const ids = this.idsOf(step.picks, items)
        const selection = step.picks === 'all' ? ('unfinished' as const) : { ids }
        await store.bulk.setPriority(selection, step.value)
        for (const item of items)
          if (
            step.picks === 'all'
              ? isUnfinished(item)
              : ids.includes(item.id) || ids.includes(item.parent ?? -1)
          )
            item.priority = step.value
        break
      }
      case 'forget': {
        const tab = step.tab === 'failed' ? 'failed' : 'done'
        const inTab = items.filter((item) => tabNameOf(item) === tab)
        const ids = this.idsOf(step.picks, items)
        const all = step.picks === 'all' ? inTab.map((item) => item.id) : ids
        const withContents = new Set(
          items
            .filter((item) => all.includes(item.id) || all.includes(item.parent ?? -1))
            .map((item) => item.id),
        )
        const gone = (item: Model) =>
          !isUnfinished(item) &&
          (step.picks === 'all' ? all.includes(item.id) : withContents.has(item.id))
        await store.bulk.forget(step.picks === 'all' ? { tab: tabs[tab] } : { ids })
        this.items = items.filter((item) => !gone(item))
        break
      }
      case 'reopen':
        store.close()
        await this.open()
        this.store.returnUnfinished('waiting')
        for (const item of items)
          if (['claimed', 'verifying', 'delayed', 'asking'].includes(item.state))
            item.state = 'waiting'
        break
    }
    this.store.commits.flush()
    this.settleFolders()
    this.compare()
  }

  idsOf(picks: number[] | 'all', from: Model[]): number[] {
    if (picks === 'all') return from.map((item) => item.id)
    return from.length === 0 ? [] : [...new Set(picks.map((pick) => from[pick % from.length]!.id))]
  }

  async bulk(
    event: 'pause' | 'resume' | 'cancel' | 'retry',
    picked: number[] | 'all',
  ): Promise<void> {
    const { store, items } = this
    const ids = this.idsOf(picked, items)
    if (picked !== 'all') await store.bulk.apply(event, { ids }, this.time++)
    else if (event === 'retry') await store.bulk.apply(event, { tab: tabs.failed }, this.time++)
    else await store.bulk.apply(event, 'unfinished', this.time++)
    const isPicked = (item: Model) => {
      if (picked === 'all') return event === 'retry' ? item.state === 'failed' : isUnfinished(item)
      if (ids.includes(item.id)) return true
      if (item.parent === null || !ids.includes(item.parent)) return false
      return event !== 'retry' || item.state === 'failed' || item.state === 'cancelled'
    }
    for (const item of items.filter(isPicked))
      item.state = transition(item.state, event, item.isFolder) ?? item.state
  }

  async move(step: Step & { do: 'move' }): Promise<void> {
    const queue = this.queued()
    const ids = this.idsOf(step.picks, queue)
    const before = queue[step.before % Math.max(1, queue.length)]
    if (ids.length === 0 || !before) return
    // Folders move with what they hold, which a flat array does not tell well: they are left out.
    if (queue.some((item) => item.isFolder || item.parent !== null)) return
    const where = step.where === 'before' ? { before: before.id } : step.where
    await this.store.positions.move(ids, where)
    const moved = queue.filter((item) => ids.includes(item.id))
    const rest = queue.filter((item) => !ids.includes(item.id))
    let order: Model[]
    if (where === 'top') order = [...moved, ...rest]
    else if (where === 'bottom') order = [...rest, ...moved]
    else if (typeof where === 'object') {
      if (ids.includes(where.before)) return
      const at = rest.indexOf(before)
      order = [...rest.slice(0, at), ...moved, ...rest.slice(at)]
    } else {
      order = [...queue]
      const indexes = order
        .map((item, index) => (ids.includes(item.id) ? index : -1))
        .filter((index) => index >= 0)
      const step = where === 'up' ? -1 : 1
      for (const index of where === 'up' ? indexes : indexes.reverse()) {
        const other = order[index + step]
        if (!other || ids.includes(other.id)) continue
        order[index + step] = order[index]!
        order[index] = other
      }
    }
    this.items = [...order, ...this.items.filter((item) => !isUnfinished(item))]
  }

  /** A folder ends with the last of what it holds, and comes back with any of it. */
  settleFolders(): void {
    for (const folder of this.items.filter((item) => item.isFolder)) {
      const children = this.items.filter((item) => item.parent === folder.id)
      const isOpen = children.some(isUnfinished)
      const known = this.store.folders.read(folder.id)!
      if (isOpen && !isUnfinished(folder)) folder.state = 'open'
      // How many have failed includes those that are forgotten; the store alone knows.
      else if (!isOpen && (folder.state === 'open' || folder.state === 'paused'))
        folder.state = known.failed > 0 ? 'failed' : 'done'
    }
  }

  compare(): void {
    const { store } = this
    for (const { id, state, priority } of this.items) {
      const row = store.items.read(id)
      expect([id, row?.state, row?.priority]).toEqual([id, state, priority])
    }
    const listed = (tab: 'queue' | 'failed' | 'done') =>
      store.lists.window({ tab, offset: 0, limit: 1_000 }).items
    const modelled = (tab: string) => this.items.filter((item) => tabNameOf(item) === tab)
    for (const tab of ['queue', 'failed', 'done'] as const) {
      const ids = listed(tab).map((item) => item.id)
      expect(store.totals[tab]).toBe(ids.length)
      expect([...ids].sort((a, b) => a - b)).toEqual(
        modelled(tab)
          .map((item) => item.id)
          .sort((a, b) => a - b),
      )
    }
    expect(store.totals.bytes).toBe(
      modelled('queue').reduce((sum, item) => sum + (item.isFolder ? 0 : item.size), 0),
    )
    for (const folder of this.items.filter((item) => item.isFolder)) {
      const open = this.items.filter(
        (item) => item.parent === folder.id && isUnfinished(item),
      ).length
      expect(store.folders.read(folder.id)!.open).toBe(open)
    }
    const hasFolders = this.items.some((item) => item.isFolder)
    const hasReturned = this.returned
    if (hasFolders || hasReturned) return
    expect(listed('queue').map((item) => item.id)).toEqual(modelled('queue').map((item) => item.id))
    // What runs next: by priority, and then by its place.
    const next = store.items.next('s', 'download', 'small', 1_000).map((item) => item.id)
    const waiting = this.items.filter((item) => item.state === 'waiting')
    expect(next).toEqual(waiting.toSorted((a, b) => b.priority - a.priority).map((item) => item.id))
  }

  /** Items that came back from the finished ones: where they stand is the store's to say. */
  returned = false

  close(): void {
    this.store.close()
    rmSync(this.folder, { recursive: true })
  }
}

function tabNameOf(item: Model): 'queue' | 'failed' | 'done' {
  if (item.state === 'failed') return 'failed'
  return isUnfinished(item) ? 'queue' : 'done'
}
