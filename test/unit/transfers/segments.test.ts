import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acrossOf,
  bestSplit,
  didHelp,
  isComplete,
  rangesFromText,
  rangesToText,
  smallestPiece,
  wholeFile,
  type Range,
} from '../../../electron/engine/transfers/segments.ts'

const size = 100 * smallestPiece

/** Splits and progress in any order, as the transfer does them. */
const history = fc.array(
  fc.oneof(
    fc.constant('split' as const),
    fc.record({ pick: fc.nat(20), bytes: fc.integer({ min: 1, max: size }) }),
  ),
  { maxLength: 60 },
)

type History = typeof history extends fc.Arbitrary<infer T> ? T : never

function play(steps: History): Range[] {
  const ranges = wholeFile(size)
  for (const step of steps) {
    if (step === 'split') {
      const split = bestSplit(ranges)
      if (!split) continue
      const rest = { start: split.at, position: split.at, end: split.of.end }
      split.of.end = split.at
      ranges.splice(ranges.indexOf(split.of) + 1, 0, rest)
    } else {
      const range = ranges[step.pick % ranges.length]!
      range.position = Math.min(range.end, range.position + step.bytes)
    }
  }
  return ranges
}

describe('ranges', () => {
  it('cover the file without gaps or overlaps, whatever happens', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const ranges = play(steps)
        let expected = 0
        for (const range of ranges) {
          expect(range.start).toBe(expected)
          expect(range.position).toBeGreaterThanOrEqual(range.start)
          expect(range.position).toBeLessThanOrEqual(range.end)
          expected = range.end
        }
        expect(expected).toBe(size)
        expect(acrossOf(ranges) === size).toBe(ranges.every(isComplete))
      }),
    )
  })

  it('come back from disk set back a little, and never ahead', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const ranges = play(steps)
        const back = rangesFromText(rangesToText(ranges), size)!
        expect(back.map(({ start, end }) => [start, end])).toEqual(
          ranges.map(({ start, end }) => [start, end]),
        )
        back.forEach((range, index) => {
          const before = ranges[index]!
          expect(range.position).toBeLessThanOrEqual(before.position)
          expect(isComplete(range)).toBe(isComplete(before))
        })
      }),
    )
  })

  it.each([
    ['nothing', null],
    ['a gap', '[[0,5,10],[11,11,20]]'],
    ['an overlap', '[[0,5,10],[9,9,20]]'],
    ['another size', '[[0,5,19]]'],
    ['a position outside', '[[0,21,20]]'],
    ['something else', '{}'],
  ])('with %s are not used', (_, text) => {
    expect(rangesFromText(text, 20)).toBeNull()
  })

  it('are not split into crumbs', () => {
    expect(bestSplit([{ start: 0, position: 0, end: 2 * smallestPiece - 1 }])).toBeNull()
    expect(bestSplit([])).toBeNull()
    expect(bestSplit(wholeFile(size))?.at).toBe(size / 2)
  })

  it('have to bring something', () => {
    expect(didHelp({ connections: 2, speedBefore: 100, speedAfter: 110 })).toBe(false)
    expect(didHelp({ connections: 2, speedBefore: 100, speedAfter: 180 })).toBe(true)
  })
})
