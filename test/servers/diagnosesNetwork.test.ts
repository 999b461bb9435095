import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProbeResult, ProbeSettings, ProbeWork } from '../support/diagnosisProbe.ts'
import { startNetwork } from '../support/network.ts'
import type { Network, NetworkOptions } from '../support/network.ts'
import type { RealServerName, RealServerOptions } from '../support/realServers.ts'
import { ensureRealServer } from '../support/realServersInstall.ts'

const program = (name: string) => `${import.meta.dirname}/../support/${name}`
const passivePorts: [number, number] = [21_000, 21_050]
const passive = `${passivePorts.join('-')}`

type Address = { port: number; user: string; password: string }
const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A real server on one computer, Sampan's engine on another, and a router between them. */
async function bench(
  name: RealServerName,
  options: NetworkOptions,
  server: RealServerOptions = {},
): Promise<(settings: Partial<ProbeSettings>, work: ProbeWork) => Promise<ProbeResult>> {
  // The computers of the test reach no package source.
  ensureRealServer(name)
  const network = startNetwork(options)
  ends.push(() => network.remove())
  const address = await startServer(network, name, server)
  return async (settings, work) => {
    const all: ProbeSettings = {
      host: network.serverAddress,
      port: address.port,
      user: address.user,
      encryption: 'none',
      // Packets that nobody answers are waited for this long.
      connectTimeout: 2,
      replyTimeout: 6,
      ...settings,
    }
    const child = network.spawn('client', process.execPath, [
      program('diagnosisProbe.ts'),
      ...[JSON.stringify(all), address.password, work],
    ])
    return JSON.parse(await text(child.stdout!)) as ProbeResult
  }
}

async function startServer(network: Network, name: RealServerName, options: RealServerOptions) {
  const child = network.spawn('server', process.execPath, [
    program('networkServer.ts'),
    name,
    JSON.stringify({ host: network.ownServerAddress, port: 2_121, passivePorts, ...options }),
  ])
  const exited = once(child, 'exit')
  ends.push(async () => {
    child.stdin!.end()
    await exited
  })
  const lines = createInterface(child.stdout!)
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)])
  if (!first) throw new Error(`${name} did not start in its network`)
  return JSON.parse(String(first[0])) as Address
}

describe('diagnoses of real networks', () => {
  it('works where nothing is in the way', async () => {
    const run = await bench('vsftpd', {})
    for (const mode of ['passive', 'active'] as const)
      expect(await run({ mode }, 'list')).toMatchObject({ error: 'works', codes: [] })
  })

  it.each(['drop', 'reject with tcp reset'])(
    'a firewall before the passive ports (%s)',
    async (verdict) => {
      const run = await bench('vsftpd', { forward: [`tcp dport ${passive} ${verdict}`] })
      const found = await run({ mode: 'passive' }, 'list')
      expect(found.codes[0]).toBe('passive-ports-blocked')
      expect(found.evidence.join()).toMatch(/229|227/)
      expect(found).toMatchObject({ cure: { mode: 'active' }, cured: 'works' })
    },
  )

  it.each(['vsftpd', 'proftpd', 'pure-ftpd'] as const)(
    'a firewall before the client, and %s that dials',
    async (name) => {
      const run = await bench(name, { forward: ['iifname "s0" ct state new drop'] })
      const found = await run({ mode: 'active' }, 'list')
      expect(found.codes[0]).toBe('active-port-blocked')
      expect(found.evidence.join()).toMatch(/EPRT|PORT/)
      expect(found).toMatchObject({ cure: { mode: 'passive' }, cured: 'works' })
    },
  )

  it.each(['vsftpd', 'proftpd', 'pure-ftpd'] as const)(
    'a home router before the client, whose address means nothing to %s',
    async (name) => {
      const run = await bench(name, { hidesClient: true })
      const found = await run({ mode: 'active' }, 'list')
      expect(found.codes[0]).toBe('nat-in-front-of-port')
      expect(found.evidence.join()).toMatch(/192[.,]168/)
      expect(found).toMatchObject({ cure: { mode: 'passive' }, cured: 'works' })
    },
  )

  it('a home router before the server, which announces its inner address', async () => {
    const run = await bench('vsftpd', { publishesPorts: [2_121] })
    const quirks = {
      noEpsv: true,
      noMlsd: false,
      noUtf8: false,
      mdtmForTimes: false,
      listAll: false,
    }
    const found = await run({ mode: 'passive', quirks }, 'list')
    expect(found.codes[0]).toBe('unroutable-passive-address')
    expect(found.evidence.join()).toContain('10,71,0,2')
    expect(found).toMatchObject({ cure: { mode: 'active' }, cured: 'works' })
  })
})
