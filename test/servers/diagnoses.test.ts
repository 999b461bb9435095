import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createServer } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import tls from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { downloadAll, listAll, never, until, uploadAll } from '../support/connect.ts'
import type { TestConnection } from '../support/connect.ts'
import { probe } from '../support/diagnosisProbe.ts'
import type { ProbeSettings, ProbeWork } from '../support/diagnosisProbe.ts'
import { openConnection } from '../support/connect.ts'
import { startMiddlebox } from '../support/middlebox.ts'
import type { Meddling } from '../support/middlebox.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer, RealServerName, RealServerOptions } from '../support/realServers.ts'
import { asRoot } from '../support/system.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
const asRootNow = (command: string, ...args: string[]) => execFileSync(...asRoot(command, args))

async function start(name: RealServerName, options: RealServerOptions = {}): Promise<RealServer> {
  const server = await startRealServer(name, options)
  ends.push(() => server.stop())
  server.place('a.txt', 'hello\n')
  return server
}
const settingsFor = (
  server: { host: string; port: number; user: string },
  settings: Partial<ProbeSettings> = {},
): ProbeSettings => ({
  ...{ host: server.host, port: server.port, user: server.user },
  ...{ encryption: 'none', mode: 'passive', connectTimeout: 3, replyTimeout: 8 },
  ...settings,
})
const run = (
  server: RealServer,
  work: ProbeWork | ((connection: TestConnection) => Promise<unknown>),
  settings: Partial<ProbeSettings> = {},
) => probe(settingsFor(server, settings), server.password, work)
const upload =
  (path: string, size = 3) =>
  (connection: TestConnection) =>
    uploadAll(connection, path, Buffer.alloc(size, 'x'))

describe.each(realServerNames)('diagnoses of %s, configured so', (name) => {
  it('wants encryption', async () => {
    const server = await start(name, { tls: 'explicit', requireTls: true })
    const found = await run(server, 'list')
    expect(found.codes[0]).toBe('tls-required')
    expect(found).toMatchObject({ cure: { encryption: 'required' }, cured: 'works' })
  })

  it('has one place only', async () => {
    const server = await start(name, { connectionLimit: 1 })
    const first = await openConnection({
      settings: settingsFor(server),
      credentials: { password: server.password },
    })
    ends.push(() => first.close())
    const found = await run(server, 'connect')
    expect(found.codes[0]).toBe('connection-limit')
    expect(found.cure).toEqual({ connectionLimit: 1 })
  })

  it('has a full disk', async () => {
    const server = await start(name)
    asRootNow('mount', '-t', 'tmpfs', '-o', 'size=256k,mode=777', 'tmpfs', server.folder)
    ends.push(() => asRootNow('umount', server.folder))
    expect((await run(server, upload('/big.bin', 1_000_000))).codes[0]).toBe('disk-full')
  })

  it('does not let the user write there', async () => {
    const server = await start(name)
    server.place('closed/y', 'y')
    asRootNow('chown', 'root:root', `${server.folder}/closed`)
    chmodSync(`${server.folder}/closed`, 0o755)
    expect((await run(server, upload('/closed/x'))).codes[0]).toBe('permission-denied')
  })

  it('cannot hold so long a name', async () => {
    const server = await start(name)
    expect((await run(server, upload(`/${'n'.repeat(300)}`))).codes[0]).toBe('path-syntax')
  })

  it('shows a certificate that nobody vouches for', async () => {
    const server = await start(name, { tls: 'explicit' })
    const refuse = () => Promise.reject(new Error('certificate untrusted: self-signed'))
    const settings = settingsFor(server, { encryption: 'required' })
    const found = await probe(settings, server.password, 'list', { trust: refuse })
    expect(found.codes[0]).toBe('certificate-untrusted')
  })

  it('knows another password', async () => {
    const server = await start(name)
    expect((await probe(settingsFor(server), 'wrong', 'list')).codes[0]).toBe('login-failed')
  })
})

describe('diagnoses of one server alone', () => {
  it.each(['vsftpd', 'proftpd'] as const)('%s hangs up on who says nothing', async (name) => {
    const server = await start(name, { idleTimeout: 1 })
    const found = await run(server, async (connection) => {
      await until(() => !connection.isOpen)
      await connection.send('PWD', never)
    })
    expect(found.codes[0]).toBe('idle-timeout')
    expect(found.cure).toEqual({ keepAliveInterval: 30 })
  })

  // vsftpd does not offer UTF8, so that nothing can be known there.
  it.each(['proftpd', 'pure-ftpd'] as const)(
    '%s writes UTF-8, and Sampan was told otherwise',
    async (name) => {
      const server = await start(name)
      server.place('信.txt', 'x')
      const work = (connection: TestConnection) => downloadAll(connection, '/信.txt')
      const found = await run(server, work, { encoding: 'gb18030' })
      expect(found.codes[0]).toBe('encoding-trouble')
      expect(found).toMatchObject({ cure: { encoding: 'utf-8' }, cured: 'works' })
    },
  )

  it('pure-ftpd counts what a user may store', async () => {
    const server = await start('pure-ftpd', { extraConfig: ['--quota', '1000:1'] })
    expect((await run(server, upload('/big.bin', 3_000_000))).codes[0]).toBe('quota-exceeded')
  })

  it('proftpd forbids some names', async () => {
    const server = await start('proftpd', { extraConfig: ['PathDenyFilter "[*]"'] })
    expect((await run(server, upload('/a*b.txt'))).codes[0]).toBe('path-syntax')
  })

  it.each(['vsftpd', 'proftpd'] as const)(
    '%s wants the TLS session resumed, and the TLS library does not',
    async (name) => {
      const server = await start(name, { tls: 'explicit' })
      const original = tls.connect
      // As with BoringSSL, where a session may not be resumable.
      const forgetful = (options: tls.ConnectionOptions) =>
        original({ ...options, session: undefined })
      tls.connect = forgetful as typeof tls.connect
      syncBuiltinESMExports()
      ends.push(() => {
        tls.connect = original
        syncBuiltinESMExports()
      })
      const found = await run(server, 'list', { encryption: 'required' })
      expect(found.codes[0]).toBe('tls-session-reuse-required')
      expect(found.evidence.join('\n')).toMatch(/425|522/)
    },
  )
})

describe('diagnoses of what stands on the way or on the port', () => {
  async function behindBox(meddle: (line: string) => Meddling | undefined) {
    const server = await start('vsftpd')
    const box = await startMiddlebox(server, meddle)
    ends.push(() => box.stop())
    return { server, settings: settingsFor({ ...server, ...box }, { replyTimeout: 2 }) }
  }

  it.each(['swallow', 'reset'] as const)('a box that knows no EPSV (%s)', async (how) => {
    const { server, settings } = await behindBox((line) => (/^EPSV/.test(line) ? how : undefined))
    const found = await probe(settings, server.password, 'list')
    expect(found.codes[0]).toBe('epsv-broken-by-middlebox')
    expect(found).toMatchObject({ cure: { quirks: { noEpsv: true } }, cured: 'works' })
  })

  it('a router that forgets the control connection during a transfer', async () => {
    const { server, settings } = await behindBox((line) =>
      /^RETR/.test(line) ? 'go-deaf' : undefined,
    )
    // The cure is patience, which this router would not reward.
    const found = await probe(settings, server.password, 'download', { cures: false })
    expect(found.codes[0]).toBe('end-of-transfer-timeout')
    expect(found.cure).toMatchObject({ keepAliveInterval: 30 })
  })

  it('a web server that waits for its client', async () => {
    const web = createServer((_request, answer) => answer.end('hello'))
    await new Promise<void>((resolve) => web.listen(8_080, '127.0.0.83', resolve))
    ends.push(() => {
      web.closeAllConnections()
      web.close()
    })
    const settings = settingsFor(
      { host: '127.0.0.83', port: 8_080, user: 'x' },
      { replyTimeout: 1 },
    )
    expect((await probe(settings, 'x', 'list')).codes[0]).toBe('wrong-protocol')
  })

  it('TLS from the first byte, where the client waits for words', async () => {
    const server = await start('vsftpd', { tls: 'implicit', port: 8_443 })
    const found = await run(server, 'list', { replyTimeout: 2 })
    expect(found.codes[0]).toBe('wrong-protocol')
  })

  it('words, where the client began with TLS', async () => {
    const server = await start('vsftpd', { tls: 'explicit' })
    const found = await run(server, (one) => listAll(one, '/'), { encryption: 'implicit' })
    expect(found.codes[0]).toBe('wrong-protocol')
    expect(found).toMatchObject({ cure: { encryption: 'required' }, cured: 'works' })
  })
})
