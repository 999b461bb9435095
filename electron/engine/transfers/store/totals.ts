import type { DatabaseSync } from 'node:sqlite'
import { tabs } from './rows.ts'

/** Rows of each list, and the bytes that the files still in the queue have in all. */
export type Totals = {
  readonly queue: number
  readonly failed: number
  readonly done: number
  readonly bytes: number
}

/** A number of items that move from one list to another; null: from or to nowhere. */
export type TabChange = { from: number | null; to: number | null; items: number; bytes: number }

/** Read once at start, then changed by difference. */
export function createTotals(database: DatabaseSync) {
  const read = database.prepare(
    `SELECT tab, count(*) AS items, coalesce(sum(CASE WHEN kind = 'file' THEN size END), 0) AS bytes
     FROM item GROUP BY tab`,
  )
  const totals = { queue: 0, failed: 0, done: 0, bytes: 0 }
  const shown = { ...totals }

  const add = (tab: number, items: number, bytes: number) => {
    if (tab === tabs.queue) {
      totals.queue += items
      totals.bytes += bytes
    } else if (tab === tabs.failed) totals.failed += items
    else if (tab === tabs.done) totals.done += items
  }

  const recount = () => {
    Object.assign(totals, { queue: 0, failed: 0, done: 0, bytes: 0 })
    const rows = read.all() as { tab: number; items: number; bytes: number }[]
    for (const { tab, items, bytes } of rows) add(tab, items, bytes)
  }
  recount()
  Object.assign(shown, totals)

  return {
    /** As of the last commit: what may be shown. */
    shown: shown as Totals,
    publish: () => void Object.assign(shown, totals),
    recount,
    note({ from, to, items, bytes }: TabChange): void {
      if (from !== null) add(from, -items, -bytes)
      if (to !== null) add(to, items, bytes)
    },
  }
}
