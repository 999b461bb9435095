import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { CheckItem } from '../../../electron/contract/explain.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { runChecks } from '../../../electron/engine/protocol/checks.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type {
  PracticeServer,
  PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { never } from '../../support/connect.ts'
import { canary, track } from '../../support/faultBench.ts'

const users = [{ name: 'tester', password: canary }]
const serve = async (options: PracticeServerOptions = {}) =>
  track(await startPracticeServer({ users, ...options }))

async function check(
  server: { host: string; port: number },
  settings: Partial<ConnectionSettings> = {},
) {
  const items: CheckItem[] = []
  const transcript = createTranscript()
  await runChecks({
    settings: ConnectionSettings.parse({
      host: server.host,
      port: server.port,
      user: 'tester',
      connectTimeout: 2,
      ...settings,
    }),
    ask: { credentials: async () => ({ password: canary }), trust: async () => 'once' },
    transcript,
    locale: 'en',
    signal: never,
    tell: (item) => items.push(item),
  })
  const states = Object.fromEntries(
    items.flatMap((item) => (item.kind === 'check' ? [[item.id, item.state]] : [])),
  )
  const verdict = items.find((item) => item.kind === 'verdict')
  return { items, states, verdict, transcript }
}

const commandsOf = (server: PracticeServer) =>
  server.commands().map((line) => line.split(' ')[0] ?? '')
/** Everything that a server would have to write down. */
const changing = /^(STOR|STOU|APPE|DELE|RMD|MKD|RNFR|RNTO|SITE|MFMT|MDTM|ALLO)$/

describe('checks on demand', () => {
  it('go through every way, in order, and change nothing', async () => {
    const server = await serve()
    const { items, states, verdict, transcript } = await check(server, {
      postLoginCommands: ['SITE UMASK 000'],
    })
    expect(states).toEqual({
      name: 'passed',
      tcp: 'passed',
      greeting: 'passed',
      tls: 'passed',
      login: 'passed',
      epsv: 'passed',
      pasv: 'passed',
      eprt: 'passed',
      port: 'passed',
      listing: 'passed',
      reuse: 'passed',
    })
    expect(verdict).toMatchObject({ verdict: 'fine', diagnoses: [], recommended: {} })
    expect(items.at(-1)).toBe(verdict)
    const commands = commandsOf(server)
    for (const way of ['EPSV', 'PASV', 'EPRT', 'PORT']) expect(commands).toContain(way)
    expect(commands.filter((verb) => changing.test(verb))).toEqual([])
    expect(JSON.stringify([items, transcript.events()])).not.toContain(canary)
  })

  it('tell each step before it ends', async () => {
    const { items } = await check(await serve())
    const login = items.flatMap((item) =>
      item.kind === 'check' && item.id === 'login' ? [item.state] : [],
    )
    expect(login).toEqual(['running', 'passed'])
  })

  it('recommend doing without EPSV where only its port is dead', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const server = await serve({
      script: [{ on: 'EPSV', instead: `229 Entering Extended Passive Mode (|||${port}|)` }],
    })
    const { states, verdict } = await check(server)
    expect(states).toMatchObject({ epsv: 'failed', pasv: 'passed', listing: 'passed' })
    expect(verdict).toMatchObject({ verdict: 'usable', recommended: { quirks: { noEpsv: true } } })
  })

  it('recommend active mode where passive ports are blocked', async () => {
    const server = await serve({
      script: [{ on: ['EPSV', 'PASV'], data: { listen: false } }],
    })
    const { states, verdict } = await check(server)
    expect(states).toMatchObject({ epsv: 'failed', pasv: 'failed', port: 'passed' })
    expect(verdict).toMatchObject({ verdict: 'usable', recommended: { mode: 'active' } })
    expect(verdict?.kind === 'verdict' && verdict.diagnoses[0]?.code).toBe('passive-ports-blocked')
  })

  it('end at the first thing without which nothing goes on', async () => {
    const server = await serve({ users: [{ name: 'tester', password: 'another' }] })
    const { states, verdict } = await check(server)
    expect(states).toMatchObject({ login: 'failed', epsv: 'skipped', listing: 'skipped' })
    expect(verdict).toMatchObject({ verdict: 'broken', diagnoses: [{ code: 'login-failed' }] })
  })

  it('know a port that nobody listens on', async () => {
    const { states, verdict } = await check({ host: '127.0.0.1', port: 1 })
    expect(states).toMatchObject({ tcp: 'failed', greeting: 'skipped', login: 'skipped' })
    expect(verdict).toMatchObject({
      verdict: 'broken',
      diagnoses: [{ code: 'connection-refused' }],
    })
  })

  it('leave out what a plain connection does not have', async () => {
    const server = await serve()
    const { states } = await check(server, { encryption: 'none' })
    expect(states).toMatchObject({ tls: 'skipped', reuse: 'skipped', listing: 'passed' })
  })
})
