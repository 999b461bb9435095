import { readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, hashFile, hashOf, openBench, put, type Bench } from './harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(async () => {
  await bench?.stop()
})

describe('the queue', () => {
  it('downloads and uploads files, verified and with their times', async () => {
    const bytes = bytesOf(3_000_000)
    const time = new Date('2024-05-06T07:08:09Z')
    await put(bench.remote, 'down.bin', bytes)
    await put(bench.local, 'up.bin', bytes)
    await utimes(join(bench.remote, 'down.bin'), time, time)
    await utimes(join(bench.local, 'up.bin'), time, time)
    const ids = await bench.add([
      bench.download('down.bin', { size: bytes.length, modifiedAt: time.getTime() }),
      bench.upload('up.bin', { size: bytes.length, modifiedAt: time.getTime() }),
    ])
    for (const id of ids) {
      const { status, transferred } = await bench.reach(id, 'done')
      expect(status).toMatchObject({ proof: { by: 'size', size: bytes.length } })
      expect(transferred).toBe(bytes.length)
    }
    expect(await hashFile(bench.local, 'down.bin')).toBe(hashOf(bytes))
    expect(await hashFile(bench.remote, 'up.bin')).toBe(hashOf(bytes))
    expect((await stat(join(bench.local, 'down.bin'))).mtimeMs).toBe(time.getTime())
    expect((await stat(join(bench.remote, 'up.bin'))).mtimeMs).toBe(time.getTime())
    expect(await readdir(bench.local)).toEqual(['down.bin', 'up.bin'])
  })
})
