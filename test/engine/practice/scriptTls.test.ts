import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect as tlsConnect, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { PracticeServer, Script } from '../../../electron/engine/practice/index.ts'
import { writeCertificates, type TestCertificates } from '../../support/certificates.ts'
import { startScriptedServer } from '../../support/scriptedServer.ts'
import { RawClient, readAll } from './rawClient.ts'

let folder: string
let certificates: TestCertificates
let server: PracticeServer
let client: RawClient

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-script-tls-'))
  certificates = await writeCertificates(folder)
})
afterAll(() => rm(folder, { recursive: true }))

afterEach(async () => {
  client.close()
  await server.stop()
})

async function start(script: Script, tls: 'explicit' | 'implicit' = 'explicit') {
  server = await startScriptedServer(script, { tls })
  if (tls === 'explicit') client = await RawClient.connect(server)
  else client = await RawClient.connectImplicit(server)
  await client.expectGreeting(220)
}

async function login() {
  await client.startTls()
  for (const line of ['USER practice', 'PASS practice', 'PBSZ 0', 'PROT P', 'TYPE I'])
    expect((await client.command(line)).code).toBeLessThan(400)
}

const overTls = (socket: Socket) =>
  tlsConnect({ socket, rejectUnauthorized: false, session: client.session })

it('can never answer the handshake after 234', async () => {
  await start([{ on: 'AUTH', tls: { silent: true } }])
  await client.expect(234, 'AUTH TLS')
  client.socket.removeAllListeners('data')
  const secured = overTls(client.socket)
  secured.on('error', () => undefined)
  secured.write('x')
  const silence = new Promise((resolve) => setTimeout(resolve, 300, 'silence'))
  expect(await Promise.race([once(secured, 'secureConnect'), silence])).toBe('silence')
  secured.destroy()
  while (server.connections().length > 0) await new Promise((resolve) => setImmediate(resolve))
})

it('can inject replies behind 234, in the same packet', async () => {
  await start([{ on: 'AUTH', final: { after: '230 you are in\r\n211 FEAT end' } }])
  client.write('AUTH TLS')
  const [bytes] = (await once(client.socket, 'data')) as [Buffer]
  expect(String(bytes)).toBe('234 Start the TLS handshake.\r\n230 you are in\r\n211 FEAT end\r\n')
})

it('can show another certificate on control and on data', async () => {
  const other = { cert: certificates.expired.certificate, key: certificates.expired.key }
  await start([
    { on: 'AUTH', nth: 2, tls: other },
    { on: 'RETR', data: { tls: other } },
  ])
  const secured = await client.startTls()
  expect(secured.getPeerCertificate().fingerprint256).toBe(server.certificateFingerprint)
  const second = await RawClient.connect(server)
  await second.expectGreeting(220)
  const shown = (await second.startTls()).getPeerX509Certificate()
  expect(shown?.subject).toBe('CN=localhost')
  expect(new Date(shown!.validTo).getTime()).toBeLessThan(Date.now())
  second.close()

  for (const line of ['USER practice', 'PASS practice', 'PBSZ 0', 'PROT P'])
    expect((await client.command(line)).code).toBeLessThan(400)
  const data = tlsConnect({ socket: await client.passive(), rejectUnauthorized: false })
  const bytes = readAll(data)
  await client.expect(150, 'RETR README.txt')
  await once(data, 'secureConnect')
  expect(data.getPeerCertificate().fingerprint256).toBe(shown?.fingerprint256)
  expect((await bytes).length).toBeGreaterThan(500)
})

it('can change the certificate between implicit connections', async () => {
  const other = { cert: certificates.server.certificate, key: certificates.server.key }
  await start([{ on: 'CONNECT', nth: 2, tls: other }], 'implicit')
  const second = await RawClient.connectImplicit(server)
  await second.expectGreeting(220)
  const issuers = [client, second].map(({ socket }) =>
    socket instanceof TLSSocket ? socket.getPeerCertificate().issuer.CN : null,
  )
  expect(issuers).toEqual(['localhost', 'Test authority'])
  second.close()
})

it('can speak plain text on a data connection that should be protected', async () => {
  await start([{ on: 'NLST', data: { tls: 'plain' } }])
  await login()
  const { bytes, last } = await client.fetch('NLST documents')
  expect(String(bytes)).toContain('documents/letter.txt\r\n')
  expect(last.code).toBe(226)
})

it('can speak TLS 1.0 on a data connection', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  await start([{ on: 'NLST', data: { tls: old } }])
  await login()
  const data = tlsConnect({ socket: await client.passive(), rejectUnauthorized: false })
  const failed = once(data, 'error') as Promise<[NodeJS.ErrnoException]>
  await client.expect(150, 'NLST')
  expect((await failed)[0].message).toMatch(/protocol version|unsupported protocol/i)
  expect((await client.reply()).code).toBe(522)

  const willing = tlsConnect({ socket: await client.passive(), rejectUnauthorized: false, ...old })
  const bytes = readAll(willing)
  await client.expect(150, 'NLST documents')
  expect(String(await bytes)).toContain('documents/letter.txt\r\n')
})

it('can write plain text into an established TLS connection', async () => {
  await start([{ on: 'NOOP', final: { text: '500 OOPS: priv_sock_get_cmd', plain: true } }])
  await login()
  const failed = once(client.socket, 'error') as Promise<[Error]>
  client.write('NOOP')
  expect((await failed)[0].message).toMatch(/record|wrong version/i)
})

it.each(['FIN', 'END'] as const)('can end TLS data with %s', async (how) => {
  await start([{ on: 'RETR', data: { close: { after: 100_000, how } } }])
  await login()
  const data = overTls(await client.passive())
  const bytes = readAll(data)
  await client.expect(150, 'RETR 5 MiB.bin')
  expect((await client.reply()).code).toBe(226)
  expect(await bytes).toHaveLength(100_000)
})
