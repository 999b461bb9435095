import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { QueueTotals } from '../../../electron/contract/transfers.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import { until } from '../../support/connect.ts'
import {
  bytesOf,
  hashFile,
  never,
  openBench,
  put,
  type Bench,
  type BenchOptions,
  type Row,
} from './harness.ts'

let bench: Bench
const open = async (options: BenchOptions = {}) => (bench = await openBench(options))
afterEach(async () => {
  await bench?.stop()
})

const names = (count: number, letter = 'f') =>
  Array.from({ length: count }, (_, index) => `${letter}${index}`)

describe('limits', () => {
  it.each([
    ['in all', { parallelTransfers: 2 }, 2],
    ['for one direction', { parallelTransfers: 8, parallelDownloads: 3 }, 3],
  ])('%s are kept, and used', async (_, settings, most) => {
    await open({ settings, connection: { connectionLimit: 8 } })
    for (const name of names(12)) await put(bench.remote, name, bytesOf(30_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 100_000 } }])
    await bench.add(names(12).map((name) => bench.download(name, { size: 30_000 })))
    let seen = 0
    await until(async () => {
      const { active, queued } = await bench.totals()
      seen = Math.max(seen, active)
      return queued === 0
    })
    expect(seen).toBe(most)
  })

  it('of a site leave the other sites their share', async () => {
    await open({ settings: { parallelTransfers: 4 }, connection: { connectionLimit: 8 } })
    const other = await startPracticeServer({ folder: bench.remote, tls: 'none' })
    try {
      const settings = ConnectionSettings.parse({
        host: other.host,
        port: other.port,
        user: 'practice',
        encryption: 'none',
      })
      const second = bench.pool.register({ title: 'Other', settings }, { password: 'practice' })
      const script = [{ on: 'RETR', data: { rate: 200_000 } }]
      bench.server.setScript(script)
      other.setScript(script)
      for (const name of names(40)) await put(bench.remote, name, bytesOf(20_000))
      await bench.add(names(40).map((name) => bench.download(name, { size: 20_000 })))
      await until(async () => (await bench.totals()).active === 4)
      bench.serverId = second.id
      const ids = await bench.add(
        names(5).map((name) =>
          bench.download(name, {
            size: 20_000,
            target: { kind: 'local', path: join(bench.local, `other-${name}`) },
          }),
        ),
      )
      for (const id of ids) await bench.reach(id, 'done')
      expect((await bench.totals()).queued).toBeGreaterThan(10)
    } finally {
      await bench.queue.calls.cancelTransfers(never, 'all')
      await other.stop()
    }
  })

  it('of speed hold for all transfers together, and change while they run', async () => {
    await open({ settings: { downloadLimit: 200_000 } })
    for (const name of names(3)) await put(bench.remote, name, bytesOf(1_000_000))
    const started = performance.now()
    const ids = await bench.add(names(3).map((name) => bench.download(name, { size: 1_000_000 })))
    const across = async () => {
      const rows = await Promise.all(ids.map((id) => bench.row(id)))
      return rows.reduce((sum, row) => sum + row.transferred, 0)
    }
    await until(async () => (await across()) > 400_000)
    // A quarter of a second and the first piece of each socket (64 KiB) come on top: without a
    // limit this takes milliseconds.
    expect(performance.now() - started).toBeGreaterThan(500)
    bench.settings.set({ downloadLimit: 0 })
    await bench.drain()
    for (const name of names(3))
      expect(await hashFile(bench.local, name)).toBe(await hashFile(bench.remote, name))
  })
})

describe('limits of a site', () => {
  it.each([
    ['download', { downloads: 2, downloadSpeed: 300_000 }],
    ['upload', { uploads: 2, uploadSpeed: 300_000 }],
  ] as const)('hold beside those of the settings, for %ss', async (direction, limits) => {
    await open({ settings: { parallelTransfers: 8 }, connection: { connectionLimit: 8 } })
    const record = bench.pool.get(bench.serverId)!
    bench.pool.register({ ...record, limits })
    const from = direction === 'download' ? bench.remote : bench.local
    for (const name of names(8)) await put(from, name, bytesOf(75_000))
    const started = performance.now()
    await bench.add(names(8).map((name) => bench[direction](name, { size: 75_000 })))
    let seen = 0
    await until(async () => {
      const { active, queued } = await bench.totals()
      seen = Math.max(seen, active)
      return queued === 0
    })
    expect(seen).toBe(2)
    expect(performance.now() - started).toBeGreaterThan(1_200)
  })
})

describe('order', () => {
  it('is the one of the queue', async () => {
    await open({ settings: { parallelTransfers: 1 } })
    for (const name of names(10)) await put(bench.remote, name, bytesOf(100))
    const ids = await bench.add(
      names(10).map((name) => bench.download(name, { size: 100 })),
      {
        paused: true,
      },
    )
    await bench.queue.calls.moveTransfers(never, [ids[7]!, ids[8]!], 'top')
    await bench.queue.calls.resumeTransfers(never, 'all')
    await bench.drain()
    const order = bench.server
      .commands()
      .filter((command) => command.startsWith('RETR'))
      .map((command) => command.slice(6))
    expect(order.join('')).toBe('f7f8f0f1f2f3f4f5f6f9')
  })

  it('lets small files pass beside big ones', async () => {
    await open({ settings: { parallelTransfers: 3 } })
    const big = 9 * 1024 * 1024
    for (const name of names(3, 'big')) await put(bench.remote, name, bytesOf(big))
    for (const name of names(10)) await put(bench.remote, name, bytesOf(100))
    bench.server.setScript([{ on: 'RETR', argument: /big/, data: { rate: 1_000_000 } }])
    await bench.add([
      ...names(3, 'big').map((name) => bench.download(name, { size: big })),
      ...names(10).map((name) => bench.download(name, { size: 100 })),
    ])
    await until(async () => (await bench.totals()).done === 10)
    const rows = await bench.rows('queue')
    expect(rows.map((row) => row.name)).toEqual(names(3, 'big'))
    // With nothing small left the third one starts.
    await until(async () => (await bench.totals()).active === 3)
    await bench.queue.calls.cancelTransfers(never, 'all')
  })
})

describe('streams', () => {
  function collect<T>(
    start: (sink: { send(batch: T[]): Promise<void>; signal: AbortSignal }) => unknown,
  ) {
    const abort = new AbortController()
    const batches: { at: number; items: T[] }[] = []
    void start({
      signal: abort.signal,
      async send(items) {
        batches.push({ at: performance.now(), items })
      },
    })
    return { batches, stop: () => abort.abort() }
  }

  it('begin with a snapshot, come not too often, and end with the last values', async () => {
    await open()
    for (const name of names(60)) await put(bench.remote, name, bytesOf(20_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 400_000 } }])
    const totals = collect<QueueTotals>((sink) => bench.queue.calls.watchQueue(sink))
    const items = collect<Row>((sink) => bench.queue.calls.watchTransfers(sink))
    await until(() => totals.batches.length === 1)
    expect(totals.batches[0]!.items).toMatchObject([{ queued: 0, isRunning: true }])
    const ids = await bench.add(names(60).map((name) => bench.download(name, { size: 20_000 })))
    await bench.drain()
    const last = new Map<string, Row>()
    await until(() => {
      for (const { items: rows } of items.batches) for (const row of rows) last.set(row.id, row)
      return ids.every((id) => last.get(id)?.status.state === 'done')
    })
    await until(() => totals.batches.at(-1)!.items[0]!.done === 60)
    expect(totals.batches.at(-1)!.items[0]).toMatchObject({ queued: 0, active: 0, bytesLeft: 0 })
    for (const { batches } of [totals, items])
      for (let at = 1; at < batches.length; at++)
        if (batches !== totals.batches || totals.batches[at]!.items[0]!.queued > 0)
          expect(batches[at]!.at - batches[at - 1]!.at).toBeGreaterThan(90)
    const speeds = totals.batches.map((batch) => batch.items[0]!.downloadSpeed)
    expect(Math.max(...speeds)).toBeGreaterThan(0)
    totals.stop()
    items.stop()
  })

  it('hear of the end of the queue at once', async () => {
    await open()
    // Long enough to be told of while it runs, and over before the next news would be due.
    for (const name of names(8)) await put(bench.remote, name, bytesOf(20_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 400_000 } }])
    const { batches, stop } = collect<QueueTotals>((sink) => bench.queue.calls.watchQueue(sink))
    const gaps: number[] = []
    // Once without anything else in the machine's way is enough.
    for (const [index, name] of names(8).entries()) {
      await until(() => batches.at(-1)?.items[0]!.queued === 0)
      // News of the beginning is not held back by that of the last end.
      await pause(120)
      await bench.add([bench.download(name, { size: 20_000 })])
      await until(() => batches.at(-1)!.items[0]!.done === index + 1)
      const end = batches.findLastIndex(({ items }) => items[0]!.queued > 0) + 1
      gaps.push(batches[end]!.at - batches[end - 1]!.at)
    }
    stop()
    expect(Math.min(...gaps)).toBeLessThan(90)
  })

  it('show an item as it moves on, with the number of its operation', async () => {
    await open()
    await put(bench.remote, 'f', bytesOf(200_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 200_000 } }])
    const items = collect<Row>((sink) => bench.queue.calls.watchTransfers(sink))
    const [id] = await bench.add([bench.download('f', { size: 200_000 })])
    await bench.reach(id!, 'done')
    const rows = items.batches.flatMap((batch) => batch.items)
    await until(() => items.batches.flatMap((batch) => batch.items).at(-1)?.status.state === 'done')
    const moving = rows.filter((row) => row.status.state === 'transferring')
    expect(moving.length).toBeGreaterThan(1)
    expect(moving.every((row) => row.operation !== undefined)).toBe(true)
    expect(new Set(moving.map((row) => row.transferred)).size).toBeGreaterThan(1)
  })
})

describe('the queue as JSON', () => {
  it('goes to another machine without secrets, and comes in paused', async () => {
    await open({ settings: { parallelTransfers: 1 } })
    await put(bench.remote, '中 文.txt', bytesOf(50))
    const name = '中 文.txt'
    await bench.add([bench.download(name, { size: 50 }), bench.download('gone')], { paused: true })
    const text = await bench.queue.calls.exportQueue(never)
    expect(text).not.toContain('practice"\n  },')
    expect(text).not.toMatch(/"password"/)
    await bench.queue.calls.cancelTransfers(never, 'all')
    await bench.queue.calls.forgetTransfers(never, 'all', 'done')
    expect(await bench.queue.calls.importQueue(never, text)).toBe(2)
    const rows = await bench.rows('queue')
    expect(rows.map((row) => [row.name, row.status.state])).toEqual([
      [name, 'paused'],
      ['gone', 'paused'],
    ])
    await bench.queue.calls.resumeTransfers(never, [rows[0]!.id])
    await bench.reach(rows[0]!.id, 'done')
    expect(await hashFile(bench.local, name)).toBe(await hashFile(bench.remote, name))
  })

  it('is refused when it is something else', async () => {
    await open()
    for (const text of ['', '{}', '[]', '{"format":"sampan-queue","version":9}'])
      await expect(bench.queue.calls.importQueue(never, text)).rejects.toMatchObject({
        code: 'import-unreadable',
      })
  })
})

describe('proofs of uploads', () => {
  it('come while a file of the same folder is slow and nothing else is to be done', async () => {
    await open({ settings: { parallelTransfers: 4 }, connection: { connectionLimit: 8 } })
    for (const name of ['slow', ...names(4)]) await put(bench.local, name, bytesOf(30_000))
    bench.server.setScript([{ on: 'STOR', argument: /slow/, data: { rate: 1_000 } }])
    const uploads = ['slow', ...names(4)].map((name) => bench.upload(name, { size: 30_000 }))
    const [slow, ...others] = await bench.add(uploads)
    await until(
      async () =>
        (await bench.rows('queue')).filter(({ status }) => status.state === 'verifying').length ===
        others.length,
    )
    await until(async () => (await bench.totals()).done === others.length, 20_000)
    expect((await bench.row(slow!)).status.state).toBe('transferring')
  })
})
