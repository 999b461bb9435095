import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, hashFile, openBench, put, type Bench } from './harness.ts'

let bench: Bench
afterEach(() => bench?.stop())

describe('an upload under a temporary name', () => {
  it.each([
    ['small', 3_000],
    ['big', 3_000_000],
  ])('whose rename was done but not answered is recognised as our own (%s)', async (name, size) => {
    bench = await openBench({
      settings: { uploadToTemporaryName: true },
      queue: { random: () => 0 },
    })
    await put(bench.local, name, bytesOf(size))
    bench.server.setScript([{ on: 'RNTO', nth: 1, final: { text: null, close: 'RST' } }])
    const [id] = await bench.add([bench.upload(name, { size })])
    await bench.reach(id!, 'done')
    expect(await hashFile(bench.remote, name)).toBe(await hashFile(bench.local, name))
    expect(await readdir(bench.remote)).toEqual([name])
    const stored = bench.server.commands().filter((command) => command.startsWith('STOR'))
    expect(stored).toHaveLength(1)
  })

  it('is not mistaken for what somebody else put there', async () => {
    bench = await openBench({
      settings: { uploadToTemporaryName: true, onConflictUpload: 'skip' },
      queue: { random: () => 0 },
    })
    await put(bench.local, 'a', bytesOf(3_000, 1))
    await put(bench.remote, 'elsewhere', bytesOf(3_000, 2))
    bench.server.setScript([
      {
        on: 'STOR',
        nth: 1,
        data: { close: { after: 1_000, how: 'RST' } },
        final: { text: '426 Cut' },
        then: () => put(bench.remote, 'a', bytesOf(3_000, 2)),
      },
    ])
    const [id] = await bench.add([bench.upload('a', { size: 3_000 })])
    await bench.reach(id!, 'skipped')
    expect(await hashFile(bench.remote, 'a')).toBe(await hashFile(join(bench.remote, 'elsewhere')))
  })
})
