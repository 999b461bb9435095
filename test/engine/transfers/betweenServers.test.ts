import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { NewTransfer } from '../../../electron/contract/transfers.ts'
import {
  startPracticeServer,
  type PracticeServer,
} from '../../../electron/engine/practice/index.ts'
import { until } from '../../support/connect.ts'
import {
  bytesOf,
  hashFile,
  never,
  openBench,
  put,
  type Bench,
  type BenchOptions,
} from './harness.ts'

let bench: Bench
let other: PracticeServer
let otherId: string
afterEach(async () => {
  await bench?.stop()
  await other?.stop()
})

const fxp = { features: { thirdParty: true } }

/** The bench's server sends, another one at 127.0.0.3 takes. */
async function open(options: BenchOptions = {}, otherOptions = fxp) {
  bench = await openBench({
    server: fxp,
    ...options,
    queue: {
      random: () => 0,
      sessionServer: (session) => (session === 'other' ? otherId : bench.serverId),
      ...options.queue,
    },
  })
  const folder = join(bench.base, 'other')
  await put(folder, 'here', bytesOf(1))
  other = await startPracticeServer({ folder, tls: 'none', host: '127.0.0.3', ...otherOptions })
  const settings = ConnectionSettings.parse({
    host: other.host,
    port: other.port,
    user: 'practice',
    encryption: 'none',
  })
  otherId = bench.pool.register({ title: 'Other', settings }, { password: 'practice' }).id
}

const copyOf = (name: string, more: Partial<NewTransfer> = {}): NewTransfer => ({
  source: { kind: 'remote', sessionId: 'session', path: `/${name}` },
  target: { kind: 'remote', sessionId: 'other', path: `/${name}` },
  kind: 'file',
  size: null,
  modifiedAt: null,
  ...more,
})
const copied = async (name: string) =>
  expect(await hashFile(bench.base, 'other', name)).toBe(await hashFile(bench.remote, name))
const portsAsked = () =>
  [...bench.server.commands(), ...other.commands()].filter((command) =>
    /^(PORT|EPRT)/.test(command),
  )

describe('from server to server', () => {
  it('goes straight where both allow it, is proven by size and says so', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(2_000_000))
    const [id] = await bench.add([copyOf('a', { size: 2_000_000 })])
    const row = await bench.reach(id!, 'done')
    expect(row).toMatchObject({
      direction: 'remote',
      serverTitle: 'Practice',
      targetServerTitle: 'Other',
      route: { way: 'direct' },
      status: { proof: { by: 'size', size: 2_000_000 } },
    })
    await copied('a')
    // Not one byte of it passed here.
    const data = bench.transcript.events().filter((event) => event.kind === 'data')
    expect(data.filter((event) => JSON.stringify(event).includes('RETR'))).toEqual([])
    expect((await bench.totals()).downloadSpeed).toBe(0)
  })

  it('passes this machine where a server refuses, with its words, and asks it only once', async () => {
    await open(
      { server: {}, settings: { parallelTransfers: 1 } },
      { features: { thirdParty: false } },
    )
    for (const name of ['tree/a', 'tree/b', 'tree/deep/c'])
      await put(bench.remote, name, bytesOf(9_000))
    const [id] = await bench.add([copyOf('tree', { kind: 'directory' })])
    await bench.reach(id!, 'done')
    for (const name of ['tree/a', 'tree/b', 'tree/deep/c']) await copied(name)
    const files = (await bench.rows('done')).filter((row) => row.kind === 'file')
    expect(files).toHaveLength(3)
    for (const { route } of files)
      expect(route).toMatchObject({
        way: 'relayed',
        reason: 'refused',
        reply: expect.any(String) as string,
      })
    expect(portsAsked()).toHaveLength(2)
  })

  it('passes this machine where the user or a speed limit of a site wants it so', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(5_000))
    await put(bench.remote, 'b', bytesOf(5_000))
    bench.settings.set({ copyBetweenServers: 'relayed' })
    const [a] = await bench.add([copyOf('a')])
    expect((await bench.reach(a!, 'done')).route).toEqual({ way: 'relayed', reason: 'setting' })
    bench.settings.set({ copyBetweenServers: 'direct' })
    const record = bench.pool.get(otherId)!
    bench.pool.register({ ...record, limits: { uploadSpeed: 1_000_000 } })
    const [b] = await bench.add([copyOf('b')])
    expect((await bench.reach(b!, 'done')).route).toEqual({ way: 'relayed', reason: 'limited' })
    await copied('a')
    await copied('b')
    expect(portsAsked()).toEqual([])
  })

  it('passes this machine when the servers cannot reach each other', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(50_000))
    // As a firewall between them shows: the data connection is made, and nothing passes.
    bench.server.setScript([
      {
        on: 'RETR',
        nth: 1,
        data: { close: { after: 0, how: 'RST' } },
        final: { text: '426 Connection reset' },
      },
    ])
    const [id] = await bench.add([copyOf('a', { size: 50_000 })])
    const row = await bench.reach(id!, 'done')
    expect(row).toMatchObject({
      attempts: 1,
      route: { way: 'relayed', reason: 'failed', reply: '426 Connection reset' },
    })
    await copied('a')
  })

  it('passes this machine when neither can connect to the other', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(50_000))
    bench.server.setScript([
      { on: 'RETR', nth: [1, 2], instead: ['150 Here it comes', '425 No route to host'] },
    ])
    const [id] = await bench.add([copyOf('a', { size: 50_000 })])
    const row = await bench.reach(id!, 'done')
    expect(row.route).toMatchObject({ way: 'relayed', reply: '425 No route to host' })
    await copied('a')
  })

  it('goes on where it was cut, straight again', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(4_000_000))
    bench.server.setScript([
      {
        on: 'RETR',
        nth: 1,
        data: { close: { after: 3_000_000, how: 'RST' } },
        final: { text: '426 Cut' },
      },
    ])
    const [id] = await bench.add([copyOf('a', { size: 4_000_000 })])
    const row = await bench.reach(id!, 'done')
    expect(row.route).toEqual({ way: 'direct' })
    expect(row.attempts).toBe(2)
    await copied('a')
    expect(other.commands().some((command) => /^REST [1-9]/.test(command))).toBe(true)
  })

  it.each(['direct', 'relayed'] as const)(
    'begins anew when the source has changed since the last attempt (%s)',
    async (copyBetweenServers) => {
      await open({ settings: { copyBetweenServers } })
      await put(bench.remote, 'a', bytesOf(4_000_000, 1))
      bench.server.setScript([
        {
          on: 'RETR',
          nth: 1,
          data: { close: { after: 3_000_000, how: 'RST' } },
          final: { text: '426 Cut' },
          then: () => put(bench.remote, 'a', bytesOf(5_000_000, 2)),
        },
      ])
      const [id] = await bench.add([copyOf('a', { size: 4_000_000, modifiedAt: Date.now() })])
      await bench.reach(id!, 'done')
      await copied('a')
    },
  )

  it.each(['direct', 'relayed'] as const)(
    'makes the folder that is missing, also where a server says 553 (%s)',
    async (copyBetweenServers) => {
      await open({ settings: { copyBetweenServers } })
      await put(bench.remote, 'a', bytesOf(50_000))
      other.setScript([{ on: 'STOR', nth: 1, instead: '553 Could not create file.' }])
      const target = { kind: 'remote' as const, sessionId: 'other', path: '/new/a' }
      const [id] = await bench.add([copyOf('a', { size: 50_000, target })])
      await bench.reach(id!, 'done')
      expect(await hashFile(bench.base, 'other/new/a')).toBe(await hashFile(bench.remote, 'a'))
    },
  )

  it('stops within a second, leaves nothing behind, and both connections live', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(4_000_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 400_000 } }])
    const [id] = await bench.add([copyOf('a', { size: 4_000_000 })])
    await until(async () => (await readdir(join(bench.base, 'other'))).includes('a'))
    const started = performance.now()
    await bench.queue.calls.cancelTransfers(never, [id!])
    await bench.reach(id!, 'cancelled')
    await until(async () => (await bench.totals()).active === 0)
    expect(performance.now() - started).toBeLessThan(1_500)
    expect(await readdir(join(bench.base, 'other'))).toEqual(['here'])
    bench.server.setScript([])
    await put(bench.remote, 'b', bytesOf(1_000))
    const [b] = await bench.add([copyOf('b')])
    await bench.reach(b!, 'done')
  })

  it('asks about what is there, and a missing source fails with the words of its server', async () => {
    await open()
    await put(bench.remote, 'a', bytesOf(1_000, 1))
    await put(join(bench.base, 'other'), 'a', bytesOf(900, 2))
    const [a, missing] = await bench.add([copyOf('a', { size: 1_000 }), copyOf('missing')], {
      onConflict: 'skip',
    })
    expect((await bench.reach(a!, 'skipped')).status).toMatchObject({ reason: 'exists' })
    expect((await bench.reach(missing!, 'failed')).status).toMatchObject({
      error: { code: 'remote-not-found' },
    })
  })
})
