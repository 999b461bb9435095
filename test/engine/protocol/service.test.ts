import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TourItem } from '../../../electron/contract/explain.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { createEngine } from '../../../electron/engine/engine.ts'
import type { Engine } from '../../../electron/engine/engine.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import { never } from '../../support/fileBench.ts'

/** What the protocol view asks an engine, whether somebody watches it from the start or not. */
let base: string
let server: PracticeServer
let engine: Engine
const open = async (host: 'web' | 'cli') => {
  engine = await createEngine({
    dataFolder: join(base, 'data'),
    secrets: createMemoryStore(),
    host,
    version: '0',
  })
  const settings = { host: server.host, port: server.port, user: 'practice', encryption: 'none' }
  return engine.server.openSession(never, {
    settings: ConnectionSettings.parse(settings),
    credentials: { password: 'practice' },
  })
}
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sampan-protocol-'))
  server = await startPracticeServer({ tls: 'none' })
})
afterEach(async () => {
  await engine.close()
  await server.stop()
  await rm(base, { recursive: true, force: true })
})

it.each(['web', 'cli'] as const)('commands are completed and judged (%s)', async (host) => {
  const { id } = await open(host)
  const before = await engine.server.completeCommand(never, id, 'en')
  expect(before.map(({ command }) => command)).toEqual(expect.arrayContaining(['NOOP', 'MLST']))
  // Offered is what may be typed, and what the server has: each in the language asked for.
  for (const { command } of before)
    expect(await engine.server.refusalOf(never, command, 'en'), command).toBeNull()
  const chinese = await engine.server.completeCommand(never, id, 'zh-CN')
  expect(chinese.find(({ command }) => command === 'NOOP')!.title).toMatch(/\p{Script=Han}/u)
  expect(await engine.server.refusalOf(never, 'RETR x', 'en')).toMatch(/data connection/)
  await expect(engine.server.completeCommand(never, 'none', 'en')).rejects.toMatchObject({
    code: 'session-not-found',
  })
})

it('commands that HELP has told of are offered from then on', async () => {
  const { id } = await open('web')
  const offered = async () =>
    (await engine.server.completeCommand(never, id, 'en')).map(({ command }) => command)
  server.setScript([{ on: 'HELP', instead: '214-Known:\r\n SMNT  ACCT  STAT\r\n214 That is all.' }])
  expect(await offered()).not.toContain('SMNT')
  await engine.server.sendRawCommand(never, id, 'HELP')
  expect(await offered()).toContain('SMNT')
})

it.each(['web', 'cli'] as const)('the tour runs, ends, and begins anew (%s)', async (host) => {
  await open(host)
  const run = async () => {
    const items: TourItem[] = []
    const send = async (batch: TourItem[]) => void items.push(...batch)
    await engine.server.runTourStep({ signal: never, send }, 'control-connection')
    return items.flatMap((item) => (item.kind === 'session' ? [item.sessionId] : []))
  }
  const steps = await engine.server.tourSteps(never, 'en')
  expect(steps.map(({ id }) => id)).toContain('control-connection')
  const first = await run()
  expect(first).toHaveLength(1)
  await engine.server.endTour(never)
  expect(await run()).not.toEqual(first)
  expect(await engine.server.protocolLogFolder(never)).toContain(join(base, 'data'))
})

it('signs are watched for as long as somebody reads them', async () => {
  const { id } = await open('cli')
  const reader = new AbortController()
  let hasEnded = false
  const watching = Promise.resolve(
    engine.server.watchMarks({
      signal: reader.signal,
      send: async () => {},
    }),
  ).then(() => (hasEnded = true))
  await engine.server.sendRawCommand(never, id, 'NOOP')
  await engine.server.clearProtocol(never)
  expect(hasEnded).toBe(false)
  reader.abort()
  await watching
  // A reader who comes and has left already keeps nothing open.
  await engine.server.watchMarks({ signal: AbortSignal.abort(), send: async () => {} })
})
