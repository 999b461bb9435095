import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
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

let bench: Bench
const start = async (options: BenchOptions = {}) => (bench = await openBench(options))
afterEach(async () => {
  await bench?.stop()
})

const size = 40 * 1024 * 1024
const bytes = bytesOf(size, 3)
/** Pieces that were asked for: by RANG where they have an end, else by REST. */
const pieces = () => bench.server.commands().filter((command) => /^(REST|RANG) /.test(command))
const retrievals = () => bench.server.commands().filter((command) => command.startsWith('RETR'))

/** Most data connections of downloads that were open at the same time. */
function mostAtOnce(): number {
  let now = 0
  let most = 0
  for (const event of bench.server.transcript) {
    if (event.kind === 'data-open') most = Math.max(most, ++now)
    if (event.kind === 'data-close') now--
  }
  return most
}

async function add(): Promise<string> {
  await put(bench.remote, 'big.iso', bytes)
  const [id] = await bench.add([bench.download('big.iso', { size })])
  return id!
}

async function expectWhole(id: string): Promise<void> {
  const row = await bench.reach(id, 'done')
  expect(row.transferred).toBe(size)
  expect(await hashFile(bench.local, 'big.iso')).toBe(hashOf(bytes))
  expect(await readdir(bench.local)).toEqual(['big.iso'])
}

describe('one big file', { timeout: 60_000 }, () => {
  it.each([
    ['with REST', ['RANG']],
    ['with RANG', []],
  ])('is fetched over several connections %s, byte by byte the same', async (_way, without) => {
    await start({ queue: { segments: 4 }, server: { features: { without } } })
    bench.server.setScript([{ on: 'RETR', data: { rate: 8_000_000 } }])
    await expectWhole(await add())
    expect(mostAtOnce()).toBe(4)
    expect(pieces().length).toBeGreaterThanOrEqual(3)
  })

  it('is so by itself where that proves quicker, which is remembered', async () => {
    await start()
    bench.server.setScript([{ on: 'RETR', data: { rate: 2_500_000 } }])
    await expectWhole(await add())
    expect(mostAtOnce()).toBeGreaterThanOrEqual(2)
  })

  it('stays on one connection where others want theirs', async () => {
    await start({ queue: { segments: 4 }, settings: { parallelTransfers: 2 } })
    bench.server.setScript([{ on: 'RETR', data: { rate: 12_000_000 } }])
    for (let index = 0; index < 4; index++)
      await put(bench.remote, `other ${index}`, bytesOf(9_000_000))
    const id = await add()
    const others = Array.from({ length: 4 }, (_, index) => `other ${index}`)
    const ids = await bench.add(others.map((name) => bench.download(name, { size: 9_000_000 })))
    for (const other of ids) await bench.reach(other, 'done')
    await bench.reach(id, 'done')
    expect(await hashFile(bench.local, 'big.iso')).toBe(hashOf(bytes))
    expect(mostAtOnce()).toBeLessThanOrEqual(2)
  })

  it('goes on in its pieces after a pause, and after a restart', async () => {
    await start({ queue: { segments: 3 } })
    bench.server.setScript([{ on: 'RETR', data: { rate: 5_000_000 } }])
    const id = await add()
    await until(async () => mostAtOnce() === 3 && (await bench.row(id)).transferred > 12_000_000)
    await bench.queue.calls.pauseTransfers(never, [id])
    await until(async () => (await bench.totals()).active === 0)
    expect((await bench.row(id)).transferred).toBeGreaterThan(8_000_000)
    await bench.close()
    bench.server.setScript([])
    await bench.open()
    const before = retrievals().length
    const piecesBefore = pieces().length
    await bench.queue.calls.resumeTransfers(never, [id])
    await expectWhole(id)
    // Every piece goes on where it was: nothing starts at the first byte again.
    expect(pieces().length - piecesBefore).toBe(retrievals().length - before)
    const offsets = pieces()
      .slice(piecesBefore)
      .map((command) => Number(command.split(' ')[1]))
    expect(Math.min(...offsets)).toBeGreaterThan(1_000_000)
  })

  it('survives the loss of a connection', async () => {
    await start({ queue: { segments: 3, random: () => 0 } })
    bench.server.setScript([
      { on: 'RETR', nth: 2, data: { rate: 6_000_000, close: { after: 3_000_000, how: 'RST' } } },
      { on: 'RETR', data: { rate: 6_000_000 } },
    ])
    await expectWhole(await add())
  })

  it('is not believed to a server that starts from the beginning in spite of REST', async () => {
    await start({ queue: { segments: 3, random: () => 0 } })
    bench.server.setScript([{ on: 'RETR', data: { rate: 8_000_000, ignoreRestart: true } }])
    await expectWhole(await add())
    // Once bitten: the rest is one plain transfer.
    const count = pieces().length
    await bench.queue.calls.forgetTransfers(never, 'all', 'done')
    const target = { target: { kind: 'local' as const, path: join(bench.local, 'again.iso') } }
    const [again] = await bench.add([bench.download('big.iso', { size, ...target })])
    await bench.reach(again!, 'done')
    expect(pieces()).toHaveLength(count)
    expect(await hashFile(bench.local, 'again.iso')).toBe(hashOf(bytes))
  })

  it('that is full of zeros is no proof of anything, and arrives', async () => {
    await start({ queue: { segments: 4 } })
    const file = await open(join(bench.remote, 'big.iso'), 'w')
    await file.truncate(size)
    await file.close()
    const [id] = await bench.add([bench.download('big.iso', { size })])
    await bench.reach(id!, 'done')
    expect(await hashFile(bench.local, 'big.iso')).toBe(await hashFile(bench.remote, 'big.iso'))
    expect(retrievals().length).toBeGreaterThanOrEqual(1)
  })
})
