import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QueueChanges } from './queueChanges.ts'
import { tabs } from './rows.ts'

/** Rows changed before other work gets its turn. */
const sliceSize = 4_000
/** Up to here each changed item is named to listeners. */
const namedAtMost = 2_000

/** Which items a command is about: some by id, all that is unfinished (on a server), or one list. */
export type Selection =
  | { ids: readonly number[] }
  | 'unfinished'
  | { tab: number }
  | { server: string }
/** What of a picked folder comes along. */
export type Contents = 'none' | 'all' | 'failed'

export type Slice = { low: number; high: number }

export type Picker = ReturnType<typeof createPicker>

/**
 * Commands over any number of items work on a table of picked ids, slice by slice, so that a
 * hundred thousand items take a handful of statements each and nobody else has to wait long.
 */
export function createPicker(changes: QueueChanges) {
  const { writer, commits } = changes
  writer.exec('CREATE TEMP TABLE picked(id INTEGER PRIMARY KEY)')
  const clear = writer.prepare('DELETE FROM picked')
  const pickOne = writer.prepare('INSERT OR IGNORE INTO picked(id) VALUES (?)')
  const pickTab = writer.prepare('INSERT INTO picked(id) SELECT id FROM item WHERE tab = ?')
  const pickOpenSubfolders = writer.prepare(`
    INSERT INTO picked(id) SELECT id FROM item WHERE tab = ${tabs.hidden}
      AND state NOT IN ('done', 'skipped', 'cancelled')`)
  const pickServer = writer.prepare(`
    INSERT INTO picked(id) SELECT id FROM item WHERE tab IN (${tabs.queue}, ${tabs.hidden})
      AND state NOT IN ('done', 'skipped', 'cancelled') AND ? IN (source_server, target_server)`)
  const contents = (condition: string) =>
    writer.prepare(`
      INSERT OR IGNORE INTO picked(id)
      SELECT item.id FROM picked JOIN folder USING (id) JOIN item ON item.root = picked.id
      ${condition}`)
  const pickContents = contents('')
  const pickFailedContents = contents("WHERE item.state IN ('failed', 'cancelled')")
  const countPicked = writer.prepare('SELECT count(*) AS items FROM picked')
  const readSlice = writer.prepare(`
    SELECT min(id) AS low, max(id) AS high FROM
      (SELECT id FROM picked WHERE id > ? ORDER BY id LIMIT ${sliceSize})`)
  const idsOfSlice = writer.prepare('SELECT id FROM picked WHERE id BETWEEN ? AND ?')

  /** Gives how many items were picked. */
  function pick(selection: Selection, withContents: Contents = 'none'): number {
    return commits.change(() => {
      clear.run()
      if (selection === 'unfinished') {
        pickTab.run(tabs.queue)
        pickOpenSubfolders.run()
      } else if ('tab' in selection) pickTab.run(selection.tab)
      else if ('server' in selection) pickServer.run(selection.server)
      else {
        for (const id of selection.ids) pickOne.run(id)
        if (withContents === 'all') pickContents.run()
        if (withContents === 'failed') pickFailedContents.run()
      }
      return (countPicked.get() as { items: number }).items
    })
  }

  /** Runs statements for all that is picked, with other work in between. */
  async function eachSlice(items: number, run: (slice: Slice) => void): Promise<void> {
    if (items > namedAtMost) changes.manyChanged()
    for (let after = -1; ;) {
      const slice = commits.change(() => {
        const found = readSlice.get(after) as Slice | { low: null; high: null }
        if (found.low === null) return null
        if (items <= namedAtMost)
          for (const { id } of idsOfSlice.all(found.low, found.high) as { id: number }[])
            changes.changed(id)
        run(found)
        return found
      })
      if (!slice) return
      after = slice.high
      if (items > sliceSize) await nextTurn()
    }
  }

  let lastCommand: Promise<unknown> = Promise.resolve()

  /**
   * One command at a time, as they share the table of picked ids; each is committed as a whole.
   */
  function inTurn<T>(command: () => T | Promise<T>): Promise<T> {
    const turn = lastCommand.then(async () => {
      const letGo = commits.hold()
      try {
        return await command()
      } finally {
        letGo()
      }
    })
    lastCommand = turn.catch(() => {})
    return turn
  }

  return { pick, eachSlice, inTurn }
}
