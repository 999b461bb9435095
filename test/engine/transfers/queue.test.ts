import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectBytes } from '../../support/bytes.ts'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, hashOf, never, openBench, put, type Bench } from './harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(async () => {
  await bench?.stop()
})

/** A server that sends and takes bytes slowly enough to be interrupted. */
const slowly = (rate: number) =>
  bench.server.setScript([{ on: ['RETR', 'STOR', 'APPE'], data: { rate } }])

const sentBytes = () => bench.server.transcript.filter((event) => event.kind === 'data-open').length

describe('files', () => {
  it('go both ways, verified and with their times', async () => {
    const bytes = bytesOf(3_000_000)
    const time = new Date('2024-05-06T07:08:09Z')
    await put(bench.remote, 'down.bin', bytes)
    await put(bench.local, 'up.bin', bytes)
    await utimes(join(bench.remote, 'down.bin'), time, time)
    await utimes(join(bench.local, 'up.bin'), time, time)
    const listed = { size: bytes.length, modifiedAt: time.getTime() }
    const ids = await bench.add([
      bench.download('down.bin', listed),
      bench.upload('up.bin', listed),
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

  it('may be empty', async () => {
    await put(bench.remote, 'empty', Buffer.alloc(0))
    await put(bench.local, 'nothing', Buffer.alloc(0))
    await bench.add([bench.download('empty', { size: 0 }), bench.upload('nothing', { size: 0 })])
    const { done } = await bench.drain()
    expect(done).toHaveLength(2)
    expect((await stat(join(bench.local, 'empty'))).size).toBe(0)
    expect((await stat(join(bench.remote, 'nothing'))).size).toBe(0)
  })

  it('take few commands: no SIZE, CWD or TYPE a file', async () => {
    const count = 40
    for (let index = 0; index < count; index++) {
      await put(bench.remote, `d${index}`, bytesOf(1_000, index))
      await put(bench.local, `u${index}`, bytesOf(1_000, index))
    }
    const numbers = Array.from({ length: count }, (_, index) => index)
    await bench.add(
      numbers.map((index) => bench.download(`d${index}`, { size: 1_000, modifiedAt: 1e12 })),
    )
    await bench.drain()
    const downloads = bench.server.commands().length
    await bench.add(numbers.map((index) => bench.upload(`u${index}`, { size: 1_000 })))
    await bench.drain()
    const uploads = bench.server.commands().length - downloads
    // EPSV and RETR; at most four logins.
    expect(downloads).toBeLessThan(2 * count + 4 * 12)
    // EPSV, STOR and MFMT; one listing to plan, one or two to verify.
    expect(uploads).toBeLessThan(3 * count + 20)
    expect(await hashFile(bench.remote, 'u7')).toBe(await hashFile(bench.local, 'u7'))
  })

  it('are compared by hash where the server has one and the user wants it', async () => {
    bench.settings.set({ verifyByHash: true })
    await put(bench.remote, 'a', bytesOf(100_000))
    await put(bench.local, 'b', bytesOf(100_000))
    const ids = await bench.add([bench.download('a', { size: 100_000 }), bench.upload('b')])
    for (const id of ids)
      expect((await bench.reach(id, 'done')).status).toMatchObject({ proof: { by: 'hash' } })
  })

  it('go up under a temporary name if the settings say so', async () => {
    bench.settings.set({ uploadToTemporaryName: true, onConflictUpload: 'overwrite' })
    await put(bench.remote, 'page.html', Buffer.from('old'))
    await put(bench.local, 'page.html', bytesOf(200_000))
    slowly(100_000)
    const [id] = await bench.add([bench.upload('page.html', { size: 200_000 })])
    await bench.reach(id!, 'transferring')
    await until(async () => (await readdir(bench.remote)).length === 2)
    expect(await readFile(join(bench.remote, 'page.html'), 'utf8')).toBe('old')
    await bench.reach(id!, 'done')
    expect(await readdir(bench.remote)).toEqual(['page.html'])
    expect(await hashFile(bench.remote, 'page.html')).toBe(await hashFile(bench.local, 'page.html'))
  })

  it('go from server to server, here between two connections to one', async () => {
    const bytes = bytesOf(6_000_000)
    await put(bench.remote, 'from/a.bin', bytes)
    const [id] = await bench.add([
      {
        source: { kind: 'remote', sessionId: 'session', path: '/from/a.bin' },
        target: { kind: 'remote', sessionId: 'session', path: '/to/b.bin' },
        kind: 'file',
        size: bytes.length,
        modifiedAt: null,
      },
    ])
    const row = await bench.reach(id!, 'done')
    expect(row.direction).toBe('remote')
    expect(await hashFile(bench.remote, 'to/b.bin')).toBe(hashOf(bytes))
  })
})

describe('pause, resume and cancel', () => {
  it('really stop the bytes, and go on from what is there', async () => {
    const bytes = bytesOf(1_500_000)
    await put(bench.remote, 'big.bin', bytes)
    slowly(400_000)
    const [id] = await bench.add([bench.download('big.bin', { size: bytes.length })])
    await until(async () => (await bench.row(id!)).transferred > 300_000)
    await bench.queue.calls.pauseTransfers(never, [id!])
    expect((await bench.row(id!)).status.state).toBe('paused')
    const part = (await readdir(bench.local))[0]!
    expect(part).toMatch(/^\.big\.bin\.\d+-[0-9a-f]+\.sampan-part$/)
    await until(() => bench.server.connections().every((control) => !control.closed.aborted))
    await until(async () => (await bench.row(id!)).transferred > 0)
    const kept = (await stat(join(bench.local, part))).size
    expect((await bench.row(id!)).transferred).toBe(kept)
    bench.server.setScript([])
    await bench.queue.calls.resumeTransfers(never, [id!])
    await bench.reach(id!, 'done')
    expect(bench.server.commands()).toContain(`REST ${kept - 8 * 1024}`)
    expect(await hashFile(bench.local, 'big.bin')).toBe(hashOf(bytes))
    expect(await readdir(bench.local)).toEqual(['big.bin'])
  })

  it('work for uploads', async () => {
    // More than the buffers of both sockets take: else all is sent, and nothing left to pause.
    const bytes = bytesOf(20_000_000)
    await put(bench.local, 'big.bin', bytes)
    // Not slow but at a standstill: on a busy machine the rest would be there before the pause.
    bench.server.setScript([{ on: 'STOR', nth: 1, data: { stallAfter: 2_500_000 } }])
    const [id] = await bench.add([bench.upload('big.bin', { size: bytes.length })])
    await until(async () => {
      const facts = await stat(join(bench.remote, 'big.bin')).catch(() => null)
      return (facts?.size ?? 0) > 1_200_000
    })
    await bench.queue.calls.pauseTransfers(never, [id!])
    await until(async () => (await bench.totals()).active === 0)
    expect((await bench.row(id!)).transferred).toBeGreaterThan(0)
    await bench.queue.calls.resumeTransfers(never, [id!])
    await bench.reach(id!, 'done')
    expect(bench.server.commands()).toContainEqual(expect.stringMatching(/^REST 2\d{6}$/))
    expect(await hashFile(bench.remote, 'big.bin')).toBe(hashOf(bytes))
  })

  it('cancel leaves nothing half done on either side', async () => {
    await put(bench.remote, 'a.bin', bytesOf(1_000_000))
    await put(bench.local, 'b.bin', bytesOf(1_000_000))
    slowly(200_000)
    const ids = await bench.add([
      bench.download('a.bin', { size: 1_000_000 }),
      bench.upload('b.bin', { size: 1_000_000 }),
    ])
    for (const id of ids) await until(async () => (await bench.row(id)).transferred > 50_000)
    await bench.queue.calls.cancelTransfers(never, 'all')
    for (const id of ids) expect((await bench.row(id)).status.state).toBe('cancelled')
    await until(async () => (await readdir(bench.local)).length === 1)
    await until(async () => (await readdir(bench.remote)).length === 1)
    bench.server.setScript([])
    await bench.queue.calls.retryTransfers(never, ids)
    for (const id of ids) await bench.reach(id, 'done')
    expect(await hashFile(bench.local, 'a.bin')).toBe(await hashFile(bench.remote, 'a.bin'))
    expect(await hashFile(bench.remote, 'b.bin')).toBe(await hashFile(bench.local, 'b.bin'))
  })

  it('holding the queue stops everything, and running it goes on', async () => {
    await put(bench.remote, 'a.bin', bytesOf(600_000))
    slowly(200_000)
    const [id] = await bench.add([bench.download('a.bin', { size: 600_000 })])
    await until(async () => (await bench.row(id!)).transferred > 50_000)
    await bench.queue.calls.runQueue(never, false)
    await bench.reach(id!, 'waiting')
    expect((await bench.totals()).isRunning).toBe(false)
    const dataConnections = sentBytes()
    await bench.add([
      bench.download('a.bin', { target: { kind: 'local', path: join(bench.local, 'c') } }),
    ])
    expect(sentBytes()).toBe(dataConnections)
    bench.server.setScript([])
    await bench.queue.calls.runQueue(never, true)
    const { done } = await bench.drain()
    expect(done).toHaveLength(2)
  })
})

describe('lists', () => {
  it('know finished items, forget them and find them', async () => {
    await put(bench.remote, 'a.txt', bytesOf(10))
    await bench.add([
      bench.download('a.txt', { size: 10 }),
      bench.download('missing 100%.txt', { size: 10 }),
    ])
    const { done, failed } = await bench.drain()
    expect(done.map((row) => row.name)).toEqual(['a.txt'])
    expect(failed.map((row) => row.name)).toEqual(['missing 100%.txt'])
    expect(failed[0]!.status).toMatchObject({ error: { code: 'remote-not-found' } })
    expect(await bench.totals()).toMatchObject({ queued: 0, failed: 1, done: 1, bytesLeft: 0 })
    const search = async (text: string) =>
      (
        await bench.queue.calls.listTransfers(never, {
          tab: 'failed',
          offset: 0,
          limit: 10,
          search: text,
        })
      ).total
    expect(await search('100%')).toBe(1)
    expect(await search('10%0')).toBe(0)
    await bench.queue.calls.forgetTransfers(never, 'all', 'failed')
    expect(await bench.totals()).toMatchObject({ failed: 0, done: 1 })
    await bench.queue.calls.forgetTransfers(never, [done[0]!.id], 'done')
    expect(await bench.totals()).toMatchObject({ failed: 0, done: 0 })
  })

  it('are in order, and the order can be changed', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const ids = await bench.add(
      names.map((name) => bench.download(name)),
      { paused: true },
    )
    const order = async () => (await bench.rows('queue')).map((row) => row.name).join('')
    const move = (picked: string, where: 'top' | 'up' | 'down' | 'bottom' | { before: string }) =>
      bench.queue.calls.moveTransfers(
        never,
        [...picked].map((name) => ids[names.indexOf(name)]!),
        where,
      )
    expect(await order()).toBe('abcde')
    await move('d', 'top')
    expect(await order()).toBe('dabce')
    await move('da', 'bottom')
    expect(await order()).toBe('bceda')
    await move('ed', 'up')
    expect(await order()).toBe('bedca')
    await move('be', 'down')
    expect(await order()).toBe('dbeca')
    await move('da', 'down')
    expect(await order()).toBe('bdeca')
    await move('ab', { before: ids[names.indexOf('c')]! })
    expect(await order()).toBe('debac')
    const [first] = await bench.add([bench.download('f')], { paused: true, first: true })
    expect((await bench.rows('queue'))[0]!.id).toBe(first)
  })
})

describe('after a restart', () => {
  it('nothing is lost, and what was under way goes on by the settings', async () => {
    const bytes = bytesOf(900_000)
    await put(bench.remote, 'a.bin', bytes)
    for (const mode of ['resume', 'hold', 'ask'] as const) {
      slowly(300_000)
      bench.settings.set({ resumeQueueAtStart: mode })
      const [id] = await bench.add([
        bench.download('a.bin', {
          size: bytes.length,
          target: { kind: 'local', path: join(bench.local, mode) },
        }),
      ])
      await until(async () => (await bench.row(id!)).transferred > 100_000)
      await bench.close()
      bench.server.setScript([])
      await bench.open()
      if (mode === 'hold') await bench.queue.calls.resumeTransfers(never, [id!])
      if (mode !== 'resume') {
        expect((await bench.totals()).isRunning).toBe(false)
        expect((await bench.row(id!)).status.state).toBe('waiting')
        await bench.queue.calls.runQueue(never, true)
      }
      await bench.reach(id!, 'done')
      expect(await hashFile(bench.local, mode)).toBe(hashOf(bytes))
    }
  })

  it('what a power cut left empty is fetched again', async () => {
    const { data, remote, local } = bench
    for (const name of ['a', 'b']) await put(remote, name, bytesOf(1_000))
    await put(remote, 'empty', Buffer.alloc(0))
    await bench.add([
      bench.download('a', { size: 1_000 }),
      bench.download('b', { size: 1_000 }),
      bench.download('empty', { size: 0 }),
    ])
    await bench.drain()
    await bench.close()
    // What such a cut leaves: no note of an orderly end, and a name without content.
    const database = new DatabaseSync(join(data, 'queue.sqlite'))
    database.exec("UPDATE meta SET value = 'no' WHERE key = 'closed'")
    database.close()
    await writeFile(join(local, 'a'), '')
    const before = bench.server.commands().length
    await bench.open()
    const { done } = await bench.drain()
    expect(done).toHaveLength(3)
    expect(await hashFile(local, 'a')).toBe(hashOf(bytesOf(1_000)))
    const again = bench.server.commands().slice(before)
    expect(again.filter((command) => command.startsWith('RETR'))).toEqual(['RETR /a'])
  })

  it('a damaged file is set aside, not deleted', async () => {
    await bench.add([bench.download('a')], { paused: true })
    await bench.close()
    const file = join(bench.data, 'queue.sqlite')
    const bytes = await readFile(file)
    bytes.fill(0x55, 0, 200)
    await writeFile(file, bytes)
    await bench.open()
    expect(bench.problems.map((problem) => problem.code)).toEqual(['storage-damaged'])
    expect(await bench.rows('queue')).toEqual([])
    const aside = (await readdir(bench.data)).filter((name) => name.includes('damaged'))
    expectBytes(await readFile(join(bench.data, aside[0]!)), bytes)
  })
})
