import { afterEach, describe, expect, it } from 'vitest'
import type { DayClock } from '../../../electron/engine/transfers/limits.ts'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, openBench, put, type Bench } from './harness.ts'

let bench: Bench
afterEach(() => bench?.stop())

/** A time of day that only the test moves. The bytes pass a real network in real time. */
function lentClock(start: Date) {
  let now = start.getTime()
  const timers = new Set<{ at: number; run: () => void }>()
  const clock: DayClock = {
    now: () => now,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const move = (to: Date) => {
    for (now += 1; now < to.getTime(); now = Math.min(to.getTime(), now + 60_000))
      for (const timer of [...timers])
        if (timer.at <= now) {
          timers.delete(timer)
          timer.run()
        }
    now = to.getTime()
    for (const timer of [...timers]) {
      timers.delete(timer)
      timer.run()
    }
  }
  return { clock, move, timers }
}

describe('a speed limit by the time of day', () => {
  it.each(['download', 'upload'] as const)(
    'holds in its hours for %ss under way',
    async (direction) => {
      const { clock, move } = lentClock(new Date(2026, 10, 23, 8, 59, 30))
      const rule = {
        days: [1],
        from: 9 * 60,
        to: 10 * 60,
        downloadLimit: 200_000,
        uploadLimit: 150_000,
      }
      bench = await openBench({
        settings: {
          speedSchedule: [rule],
          downloadLimit: 1_000,
          uploadLimit: 1_000,
        },
        queue: { clock },
      })
      const rate = direction === 'download' ? 200_000 : 150_000
      await put(direction === 'download' ? bench.remote : bench.local, 'f', bytesOf(3_000_000))
      expect((await bench.totals()).limits).toMatchObject({
        [direction]: 1_000,
        isScheduled: false,
      })
      move(new Date(2026, 10, 23, 9, 0, 1))
      expect((await bench.totals()).limits).toMatchObject({
        [direction]: rate,
        isScheduled: true,
      })
      const started = performance.now()
      const [id] = await bench.add([bench[direction]('f', { size: 3_000_000 })])
      const across = async () => (await bench.row(id!)).transferred
      await until(async () => (await across()) > 4 * 64 * 1024)
      // A quarter of a second's worth and a socket's first pieces come on top.
      expect(performance.now() - started).toBeGreaterThan(400)
      expect(await across()).toBeLessThan(2_000_000)
      bench.settings.set({ downloadLimit: 0, uploadLimit: 0 })
      expect((await bench.totals()).limits[direction]).toBe(rate)
      move(new Date(2026, 10, 23, 10, 0, 0))
      await bench.reach(id!, 'done')
      expect(performance.now() - started).toBeLessThan(8_000)
      expect((await bench.totals()).limits).toMatchObject({
        [direction]: 0,
        isScheduled: false,
      })
      expect(await hashFile(bench.local, 'f')).toBe(await hashFile(bench.remote, 'f'))
    },
  )

  it('can be changed while it holds, and leaves no timer behind', async () => {
    const { clock, timers } = lentClock(new Date(2026, 10, 23, 9, 30))
    bench = await openBench({ queue: { clock } })
    expect(timers.size).toBe(0)
    const rule = {
      days: [1],
      from: 0,
      to: 1_440,
      downloadLimit: 5,
      uploadLimit: 6,
    }
    bench.settings.set({ speedSchedule: [rule] })
    expect((await bench.totals()).limits).toEqual({
      download: 5,
      upload: 6,
      total: 0,
      isScheduled: true,
    })
    bench.settings.set({
      speedSchedule: [{ ...rule, days: [2] }],
      totalLimit: 7,
    })
    expect((await bench.totals()).limits).toEqual({
      download: 0,
      upload: 0,
      total: 7,
      isScheduled: false,
    })
    await bench.queue.close()
    expect(timers.size).toBe(0)
  })

  it('for both directions together is shared', async () => {
    bench = await openBench({
      settings: { totalLimit: 300_000, parallelTransfers: 4 },
    })
    await put(bench.remote, 'down', bytesOf(400_000))
    await put(bench.local, 'up', bytesOf(400_000))
    const started = performance.now()
    await bench.add([
      bench.download('down', { size: 400_000 }),
      bench.upload('up', { size: 400_000 }),
    ])
    await bench.drain()
    expect(performance.now() - started).toBeGreaterThan(1_500)
  })
})
