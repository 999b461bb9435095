import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import {
  compareEntries,
  compareFolders,
  countMarks,
  guessOffset,
} from '../../../renderer/features/compare/compare.ts'
import type { CompareRules } from '../../../renderer/features/compare/compare.ts'

const hour = 3_600_000
/** Neither a whole minute nor a whole day: as precise as a server can be. */
const base = Date.UTC(2020, 0, 1, 10, 30, 17)
const file = (name: string, size: number | null = 1, modifiedAt: number | null = base): Entry => ({
  name,
  kind: 'file',
  size,
  modifiedAt,
})
const rules = (more: Partial<CompareRules> = {}): CompareRules => ({
  by: 'size',
  tolerance: 2_000,
  offset: 0,
  ...more,
})

describe('comparing folders', () => {
  it('marks both sides, each as it looks from there', () => {
    const marks = compareFolders(
      [file('same'), file('mine'), file('new', 1, base + 10 * hour), file('old', 1, base)],
      [file('same'), file('theirs'), file('new', 1, base), file('old', 1, base + 10 * hour)],
      rules({ by: 'time' }),
    )
    expect(Object.fromEntries(marks.local)).toEqual({
      same: 'equal',
      mine: 'only-here',
      new: 'newer',
      old: 'older',
    })
    expect(Object.fromEntries(marks.remote)).toEqual({
      same: 'equal',
      theirs: 'only-here',
      new: 'older',
      old: 'newer',
    })
    expect(countMarks(marks.local)).toMatchObject({ equal: 1, 'only-here': 1, newer: 1, older: 1 })
  })

  it('does not take for missing what a cut listing does not show', () => {
    const marks = compareFolders(
      [file('mine')],
      [file('theirs')],
      rules({ incomplete: { local: false, remote: true } }),
    )
    expect(marks.local.get('mine')).toBe('unknown')
    expect(marks.remote.get('theirs')).toBe('only-here')
  })

  it('knows nothing where one side says nothing', () => {
    expect(compareEntries(file('a', null), file('a'), rules())).toBe('unknown')
    expect(compareEntries(file('a', 1, null), file('a'), rules({ by: 'time' }))).toBe('unknown')
  })

  it('takes a folder and a file of one name as different, and folders as equal', () => {
    const folder: Entry = { ...file('a'), kind: 'directory' }
    expect(compareEntries(folder, file('a'), rules())).toBe('different')
    expect(
      compareEntries(folder, { ...folder, modifiedAt: base + 99_999_999 }, rules({ by: 'time' })),
    ).toBe('equal')
  })

  it('keeps to the tolerance and the shift of the clock', () => {
    const at = (by: CompareRules['by'], offset: number) =>
      compareEntries(file('a', 1, base), file('a', 2, base + 2 * hour), rules({ by, offset }))
    expect([at('time', 0), at('time', 2 * hour), at('size-and-time', 2 * hour)]).toEqual([
      'older',
      'equal',
      'different',
    ])
    const near = (ahead: number) =>
      compareEntries(file('a', 1, base + ahead), file('a'), rules({ by: 'time' }))
    expect([near(2_000), near(2_001), near(-2_001)]).toEqual(['equal', 'newer', 'older'])
  })

  it('trusts hashes alone, and asks for none where the size differs', () => {
    const by = (hashes: [string, boolean | null][], size = 1) =>
      compareEntries(file('a'), file('a', size), rules({ by: 'hash', hashes: new Map(hashes) }))
    expect([by([]), by([['a', true]]), by([['a', false]]), by([['a', null]]), by([], 2)]).toEqual([
      'pending',
      'equal',
      'different',
      'unknown',
      'different',
    ])
  })

  it('finds a clock that is off by the same for nearly all files', () => {
    const names = ['a', 'b', 'c', 'd']
    const local = names.map((name, index) => file(name, 5, base + index * 7 * hour))
    const shifted = names.map((name, index) =>
      file(name, 5, base + index * 7 * hour + 8 * hour + 30_000),
    )
    expect(guessOffset(local, shifted)).toBe(8 * hour)
    expect(guessOffset(local, local)).toBe(undefined)
    expect(guessOffset(local.slice(0, 2), shifted.slice(0, 2))).toBe(undefined)
    const scattered = names.map((name, index) => file(name, 5, base + index * 11 * hour + 400_000))
    expect(guessOffset(local, scattered)).toBe(undefined)
  })
})
