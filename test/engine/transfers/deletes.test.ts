import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../support/connect.ts'
import { bytesOf, never, openBench, put, type Bench, type BenchOptions } from './harness.ts'

let bench: Bench
const open = async (options: BenchOptions = {}) =>
  (bench = await openBench({ ...options, queue: { random: () => 0, ...options.queue } }))
afterEach(() => bench?.stop())

const remove = (entries: [string, 'file' | 'directory' | 'link' | 'unknown'][], more = {}) =>
  bench.queue.calls.enqueueDeletes(
    never,
    entries.map(([path, kind]) => ({
      place: { kind: 'remote' as const, sessionId: 'session', path },
      kind,
    })),
    { first: false, paused: false, ...more },
  )
const dele = () => bench.server.commands().filter((command) => command.startsWith('DELE'))

async function makeTree(files: number) {
  for (let index = 0; index < files; index++)
    await put(bench.remote, `tree/${index % 4}/deep/f${index}`, bytesOf(100, index))
  await mkdir(join(bench.remote, 'tree/empty'))
}

describe('deleting', () => {
  it('removes files and folders with all they hold, and counts', async () => {
    await open()
    await makeTree(40)
    await put(bench.remote, 'single', bytesOf(10))
    await put(bench.remote, 'stays', bytesOf(10))
    const [tree, single] = await remove([
      ['/tree', 'directory'],
      ['/single', 'unknown'],
    ])
    expect(await bench.reach(tree!, 'done')).toMatchObject({
      direction: 'delete',
      name: 'tree',
      size: null,
      children: { total: 40, done: 40, failed: 0 },
    })
    await bench.reach(single!, 'done')
    expect(await readdir(bench.remote)).toEqual(['stays'])
    expect(await bench.totals()).toMatchObject({ queued: 0, failed: 0, bytesLeft: 0 })
  })

  it.each([
    ['as what they are', undefined],
    ['as their targets', { linksAsTargets: true, physicalDirectories: true }],
  ])('removes links and never enters them, listed %s', async (_, features) => {
    await open(features ? { server: { features } } : {})
    await put(bench.remote, 'precious/file', bytesOf(10))
    await put(bench.remote, 'tree/own', bytesOf(10))
    await symlink('../precious', join(bench.remote, 'tree/link'))
    await symlink('../precious/file', join(bench.remote, 'tree/link to file'))
    await symlink('precious', join(bench.remote, 'top'))
    const ids = await remove([
      ['/tree', 'directory'],
      ['/top', features ? 'directory' : 'link'],
    ])
    for (const id of ids) await bench.reach(id, 'done')
    expect(await readdir(bench.remote)).toEqual(['precious'])
    expect(await readFile(join(bench.remote, 'precious/file'))).toEqual(bytesOf(10))
  })

  it('names what could not be deleted, deletes the rest, and the whole again on request', async () => {
    await open()
    await makeTree(12)
    bench.server.setScript([{ on: 'DELE', argument: /f5$/, instead: '550 It is in use' }])
    const [id] = await remove([['/tree', 'directory']])
    const row = await bench.reach(id!, 'failed')
    expect(row.status).toMatchObject({ error: { code: 'delete-incomplete' } })
    expect(row.children).toMatchObject({ total: 12, done: 11, failed: 1 })
    const failed = (await bench.rows('failed')).filter((one) => one.kind === 'file')
    expect(failed).toMatchObject([
      {
        name: 'f5',
        source: '/tree/1/deep/f5',
        status: { error: { details: { reply: '550 It is in use' } } },
      },
    ])
    expect(await readdir(join(bench.remote, 'tree'))).toEqual(['1'])
    bench.server.setScript([])
    await bench.queue.calls.retryTransfers(never, [id!])
    expect((await bench.reach(id!, 'done')).children).toMatchObject({ done: 12, failed: 0 })
    expect(await readdir(bench.remote)).toEqual([])
  })

  it('of one failed file, tried again by itself, takes the emptied folders along', async () => {
    await open()
    await makeTree(8)
    bench.server.setScript([{ on: 'DELE', argument: /f3$/, instead: '550 In use' }])
    const [id] = await remove([['/tree', 'directory']])
    await bench.reach(id!, 'failed')
    bench.server.setScript([])
    const [file] = (await bench.rows('failed')).filter((row) => row.kind === 'file')
    await bench.queue.calls.retryTransfers(never, [file!.id])
    await bench.reach(file!.id, 'done')
    await until(async () => (await bench.row(id!)).status.state === 'done')
    expect(await readdir(bench.remote)).toEqual([])
  })

  it('can be paused, survives the end of the program, and can be cancelled', async () => {
    await open({ settings: { parallelTransfers: 2 } })
    await makeTree(60)
    bench.server.setScript([{ on: 'DELE', delay: 15 }])
    const [id] = await remove([['/tree', 'directory']])
    await until(() => dele().length > 5)
    await bench.queue.calls.pauseTransfers(never, [id!])
    await until(async () => (await bench.totals()).active === 0)
    const count = dele().length
    expect((await bench.row(id!)).status.state).toBe('paused')
    await bench.queue.calls.resumeTransfers(never, [id!])
    await until(() => dele().length > count + 5)
    await bench.close()
    await bench.open()
    await until(() => dele().length > count + 20)
    await bench.queue.calls.cancelTransfers(never, [id!])
    await bench.reach(id!, 'cancelled')
    await until(async () => (await bench.totals()).active === 0)
    const left = await readdir(join(bench.remote, 'tree'), { recursive: true })
    expect(left.length).toBeGreaterThan(0)
    await bench.queue.calls.retryTransfers(never, [id!])
    bench.server.setScript([])
    await bench.reach(id!, 'done')
    expect(await readdir(bench.remote)).toEqual([])
  })

  it('deletes nothing on a listing that was cut', async () => {
    await open()
    await makeTree(6)
    bench.server.setScript([{ on: ['MLSD', 'LIST'], data: { keep: 30 } }])
    const [id] = await remove([['/tree', 'directory']])
    await until(async () => (await bench.row(id!)).attempts > 1)
    expect(dele()).toEqual([])
  })

  it('takes a lost answer for no failure', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(10))
    bench.server.setScript([{ on: 'DELE', nth: 1, final: { text: null, close: 'RST' } }])
    const [id] = await remove([['/a', 'file']])
    await bench.reach(id!, 'done')
    expect(await readdir(bench.remote)).toEqual([])
  })

  it('refuses the root, and says what is not there', async () => {
    await open()
    await expect(remove([['/', 'directory']])).rejects.toMatchObject({ code: 'bad-request' })
    const [id] = await remove([['/nothing', 'unknown']])
    expect((await bench.reach(id!, 'failed')).status).toMatchObject({
      error: { code: 'remote-not-found' },
    })
  })
})

describe('priority', () => {
  it('lets items run before those that stand ahead of them', async () => {
    await open({ settings: { parallelTransfers: 1 } })
    for (const name of ['a', 'b', 'c', 'd']) await put(bench.remote, name, bytesOf(500))
    const ids = await bench.add(
      ['a', 'b', 'c', 'd'].map((name) => bench.download(name, { size: 500 })),
      { paused: true },
    )
    await bench.queue.calls.setTransferPriority(never, [ids[2]!], 'high')
    await bench.queue.calls.setTransferPriority(never, [ids[0]!], 'low')
    expect((await bench.rows('queue')).map(({ priority }) => priority)).toEqual([
      'low',
      'normal',
      'high',
      'normal',
    ])
    await bench.queue.calls.resumeTransfers(never, 'all')
    await bench.drain()
    const order = bench.server.commands().filter((command) => command.startsWith('RETR'))
    expect(order).toEqual(['RETR /c', 'RETR /b', 'RETR /d', 'RETR /a'])
  })

  it('and other commands take all items of one server', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(500))
    const ids = await bench.add([bench.download('a', { size: 500 })], { paused: true })
    await bench.queue.calls.setTransferPriority(never, { serverId: bench.serverId }, 'high')
    expect((await bench.row(ids[0]!)).priority).toBe('high')
    await bench.queue.calls.cancelTransfers(never, { serverId: 'another' })
    expect((await bench.row(ids[0]!)).status.state).toBe('paused')
    await bench.queue.calls.resumeTransfers(never, { serverId: bench.serverId })
    await bench.reach(ids[0]!, 'done')
  })
})
