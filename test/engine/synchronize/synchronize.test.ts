import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { SyncRequest } from '../../../electron/contract/synchronize.ts'
import type { SyncItem, SyncPart, WatchReport } from '../../../electron/contract/synchronize.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { until } from '../../support/systemUntil.ts'
import { makeFolder, never, openBench, removeFolder } from '../sites/bench.ts'
import type { Bench } from '../sites/bench.ts'

let bench: Bench
let server: PracticeServer
let folder: string
let local: string
let remote: string
let sessionId: string

beforeEach(async () => {
  folder = await makeFolder()
  local = join(folder, 'local')
  remote = join(folder, 'remote')
  await mkdir(local)
  await mkdir(remote)
  server = await startPracticeServer({ folder: remote, tls: 'none' })
  bench = await openBench(join(folder, 'data'))
  bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
  bench.answers.certificate = () => ({ kind: 'certificate', decision: 'once' })
  const { host, port } = server
  const session = await bench.engine.server.openSession(never, {
    settings: ConnectionSettings.parse({ host, port, user: 'practice', encryption: 'none' }),
    credentials: { password: 'practice' },
  })
  sessionId = session.id
})
afterEach(async () => {
  await bench.close()
  await server.stop()
  await removeFolder(folder)
})

const old = new Date(Date.UTC(2020, 0, 1))
async function put(path: string, content: string, time = old) {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  await utimes(path, time, time)
}
async function plan(more: Partial<SyncRequest> = {}) {
  const items: SyncItem[] = []
  let end: Extract<SyncPart, { part: 'end' }> | undefined
  const request = SyncRequest.parse({ sessionId, localFolder: local, remoteFolder: '/', ...more })
  await bench.engine.server.planSynchronization(
    {
      signal: never,
      async send(parts) {
        for (const part of parts as SyncPart[])
          if (part.part === 'items') items.push(...part.items)
          else if (part.part === 'end') end = part
      },
    },
    request,
  )
  return { items, end: end! }
}
const run = (
  planId: string,
  changes: { index: number; action: SyncItem['action'] }[],
  deletions = 0,
) => bench.engine.server.runSynchronization(never, planId, changes, deletions)
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true })).map(String).sort()
const idle = () =>
  until(async () => {
    const { total } = await bench.engine.server.listTransfers(never, {
      tab: 'queue',
      offset: 0,
      limit: 0,
    })
    return total === 0
  })

describe('synchronizing with a server', () => {
  it('makes the server like this machine, through the queue, and is then done', async () => {
    await put(join(local, 'index.html'), 'new', new Date(Date.UTC(2024, 0, 1)))
    await put(join(local, 'css/deep/main.css'), 'body{}')
    await put(join(remote, 'index.html'), 'older')
    await put(join(remote, 'stale.txt'), 'x')
    const { items, end } = await plan()
    expect(items.map(({ path, action }) => `${path} ${action}`).sort()).toEqual([
      'css make-remote-folder',
      'css/deep make-remote-folder',
      'css/deep/main.css upload',
      'index.html upload',
      'stale.txt nothing',
    ])
    expect(end.incomplete).toEqual([])
    expect(await run(end.planId, [])).toEqual({ queued: 2, folders: 2, deleted: 0, failures: [] })
    await idle()
    expect(await readFile(join(remote, 'index.html'), 'utf8')).toBe('new')
    expect(await readFile(join(remote, 'css/deep/main.css'), 'utf8')).toBe('body{}')
    expect(await filesIn(remote)).toContain('stale.txt')
    const again = await plan()
    expect(again.items.map(({ path }) => path)).toEqual(['stale.txt'])
    expect(again.end.equal).toBe(4)
  })

  it('deletes only the number that was agreed to, folders when they are empty, unchanged files', async () => {
    await put(join(local, 'keep.txt'), 'k')
    await put(join(remote, 'keep.txt'), 'k')
    await put(join(remote, 'gone/a.txt'), 'a')
    await put(join(remote, 'gone/b.txt'), 'b')
    const { items, end } = await plan({ deletes: true })
    expect(items.map(({ action }) => action)).toEqual(Array(3).fill('delete-remote'))
    await expect(run(end.planId, [], 2)).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await filesIn(remote)).toHaveLength(4)
    // Changed since the plan: it stays, and its folder with it.
    await put(join(remote, 'gone/b.txt'), 'changed')
    const report = await run(end.planId, [], 3)
    expect(report).toMatchObject({ deleted: 1 })
    expect(report.failures.map(({ path, error }) => [path, error.code])).toEqual([
      ['gone/b.txt', 'source-changed'],
      ['gone', 'source-changed'],
    ])
    expect(await filesIn(remote)).toEqual(['gone', 'gone/b.txt', 'keep.txt'])
  })

  it('does what the user chose instead, and nothing that was not offered', async () => {
    await put(join(local, 'a.txt'), 'here')
    await put(join(remote, 'a.txt'), 'there!')
    await put(join(remote, 'b.txt'), 'b')
    const { items, end } = await plan()
    const index = items.findIndex(({ path }) => path === 'a.txt')
    await expect(run(end.planId, [{ index, action: 'delete-local' }])).rejects.toMatchObject({
      code: 'bad-request',
    })
    await run(end.planId, [{ index, action: 'download' }])
    await idle()
    expect(await readFile(join(local, 'a.txt'), 'utf8')).toBe('there!')
    await expect(run(end.planId, [])).rejects.toMatchObject({ code: 'not-possible-now' })
  })

  it('mirrors the other way, and deletes here what is not there', async () => {
    await put(join(local, 'extra/x.txt'), 'x')
    await put(join(remote, 'site/index.html'), 'page')
    const { items, end } = await plan({ direction: 'download', deletes: true })
    const deletions = items.filter(({ action }) => action === 'delete-local').length
    expect(deletions).toBe(2)
    const report = await run(end.planId, [], deletions)
    expect(report).toEqual({ queued: 1, folders: 1, deleted: 2, failures: [] })
    await idle()
    expect(await filesIn(local)).toEqual(['site', 'site/index.html'])
  })

  it('uploads what changes in a watched folder, with the folders around it', async () => {
    const stop = new AbortController()
    const reports: WatchReport[] = []
    const watching = bench.engine.server.watchAndUpload(
      {
        signal: stop.signal,
        send: async (batch) => void reports.push(...(batch as WatchReport[])),
      },
      { sessionId, localFolder: local, remoteFolder: '/', exclude: '*.tmp' },
    )
    await until(() => reports.length > 0)
    await mkdir(join(local, 'new'))
    await writeFile(join(local, 'new', 'page.html'), 'one')
    await writeFile(join(local, 'noise.tmp'), 'x')
    await until(async () => (await readFile(join(remote, 'new/page.html'), 'utf8')) === 'one')
    await writeFile(join(local, 'new', 'page.html'), 'two!')
    await until(async () => (await readFile(join(remote, 'new/page.html'), 'utf8')) === 'two!')
    await rm(join(local, 'new', 'page.html'))
    stop.abort()
    await watching
    expect(await filesIn(remote)).toEqual(['new', 'new/page.html'])
    expect(reports.at(-1)).toMatchObject({ last: 'new/page.html' })
  })

  it('goes by content where sizes and times tell nothing', async () => {
    await put(join(local, 'css/same'), 'abc', new Date(Date.UTC(2024, 0, 1)))
    await put(join(remote, 'css/same'), 'abc')
    await put(join(local, 'css/differs'), 'abc')
    await put(join(remote, 'css/differs'), 'abd')
    await put(join(local, 'longer'), 'abcd')
    await put(join(remote, 'longer'), 'abc')
    const { items, end } = await plan({ by: 'hash' })
    expect(items.map(({ path, action, reason }) => [path, action, reason]).sort()).toEqual([
      ['css/differs', 'upload', 'content-differs'],
      ['longer', 'upload', 'different'],
    ])
    expect(end.equal).toBe(2)
    await run(end.planId, [])
    await idle()
    expect(await readFile(join(remote, 'css/differs'), 'utf8')).toBe('abc')
  })

  it('leaves alone what the server gives no hash of, and says so', async () => {
    await put(join(local, 'secret'), 'abc')
    await put(join(remote, 'secret'), 'abd')
    const on = ['HASH', 'XSHA512', 'XSHA256', 'XSHA1', 'XMD5', 'XCRC']
    server.setScript([{ on, instead: '550 Not this one' }])
    const { items } = await plan({ by: 'hash' })
    expect(items.map(({ action, reason, choices }) => ({ action, reason, choices }))).toEqual([
      { action: 'nothing', reason: 'content-unknown', choices: ['upload', 'download', 'nothing'] },
    ])
  })

  it('refuses to go by content where the server offers no hash at all', async () => {
    const without = ['HASH', 'XSHA512', 'XSHA256', 'XSHA1', 'XMD5', 'XCRC']
    const bare = await startPracticeServer({ folder: remote, tls: 'none', features: { without } })
    try {
      const { host, port } = bare
      const session = await bench.engine.server.openSession(never, {
        settings: ConnectionSettings.parse({ host, port, user: 'practice', encryption: 'none' }),
        credentials: { password: 'practice' },
      })
      await expect(plan({ by: 'hash', sessionId: session.id })).rejects.toMatchObject({
        code: 'not-supported',
        message: expect.stringContaining('XSHA256') as string,
      })
    } finally {
      await bare.stop()
    }
  })

  it('compares by the server’s own hashes', async () => {
    await put(join(local, 'same'), 'abc')
    await put(join(remote, 'same'), 'abc')
    await put(join(local, 'differs'), 'abc')
    await put(join(remote, 'differs'), 'abd')
    const seen: unknown[] = []
    await bench.engine.server.compareHashes(
      { signal: never, send: async (batch) => void seen.push(...batch) },
      sessionId,
      local,
      '/',
      ['same', 'differs', 'gone'],
    )
    expect(seen).toEqual([
      { name: 'same', isSame: true },
      { name: 'differs', isSame: false },
      { name: 'gone', isSame: null },
    ])
  })
})
