import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import { until } from '../../support/connect.ts'
import {
  bytesOf,
  hashFile,
  hashOf,
  never,
  openBench,
  put,
  type Bench,
  type BenchOptions,
} from './harness.ts'

/** The faults of servers and of the client's life, each as its number in docs/faults.md. */
let bench: Bench
const open = async (options: BenchOptions = {}) => (bench = await openBench(options))
afterEach(async () => {
  await bench?.stop()
})

const commands = (verb: string) =>
  bench.server.commands().filter((command) => command.split(' ')[0] === verb)
const names = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`)

async function fill(count: number, size = 2_000): Promise<void> {
  for (const [index, name] of names(count).entries())
    await put(bench.remote, name, bytesOf(size, index))
}

/** Seeded chance, so that a failing run can be repeated. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe('servers', () => {
  it('F57: that go away are tried again, and the queue goes on when they are back', async () => {
    await open({ queue: { random: () => 0 } })
    await fill(20, 50_000)
    bench.server.setScript([{ on: 'RETR', data: { rate: 100_000 } }])
    await bench.add(names(20).map((name) => bench.download(name, { size: 50_000 })))
    await until(async () => (await bench.totals()).active > 0)
    const { port } = bench.server
    await bench.server.stop()
    await until(async () =>
      (await bench.rows('queue')).some(
        ({ status }) =>
          status.state === 'waiting' &&
          status.holdReason?.code === 'connection-refused' &&
          status.retryAt !== undefined,
      ),
    )
    bench.server = await startPracticeServer({ folder: bench.remote, tls: 'none', port })
    const { done } = await bench.drain()
    expect(done).toHaveLength(20)
    for (const name of names(20))
      expect(await hashFile(bench.local, name)).toBe(await hashFile(bench.remote, name))
  })

  it('F58: that refuse the password see one attempt, and the user is asked', async () => {
    await open({ password: 'wrong' })
    await fill(1)
    await bench.add(names(500).map((name) => bench.download(name, { size: 2_000 })))
    await until(async () => {
      const { status } = (await bench.rows('queue'))[0]!
      return status.state === 'waiting' && status.holdReason?.code === 'login-failed'
    })
    expect(commands('PASS')).toHaveLength(1)
    expect(await bench.totals()).toMatchObject({ queued: 500, active: 0, failed: 0 })
    // The user tries again, is asked, and gives the right one.
    const asked = new Promise<string>((resolve) => {
      bench.questions.feed.attach({
        signal: never,
        async send(batch) {
          for (const question of batch) if (question.kind === 'password') resolve(question.id)
        },
      })
    })
    await bench.queue.calls.resumeTransfers(never, 'all')
    bench.questions.answer(await asked, { kind: 'password', password: 'practice', remember: false })
    await bench.drain()
    expect(await bench.totals()).toMatchObject({ done: 1, failed: 499 })
  })

  it.each([421, 530] as const)('F59: that allow two connections (%s) get two', async (refuse) => {
    await open({ server: { connectionLimit: { most: 2, refuse } } })
    await fill(60, 20_000)
    bench.server.setScript([{ on: 'RETR', data: { rate: 400_000 } }])
    await bench.add(names(60).map((name) => bench.download(name, { size: 20_000 })))
    const { done, failed } = await bench.drain()
    expect([done.length, failed.length]).toEqual([60, 0])
    expect(bench.pool.limitOf(bench.serverId)).toBe(2)
    // It was run into once, and not again and again.
    expect(commands('PASS').length).toBeLessThanOrEqual(refuse === 421 ? 2 : 4)
  })

  it(
    'F61: 500 small files arrive although every twentieth connection breaks',
    { timeout: 90_000 },
    async () => {
      await open({ queue: { random: () => 0 } })
      await fill(500, 3_000)
      const lucky = chance(61)
      const strike = () => lucky() < 0.05
      bench.server.setScript([
        { on: 'RETR', when: strike, data: { close: { after: 1_000, how: 'RST' } } },
        { on: 'RETR', when: strike, final: { text: null, close: 'RST' } },
      ])
      await bench.add(names(500).map((name) => bench.download(name, { size: 3_000 })))
      const { done, failed } = await bench.drain()
      expect(failed).toEqual([])
      expect(done).toHaveLength(500)
      expect(await readdir(bench.local)).toHaveLength(500)
      for (const [index, name] of names(500).entries())
        expect(await hashFile(bench.local, name)).toBe(hashOf(bytesOf(3_000, index)))
      expect(Math.max(...done.map((row) => row.attempts))).toBeLessThanOrEqual(8)
    },
  )
})

describe('the client', () => {
  it('F60: is idle within a second of a cancel, at any moment', { timeout: 60_000 }, async () => {
    await open({ connection: { connectionLimit: 2 } })
    await put(bench.remote, 'down', bytesOf(400_000))
    await put(bench.local, 'up', bytesOf(400_000))
    const lucky = chance(60)
    bench.server.setScript([{ on: ['RETR', 'STOR'], data: { rate: 1_000_000 } }])
    for (let round = 0; round < 20; round++) {
      const target = { kind: 'remote' as const, sessionId: 'session', path: `/up${round}` }
      const ids = await bench.add([
        bench.download('down', { size: 400_000 }),
        bench.upload('up', { size: 400_000, target }),
      ])
      await new Promise((resolve) => setTimeout(resolve, lucky() * 350))
      const started = performance.now()
      await bench.queue.calls.cancelTransfers(never, ids)
      await until(async () => (await bench.totals()).active === 0, 1_500)
      expect(performance.now() - started).toBeLessThan(1_500)
    }
    // What ended before it was cancelled is whole; everything else is gone.
    bench.server.setScript([])
    for (const name of await readdir(bench.local))
      if (name !== 'up') expect(await hashFile(bench.local, name)).toBe(hashOf(bytesOf(400_000)))
    for (const name of await readdir(bench.remote))
      expect((await stat(join(bench.remote, name))).size).toBe(400_000)
    // The connections still understand each other.
    const [id] = await bench.add([bench.download('down', { size: 400_000 })], {
      onConflict: 'overwrite',
    })
    await bench.reach(id!, 'done')
  })

  it('F62: does not mind the clock', async () => {
    let jumps = 0
    const day = 86_400_000
    await open({
      queue: { random: () => 0, now: () => Date.now() + (++jumps % 2 === 0 ? day : -day) },
    })
    await fill(30)
    bench.server.setScript([
      { on: 'RETR', nth: [3, 9], data: { close: { after: 500, how: 'RST' } } },
    ])
    await bench.add(names(30).map((name) => bench.download(name, { size: 2_000 })))
    const { done } = await bench.drain()
    expect(done).toHaveLength(30)
  })
})
