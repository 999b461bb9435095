import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import {
  createNameOrder,
  createRowSorter,
  makeRow,
  sortRows,
} from '../../../renderer/features/panes/sorting.ts'
import type { Sort } from '../../../renderer/features/panes/sorting.ts'

const order = createNameOrder('en')
const file = (name: string, more: Partial<Entry> = {}): Entry => ({
  name,
  kind: 'file',
  size: null,
  modifiedAt: null,
  ...more,
})
const sorted = (entries: Entry[], sort: Sort, by = order) =>
  sortRows(
    entries.map((entry) => makeRow(entry, by)),
    sort,
    by,
  ).map((row) => row.entry.name)

describe('sortRows', () => {
  it('orders numbers as numbers and ignores case', () => {
    const names = ['File 10', 'file 2', 'File 1', 'a', '_x', 'B', '007', '7a']
    expect(
      sorted(
        names.map((name) => file(name)),
        { column: 'name', descending: false },
      ),
    ).toEqual(['_x', '007', '7a', 'a', 'B', 'File 1', 'file 2', 'File 10'])
  })

  it('keeps folders first in both directions', () => {
    const entries = [
      file('z'),
      file('b', { kind: 'directory' }),
      file('a'),
      file('c', { kind: 'directory' }),
    ]
    expect(sorted(entries, { column: 'name', descending: false })).toEqual(['b', 'c', 'a', 'z'])
    expect(sorted(entries, { column: 'name', descending: true })).toEqual(['c', 'b', 'z', 'a'])
  })

  it('sorts by size and time with names for ties, unknown ones lowest', () => {
    const entries = [
      file('b', { size: 5 }),
      file('a', { size: 5 }),
      file('u'),
      file('0', { size: 0 }),
      file('big', { size: 9e12 }),
    ]
    expect(sorted(entries, { column: 'size', descending: false })).toEqual([
      'u',
      '0',
      'a',
      'b',
      'big',
    ])
    expect(sorted(entries, { column: 'size', descending: true })).toEqual([
      'big',
      'a',
      'b',
      '0',
      'u',
    ])
  })

  it('agrees with the collator on every pair of plain names', () => {
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'accent' })
    const plain = fc.string({ unit: 'grapheme-ascii', maxLength: 12 })
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const expected = Math.sign(collator.compare(a, b))
        if (expected === 0) return
        const rows = [makeRow(file(a), order), makeRow(file(b), order)] as const
        expect(Math.sign(order.compare(rows[0], rows[1]))).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
  })

  it('sorts Chinese names by pronunciation', () => {
    const chinese = createNameOrder('zh-CN')
    const names = ['中', '啊', '报告10', '报告9']
    expect(
      sorted(
        names.map((name) => file(name)),
        { column: 'name', descending: false },
        chinese,
      ),
    ).toEqual(['啊', '报告9', '报告10', '中'])
  })
})

describe('a sorter of rows that come in portions', () => {
  const entry = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 3 }),
    kind: fc.constantFrom('file' as const, 'directory' as const),
    size: fc.option(fc.nat(3)),
    modifiedAt: fc.option(fc.nat(3)),
    owner: fc.constantFrom('a', 'b'),
    permissions: fc.constantFrom('rwx', 'r'),
  })
  const anySort = fc.record({
    column: fc.constantFrom(
      ...(['name', 'size', 'modified', 'type', 'permissions', 'owner'] as const),
    ),
    descending: fc.boolean(),
  })

  it('gives what sorting all of them gives', () => {
    fc.assert(
      fc.property(fc.array(fc.array(entry)), anySort, anySort, (portions, sort, other) => {
        const sorter = createRowSorter()
        const rows: ReturnType<typeof makeRow>[] = []
        portions.forEach((portion, index) => {
          for (const each of portion) rows.push(makeRow(each, order))
          // Somebody may choose another column in between.
          const now = index === 2 ? other : sort
          expect(sorter(rows, now, order)).toEqual(sortRows(rows, now, order))
        })
      }),
    )
  })

  it('begins anew with other rows', () => {
    const sorter = createRowSorter()
    const sort: Sort = { column: 'name', descending: false }
    const [one, other] = [[makeRow(file('b'), order)], [makeRow(file('a'), order)]]
    expect(sorter(one, sort, order)).toEqual(one)
    expect(sorter(other, sort, order)).toEqual(other)
  })
})
