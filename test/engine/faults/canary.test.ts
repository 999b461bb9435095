import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { StreamSink } from '../../../electron/contract/rpc.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { Credentials } from '../../../electron/contract/sessions.ts'
import { createEngine } from '../../../electron/engine/engine.ts'
import { openVault } from '../../../electron/engine/secrets/vault.ts'
import { formsOf, leaksBelow, leaksIn } from '../../support/canary.ts'
import { never, until } from '../../support/connect.ts'
import { scripted, track } from '../../support/faultBench.ts'
import { startHttpProxy, startSocksProxy } from '../../support/proxies.ts'

const password = 'cAnary/Pa55+wörd&9d2c "q"'
const account = 'cAnary-acc0unt?71=f0'
const proxyPassword = 'cAnary%pr0xy:5e8b'
const masterPassword = 'cAnary master 3b91 pw'
const secrets = [password, account, proxyPassword, masterPassword]

describe('the search for canaries', () => {
  it.each(['AB', 'x', ''])('finds every form behind "%s"', (before) => {
    for (const secret of secrets) {
      const shown = [
        secret,
        [...secret].reverse().join(''),
        Buffer.from(`${before}${secret}`).toString('hex'),
        Buffer.from(`${before}${secret}`).toString('base64'),
        Buffer.from(`${before}${secret}-`).toString('base64url'),
        encodeURIComponent(`${before}${secret}`),
      ]
      for (const text of shown) expect(leaksIn('text', text, [secret])).not.toEqual([])
      expect(
        Math.min(...[...formsOf(secret).values()].map(({ length }) => length)),
      ).toBeGreaterThan(8)
    }
    expect(leaksIn('text', 'nothing of the kind', secrets)).toEqual([])
  })
})

/** Everything an engine says to its windows, as text. */
function listen(engine: Awaited<ReturnType<typeof createEngine>>) {
  const said: string[] = []
  const over = new AbortController()
  track({ stop: () => over.abort() })
  const sink = (name: string): StreamSink<never> => ({
    signal: over.signal,
    async send(items: unknown[]) {
      said.push(`${name} ${JSON.stringify(items)}`, `${name} ${inspect(items, { depth: 9 })}`)
    },
  })
  const { server } = engine
  void server.watchProtocol(sink('protocol'), {})
  void server.watchSessions(sink('sessions'))
  void server.watchTransfers(sink('transfers'))
  void server.watchSites(sink('sites'))
  void server.watchVisits(sink('visits'))
  void server.watchKnownServers(sink('known servers'))
  void server.watchSettings(sink('settings'))
  void server.watchVault(sink('vault'))
  const questions = sink('questions')
  void server.watchQuestions({
    ...questions,
    async send(changes) {
      await questions.send(changes as never)
      for (const change of changes)
        if (change.kind === 'certificate')
          await server.answerQuestion(never, change.id, { kind: 'certificate', decision: 'always' })
        else if (change.kind === 'password')
          await server.answerQuestion(never, change.id, {
            kind: 'password',
            ...(change.wanted === 'account' ? { password: account } : {}),
            remember: false,
          })
    },
  })
  /** Runs a step; its result or its error is heard as well. */
  const step = async <T>(name: string, job: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await job()
      said.push(`${name} ${inspect(result, { depth: 9 })} ${JSON.stringify(result) ?? ''}`)
      return result
    } catch (error) {
      const { toData } = error as { toData?: () => unknown }
      const data = toData ? JSON.stringify(toData.call(error)) : ''
      said.push(`${name} failed ${inspect(error, { depth: 9, showHidden: true })} ${data}`)
      return undefined
    }
  }
  return { said, step, sink }
}

describe.each(['none', 'explicit'] as const)('a mixed session, TLS %s', (tls) => {
  it('leaves no secret in any answer, error, log or file, in any form', async () => {
    const base = await mkdtemp(join(tmpdir(), 'sampan-canary-'))
    track({ stop: () => rm(base, { recursive: true, force: true }) })
    const [data, local] = [join(base, 'data'), join(base, 'local')]
    const users = [{ name: 'tester', password, account }]
    await mkdir(local)
    const server = await scripted([], { tls, users })
    const login = { user: 'walker', password: proxyPassword }
    const proxies = {
      socks5: track(await startSocksProxy(login)),
      http: track(await startHttpProxy(login)),
    }
    const { vault } = await openVault({
      file: join(base, 'vault.json'),
      cost: { N: 1024, r: 8, p: 1 },
    })
    const engine = await createEngine({
      dataFolder: data,
      secrets: vault,
      host: 'web',
      version: '0',
    })
    let isClosed = false
    track({ stop: async () => void (isClosed || (await engine.close())) })
    const { said, step, sink } = listen(engine)
    const { server: api } = engine

    await step('settings', () => api.changeSettings(never, { keepLogFiles: true }))
    await step('vault', () => api.createVault(never, masterPassword))
    const encryption = tls === 'none' ? 'none' : 'required'
    const settingsOf = (proxy?: keyof typeof proxies) =>
      ConnectionSettings.parse({
        ...{ host: server.host, port: server.port, user: 'tester', encryption },
        ...(proxy
          ? {
              proxy: {
                kind: proxy,
                host: proxies[proxy].host,
                port: proxies[proxy].port,
                user: login.user,
              },
            }
          : {}),
      })
    const open = (name: string, credentials: Credentials, proxy?: keyof typeof proxies) =>
      step(name, () => api.openSession(never, { settings: settingsOf(proxy), credentials }))
    const right = { password, account }

    const session = await open('right login', right)
    expect(session).toBeDefined()
    await open('through SOCKS', { ...right, proxyPassword }, 'socks5')
    await open('through HTTP', { ...right, proxyPassword }, 'http')
    await open('proxy refuses', { ...right, proxyPassword: `${proxyPassword}x` }, 'http')
    await open('proxy refuses', { ...right, proxyPassword: `${proxyPassword}x` }, 'socks5')
    await open('account refused', { password, account: `${account}x` })
    // Servers that repeat what they were sent.
    for (const verb of ['PASS', 'ACCT']) {
      server.setScript([
        { on: verb, instead: ({ argument }) => `500 ${verb} ${argument}: what does that mean?` },
      ])
      await open(`${verb} repeated`, right)
    }
    server.setScript([
      { on: 'PASS', instead: ({ argument }) => `530-No.\r\n530 <${argument}> is wrong.` },
    ])
    await open('password refused', right)
    server.setScript([{ on: 'PASS', instead: null, reply: { close: 'RST' } }])
    await open('cut at PASS', right)
    server.setScript([])

    const id = session!.id
    for (const line of [
      `pass ${password}`,
      `Acct ${account}`,
      `SITE PSWD ${password} ${account}`,
      `site pass ${password}`,
      'PWD',
    ])
      await step('raw command', () => api.sendRawCommand(never, id, line))
    await step('list', async () => {
      await api.readFolder(sink('folder'), { kind: 'remote', sessionId: id, path: '/' })
    })
    await writeFile(join(base, 'up.txt'), 'up')
    const transfers = ['/README.txt', '/missing'].map((path) => ({
      source: { kind: 'remote' as const, sessionId: id, path },
      target: { kind: 'local' as const, path: `${local}${path}` },
      ...{ kind: 'file' as const, size: null, modifiedAt: null },
    }))
    const options = { onConflict: 'overwrite' as const, first: false, paused: false }
    await step('enqueue', () => api.enqueueTransfers(never, transfers, options))
    await until(async () => {
      const query = { tab: 'queue' as const, offset: 0, limit: 10 }
      return (await api.listTransfers(never, query)).total === 0
    })
    for (const tab of ['queue', 'failed', 'done'] as const)
      await step(tab, () => api.listTransfers(never, { tab, offset: 0, limit: 100 }))

    const site = await step('save session', () =>
      api.saveSession(never, id, { name: 'Canary', parentId: null, savePassword: true }),
    )
    if (site) {
      await step('secrets', () =>
        api.changeSecrets(never, site.id, { password, account, proxyPassword }),
      )
      await step('saved', () => api.savedSecrets(never, site.id))
      await step('by site', () => api.openSession(never, { siteId: site.id, credentials: {} }))
      await step('plain export', () =>
        api.exportSites(never, { ids: 'all', as: { kind: 'plain' } }),
      )
      await step('encrypted export', () =>
        api.exportSites(never, {
          ids: 'all',
          as: { kind: 'encrypted', passphrase: masterPassword },
        }),
      )
      await step('test', async () => {
        const draft = { ...site, options: site.options }
        await api.testSite(sink('site test'), draft as never, right, site.id)
      })
    }
    await step('checks', () =>
      Promise.resolve(api.runChecks(sink('checks'), { sessionId: id }, 'en')),
    )
    await step('wrong master password', () => api.unlockVault(never, `${masterPassword}x`))
    await step('diagnose', () => api.diagnose(never, { sessionId: id }, 'en'))
    for (let seq = 0; seq < 120; seq++) await step('explain', () => api.explain(never, seq, 'en'))
    await engine.close()
    isClosed = true

    expect(said.length).toBeGreaterThan(100)
    expect(said.some((text) => text.startsWith('site test'))).toBe(true)
    expect(said.flatMap((text) => leaksIn(text.slice(0, 60), text, secrets))).toEqual([])
    expect(
      server.commands().filter((command) => command.startsWith('PASS')).length,
    ).toBeGreaterThan(5)
    const files = await readdir(data, { recursive: true })
    expect(files.filter((name) => name.endsWith('.log') || name.includes('logs/'))).not.toEqual([])
    expect(await leaksBelow(base, secrets)).toEqual([])
  })
})
