import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listAll, never, openConnection, sourceOf, until } from '../support/connect.ts'
import type { TestConnection } from '../support/connect.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { connectionsAt, ownSockets } from '../support/sockets.ts'
import { Random } from '../fuzz/random.ts'

/**
 * Aborts at random moments over all real servers: `ABORTS` in all (1,000 is the whole measure),
 * `ABORT_SEED` repeats a failed run.
 */
const aborts = Number(process.env['ABORTS'] ?? 180)
const seed = Number(process.env['ABORT_SEED'] ?? Date.now() % 2 ** 31)

const cases = realServerNames.flatMap((name) =>
  (['plain', 'TLS'] as const).map((protection) => ({ name, protection })),
)
const each = Math.ceil(aborts / cases.length)
const works = ['connect', 'list', 'download', 'upload'] as const
type Work = (typeof works)[number]

/** Milliseconds in which all must be idle again. */
const patience = 1_000
const size = 8 << 20

describe.each(cases)('$name, $protection', ({ name, protection }) => {
  const random = new Random(seed)
  let server: RealServer
  let ports: ReadonlySet<number>
  let connection: TestConnection | undefined
  const content = randomBytes(size)

  const connect = (signal = never, mode: 'passive' | 'active' = 'passive') =>
    openConnection({
      settings: {
        host: server.host,
        port: server.port,
        user: server.user,
        encryption: protection === 'TLS' ? 'required' : 'none',
        mode,
      },
      credentials: { password: server.password },
      signal,
    })

  const run = async (work: Work, signal: AbortSignal): Promise<unknown> => {
    if (work === 'connect') return (await connect(signal)).close()
    const { list, download, upload } = connection!
    if (work === 'list') return list('/many', () => {}, signal)
    if (work === 'download') return download('/big.bin', { write: async () => {} }, { signal })
    return upload('/up.bin', sourceOf(content, 65_536), { signal })
  }

  beforeAll(async () => {
    server = await startRealServer(name, { tls: protection === 'TLS' ? 'explicit' : 'none' })
    const [first, last] = server.passivePorts
    const passive = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    ports = new Set([server.port, ...passive])
    server.place('big.bin', content)
    for (let index = 0; index < 300; index++) server.place(`many/file ${index}`, 'x')
  })
  afterAll(async () => {
    connection?.close()
    await server?.stop()
  })

  it(`${each} aborts leave no stale reply and no socket (seed ${seed})`, async () => {
    const before = ownSockets().length
    const lasts = new Map<Work, number>()
    const facts = { kept: 0, replaced: 0, finished: 0, slowest: 0 }
    const refresh = async () => {
      if (connection?.isOpen) return
      connection = await connect(never, random.pick(['passive', 'active']))
    }
    await refresh()
    for (const work of works) {
      const started = performance.now()
      await run(work, never)
      lasts.set(work, performance.now() - started)
    }
    for (let count = 0; count < each; count++) {
      const work = random.pick(works)
      const where = `abort ${count} of ${each}, ${work}, seed ${seed}`
      await refresh()
      const abort = new AbortController()
      const running = run(work, abort.signal).then(
        () => 'finished' as const,
        (error: { code?: string }) => error.code,
      )
      await sleep(random.below(1.1 * lasts.get(work)!))
      const started = performance.now()
      abort.abort()
      const outcome = await running
      const took = performance.now() - started
      facts.slowest = Math.max(facts.slowest, took)
      expect(took, where).toBeLessThan(patience + 200)
      if (outcome === 'finished') facts.finished++
      else expect(outcome, where).toBe('cancelled')
      if (!connection!.isOpen) {
        facts.replaced++
        continue
      }
      facts.kept++
      // Each answer can belong to its own question only.
      expect((await connection!.send('PWD', never)).code, where).toBe(257)
      expect((await connection!.send('NOOP', never)).code, where).toBe(200)
      expect(await connection!.size('/big.bin', never), where).toBe(size)
      expect((await connection!.send('TYPE I', never)).code, where).toBe(200)
    }
    await refresh()
    expect(await listAll(connection!, '/many')).toHaveLength(300)
    const stray = connection!.transcript
      .events()
      .filter((event) => event.kind === 'reply' && event.isStray)
    expect(stray).toEqual([])
    // The control connection alone is left, seen from both of its ends.
    await until(() => connectionsAt(ports).length === 2, 5_000)
    expect(ownSockets()).toHaveLength(before + 1)
    connection!.close()
    await until(() => connectionsAt(ports).length === 0, 5_000)
    await until(() => ownSockets().length === before, 5_000)
    console.log(`${name}, ${protection}: ${JSON.stringify(facts)}`)
  }, 300_000)
})
