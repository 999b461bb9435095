import { describe, expect, it } from 'vitest'
import type { SpeedRule } from '../../../electron/contract/app.ts'
import { ruleAt, untilNextMinute } from '../../../electron/engine/transfers/speedSchedule.ts'

const rule = (more: Partial<SpeedRule>): SpeedRule => ({
  days: [1, 2, 3, 4, 5],
  from: 9 * 60,
  to: 17 * 60,
  downloadLimit: 100,
  uploadLimit: 50,
  ...more,
})
/** 2026-11-23 is a Monday; local time. */
const on = (day: number, hours: number, minutes = 0) => new Date(2026, 10, 22 + day, hours, minutes)

describe('the speed schedule', () => {
  it('holds on its days from its first minute to the one before its last', () => {
    const rules = [rule({})]
    expect(ruleAt(rules, on(1, 8, 59))).toBeUndefined()
    expect(ruleAt(rules, on(1, 9))).toBe(rules[0])
    expect(ruleAt(rules, on(5, 16, 59))).toBe(rules[0])
    expect(ruleAt(rules, on(5, 17))).toBeUndefined()
    expect(ruleAt(rules, on(6, 12))).toBeUndefined()
    expect(ruleAt(rules, on(0, 12))).toBeUndefined()
  })

  it('goes over midnight into the day after', () => {
    const rules = [rule({ days: [5], from: 22 * 60, to: 6 * 60 })]
    expect(ruleAt(rules, on(5, 23))).toBe(rules[0])
    expect(ruleAt(rules, on(6, 5, 59))).toBe(rules[0])
    expect(ruleAt(rules, on(6, 6))).toBeUndefined()
    expect(ruleAt(rules, on(6, 23))).toBeUndefined()
    expect(ruleAt(rules, on(5, 5))).toBeUndefined()
    const sunday = [rule({ days: [6], from: 22 * 60, to: 6 * 60 })]
    expect(ruleAt(sunday, on(0, 1))).toBe(sunday[0])
  })

  it('takes whole days, and the first rule of several', () => {
    const rules = [
      rule({ days: [1], from: 12 * 60, to: 13 * 60, downloadLimit: 1 }),
      rule({
        days: [0, 1, 2, 3, 4, 5, 6],
        from: 0,
        to: 1_440,
        downloadLimit: 2,
      }),
    ]
    expect(ruleAt(rules, on(1, 12, 30))).toBe(rules[0])
    for (const day of [0, 3, 6]) expect(ruleAt(rules, on(day, 23, 59))).toBe(rules[1])
    const midnight = [rule({ from: 0, to: 0 })]
    expect(ruleAt(midnight, on(2, 15))).toBe(midnight[0])
  })

  it('is looked at when the next minute begins', () => {
    expect(untilNextMinute(new Date(2026, 1, 1, 1, 1, 59, 990))).toBe(10)
    expect(untilNextMinute(new Date(2026, 1, 1, 1, 1))).toBe(60_000)
  })
})
