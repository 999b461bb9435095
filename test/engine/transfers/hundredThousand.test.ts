import { afterEach, describe, expect, it } from 'vitest'
import { never, openBench, put, bytesOf, type Bench } from './harness.ts'

/**
 * Processor time and not time by the clock: other processes on the machine must not fail the test,
 * and a change in the order of growth has to.
 */
let bench: Bench
afterEach(async () => {
  await bench?.stop()
})

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1_000
}

const window = (offset: number, tab: 'queue' | 'done' = 'queue') =>
  bench.queue.calls.listTransfers(never, { tab, offset, limit: 100 })

describe('100,000 queued items', () => {
  it(
    'are added, shown, moved and paused quickly, in little memory',
    { timeout: 120_000 },
    async () => {
      bench = await openBench({ settings: { parallelTransfers: 1 } })
      const before = process.memoryUsage.rss()
      const count = 100_000
      const items = Array.from({ length: count }, (_, index) =>
        bench.download(`folder with a name/file number ${index}.bin`, {
          size: 1_000,
          modifiedAt: 1e12,
        }),
      )
      let ids: string[] = []
      const adding = await timed(async () => {
        ids = await bench.add(items, { paused: true })
      })
      expect(ids).toHaveLength(count)
      expect(adding).toBeLessThan(3_000)
      const near = await timed(() => window(0))
      const far = await timed(() => window(99_900))
      expect(near).toBeLessThan(50)
      expect(far).toBeLessThan(50)
      expect((await window(99_900)).rows.at(-1)!.name).toBe('file number 99999.bin')

      const moves = [
        await timed(() => bench.queue.calls.moveTransfers(never, [ids[77_777]!], 'top')),
        await timed(() =>
          bench.queue.calls.moveTransfers(never, ids.slice(50_000, 50_200), 'bottom'),
        ),
        await timed(() =>
          bench.queue.calls.moveTransfers(never, [ids[5]!], { before: ids[90_000]! }),
        ),
        await timed(() => bench.queue.calls.moveTransfers(never, ids.slice(10, 60), 'down')),
      ]
      for (const move of moves) expect(move).toBeLessThan(100)
      expect((await window(0)).rows[0]!.id).toBe(ids[77_777])

      // One file that runs does not become slower by what waits behind it.
      await put(bench.remote, 'folder with a name/file number 77777.bin', bytesOf(1_000))
      const one = await timed(async () => {
        await bench.queue.calls.resumeTransfers(never, [ids[77_777]!])
        await bench.reach(ids[77_777]!, 'done')
      })
      expect(one).toBeLessThan(1_000)

      const everything = await timed(async () => {
        await bench.queue.calls.runQueue(never, false)
        await bench.queue.calls.resumeTransfers(never, 'all')
        await bench.queue.calls.pauseTransfers(never, 'all')
        await bench.queue.calls.cancelTransfers(never, 'all')
      })
      expect(everything).toBeLessThan(8_000)
      expect(await bench.totals()).toMatchObject({ queued: 0, done: count })

      const memory = process.memoryUsage.rss() - before
      expect(memory / 1024 / 1024).toBeLessThan(400)
      console.log(
        `100,000 items: added ${adding.toFixed(0)} ms, ` +
          `windows ${near.toFixed(1)} and ${far.toFixed(1)} ms, moves ${moves.map((ms) => ms.toFixed(0)).join(', ')} ms, ` +
          `all resumed, paused and cancelled ${everything.toFixed(0)} ms, memory ${(memory / 1e6).toFixed(0)} MB`,
      )
      const reopening = await timed(async () => {
        await bench.close()
        await bench.open()
      })
      expect(reopening).toBeLessThan(3_000)
    },
  )
})
