import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { openModeNotes } from '../../../electron/engine/modeNotes.ts'
import { createQuestions } from '../../../electron/engine/questions.ts'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import { createServerPool } from '../../../electron/engine/serverPool.ts'
import type { ServerPoolOptions } from '../../../electron/engine/serverPool.ts'
import { listAll, never, until } from '../../support/connect.ts'
import { canary, failure, scripted, track } from '../../support/faultBench.ts'

function openPool(
  server: { host: string; port: number },
  {
    connectionLimit = 8,
    ...more
  }: Pick<ServerPoolOptions, 'modes' | 'lendsBrowsing'> & { connectionLimit?: number } = {},
) {
  const pool = track(
    createServerPool({
      transcript: createTranscript(),
      questions: createQuestions(),
      secrets: createMemoryStore(),
      ...more,
    }),
  )
  const settings = ConnectionSettings.parse({
    host: server.host,
    port: server.port,
    user: 'tester',
    encryption: 'none',
    connectionLimit,
  })
  const { id } = pool.register({ title: 'Bench', settings }, { password: canary })
  return { pool, id, lease: () => pool.lease(id, never) }
}

describe('a server that limits connections', () => {
  it('the first ones are still logging in when others are refused: these wait for them', async () => {
    const server = await scripted([{ on: 'USER', delay: 300 }], { connectionLimit: 2 })
    const { pool, id, lease } = openPool(server)
    const leases = [lease(), lease(), lease(), lease(), lease()]
    const [one, other] = await Promise.all(leases.slice(0, 2))
    expect(new Set([one!.connection, other!.connection]).size).toBe(2)
    one!.release()
    const third = await Promise.race(leases.slice(2))
    expect(third.connection).toBe(one!.connection)
    for (const given of [third, other!]) given.release()
    for (const waiting of leases.slice(2)) (await waiting).release()
    expect(pool.limitOf(id)).toBe(2)
    // What the limit is was found out once.
    await Promise.all([lease(), lease()]).then((both) => both.map((given) => given.release()))
    expect(server.commands().filter((command) => command.startsWith('USER'))).toHaveLength(2)
  })

  it('a connection that fell idle meanwhile is taken, and counts', async () => {
    const server = await scripted([{ on: 'CONNECT', connection: 3, delay: 300 }], {
      connectionLimit: { most: 2, refuse: 530 },
    })
    const { pool, id, lease } = openPool(server)
    const [first, second] = [await lease(), await lease()]
    const third = lease()
    await until(() => server.connections().length === 3)
    first.release()
    const given = await third
    expect(given.connection).toBe(first.connection)
    expect(pool.limitOf(id)).toBe(2)
    for (const one of [given, second]) one.release()
  })

  it('the browsing session lends its own where there is room for no other', async () => {
    const server = await scripted([], { connectionLimit: 1 })
    const { pool, id, lease } = openPool(server)
    const browsing = await pool.openBrowsing(id, 'session', never)
    const both = await Promise.all([lease(), lease()])
    expect(both.map((given) => given.connection)).toEqual([browsing, browsing])
    for (const given of both) given.release()
    expect(browsing.isOpen).toBe(true)
  })

  it('where nobody looks around, the session lends its own first, to one at a time', async () => {
    const server = await scripted([])
    const { pool, id, lease } = openPool(server, { connectionLimit: 2, lendsBrowsing: true })
    const browsing = await pool.openBrowsing(id, 'session', never)
    const [one, other] = await Promise.all([lease(), lease()])
    expect(one.connection).toBe(browsing)
    expect(other.connection).not.toBe(browsing)
    // It counts: there is no third.
    const waiting = lease()
    one.release()
    const third = await waiting
    expect(third.connection).toBe(browsing)
    for (const given of [third, other]) given.release()
    // Free again, but never kept as one that may be closed for being idle.
    other.connection.close()
    const again = await lease()
    expect(again.connection).toBe(browsing)
    again.release()
    // Once it is gone, the pool opens one for the purpose.
    browsing.close()
    await browsing.closed
    const fresh = await lease()
    expect(fresh.connection.isOpen).toBe(true)
    fresh.release()
    const logins = server.commands().filter((command) => command.startsWith('USER'))
    expect(logins).toHaveLength(3)
  })

  it('a place that was made for a job that left is not lost', async () => {
    const server = await scripted([{ on: 'USER', connection: 2, delay: 300 }])
    const { pool, id, lease } = openPool(server, { connectionLimit: 1 })
    const first = await lease()
    const leaving = new AbortController()
    const second = failure(pool.lease(id, leaving.signal))
    // The first is gone: a new connection is on its way for the second, who leaves meanwhile.
    first.connection.close()
    first.release()
    const users = () => server.commands().filter((command) => command.startsWith('USER')).length
    await until(() => users() === 2)
    leaving.abort()
    expect(await second).toMatchObject({ code: 'cancelled' })
    const third = await lease()
    expect(third.connection.isOpen).toBe(true)
    third.release()
    expect(users()).toBe(2)
  })

  it('where not even one gets in, every waiting job hears of it', async () => {
    const server = await scripted([{ on: 'CONNECT', instead: '421 Too many users', delay: 100 }])
    const { lease } = openPool(server)
    const errors = await Promise.all([lease(), lease(), lease()].map((one) => failure(one)))
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('too-many-connections'))
  })
})

describe('the way data connections are opened', () => {
  it('is remembered over restarts, and tried first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sampan-modes-'))
    track({ stop: () => rm(folder, { recursive: true, force: true }) })
    const server = await scripted([{ on: 'EPSV', data: { listen: false } }])
    const tries: number[] = []
    for (let start = 0; start < 2; start++) {
      const modes = await openModeNotes(folder)
      const { pool, lease } = openPool(server, { modes })
      const given = await lease()
      await listAll(given.connection as never, '/')
      given.release()
      await pool.close()
      await modes.close()
      tries.push(server.commands().filter((command) => command === 'EPSV').length)
    }
    expect(tries).toEqual([1, 1])
  })

  it('notes that cannot be read are begun anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sampan-modes-'))
    track({ stop: () => rm(folder, { recursive: true, force: true }) })
    const place = { host: 'Example.org', port: 21 }
    const modes = await openModeNotes(folder)
    modes.note(place, 'pasv')
    await modes.close()
    expect((await openModeNotes(folder)).of({ host: 'example.org', port: 21 })).toBe('pasv')
    await writeFile(join(folder, 'modes.json'), 'rubbish')
    const fresh = await openModeNotes(folder)
    expect(fresh.of(place)).toBeUndefined()
    await fresh.close()
  })
})
