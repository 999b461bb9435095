import { expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import { createNameOrder, makeRow, sortRows } from '../../../renderer/features/panes/sorting.ts'

const order = createNameOrder('en')
const file = (name: string): Entry => ({ name, kind: 'file', size: null, modifiedAt: null })

it('sorts 100,000 names in clearly less time than the collator would', () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => {
    const mixed = (index * 7_919) % 100_003
    return file(`${['report', 'IMG_', 'data-file ', 'Backup.'][index % 4]}${mixed}.txt`)
  })
  const rows = entries.map((entry) => makeRow(entry, order))
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'accent' })
  // Processor time of this thread, in turns: other work on the machine slows both alike.
  const cost = (work: () => unknown) => {
    const start = process.threadCpuUsage().user
    work()
    return process.threadCpuUsage().user - start
  }
  const best = { ours: Infinity, collator: Infinity }
  for (let turn = 0; turn < 4; turn++) {
    const ours = cost(() => sortRows(rows, { column: 'name', descending: false }, order))
    const other = cost(() => rows.toSorted((a, b) => collator.compare(a.entry.name, b.entry.name)))
    best.ours = Math.min(best.ours, ours)
    best.collator = Math.min(best.collator, other)
  }
  // Usually a third to a quarter; without the keys it would be as much.
  expect(best.ours).toBeLessThan(best.collator * 0.75)
}, 30_000)
