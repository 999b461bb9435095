import { statesBefore, transition, type ItemState } from '../states.ts'
import { fromStored } from './exactText.ts'
import type { QueueChanges } from './queueChanges.ts'
import { tabOf, tabs, type ItemKind } from './rows.ts'
import type { Picker, Selection, Slice } from './selection.ts'

const bulkEvents = ['pause', 'resume', 'cancel', 'retry'] as const
export type BulkEvent = (typeof bulkEvents)[number]

/** An item of which there may be a part file. */
export type LeftOver = { id: number; target: string }

type Group = {
  parent: number | null
  root: number | null
  state: ItemState
  tab: number
  kind: ItemKind
  planned: number
  items: number
  size: number | null
}

/** What the user does to many items at once, as statements made from the table of states. */
export function createBulkEvents(changes: QueueChanges, picker: Picker) {
  const { writer, commits, counts, noteTab } = changes
  const groups = writer.prepare(`
    SELECT item.parent, item.root, item.state, item.tab, item.kind,
      coalesce(folder.planned, 0) AS planned, count(*) AS items, sum(item.size) AS size
    FROM picked JOIN item USING (id) LEFT JOIN folder USING (id)
    WHERE picked.id BETWEEN ? AND ?
    GROUP BY item.parent, item.state, item.tab, item.kind, planned`)
  const plannedFolders = writer.prepare(`
    SELECT folder.id FROM picked JOIN folder USING (id)
    WHERE folder.planned = 1 AND picked.id BETWEEN ? AND ?`)
  const inSlice = 'id IN (SELECT id FROM picked WHERE id BETWEEN :low AND :high)'
  const partFiles = writer.prepare(`
    SELECT item.id, item.target FROM picked JOIN item USING (id)
    WHERE picked.id BETWEEN ? AND ? AND direction = 'download' AND kind = 'file' AND begun > 0
      AND state NOT IN (${finishedStates})`)
  const updates = Object.fromEntries(
    bulkEvents.map((event) => [event, writer.prepare(updateFor(event, inSlice))]),
  ) as Record<BulkEvent, ReturnType<typeof writer.prepare>>
  const prioritise = writer.prepare(`UPDATE item SET priority = :priority WHERE ${inSlice}`)
  const deleteItems = writer.prepare(
    `DELETE FROM item WHERE ${inSlice} AND state IN (${finishedStates})`,
  )
  const deleteFolders = writer.prepare(`
    DELETE FROM folder WHERE ${inSlice} AND NOT EXISTS (SELECT 1 FROM item WHERE item.id = folder.id)`)

  function applySlice(event: BulkEvent, { low, high }: Slice, now: number): void {
    for (const group of groups.all(low, high) as Group[]) {
      const state = transition(group.state, event, group.planned === 1)
      if (!state) continue
      const isSubfolder = group.kind === 'directory' && group.parent !== null
      const bytes = group.kind === 'file' ? (group.size ?? 0) : 0
      noteTab({ from: group.tab, to: tabOf(state, isSubfolder), items: group.items, bytes })
      counts.note({ ...group, from: group.state, to: state })
    }
    // A folder that comes back may have nothing left to do.
    if (event !== 'pause')
      for (const { id } of plannedFolders.all(low, high) as { id: number }[]) counts.touch(id)
    updates[event].run(event === 'cancel' ? { low, high, now } : { low, high })
  }

  const leftOversOf = ({ low, high }: Slice): LeftOver[] =>
    (partFiles.all(low, high) as LeftOver[]).map(({ id, target }) => ({
      id,
      target: fromStored(target),
    }))

  function forgetSlice({ low, high }: Slice): void {
    for (const group of groups.all(low, high) as Group[])
      if (finishedTabs.has(group.tab))
        noteTab({ from: group.tab, to: null, items: group.items, bytes: 0 })
    deleteItems.run({ low, high })
    deleteFolders.run({ low, high })
  }

  return {
    /**
     * A folder takes along all it holds; `retry` only what did not arrive. Gives the cancelled
     * downloads of which there may be a part file.
     */
    async apply(event: BulkEvent, selection: Selection, now: number): Promise<LeftOver[]> {
      const leftOvers: LeftOver[] = []
      await picker.inTurn(async () => {
        const items = picker.pick(selection, event === 'retry' ? 'failed' : 'all')
        await picker.eachSlice(items, (slice) => {
          if (event === 'cancel') leftOvers.push(...leftOversOf(slice))
          applySlice(event, slice, now)
        })
      })
      await commits.committed()
      return leftOvers
    },

    /** Folders take along all they hold. */
    async setPriority(selection: Selection, priority: number): Promise<void> {
      await picker.inTurn(async () => {
        const items = picker.pick(selection, 'all')
        await picker.eachSlice(
          items,
          ({ low, high }) => void prioritise.run({ low, high, priority }),
        )
      })
      await commits.committed()
    },

    /** Takes finished items of one list out of the queue, folders with all that is finished. */
    async forget(selection: Selection): Promise<void> {
      await picker.inTurn(async () => {
        const items = picker.pick(selection, 'all')
        await picker.eachSlice(items, forgetSlice)
        changes.manyChanged()
      })
      await commits.committed()
    },
  }
}

const finishedStates = "'done', 'failed', 'skipped', 'cancelled'"
const finishedTabs = new Set<number>([tabs.failed, tabs.done])

function updateFor(event: BulkEvent, inSlice: string): string {
  const isPlanned = '(SELECT planned FROM folder WHERE folder.id = item.id) = 1'
  const from = statesBefore(event)
  const branches = from.map((state) => {
    const plain = transition(state, event)!
    const planned = transition(state, event, true)!
    const next = plain === planned ? `'${plain}'` : `iif(${isPlanned}, '${planned}', '${plain}')`
    return `WHEN '${state}' THEN ${next}`
  })
  const to = transition(from[0]!, event)!
  const isSubfolder = "kind = 'directory' AND parent IS NOT NULL"
  const columns = [
    `state = CASE state ${branches.join(' ')} END`,
    `tab = iif(${isSubfolder}, ${tabOf(to, true)}, ${tabOf(to, false)})`,
    'retry_at = NULL',
    'detail = NULL',
  ]
  if (event === 'cancel') columns.push('finished = :now')
  if (event === 'resume' || event === 'retry') columns.push('failures = 0')
  // What was skipped or cancelled is a new decision; what failed was decided already.
  if (event === 'retry')
    columns.push('finished = NULL', "choice = iif(state = 'failed', choice, NULL)")
  const states = from.map((state) => `'${state}'`).join(', ')
  return `UPDATE item SET ${columns.join(', ')} WHERE ${inSlice} AND state IN (${states})`
}
