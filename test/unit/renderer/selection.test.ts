import { describe, expect, it } from 'vitest'
import {
  choose,
  chooseAll,
  chooseBand,
  chosenRows,
  emptySelection,
  findTyped,
  invert,
  keepPresent,
  moveTo,
} from '../../../renderer/features/panes/selection.ts'
import { createNameOrder, makeRow } from '../../../renderer/features/panes/sorting.ts'

const order = createNameOrder('en')
const rows = ['a', 'b', 'c', 'd', 'e'].map((name) =>
  makeRow({ name, kind: 'file', size: 1, modifiedAt: null }, order),
)
const names = (selection: { names: ReadonlySet<string> }) => [...selection.names].join('')

describe('selection', () => {
  it('chooses one, toggles, and stretches from the anchor', () => {
    const one = choose(rows, emptySelection, 1)
    expect(names(one)).toBe('b')
    const range = choose(rows, one, 3, { range: true })
    expect(names(range)).toBe('bcd')
    const back = choose(rows, range, 0, { range: true })
    expect(names(back)).toBe('ab')
    expect(back.anchor).toBe('b')
    const toggled = choose(rows, back, 4, { toggle: true })
    expect(names(toggled)).toBe('abe')
    expect(names(choose(rows, toggled, 0, { toggle: true }))).toBe('be')
  })

  it('moves the keyboard without choosing', () => {
    const moved = moveTo(rows, choose(rows, emptySelection, 1), 4)
    expect(names(moved)).toBe('b')
    expect(moved.active).toBe('e')
  })

  it('ignores rows that are not there', () => {
    expect(choose(rows, emptySelection, 9)).toBe(emptySelection)
    expect(choose([], emptySelection, 0, { range: true })).toBe(emptySelection)
  })

  it('chooses all, inverts, and bands', () => {
    expect(names(chooseAll(rows, emptySelection))).toBe('abcde')
    expect(names(invert(rows, choose(rows, emptySelection, 2)))).toBe('abde')
    expect(names(chooseBand(rows, choose(rows, emptySelection, 0), 4, 2))).toBe('acde')
    expect(names(chooseBand(rows, emptySelection, 3, 99))).toBe('de')
  })

  it('forgets names that a new listing no longer has', () => {
    const kept = keepPresent(rows.slice(1), chooseAll(rows, choose(rows, emptySelection, 0)))
    expect(names(kept)).toBe('bcde')
    expect(kept.active).toBe(null)
  })

  it('gives the chosen rows in the order of the list', () => {
    const chosen = (names: string[]) =>
      chosenRows(rows, { ...emptySelection, names: new Set(names) }).map((row) => row.entry.name)
    expect(chosen(['d', 'b', 'gone'])).toEqual(['b', 'd'])
    expect(chosen(['d'])).toEqual(['d'])
    expect(chosen([])).toEqual([])
  })

  it('finds what is typed, round the end', () => {
    expect(findTyped(rows, 'B', 3)).toBe(1)
    expect(findTyped(rows, 'x', 0)).toBe(-1)
  })
})
