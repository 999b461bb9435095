import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError, type ErrorCode } from '../../../electron/contract/errors.ts'
import {
  addSample,
  secondsLeft,
  speedOf,
  type Sample,
} from '../../../electron/engine/transfers/meter.ts'
import { spread } from '../../../electron/engine/transfers/order.ts'
import { backOff, classify } from '../../../electron/engine/transfers/retry.ts'

describe('meter', () => {
  const run = (speeds: number[]) => {
    let samples: Sample[] = []
    let bytes = 0
    speeds.forEach((speed, second) => {
      samples = addSample(samples, { at: second * 1_000, bytes })
      bytes += speed
    })
    return samples
  }

  it('knows no speed before there are two samples', () => {
    expect(speedOf([])).toBe(0)
    expect(speedOf([{ at: 1, bytes: 1 }])).toBe(0)
  })

  it('shows the last seconds, not the whole life', () => {
    expect(speedOf(run([...Array<number>(60).fill(1_000), ...Array<number>(6).fill(9_000)]))).toBe(
      9_000,
    )
    expect(speedOf(run([...Array<number>(6).fill(9_000), ...Array<number>(6).fill(0)]))).toBe(0)
  })

  it('keeps few samples', () => {
    expect(run(Array<number>(1_000).fill(5)).length).toBeLessThan(8)
  })

  it('never goes below zero when a transfer starts anew', () => {
    expect(
      speedOf([
        { at: 0, bytes: 500 },
        { at: 1_000, bytes: 0 },
      ]),
    ).toBe(0)
  })

  it('tells the time left only where it can', () => {
    expect(secondsLeft(100, 50)).toBe(2)
    expect(secondsLeft(100, 0)).toBeNull()
    expect(secondsLeft(0, 0)).toBe(0)
  })
})

describe('order', () => {
  it('finds strictly rising values between two neighbours, or says that there is no room', () => {
    const bound = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }))
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 50 }), (a, b, count) => {
        const [low, high] = a !== null && b !== null && a > b ? [b, a] : [a, b]
        const values = spread(low, high, count)
        if (values === null) {
          expect(low !== null && high !== null).toBe(true)
          return
        }
        const all = [low ?? -Infinity, ...values, high ?? Infinity]
        expect(values).toHaveLength(count)
        for (let at = 1; at < all.length; at++) expect(all[at]).toBeGreaterThan(all[at - 1]!)
      }),
    )
  })

  it('allows some forty moves into the same gap before rows must be spread anew', () => {
    let high = 1
    let moves = 0
    for (let values; (values = spread(0.5, high, 1)); moves++) high = values[0]!
    expect(moves).toBeGreaterThan(40)
  })
})

describe('retry', () => {
  it('waits 1, 2, 4 … 60 s, moved by at most a quarter', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((failures) => backOff(failures, 0.5))
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000))
    expect(backOff(3, 0)).toBe(3_000)
    expect(backOff(3, 0.999)).toBeLessThanOrEqual(5_000)
  })

  it('never repeats what the server refused, and holds the site for who is who', () => {
    const of = (code: ErrorCode) => classify(new AppError(code, ''))
    expect(of('remote-disk-full')).toBe('permanent')
    expect(of('remote-permission-denied')).toBe('permanent')
    expect(of('unsafe-name')).toBe('permanent')
    expect(of('not-supported')).toBe('permanent')
    expect(of('login-failed')).toBe('site')
    expect(of('certificate-changed')).toBe('site')
    expect(of('local-disk-full')).toBe('local')
    expect(of('timeout')).toBe('transient')
    expect(of('server-busy')).toBe('transient')
    expect(of('source-changed')).toBe('restart')
  })
})
