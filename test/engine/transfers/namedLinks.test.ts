import { readFile, readdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { HandedEvent } from '../../../electron/contract/handed.ts'
import { createHandedFiles } from '../../../electron/engine/files/handedFiles.ts'
import { until } from '../../support/systemUntil.ts'
import type { Bench, BenchOptions } from './harness.ts'
import { bytesOf, openBench, put } from './harness.ts'

let bench: Bench
const open = async (options?: BenchOptions) => (bench = await openBench(options))
afterEach(() => bench.stop())

describe.each(['upload', 'download'] as const)('a link that the user named (%s)', (direction) => {
  const [from, to] =
    direction === 'upload' ? (['local', 'remote'] as const) : (['remote', 'local'] as const)

  it('is followed once, to a file and to a folder', async () => {
    await open()
    await put(bench[from], 'real/file.txt', bytesOf(100))
    await symlink('real/file.txt', join(bench[from], 'to file'))
    await symlink('real', join(bench[from], 'to folder'))
    await bench.add(
      ['to file', 'to folder'].map((name) => bench[direction](name, { kind: 'link' })),
    )
    expect((await bench.drain()).failed).toEqual([])
    expect((await readFile(join(bench[to], 'to file'))).equals(bytesOf(100))).toBe(true)
    expect(await readdir(join(bench[to], 'to folder'))).toEqual(['file.txt'])
  })

  it('that leads nowhere fails by name', async () => {
    await open()
    await symlink('nowhere', join(bench[from], 'broken'))
    const [id] = await bench.add([bench[direction]('broken', { kind: 'link' })])
    const { failed } = await bench.drain()
    expect(failed.map((row) => [row.id, row.status])).toMatchObject([
      [id, { error: { code: direction === 'upload' ? 'local-not-found' : 'remote-not-found' } }],
    ])
    expect(await readdir(bench[to])).toEqual([])
  })
})

it('a local link is not followed where access is limited to some folders', async () => {
  await open({ queue: { localRoots: [tmpdir()] } })
  await put(bench.base, 'secret', bytesOf(10))
  await symlink('../secret', join(bench.local, 'out'))
  const [id] = await bench.add([bench.upload('out', { kind: 'link' })])
  await bench.drain()
  expect((await bench.row(id!)).status).toMatchObject({ state: 'skipped', reason: 'link' })
  expect(await readdir(bench.remote)).toEqual([])
})

describe('a file that a page holds', () => {
  /** A page that offers one file and sends it as fast as `pieces` come. */
  async function offer(pieces: (length: number) => AsyncIterable<Uint8Array>, size: number) {
    const handed = createHandedFiles('/data')
    const page = new AbortController()
    let path = ''
    void handed.offer(
      {
        signal: page.signal,
        async send(events: HandedEvent[]) {
          for (const event of events)
            if (event.kind === 'ready') path = event.paths[0]!
            else void handed.receive(event.ticket, pieces(event.offset)).catch(() => {})
        },
      },
      [{ name: 'held.bin', size, modifiedAt: 1_000 }],
    )
    await until(() => path !== '')
    await open({ queue: { handed } })
    const upload = bench.upload('held.bin', {
      source: { kind: 'local', path },
      target: { kind: 'remote', sessionId: 'session', path: '/held.bin' },
      size,
    })
    return { page, handed, path, upload }
  }

  it('arrives, and is let go', async () => {
    const content = bytesOf(300_000)
    const whole = async function* (offset: number) {
      for (let at = offset; at < content.length; at += 65_536)
        yield content.subarray(at, at + 65_536)
    }
    const { handed, path, upload } = await offer(whole, content.length)
    await bench.add([upload])
    expect((await bench.drain()).failed).toEqual([])
    expect((await readFile(join(bench.remote, 'held.bin'))).equals(content)).toBe(true)
    expect(() => handed.open(path)).toThrow(/closed/)
  })

  it('whose page is closed half way leaves nothing on the server', async () => {
    const { page, upload } = await offer(async function* () {
      yield bytesOf(100_000)
      await new Promise((resolve) => page.signal.addEventListener('abort', resolve))
    }, 1_000_000)
    const [id] = await bench.add([upload])
    await until(async () => (await readdir(bench.remote)).length > 0)
    page.abort()
    await bench.drain()
    expect((await bench.row(id!)).status).toMatchObject({
      state: 'failed',
      error: { code: 'page-gone' },
    })
    expect(await readdir(bench.remote)).toEqual([])
  })
})
