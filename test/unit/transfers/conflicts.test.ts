import { describe, expect, it } from 'vitest'
import { decide, isSameMoment } from '../../../electron/engine/transfers/conflicts.ts'

const time = Date.UTC(2026, 0, 31, 12, 34, 56)
const hour = 3_600_000
const facts = (size: number | null, modifiedAt: number | null = time) => ({ size, modifiedAt })
const write = { action: 'write' }
const skip = (reason: string) => ({ action: 'skip', reason })

describe('a target that exists', () => {
  it.each([
    ['ask', facts(1), facts(1), { action: 'ask' }],
    ['overwrite', facts(1), facts(1), write],
    ['skip', facts(2), facts(1), skip('exists')],
    ['rename', facts(1), facts(1), { action: 'rename' }],
    ['overwrite-if-newer', facts(1, time + hour), facts(1), write],
    ['overwrite-if-newer', facts(1, time + 2_000), facts(1), skip('not-newer')],
    ['overwrite-if-newer', facts(9, time - hour), facts(1), skip('not-newer')],
    ['overwrite-if-newer', facts(9, null), facts(1), write],
    ['overwrite-if-newer', facts(1, null), facts(1), skip('same-size')],
    ['overwrite-if-size-differs', facts(1, time + hour), facts(1), skip('same-size')],
    ['overwrite-if-size-differs', facts(2), facts(1), write],
    ['overwrite-if-size-differs', facts(null), facts(1), write],
    ['overwrite-if-different', facts(1), facts(1), skip('same-size-and-time')],
    ['overwrite-if-different', facts(1, time - hour), facts(1), write],
    ['overwrite-if-different', facts(2), facts(1), write],
    ['overwrite-if-different', facts(1, null), facts(1), skip('same-size-and-time')],
    ['resume', facts(9), facts(4), { action: 'resume' }],
    ['resume', facts(9), facts(9), skip('same-size')],
    ['resume', facts(4), facts(9), skip('target-larger')],
    ['resume', facts(null), facts(9), write],
  ] as const)('%s: %o onto %o', (policy, source, existing, decision) => {
    expect(decide(policy, source, existing)).toEqual(decision)
  })
})

describe('the same moment', () => {
  const minute = Math.floor(time / 60_000) * 60_000
  const day = Math.floor(time / 86_400_000) * 86_400_000
  it.each([
    ['to the second', time, time, true],
    ['another second', time, time + 5_000, false],
    ['unknown', null, time, true],
    ['to the minute', minute, time, true],
    ['to the minute, in another zone', minute + 8 * hour, time, true],
    ['to the minute, in a zone west', minute - 5.5 * hour, time, true],
    ['another minute', minute + 60_000, time, false],
    ['to the second, in another zone', time + 8 * hour, time, false],
    ['to the day', day, time, true],
    ['another day', day - 3 * 86_400_000, time, false],
  ] as const)('%s', (_, listed, exact, isSame) => {
    expect(isSameMoment(listed, exact)).toBe(isSame)
  })
})
