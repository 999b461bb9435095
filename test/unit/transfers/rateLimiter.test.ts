import { describe, expect, it } from 'vitest'
import {
  createSharedLimit,
  joinLimits,
  type Timing,
} from '../../../electron/engine/transfers/rateLimiter.ts'

/** A clock that a test moves by hand. */
function handClock() {
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const timing: Timing = {
    now: () => now,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run }
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
  }
  return {
    timing,
    async advance(milliseconds: number) {
      const end = now + milliseconds
      const settle = async () => {
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      }
      for (;;) {
        await settle()
        const next = timers.sort((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        now = next.at
        timers = timers.filter((timer) => timer !== next)
        next.run()
      }
      now = end
    },
  }
}

const never = new AbortController().signal

/** Takes pieces for ever and counts the bytes that were let through. */
function consume(take: (bytes: number) => Promise<void>, piece: number) {
  const counter = { bytes: 0 }
  void (async () => {
    for (;;) {
      await take(piece)
      counter.bytes += piece
    }
  })().catch(() => {})
  return counter
}

describe('a shared limit', () => {
  it('keeps its rate over several takers', async () => {
    const clock = handClock()
    const limit = createSharedLimit(100_000, clock.timing)
    const first = consume((bytes) => limit.take(bytes, never), 1_000)
    const second = consume((bytes) => limit.take(bytes, never), 7_000)
    await clock.advance(10_000)
    const total = first.bytes + second.bytes
    expect(total).toBeGreaterThan(990_000)
    expect(total).toBeLessThan(1_040_000)
    expect(first.bytes).toBeGreaterThan(100_000)
  })

  it('lets pieces pass that are bigger than a second', async () => {
    const clock = handClock()
    const limit = createSharedLimit(1_000, clock.timing)
    const counter = consume((bytes) => limit.take(bytes, never), 5_000)
    await clock.advance(50_000)
    expect(counter.bytes).toBeGreaterThanOrEqual(45_000)
    expect(counter.bytes).toBeLessThanOrEqual(60_000)
  })

  it('does not burst after a pause', async () => {
    const clock = handClock()
    const limit = createSharedLimit(100_000, clock.timing)
    await clock.advance(60_000)
    const counter = consume((bytes) => limit.take(bytes, never), 1_000)
    await clock.advance(1_000)
    expect(counter.bytes).toBeLessThan(130_000)
  })

  it('changes while somebody waits', async () => {
    const clock = handClock()
    const limit = createSharedLimit(1_000, clock.timing)
    const counter = consume((bytes) => limit.take(bytes, never), 10_000)
    await clock.advance(1_000)
    expect(counter.bytes).toBe(10_000)
    limit.setRate(1_000_000)
    await clock.advance(1_100)
    expect(counter.bytes).toBeGreaterThan(900_000)
  })

  it('lets everybody go when it is lifted', async () => {
    const limit = createSharedLimit(1, handClock().timing)
    await limit.take(1_000, never)
    const waiting = Promise.all([limit.take(1_000, never), limit.take(1_000, never)])
    limit.setRate(0)
    await expect(waiting).resolves.toHaveLength(2)
    await limit.take(1e9, never)
  })

  it('ends a wait with the reason of the signal, and forgets it', async () => {
    const clock = handClock()
    const limit = createSharedLimit(1_000, clock.timing)
    await limit.take(10_000, never)
    const abort = new AbortController()
    const waiting = limit.take(1_000_000, abort.signal)
    abort.abort(new Error('paused'))
    await expect(waiting).rejects.toThrow('paused')
    await expect(limit.take(1, abort.signal)).rejects.toThrow('paused')
    const next = limit.take(1_000, never)
    await clock.advance(10_000)
    await next
  })

  it('is kept by each of several', async () => {
    const clock = handClock()
    const slow = createSharedLimit(10_000, clock.timing)
    const joined = joinLimits(createSharedLimit(1_000_000, clock.timing), slow)
    const counter = consume((bytes) => joined.take(bytes, never), 1_000)
    await clock.advance(10_000)
    expect(counter.bytes).toBeGreaterThan(95_000)
    expect(counter.bytes).toBeLessThan(106_000)
  })
})
