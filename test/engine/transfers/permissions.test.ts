import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, openBench, put, type Bench } from './harness.ts'

let bench: Bench
afterEach(() => bench?.stop())
const modeOf = async (...path: string[]) => (await stat(join(...path))).mode & 0o777

describe('permissions', () => {
  it('are kept both ways on request, set-user-ID bits not', async () => {
    bench = await openBench({ settings: { preservePermissions: true } })
    await put(bench.remote, 'down', bytesOf(100))
    await put(bench.local, 'tree/up', bytesOf(100))
    await put(bench.remote, 'folder/inside', bytesOf(300_000))
    await chmod(join(bench.local, 'tree/up'), 0o640)
    await chmod(join(bench.remote, 'folder/inside'), 0o4750)
    await bench.add([
      bench.download('down', { size: 100, permissions: '-rwxr-x--x' }),
      bench.upload('tree', { kind: 'directory' }),
      bench.download('folder', { kind: 'directory' }),
    ])
    const { failed } = await bench.drain()
    expect(failed).toEqual([])
    expect(await modeOf(bench.local, 'down')).toBe(0o751)
    expect(await modeOf(bench.remote, 'tree/up')).toBe(0o640)
    expect(await modeOf(bench.local, 'folder/inside')).toBe(0o750)
  })

  it('are left alone without, and a server that cannot is asked once', async () => {
    bench = await openBench({
      settings: { parallelTransfers: 1 },
      server: { features: { without: ['SITE CHMOD'] } },
    })
    for (const name of ['a', 'b', 'c']) await put(bench.local, name, bytesOf(100))
    await bench.add([bench.upload('a', { size: 100 })])
    await bench.drain()
    expect(bench.server.commands().filter((command) => /CHMOD/.test(command))).toEqual([])
    bench.settings.set({ preservePermissions: true })
    await bench.add(['b', 'c'].map((name) => bench.upload(name, { size: 100 })))
    const { failed } = await bench.drain()
    expect(failed).toEqual([])
    expect(bench.server.commands().filter((command) => /CHMOD/.test(command))).toHaveLength(1)
    // It is not kept in silence: each row says so.
    const done = await bench.rows('done')
    const lost = done.filter(({ status }) => status.state === 'done' && status.notKept)
    expect(lost.map(({ name }) => name).sort()).toEqual(['b', 'c'])
    for (const { status } of lost)
      expect(status).toMatchObject({
        proof: { by: 'size', size: 100 },
        notKept: ['permissions'],
      })
  })

  it('that are refused, and times that nobody can set, are told beside the proof', async () => {
    bench = await openBench({
      settings: { preservePermissions: true, verifyByHash: true },
      server: { features: { without: ['MFMT', 'SITE UTIME'] } },
    })
    bench.server.setScript([{ on: 'SITE', instead: '550 Permission denied' }])
    await put(bench.local, 'a', bytesOf(100))
    await bench.add([bench.upload('a', { size: 100 })])
    await bench.drain()
    const [row] = await bench.rows('done')
    expect(row?.status).toMatchObject({
      state: 'done',
      proof: { by: 'hash' },
      notKept: ['time', 'permissions'],
    })
  })
})

describe('times', () => {
  it('are kept both ways', async () => {
    bench = await openBench()
    const time = new Date('2019-03-04T05:06:08Z')
    const { utimes } = await import('node:fs/promises')
    await put(bench.local, 'up', bytesOf(100))
    await put(bench.remote, 'down', bytesOf(100))
    await utimes(join(bench.local, 'up'), time, time)
    await utimes(join(bench.remote, 'down'), time, time)
    await bench.add([
      bench.upload('up', { size: 100 }),
      bench.download('down', { size: 100, modifiedAt: time.getTime() }),
    ])
    await bench.drain()
    expect((await stat(join(bench.remote, 'up'))).mtimeMs).toBe(time.getTime())
    expect((await stat(join(bench.local, 'down'))).mtimeMs).toBe(time.getTime())
  })
})
