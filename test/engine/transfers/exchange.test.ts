import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../support/connect.ts'
import { bytesOf, never, openBench, put, type Bench } from './harness.ts'

let bench: Bench
afterEach(() => bench?.stop())

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('a preview of a conflict', () => {
  const preview = async (name: string, ours: Buffer, theirs: Buffer) => {
    await put(bench.remote, name, theirs)
    await put(bench.local, name, ours)
    const [id] = await bench.add([bench.download(name, { size: theirs.length })])
    await bench.reach(id!, 'preparing')
    const both = {
      source: await bench.queue.calls.previewConflict(never, id!, 'source'),
      existing: await bench.queue.calls.previewConflict(never, id!, 'existing'),
    }
    await bench.queue.calls.cancelTransfers(never, [id!])
    return both
  }

  it('shows the first KiB of texts, images by their bytes, and neither of the rest', async () => {
    bench = await openBench()
    const long = Buffer.from('信'.repeat(2_000))
    expect(await preview('a.txt', Buffer.from('<b>ours</b>\n'), long)).toEqual({
      source: { kind: 'text', text: '信'.repeat(341), isWhole: false },
      existing: { kind: 'text', text: '<b>ours</b>\n', isWhole: true },
    })
    const padded = Buffer.concat([png, Buffer.alloc(5_000)])
    expect(await preview('picture.txt', png, padded)).toEqual({
      source: {
        kind: 'image',
        type: 'image/png',
        base64: padded.toString('base64'),
      },
      existing: {
        kind: 'image',
        type: 'image/png',
        base64: png.toString('base64'),
      },
    })
    const huge = Buffer.concat([png, Buffer.alloc(3_000_000)])
    expect(await preview('b', bytesOf(5_000), huge)).toEqual({
      source: { kind: 'none', reason: 'too-big' },
      existing: { kind: 'none', reason: 'binary' },
    })
    expect((await preview('c', Buffer.alloc(0), Buffer.from('x'))).existing).toEqual({
      kind: 'none',
      reason: 'empty',
    })
    await expect(
      bench.queue.calls.previewConflict(never, '999-abc', 'source'),
    ).rejects.toMatchObject({ code: 'transfer-not-found' })
  })
})

describe('groups', () => {
  it('are by server or folder, in the order of the queue, and can be searched', async () => {
    bench = await openBench()
    for (const folder of ['b', 'a']) await mkdir(join(bench.local, folder))
    const inFolder = (folder: string, name: string) =>
      bench.download(name, {
        size: 10,
        target: { kind: 'local', path: join(bench.local, folder, name) },
      })
    await bench.add(
      [
        inFolder('b', 'one'),
        inFolder('a', 'two'),
        inFolder('b', 'three'),
        bench.upload('up', { size: 5 }),
      ],
      { paused: true },
    )
    const { listTransferGroups, listTransfers } = bench.queue.calls
    expect(await listTransferGroups(never, { tab: 'queue', by: 'site' })).toEqual([
      {
        key: { serverId: bench.serverId },
        serverTitle: 'Practice',
        items: 4,
        bytes: 35,
      },
    ])
    const folders = await listTransferGroups(never, {
      tab: 'queue',
      by: 'folder',
    })
    expect(folders.map(({ key, items }) => [key.folder, items])).toEqual([
      [join(bench.local, 'b'), 2],
      [join(bench.local, 'a'), 1],
      ['/', 1],
    ])
    const window = await listTransfers(never, {
      tab: 'queue',
      offset: 1,
      limit: 5,
      group: folders[0]!.key,
    })
    expect([window.total, window.rows.map(({ name }) => name)]).toEqual([2, ['three']])
    const found = await listTransferGroups(never, {
      tab: 'queue',
      by: 'folder',
      search: 'tw',
    })
    expect(found.map(({ key }) => key.folder)).toEqual([join(bench.local, 'a')])
  })
})

describe('the end of the queue', () => {
  it('is told once for all that ran, and not while something is left', async () => {
    let drained = 0
    bench = await openBench({ queue: { onDrained: () => void drained++ } })
    for (const name of ['a', 'b', 'c']) await put(bench.remote, name, bytesOf(2_000))
    const ids = await bench.add(
      ['a', 'b', 'c'].map((name) => bench.download(name, { size: 2_000 })),
      { paused: true },
    )
    await bench.queue.calls.resumeTransfers(never, ids.slice(0, 2))
    await bench.reach(ids[0]!, 'done')
    await bench.reach(ids[1]!, 'done')
    await until(async () => (await bench.totals()).active === 0)
    expect(drained).toBe(0)
    await bench.queue.calls.resumeTransfers(never, 'all')
    await bench.reach(ids[2]!, 'done')
    await until(() => drained === 1)
  })
})
