import type { AppError } from '../../../contract/errors.ts'
import { createBulkEvents } from './bulkEvents.ts'
import { openQueueDatabase } from './database.ts'
import { createConflictStore } from './conflicts.ts'
import { createFolderStore } from './folders.ts'
import { createItemStore } from './items.ts'
import { createLists } from './lists.ts'
import { createPositions } from './positions.ts'
import { createQueueChanges } from './queueChanges.ts'
import { itemColumns, readItem, tabs, type Item } from './rows.ts'
import { createPicker } from './selection.ts'
import { createServerStore } from './servers.ts'

export type QueueStore = Awaited<ReturnType<typeof openQueueStore>>

export type StoreOptions = {
  folder: string
  /** The disk refuses; nothing is written from then on. */
  onBroken: (error: AppError) => void
  /** Milliseconds since 1970 UTC. */
  now: () => number
}

/** Everything of the queue that is on disk. */
export async function openQueueStore({ folder, onBroken, now }: StoreOptions) {
  const database = await openQueueDatabase(folder)
  const { writer, reader, life, startOfLife, token, wasClosed, setAsideAs } = database
  const changes = createQueueChanges(writer, onBroken)
  const items = createItemStore(changes)
  const picker = createPicker(changes)
  const finishedLast = writer.prepare(`
    SELECT ${itemColumns} FROM item
    WHERE tab = ${tabs.done} AND state = 'done' AND direction = 'download' AND kind = 'file'
      AND finished > (SELECT max(finished) FROM item WHERE tab = ${tabs.done}) - ?
    LIMIT 10000`)
  return {
    life,
    startOfLife,
    token,
    wasClosed,
    setAsideAs,
    commits: changes.commits,
    totals: changes.totals,
    onPublished: changes.onPublished,
    items,
    folders: createFolderStore(changes, items, now),
    conflicts: createConflictStore(changes),
    servers: createServerStore(changes),
    bulk: createBulkEvents(changes, picker),
    positions: createPositions(changes, picker),
    lists: createLists(reader),
    /** Runs in turn with the commands over many items, and is committed as a whole. */
    inTurn: picker.inTurn,

    /** Downloads that were finished in the last moments before everything ended. */
    finishedLast(milliseconds: number): Item[] {
      return finishedLast.all(milliseconds).map(readItem)
    },

    /** What was under way when the queue ended last, and goes back to waiting or is held. */
    returnUnfinished(to: 'waiting' | 'paused'): number {
      const underWay = "('claimed', 'verifying')"
      const { count } = writer
        .prepare(`SELECT count(*) AS count FROM item WHERE state IN ${underWay}`)
        .get() as { count: number }
      changes.commits.change(() => {
        writer.exec(`UPDATE item SET state = '${to}' WHERE state IN ${underWay}`)
        writer.exec(
          "UPDATE item SET state = 'waiting', retry_at = NULL WHERE state IN ('delayed', 'asking')",
        )
      })
      changes.commits.flush()
      return count
    },

    /**
     * Goes on after the disk had refused. What was in the transaction that failed is as it was
     * before; counts are taken anew. Throws if the disk still refuses.
     */
    repair(): boolean {
      if (!changes.commits.isBroken) return false
      changes.commits.repair()
      changes.recount()
      return true
    },

    /** New items, or more of them than are worth naming, have come. */
    itemsAdded(ids: readonly number[]): void {
      if (ids.length > 2_000) changes.manyChanged()
      else for (const id of ids) changes.changed(id)
    },

    close(): void {
      try {
        changes.commits.flush()
      } finally {
        database.close()
      }
    },
  }
}
