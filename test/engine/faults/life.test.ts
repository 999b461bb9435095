import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { createQuestions } from '../../../electron/engine/questions.ts'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import { createServerPool } from '../../../electron/engine/serverPool.ts'
import { createSessions } from '../../../electron/engine/sessions.ts'
import { downloadAll, listAll, never, until, uploadAll } from '../../support/connect.ts'
import { canary, connectTo, failure, proxied, scripted, track } from '../../support/faultBench.ts'

/** A browsing session as the engine keeps it, over a pool of its own. */
async function openSession(
  server: { host: string; port: number },
  change: Partial<ConnectionSettings>,
) {
  const transcript = createTranscript()
  const pool = createServerPool({
    transcript,
    questions: createQuestions(),
    secrets: createMemoryStore(),
  })
  const sessions = createSessions({ pool, transcript })
  track({
    async stop() {
      sessions.closeAll()
      await pool.close()
    },
  })
  const settings = ConnectionSettings.parse({
    host: server.host,
    port: server.port,
    user: 'tester',
    encryption: 'none',
    ...change,
  })
  const session = await sessions.open(
    { title: 'Bench', settings, credentials: { password: canary } },
    never,
  )
  const list = (path: string) =>
    sessions.use(
      session.id,
      { verb: 'list', subject: path },
      never,
      (connection) => listAll(connection as never, path),
      { isRepeatable: () => true },
    )
  return { sessions, session, transcript, list }
}

/** Seconds until TCP itself asks an idle peer whether it is there (proc_net_tcp: timer 2). */
function keepAliveOf(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local, , state, , timer = ''] = line.trim().split(/\s+/)
    if (state !== '01' || !local?.endsWith(`:${hex}`)) continue
    const [kind, jiffies = ''] = timer.split(':')
    return kind === '02' ? Number.parseInt(jiffies, 16) / 100 : undefined
  }
  return undefined
}

describe('F26 a control connection that a NAT forgets', () => {
  it.each(['none', 'explicit'] as const)(
    'F26 TLS %s: dropped in silence while idle, the next job has a new one',
    async (tls) => {
      const { server, proxy } = await proxied([], { tls })
      const { list, transcript } = await openSession(proxy, {
        replyTimeout: 1,
        keepAliveInterval: 0,
        encryption: tls === 'none' ? 'none' : 'auto',
        trustedCertificates: server.certificateFingerprint ? [server.certificateFingerprint] : [],
      })
      const before = await list('/')
      proxy.cut('control', 'black-hole')
      const started = performance.now()
      expect(await list('/')).toEqual(before)
      expect(performance.now() - started).toBeLessThan(5_000)
      expect(server.commands().filter((command) => command.startsWith('USER'))).toHaveLength(2)
      expect(JSON.stringify(transcript.events())).not.toContain(canary)
    },
  )

  it('F26 NOOP goes out while idle, and never during a transfer', async () => {
    const server = await scripted([{ on: 'MLSD', data: { rate: 500 } }])
    const { list } = await openSession(server, { keepAliveInterval: 1 })
    const noops = () => server.commands().filter((command) => command === 'NOOP').length
    await until(() => noops() >= 1)
    const before = noops()
    await list('/')
    const commands = server.commands()
    // The listing took seconds, and nothing was sent after it began.
    expect(commands.at(-1)).toBe('MLSD')
    expect(noops()).toBe(before)
    await until(() => noops() > before)
  })

  it('F26 a NOOP without answer ends the connection before a job needs it', async () => {
    const { proxy } = await proxied([])
    const session = await openSession(proxy, { keepAliveInterval: 1, replyTimeout: 1 })
    const { list, transcript } = session
    proxy.cut('control', 'black-hole')
    await until(() =>
      transcript.events().some((event) => event.kind === 'tcp' && event.step === 'closed'),
    )
    const started = performance.now()
    expect((await list('/')).length).toBeGreaterThan(5)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  // Only Linux tells when it will ask.
  it.runIf(process.platform === 'linux')(
    'F26 TCP asks by itself within 30 s, control and data',
    async () => {
      const server = await scripted([{ on: 'RETR', data: { stallAfter: 1 } }])
      const connection = await connectTo(server)
      const running = failure(downloadAll(connection, '/README.txt'))
      const ports = () =>
        connection.transcript
          .events()
          .flatMap((event) =>
            (event.kind === 'tcp' || event.kind === 'data') && event.step === 'open'
              ? [event.local?.port ?? 0]
              : [],
          )
      await until(() => ports().length === 2)
      await until(() => ports().every((port) => (keepAliveOf(port) ?? Infinity) <= 30))
      connection.close()
      expect((await running).code).toBe('cancelled')
    },
  )

  it('F26 the end of a transfer that is never told: whole data count as whole', async () => {
    const server = await scripted([
      { on: 'RETR', final: { text: null } },
      { on: 'STOR', final: { text: null } },
    ])
    for (const job of ['down', 'up']) {
      const connection = await connectTo(server, { finalReplyTimeout: 1 })
      const error = await failure(
        job === 'down'
          ? downloadAll(connection, '/README.txt')
          : uploadAll(connection, '/incoming/x', Buffer.from('abc')),
      )
      expect(error).toMatchObject({ code: 'timeout', isDataComplete: true })
      // What was not answered cannot be told from the next answer: the connection is gone.
      expect(connection.isOpen).toBe(false)
    }
  })
})
