import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scrollTarget, virtualRows } from '../../../renderer/ui/virtualRange.ts'

const view = (changed: Partial<Parameters<typeof virtualRows>[0]>) => ({
  count: 100_000,
  rowHeight: 26,
  top: 0,
  height: 260,
  keepIndex: -1,
  ...changed,
})
const indices = (changed: Partial<Parameters<typeof virtualRows>[0]>) =>
  virtualRows(view(changed)).map((row) => row.index)

describe('virtualRows', () => {
  it('draws what is in view and little more', () => {
    const drawn = indices({ top: 26_000 })
    expect(drawn[0]).toBe(990)
    expect(drawn.at(-1)).toBe(1_020)
    expect(indices({ count: 3 })).toEqual([0, 1, 2])
    expect(indices({ count: 0 })).toEqual([])
  })

  it('keeps the row with the keyboard', () => {
    expect(indices({ keepIndex: 99_999 }).at(-1)).toBe(99_999)
    expect(indices({ keepIndex: 5 }).filter((index) => index === 5)).toHaveLength(1)
    expect(indices({ count: 3, keepIndex: 7 })).toEqual([0, 1, 2])
  })

  it('still draws when the list became short', () => {
    expect(indices({ count: 12, top: 26_000 })).toHaveLength(12)
  })

  it('always covers the view, each row and each element once', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000),
        fc.integer({ min: 10, max: 100 }),
        fc.nat(60_000),
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: -1, max: 2_100 }),
        (count, rowHeight, top, height, keepIndex) => {
          const rows = virtualRows({ count, rowHeight, top, height, keepIndex })
          expect(new Set(rows.map((row) => row.index)).size).toBe(rows.length)
          expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
          const highest = Math.max(0, count * rowHeight - height)
          const from = Math.floor(Math.min(top, highest) / rowHeight)
          const to = Math.min(count - 1, Math.floor((Math.min(top, highest) + height) / rowHeight))
          const drawn = new Set(rows.map((row) => row.index))
          for (let index = from; index <= to; index++) expect(drawn.has(index)).toBe(true)
        },
      ),
    )
  })
})

describe('scrollTarget', () => {
  it('moves as little as needed', () => {
    expect(scrollTarget(5, 20, 200, 100)).toBe(100)
    expect(scrollTarget(12, 20, 200, 100)).toBe(undefined)
    expect(scrollTarget(30, 20, 200, 100)).toBe(520)
  })
})
