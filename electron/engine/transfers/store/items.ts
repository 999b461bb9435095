import { transition, type ItemEvent, type ItemState } from '../states.ts'
import { toStored } from './exactText.ts'
import type { QueueChanges } from './queueChanges.ts'
import {
  itemColumns,
  laneOf,
  readItem,
  tabOf,
  type Direction,
  type Item,
  type Lane,
} from './rows.ts'

export type NewItem = Pick<
  Item,
  | 'parent'
  | 'root'
  | 'depth'
  | 'batch'
  | 'rank'
  | 'direction'
  | 'kind'
  | 'server'
  | 'sourceServer'
  | 'targetServer'
  | 'source'
  | 'target'
  | 'size'
  | 'modifiedAt'
> &
  Partial<Pick<Item, 'priority' | 'permissions'>> & {
    state: ItemState
    detail?: string
    finishedAt?: number
  }

/** What a change of state may write besides the state. */
export type ItemFields = Partial<
  Pick<
    Item,
    | 'kind'
    | 'target'
    | 'size'
    | 'modifiedAt'
    | 'failures'
    | 'choice'
    | 'begun'
    | 'kept'
    | 'segments'
    | 'detail'
    | 'retryAt'
    | 'finishedAt'
  >
>

type Counted = Pick<Item, 'parent' | 'root' | 'state' | 'kind' | 'size'>

export type ItemStore = ReturnType<typeof createItemStore>

/** Statements about one item at a time. All run inside the open transaction. */
export function createItemStore(changes: QueueChanges) {
  const { writer, commits, counts, noteTab, changed } = changes
  const insertItem = writer.prepare(`
    INSERT INTO item(parent, root, depth, batch, rank, sub, tab, state, direction, kind, lane,
      server, source_server, target_server, source, target, size, modified, detail, finished,
      priority, permissions)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertFolder = writer.prepare('INSERT INTO folder(id) VALUES (?)')
  const readOne = writer.prepare(`SELECT ${itemColumns} FROM item WHERE id = ?`)
  const readNext = writer.prepare(`
    SELECT ${itemColumns} FROM item
    WHERE state = 'waiting' AND server = ? AND direction = ? AND lane = ?
    ORDER BY priority DESC, rank, sub LIMIT ?`)
  const claimOne = writer.prepare(`
    UPDATE item SET state = 'claimed', attempts = attempts + 1, begun = ?
    WHERE id = ? AND state = 'waiting'`)
  const releaseOne = writer.prepare(`
    UPDATE item SET state = 'waiting', attempts = attempts - 1, begun = ?
    WHERE id = ? AND state = 'claimed'`)
  const updateItem = writer.prepare(`
    UPDATE item SET state = ?, tab = ?, kind = ?, lane = ?, target = ?, size = ?, modified = ?,
      failures = ?, choice = ?, begun = ?, kept = ?, segments = ?, detail = ?, retry_at = ?,
      finished = ?
    WHERE id = ? AND state = ?`)
  const updatePlan = writer.prepare(
    'UPDATE item SET target = ?, size = ?, modified = ?, choice = ? WHERE id = ?',
  )
  const keepRoute = writer.prepare('UPDATE item SET route = ? WHERE id = ?')
  const keepSegments = writer.prepare('UPDATE item SET segments = ? WHERE id = ?')
  const keepBytes = writer.prepare('UPDATE item SET kept = ?, begun = ?, segments = ? WHERE id = ?')
  const lastId = writer.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'item'")
  let previousSub = (lastId.get() as { seq: number } | undefined)?.seq ?? 0

  const isSubfolder = (item: Pick<Item, 'parent' | 'kind'>) =>
    item.parent !== null && item.kind === 'directory'
  const bytesOf = (item: Pick<Item, 'kind' | 'size'>) =>
    item.kind === 'file' ? (item.size ?? 0) : 0

  /** What counts know of an item. */
  const countedOf = ({ parent, root, state, kind, size }: Counted): Counted => ({
    parent,
    root,
    state,
    kind,
    size,
  })

  function noteMove(was: Counted, now: Counted): void {
    const [from, to] = [tabOf(was.state, isSubfolder(was)), tabOf(now.state, isSubfolder(now))]
    noteTab({ from, to: null, items: 1, bytes: bytesOf(was) })
    noteTab({ from: null, to, items: 1, bytes: bytesOf(now) })
    const after = countedOf(now)
    if (was.size === now.size && was.kind === now.kind)
      return counts.note({ ...after, from: was.state, to: now.state, items: 1 })
    counts.note({ ...was, from: was.state, to: null, items: 1 })
    counts.note({ ...after, from: null, to: now.state, items: 1 })
  }

  return {
    /** Adds one at the end of its rank. Gives its id. */
    insert(item: NewItem): number {
      return commits.change(() => {
        const tab = tabOf(item.state, isSubfolder(item))
        const { lastInsertRowid } = insertItem.run(
          item.parent,
          item.root,
          item.depth,
          item.batch,
          item.rank,
          ++previousSub,
          tab,
          item.state,
          item.direction,
          item.kind,
          laneOf(item.kind, item.size),
          item.server,
          item.sourceServer,
          item.targetServer,
          toStored(item.source),
          toStored(item.target),
          item.size,
          item.modifiedAt,
          item.detail ?? null,
          item.finishedAt ?? null,
          item.priority ?? 0,
          item.permissions ?? null,
        )
        const id = Number(lastInsertRowid)
        if (item.kind === 'directory') insertFolder.run(id)
        noteTab({ from: null, to: tab, items: 1, bytes: bytesOf(item) })
        if (item.parent !== null) counts.note({ ...item, from: null, to: item.state, items: 1 })
        return id
      })
    },

    read(id: number): Item | undefined {
      const row = readOne.get(id)
      return row && readItem(row)
    },

    /** The first waiting items of a lane, in order. */
    next(server: string, direction: Direction, lane: Lane, limit: number): Item[] {
      return readNext.all(server, direction, lane, limit).map(readItem)
    },

    claim(items: Item[], life: number): void {
      commits.change(() => {
        for (const item of items) {
          item.begun ||= life
          claimOne.run(item.begun, item.id)
          item.state = 'claimed'
          item.attempts++
        }
      })
    },

    /** Gives back what was claimed but never started. */
    unclaim(items: { item: Item; begunBefore: number }[]): void {
      commits.change(() => {
        for (const { item, begunBefore } of items) releaseOne.run(begunBefore, item.id)
      })
    },

    /**
     * Moves an item on. Gives false, and changes nothing, where the event does not apply or the
     * row is not what `item` says any more.
     */
    apply(item: Item, event: ItemEvent, fields: ItemFields = {}, isPlannedFolder = false): boolean {
      const state = transition(item.state, event, isPlannedFolder)
      if (!state) return false
      const was = countedOf(item)
      const { retryAt = null, detail = null } = fields
      const next: Item = { ...item, ...fields, retryAt, detail, state }
      next.lane = laneOf(next.kind, next.size)
      return commits.change(() => {
        const { changes: rows } = updateItem.run(
          state,
          tabOf(state, isSubfolder(next)),
          next.kind,
          next.lane,
          toStored(next.target),
          next.size,
          next.modifiedAt,
          next.failures,
          next.choice,
          next.begun,
          next.kept,
          next.segments,
          next.detail,
          next.retryAt,
          next.finishedAt,
          item.id,
          was.state,
        )
        if (rows === 0) return false
        Object.assign(item, next)
        noteMove(was, item)
        changed(item.id)
        return true
      })
    },

    /** Becomes a folder item, once it is known that a link leads to one. */
    makeFolder(id: number): void {
      commits.change(() => insertFolder.run(id))
    },

    /** What was found out about a claimed item before its transfer begins. */
    plan(
      item: Item,
      found: Partial<Pick<Item, 'target' | 'size' | 'modifiedAt' | 'choice'>>,
    ): void {
      const was = countedOf(item)
      Object.assign(item, found)
      item.lane = laneOf(item.kind, item.size)
      commits.change(() =>
        updatePlan.run(toStored(item.target), item.size, item.modifiedAt, item.choice, item.id),
      )
      if (item.size !== was.size) noteMove(was, item)
      changed(item.id)
    },

    /** How a copy between two servers goes. */
    keepRoute(item: Item, route: string): void {
      if (item.route === route) return
      item.route = route
      commits.change(() => keepRoute.run(route, item.id))
      changed(item.id)
    },

    keepSegments(id: number, segments: string | null): void {
      commits.change(() => keepSegments.run(segments, id))
    },

    /** Notes how far a stopped attempt came, whatever state the item is in now. */
    keepBytes(id: number, { kept, begun, segments }: Pick<Item, 'kept' | 'begun' | 'segments'>) {
      commits.change(() => keepBytes.run(kept, begun, segments, id))
      changed(id)
    },
  }
}
