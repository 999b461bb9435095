import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderRenames } from '../../../electron/engine/files/jobs/renameOrder.ts'
import type { PathPair } from '../../../electron/engine/files/jobs/renameOrder.ts'

/** Carries the steps out on names, as a file system does that refuses to replace. */
function carryOut(names: string[], pairs: PathPair[]): Map<string, string> {
  const files = new Map(names.map((name) => [name, `was ${name}`]))
  let count = 0
  for (const { from, to } of orderRenames(pairs, () => `aside ${count++}`)) {
    if (from === to) continue
    if (!files.has(from)) throw new Error(`There is no ${from}`)
    if (files.has(to)) throw new Error(`${to} would be replaced`)
    files.set(to, files.get(from)!)
    files.delete(from)
  }
  return files
}

describe('the order of renames', () => {
  it('does chains from their end and circles over a free name', () => {
    const pairs = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'x', to: 'y' },
      { from: 'y', to: 'x' },
      { from: 'same', to: 'same' },
    ]
    const files = carryOut(['a', 'b', 'x', 'y', 'same'], pairs)
    expect(Object.fromEntries(files)).toEqual({
      b: 'was a',
      c: 'was b',
      y: 'was x',
      x: 'was y',
      same: 'was same',
    })
  })

  it('brings every name to its goal for any set of renames without two equal goals', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.integer({ min: 0, max: 20 })), (froms, goals) => {
        const taken = new Set<number>()
        const stay = new Set<number>()
        const pairs: PathPair[] = froms.map((from) => {
          const { value } = goals.next() as { value: unknown }
          const to = taken.has(value as number) ? from : (value as number)
          if (taken.has(to)) stay.add(from)
          taken.add(to)
          return { from: `${from}`, to: `${to}` }
        })
        fc.pre(stay.size === 0)
        const files = carryOut(
          froms.map((from) => `${from}`),
          pairs,
        )
        for (const { from, to } of pairs) expect(files.get(to)).toBe(`was ${from}`)
        expect(files.size).toBe(froms.length)
      }),
    )
  })
})
