import type { QueueChanges } from './queueChanges.ts'
import { itemColumns, readItem, type Direction, type Item } from './rows.ts'

/** Items that wait for the answer to a conflict. */
export function createConflictStore({ writer, commits, manyChanged }: QueueChanges) {
  const readFirst = writer.prepare(
    `SELECT ${itemColumns} FROM item WHERE state = 'asking' ORDER BY rank, sub LIMIT 1`,
  )
  const answer = writer.prepare(`
    UPDATE item SET state = 'waiting' WHERE state = 'asking' AND batch = ? AND direction = ?
    RETURNING server`)

  return {
    first(): Item | undefined {
      const row = readFirst.get()
      return row && readItem(row)
    },

    /** Sends all of a batch back to wait; the answer is found with the batch. Gives the servers. */
    answerAll(batch: number, direction: Direction): Set<string> {
      return commits.change(() => {
        manyChanged()
        const rows = answer.all(batch, direction) as { server: string }[]
        return new Set(rows.map((row) => row.server))
      })
    },
  }
}
