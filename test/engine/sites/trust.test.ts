import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { CheckItem } from '../../../electron/contract/explain.ts'
import type { StreamSink } from '../../../electron/contract/rpc.ts'
import type { KnownServer, TestResult } from '../../../electron/contract/sites.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type {
  PracticeServer,
  PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import {
  connectSite,
  draftFor,
  first,
  makeFolder,
  never,
  onlySites,
  openBench,
  removeFolder,
  save,
  sitesOf,
} from './bench.ts'
import type { Bench } from './bench.ts'

let folder: string
let server: PracticeServer
let bench: Bench
beforeEach(async () => {
  folder = await makeFolder()
  server = await startPracticeServer()
  bench = await openBench(folder)
  person(bench)
})
afterEach(async () => {
  await bench.close()
  await server.stop()
  await removeFolder(folder)
})

function person(whose: Bench, decision: 'once' | 'always' | 'refuse' = 'always') {
  whose.answers.certificate = () => ({ kind: 'certificate', decision })
  whose.answers.password = () => ({ kind: 'password', password: 'practice', remember: false })
}
async function reopen() {
  await bench.close()
  bench = await openBench(folder)
  person(bench)
}
/** The same address, with another certificate or with none. */
async function replaceServer(options: PracticeServerOptions = {}) {
  const { port } = server
  await server.stop()
  server = await startPracticeServer({ port, ...options })
}
/** All that a stream says until its end. */
async function allOf<T>(start: (sink: StreamSink<T>) => void | Promise<void>): Promise<T[]> {
  const all: T[] = []
  await start({ send: async (batch) => void all.push(...batch), signal: never })
  return all
}
const quick = (more: Partial<ConnectionSettings> = {}) =>
  bench.engine.server.openSession(never, {
    settings: ConnectionSettings.parse({
      host: server.host,
      port: server.port,
      user: 'practice',
      ...more,
    }),
    credentials: { password: 'practice' },
  })
const certificateQuestions = () => bench.asked.filter(({ kind }) => kind === 'certificate')
const knownServers = async () =>
  (
    await first<{ servers: KnownServer[] }>((sink) => bench.engine.server.watchKnownServers(sink))
  )[0]!.servers

describe('a certificate that is trusted for good', () => {
  it('is pinned in the site, over restarts', async () => {
    const site = await save(bench, draftFor(server))
    expect((await connectSite(bench, site.id)).tls?.trust).toBe('pinned')
    await reopen()
    const session = await connectSite(bench, site.id)
    expect(session.tls?.trust).toBe('pinned')
    expect(certificateQuestions()).toEqual([])
    const [saved] = onlySites(await sitesOf(bench))
    expect(saved?.trustedCertificates).toMatchObject([
      { fingerprint: server.certificateFingerprint },
    ])
  })

  it('is pinned for a quick connection too, and for a site of the same server', async () => {
    await quick()
    await reopen()
    expect((await quick()).tls?.trust).toBe('pinned')
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    expect(certificateQuestions()).toEqual([])
  })

  it('is asked about again when it was trusted for once only', async () => {
    person(bench, 'once')
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    await reopen()
    await connectSite(bench, site.id)
    expect(certificateQuestions()).toHaveLength(1)
  })

  it('cannot be slipped in by a request', async () => {
    person(bench, 'refuse')
    const trustedCertificates = [server.certificateFingerprint!]
    await expect(quick({ trustedCertificates })).rejects.toMatchObject({
      code: 'certificate-untrusted',
    })
    expect(server.commands()).not.toContain('USER practice')
  })

  it('is forgotten on request, one by one and all', async () => {
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    const from = { siteId: site.id }
    const fingerprint = server.certificateFingerprint!
    await bench.engine.server.forgetCertificate(never, { fingerprint, from })
    await connectSite(bench, site.id)
    expect(certificateQuestions()).toHaveLength(2)
    await bench.engine.server.forgetAllCertificates(never)
    expect(onlySites(await sitesOf(bench))[0]?.trustedCertificates).toEqual([])
  })
})

describe('a certificate that has changed', () => {
  it('stops and shows both; refused, no name is sent', async () => {
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    const old = server.certificateFingerprint!
    await reopen()
    await replaceServer()
    person(bench, 'refuse')
    await expect(connectSite(bench, site.id)).rejects.toMatchObject({
      code: 'certificate-changed',
    })
    expect(certificateQuestions()).toMatchObject([
      { previousFingerprint: old, certificate: { fingerprint: server.certificateFingerprint } },
    ])
    expect(server.commands().filter((command) => command.startsWith('USER'))).toEqual([])
  })

  it('takes the place of the old one when it is trusted', async () => {
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    await reopen()
    await replaceServer()
    await connectSite(bench, site.id)
    const [saved] = onlySites(await sitesOf(bench))
    expect(saved?.trustedCertificates.map(({ fingerprint }) => fingerprint)).toEqual([
      server.certificateFingerprint,
    ])
  })

  it('is not compared with that of another server of the site', async () => {
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    const other = await startPracticeServer()
    try {
      await save(bench, draftFor(other), site.id)
      await connectSite(bench, site.id)
      expect(certificateQuestions().at(-1)).not.toHaveProperty('previousFingerprint')
    } finally {
      await other.stop()
    }
  })
})

describe('a server that once offered TLS', () => {
  it('is not talked to in the clear, also after a restart', async () => {
    await quick()
    await reopen()
    await replaceServer({ tls: 'none' })
    await expect(quick()).rejects.toMatchObject({ code: 'tls-downgrade' })
    expect(server.commands().filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
    expect(await knownServers()).toMatchObject([{ port: server.port, hadTls: true }])

    await bench.engine.server.forgetServer(never, server.host, server.port)
    bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
    expect((await quick()).tls).toBeUndefined()
  })

  it('is not talked to in the clear by a test or a check either', async () => {
    const site = await save(bench, draftFor(server))
    await connectSite(bench, site.id)
    await replaceServer({ tls: 'none' })
    bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
    const tested = await allOf<TestResult>((sink) =>
      bench.engine.server.testSite(sink, draftFor(server), {}, site.id),
    )
    expect(tested.find(({ state }) => state === 'failed')).toMatchObject({
      step: 'tls',
      error: { code: 'tls-downgrade' },
    })
    const target = { siteId: site.id, credentials: {} }
    await allOf<CheckItem>((sink) => bench.engine.server.runChecks(sink, target, 'en'))
    expect(server.commands().filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
    expect(bench.asked.filter(({ kind }) => kind === 'plain')).toEqual([])
  })

  it('counts as new when the file of what is known is gone', async () => {
    await quick()
    await bench.close()
    await rm(`${folder}/trust.json`)
    await rm(`${folder}/trust.json.previous`, { force: true })
    bench = await openBench(folder)
    person(bench)
    expect(await knownServers()).toEqual([])
  })
})

describe('a server without TLS', () => {
  beforeEach(() => replaceServer({ tls: 'none' }))

  it('is explained before a password leaves, once for each server', async () => {
    bench.answers.plain = () => ({ kind: 'plain', decision: 'refuse' })
    await expect(quick()).rejects.toMatchObject({ code: 'cancelled' })
    expect(server.commands().filter((command) => command.startsWith('USER'))).toEqual([])

    bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
    await quick()
    await reopen()
    await quick()
    expect(bench.asked.filter(({ kind }) => kind === 'plain')).toEqual([])
  })

  it('is explained before each check and test, until it was accepted for that very server', async () => {
    const other = await startPracticeServer({ tls: 'none' })
    const plainQuestions = () => bench.asked.filter(({ kind }) => kind === 'plain').length
    const check = async ({ host, port }: PracticeServer) => {
      const settings = ConnectionSettings.parse({ host, port, user: 'practice' })
      const target = { settings, credentials: {} }
      await allOf<CheckItem>((sink) => bench.engine.server.runChecks(sink, target, 'en'))
    }
    try {
      bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
      await check(server)
      expect(plainQuestions()).toBe(1)
      await check(server)
      await quick()
      expect(plainQuestions()).toBe(1)
      await check(other)
      expect(plainQuestions()).toBe(2)
    } finally {
      await other.stop()
    }
  })

  it('needs no word for a visitor without a password', async () => {
    const settings = ConnectionSettings.parse({ host: server.host, port: server.port })
    await bench.engine.server.openSession(never, { settings, credentials: {} })
    expect(bench.asked).toEqual([])
  })

  it('is told about afterwards, once, when the user chose it', async () => {
    expect(await quick({ encryption: 'none' })).toMatchObject({ isFirstPlain: true })
    expect(await quick({ encryption: 'none' })).not.toHaveProperty('isFirstPlain')
  })

  it('is not explained again when the connection is saved as a site', async () => {
    bench.answers.plain = () => ({ kind: 'plain', decision: 'go-on' })
    const { id } = await quick()
    const wishes = { name: 'Saved', parentId: null, savePassword: false }
    const site = await bench.engine.server.saveSession(never, id, wishes)
    await reopen()
    await connectSite(bench, site.id)
    expect(bench.asked.filter(({ kind }) => kind === 'plain')).toEqual([])
  })

  it('is never used where TLS is required', async () => {
    await expect(quick({ encryption: 'required' })).rejects.toMatchObject({
      code: 'tls-not-offered',
    })
  })
})
