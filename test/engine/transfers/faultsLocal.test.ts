import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runAsRoot } from '../../support/system.ts'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, never, openBench, put, type Bench } from './harness.ts'

let bench: Bench | undefined
const mounts: string[] = []
afterEach(async () => {
  for (const path of mounts.splice(0)) runAsRoot('umount', ['-l', path])
  await bench?.stop()
  bench = undefined
})

/** A disk of its own, so that it can be full or read-only without harm to others. */
async function disk(path: string, options: string): Promise<string> {
  await mkdir(path, { recursive: true })
  runAsRoot('mount', ['-t', 'tmpfs', '-o', `mode=777,${options}`, 'tmpfs', path])
  mounts.push(path)
  return path
}

const onDisk = (path: string, name: string) => ({
  target: { kind: 'local' as const, path: join(path, name) },
})

describe.runIf(process.platform === 'linux')('F36: a local disk that', () => {
  it('is full holds the downloads with the reason, and goes on when there is room', async () => {
    bench = await openBench()
    const small = await disk(join(bench.base, 'disk'), 'size=1m')
    await writeFile(join(small, 'ballast'), bytesOf(600_000))
    await put(bench.remote, 'f.bin', bytesOf(900_000))
    await put(bench.local, 'up.bin', bytesOf(1_000))
    const [id] = await bench.add([
      bench.download('f.bin', { size: 900_000, ...onDisk(small, 'f.bin') }),
    ])
    await until(async () => {
      const { status } = await bench!.row(id!)
      return status.state === 'waiting' && status.holdReason?.code === 'local-disk-full'
    })
    // Another download waits for the same reason; uploads and the session go on.
    const [next] = await bench.add([bench.download('f.bin', { size: 900_000 })])
    const [up] = await bench.add([bench.upload('up.bin', { size: 1_000 })])
    await bench.reach(up!, 'done')
    expect((await bench.row(next!)).status).toMatchObject({
      state: 'waiting',
      holdReason: { code: 'local-disk-full' },
    })
    expect((await readdir(small)).some((name) => name.endsWith('.sampan-part'))).toBe(true)
    await rm(join(small, 'ballast'))
    await bench.queue.calls.resumeTransfers(never, 'all')
    await bench.reach(id!, 'done')
    await bench.reach(next!, 'done')
    expect(await hashFile(small, 'f.bin')).toBe(await hashFile(bench.remote, 'f.bin'))
    expect(bench.server.commands().some((command) => command.startsWith('REST'))).toBe(true)
  })

  it('is read-only holds the item until the user acts', async () => {
    bench = await openBench()
    const readOnly = await disk(join(bench.base, 'disk'), 'size=1m')
    runAsRoot('mount', ['-o', 'remount,ro', readOnly])
    await put(bench.remote, 'f.bin', bytesOf(1_000))
    const [id] = await bench.add([
      bench.download('f.bin', { size: 1_000, ...onDisk(readOnly, 'f.bin') }),
    ])
    await until(async () => {
      const { status } = await bench!.row(id!)
      return status.state === 'waiting' && status.holdReason?.code === 'local-read-only'
    })
    expect(bench.server.commands().filter((command) => command.startsWith('RETR'))).toEqual([])
    runAsRoot('mount', ['-o', 'remount,rw', readOnly])
    await bench.queue.calls.resumeTransfers(never, [id!])
    await bench.reach(id!, 'done')
  })

  it('has no room for the queue itself stops it, and repairs it', async () => {
    bench = await openBench()
    await bench.close()
    await disk(bench.data, 'size=600k')
    await bench.open()
    await put(bench.remote, 'f.bin', bytesOf(1_000))
    const [first] = await bench.add([bench.download('f.bin', { size: 1_000 })])
    await bench.reach(first!, 'done')
    await writeFile(join(bench.data, 'ballast'), bytesOf(2_000_000)).catch(() => {})
    const many = Array.from({ length: 2_000 }, (_, index) => bench!.download(`missing ${index}`))
    await expect(bench.add(many)).rejects.toMatchObject({ code: 'local-disk-full' })
    expect(bench.problems.map((problem) => problem.code)).toEqual(['local-disk-full'])
    expect((await bench.totals()).isRunning).toBe(false)
    await expect(bench.queue.calls.runQueue(never, true)).rejects.toMatchObject({
      code: 'local-disk-full',
    })
    await rm(join(bench.data, 'ballast'))
    await bench.queue.calls.runQueue(never, true)
    expect(await bench.totals()).toMatchObject({ isRunning: true, queued: 0, done: 1 })
    const target = { target: { kind: 'local' as const, path: join(bench.local, 'g.bin') } }
    const [second] = await bench.add([bench.download('f.bin', { size: 1_000, ...target })])
    await bench.reach(second!, 'done')
  })
})

describe('F36: a local name that', () => {
  it('is too long fails, and the next file arrives on the same connection', async () => {
    bench = await openBench({ connection: { connectionLimit: 1 } })
    await put(bench.remote, 'f.bin', bytesOf(1_000))
    const long = 'x'.repeat(250)
    const [id] = await bench.add([
      bench.download('f.bin', { size: 1_000, ...onDisk(join(bench.local, long, long), long) }),
    ])
    const [ok] = await bench.add([bench.download('f.bin', { size: 1_000 })])
    await bench.reach(ok!, 'done')
    expect(['done', 'failed']).toContain((await bench.row(id!)).status.state)
    const deep = Array.from({ length: 40 }, () => 'y'.repeat(200)).join('/')
    const [deeper] = await bench.add([
      bench.download('f.bin', { size: 1_000, ...onDisk(join(bench.local, deep), 'f') }),
    ])
    await until(async () => (await bench!.row(deeper!)).status.state === 'failed')
    expect((await bench.row(deeper!)).status).toMatchObject({
      error: { code: 'local-name-too-long' },
    })
    expect(bench.server.commands().filter((command) => command.startsWith('USER'))).toHaveLength(1)
  })

  it('belongs to a folder that vanished holds the item', async () => {
    bench = await openBench()
    await put(bench.remote, 'tree/a', bytesOf(10))
    await put(bench.remote, 'tree/b', bytesOf(10))
    bench.server.setScript([{ on: 'RETR', delay: 300 }])
    const [id] = await bench.add([bench.download('tree', { kind: 'directory' })], {})
    await until(async () => (await bench!.row(id!)).children?.planned === true)
    await bench.queue.calls.runQueue(never, false)
    await rm(join(bench.local, 'tree'), { recursive: true })
    await bench.queue.calls.runQueue(never, true)
    await until(async () =>
      (await bench!.rows('queue')).some(
        ({ status }) => status.state === 'waiting' && status.holdReason?.code === 'local-failed',
      ),
    )
    await mkdir(join(bench.local, 'tree'))
    await bench.queue.calls.resumeTransfers(never, 'all')
    await bench.drain()
    expect(await readFile(join(bench.local, 'tree/b'))).toEqual(bytesOf(10))
  })
})
