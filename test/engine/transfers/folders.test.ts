import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, never, openBench, put, type Bench } from './harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(async () => {
  await bench?.stop()
})

const folder = (direction: 'download' | 'upload', name: string) =>
  bench[direction](name, { kind: 'directory' })

/** Paths below a folder, folders with a slash at their end. */
async function tree(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .map((entry) => {
      const below = join(entry.parentPath, entry.name).slice(path.length + 1)
      return entry.isDirectory() ? `${below}/` : below
    })
    .sort()
}

async function makeTree(base: string): Promise<number> {
  let files = 0
  for (const path of ['a', 'a/b', 'a/b/c', 'a/空 folder', 'z'])
    for (const name of ['one.txt', '二 二.bin', 'x#%&.dat']) {
      await put(base, `${path}/${name}`, bytesOf(500 + files, files))
      files++
    }
  await mkdir(join(base, 'a/empty'))
  return files
}

describe.each(['download', 'upload'] as const)('a folder, %s', (direction) => {
  const from = direction === 'download' ? 'remote' : 'local'
  const to = direction === 'download' ? 'local' : 'remote'

  it('arrives whole, with totals on the way and no trace of its subfolders in the lists', async () => {
    const files = await makeTree(join(bench[from], 'tree'))
    const [id] = await bench.add([folder(direction, 'tree')])
    await bench.drain()
    const row = await bench.row(id!)
    expect(row).toMatchObject({
      kind: 'directory',
      status: { state: 'done' },
      children: { total: files, done: files, failed: 0, planned: true },
    })
    expect(row.size).toBe(row.transferred)
    expect(await tree(join(bench[to], 'tree'))).toEqual(await tree(join(bench[from], 'tree')))
    for (const path of await tree(join(bench[from], 'tree')))
      if (!path.endsWith('/'))
        expect(await hashFile(bench[to], 'tree', path)).toBe(
          await hashFile(bench[from], 'tree', path),
        )
    const done = await bench.rows('done')
    expect(done.filter((item) => item.kind === 'directory')).toHaveLength(1)
    expect(done.filter((item) => item.parentId === id)).toHaveLength(files)
  })

  it('does not follow links', async () => {
    await put(bench[from], 'outside/secret.txt', Buffer.from('secret'))
    await put(bench[from], 'tree/file.txt', bytesOf(10))
    await symlink('../outside', join(bench[from], 'tree/link'))
    await symlink('.', join(bench[from], 'tree/self'))
    const [id] = await bench.add([folder(direction, 'tree')])
    await bench.drain()
    expect((await bench.row(id!)).status.state).toBe('done')
    expect(await tree(join(bench[to], 'tree'))).toEqual(['file.txt'])
    const skipped = (await bench.rows('done')).filter((row) => row.status.state === 'skipped')
    expect(skipped.map((row) => (row.status as { reason: string }).reason)).toEqual([
      'link',
      'link',
    ])
  })

  it('is paused, resumed and cancelled with all it holds', async () => {
    for (let index = 0; index < 12; index++)
      await put(bench[from], `tree/f${index}`, bytesOf(60_000, index))
    bench.server.setScript([{ on: ['RETR', 'STOR'], data: { rate: 100_000 } }])
    const [id] = await bench.add([folder(direction, 'tree')])
    await until(async () => ((await bench.row(id!)).children?.total ?? 0) === 12)
    await bench.queue.calls.pauseTransfers(never, [id!])
    expect((await bench.rows('queue')).map((row) => row.status.state)).toEqual(
      Array<string>((await bench.rows('queue')).length).fill('paused'),
    )
    bench.server.setScript([])
    await bench.queue.calls.resumeTransfers(never, [id!])
    await bench.drain()
    expect((await bench.row(id!)).status.state).toBe('done')
    expect(await tree(join(bench[to], 'tree'))).toHaveLength(12)

    await put(bench[from], 'next/f', bytesOf(200_000))
    bench.server.setScript([{ on: ['RETR', 'STOR'], data: { rate: 100_000 } }])
    const [next] = await bench.add([folder(direction, 'next')])
    await until(async () => (await bench.rows('queue')).some((row) => row.transferred > 10_000))
    await bench.queue.calls.cancelTransfers(never, [next!])
    expect(await bench.rows('queue')).toEqual([])
    expect((await bench.row(next!)).status.state).toBe('cancelled')
    await until(async () => (await tree(join(bench[to], 'next'))).length === 0)
  })

  it('takes what a filter lets through', async () => {
    await put(bench[from], 'tree/a.txt', bytesOf(10))
    await put(bench[from], 'tree/b.log', bytesOf(10))
    await put(bench[from], 'tree/node_modules/c.txt', bytesOf(10))
    await put(bench[from], 'tree/deep/d.txt', bytesOf(10))
    await put(bench[from], 'tree/deep/huge.txt', bytesOf(5_000))
    await bench.add([folder(direction, 'tree')], {
      filter: {
        include: [{ kind: 'glob', text: '*.txt' }],
        exclude: [{ kind: 'glob', text: 'node_modules', appliesTo: 'folders' }],
        maximumSize: 1_000,
      },
    })
    await bench.drain()
    expect(await tree(join(bench[to], 'tree'))).toEqual(['a.txt', 'deep/', 'deep/d.txt'])
  })
})

describe('a folder whose files fail', () => {
  it('fails with a count, and is done when they are retried', async () => {
    await put(bench.remote, 'tree/good', bytesOf(10))
    await put(bench.remote, 'tree/bad', bytesOf(20))
    await put(bench.remote, 'tree/sub/worse', bytesOf(20))
    bench.server.setScript([
      { on: 'RETR', argument: /bad|worse/, instead: '550 Not for you: permission denied.' },
    ])
    const [id] = await bench.add([folder('download', 'tree')])
    await bench.drain()
    const failed = async () => (await bench.rows('failed')).map((row) => row.name).sort()
    expect(await failed()).toEqual(['bad', 'tree', 'worse'])
    expect(await bench.row(id!)).toMatchObject({
      children: { total: 3, done: 1, failed: 2 },
      status: { state: 'failed', error: { message: '2 of 3 files failed' } },
    })
    bench.server.setScript([])
    await bench.queue.calls.retryTransfers(never, [id!])
    await bench.drain()
    expect(await failed()).toEqual([])
    expect(await bench.row(id!)).toMatchObject({
      children: { total: 3, done: 3, failed: 0 },
      status: { state: 'done' },
    })
    // One file alone brings its folder back as well.
    bench.server.setScript([{ on: 'RETR', argument: /one/, instead: '550 No, denied.' }])
    await put(bench.remote, 'next/sub/one', bytesOf(5))
    const [next] = await bench.add([folder('download', 'next')])
    await bench.drain()
    bench.server.setScript([])
    const one = (await bench.rows('failed')).find((row) => row.name === 'one')!
    await bench.queue.calls.retryTransfers(never, [one.id])
    await bench.drain()
    expect((await bench.row(next!)).status.state).toBe('done')
  })
})

describe('hostile servers', () => {
  const listing = (...names: string[]) =>
    names.map((name) => `type=file;size=3;modify=20250101000000; ${name}\r\n`).join('')

  it('cannot write outside the folder, and the harmless rest arrives', async () => {
    await put(bench.remote, 'tree/good.txt', Buffer.from('abc'))
    await writeFile(join(bench.base, 'evil.txt'), 'mine')
    bench.server.setScript([
      {
        on: 'MLSD',
        data: {
          content: listing('good.txt', '../../evil.txt', '..', '/etc/passwd', 'C:\\x', '\\\\a\\b'),
        },
      },
      { on: 'RETR', argument: /evil|passwd|x|b$/, data: { content: 'abc' } },
    ])
    const [id] = await bench.add([folder('download', 'tree')])
    await bench.drain()
    expect(await readFile(join(bench.base, 'evil.txt'), 'utf8')).toBe('mine')
    expect(await tree(bench.local)).toEqual(['tree/', 'tree/good.txt'])
    const failed = (await bench.rows('failed')).filter((row) => row.id !== id)
    expect(failed.length).toBeGreaterThanOrEqual(4)
    for (const row of failed) expect(row.status).toMatchObject({ error: { code: 'unsafe-name' } })
  })

  it('cannot lead a download through a link that lies in the folder', async () => {
    await mkdir(join(bench.base, 'elsewhere'))
    await mkdir(join(bench.local, 'tree'))
    await symlink(join(bench.base, 'elsewhere'), join(bench.local, 'tree/d'))
    await put(bench.remote, 'tree/d/planted', bytesOf(10))
    await bench.add([folder('download', 'tree')])
    await bench.drain()
    expect(await readdir(join(bench.base, 'elsewhere'))).toEqual([])
  })

  it('F49: a folder that contains itself for ever is noticed', async () => {
    const inner =
      'type=dir;modify=20250101000000; a\r\ntype=file;size=3;modify=20250101000000; f\r\n'
    bench.server.setScript([
      { on: 'CWD', instead: '250 Fine.' },
      { on: 'MLSD', data: { content: inner } },
    ])
    const [id] = await bench.add([folder('download', 'tree')])
    await bench.drain()
    const failed = (await bench.rows('failed')).filter(
      (row) => row.kind === 'directory' && row.id !== id,
    )
    expect(failed.map((row) => row.status)).toMatchObject([{ error: { code: 'not-supported' } }])
    expect((await tree(bench.local)).length).toBeLessThan(12)
  })

  it('F52: a listing that was cut is not taken for the folder', async () => {
    await put(bench.remote, 'tree/a', bytesOf(3))
    await put(bench.remote, 'tree/b', bytesOf(3))
    bench.server.setScript([{ on: 'MLSD', nth: 1, data: { keep: 30 } }])
    const [id] = await bench.add([folder('download', 'tree')])
    const waiting = await bench.reach(id!, 'waiting', 'preparing', 'transferring')
    expect(waiting.children?.planned).toBe(false)
    await bench.drain()
    expect(await tree(bench.local)).toEqual(['tree/', 'tree/a', 'tree/b'])
  })
})
