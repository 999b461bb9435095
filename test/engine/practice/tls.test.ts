import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Duplex } from 'node:stream'
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
  type TlsFacts,
} from '../../../electron/engine/practice/index.ts'
import { writeCertificates, type TestCertificates } from '../../support/certificates.ts'
import { RawClient, readAll } from './rawClient.ts'

let folder: string
let certificates: TestCertificates
let server: PracticeServer
let client: RawClient | undefined

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-tls-'))
  certificates = await writeCertificates(folder)
})
afterAll(() => rm(folder, { recursive: true }))

afterEach(async () => {
  client?.close()
  client = undefined
  await server.stop()
})

async function start(options: PracticeServerOptions = {}) {
  server = await startPracticeServer(options)
}

async function secured(options: ConnectionOptions = {}) {
  const made = await RawClient.connect(server)
  client = made
  await made.expectGreeting(220)
  await made.startTls(options)
  return made
}

async function loggedIn(options: ConnectionOptions = {}) {
  const made = await secured(options)
  await made.expect(331, 'USER practice')
  await made.expect(230, 'PASS practice')
  await made.expect(200, 'PBSZ 0')
  await made.expect(200, 'PROT P')
  await made.expect(200, 'TYPE I')
  return made
}

/** Our side of TLS on a data connection, as the client that every FTP client is here. */
const overTls = (socket: Socket, options: ConnectionOptions = {}): TLSSocket =>
  tlsConnect({ socket, rejectUnauthorized: false, ...options })

const tlsEvents = (kind: 'control-tls' | 'data-tls'): TlsFacts[] =>
  server.transcript.flatMap((event) => (event.kind === kind && 'tls' in event ? [event.tls] : []))

/** A stream over a socket that keeps what comes in; Node's TLS client hides the closing alert. */
function tapped(raw: Socket): { tap: Duplex; received: Buffer[] } {
  const received: Buffer[] = []
  const tap = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => void raw.write(chunk, () => done()),
    final: (done) => void raw.end(done),
  })
  raw.on('data', (chunk: Buffer) => {
    received.push(chunk)
    tap.push(chunk)
  })
  raw.on('end', () => tap.push(null))
  return { tap, received }
}

describe('AUTH, PBSZ and PROT (RFC 4217)', () => {
  it('wants them in order', async () => {
    await start()
    const plain = await RawClient.login(server)
    await plain.expect(503, 'PBSZ 0')
    await plain.expect(503, 'PROT P')
    await plain.expect(504, 'AUTH KERBEROS_V4')
    await plain.expect(503, 'SSCN ON')
    plain.close()
    const secure = await secured()
    await secure.expect(503, 'AUTH TLS')
    await secure.expect(503, 'PROT P')
    await secure.expect(200, 'PBSZ 0')
    await secure.expect(536, 'PROT S')
    await secure.expect(536, 'PROT E')
    await secure.expect(504, 'PROT X')
    await secure.expect(200, 'PROT C')
    await secure.expect(200, 'PROT P')
    await secure.expect(534, 'CCC')
  })

  it('forgets the login of before AUTH', async () => {
    await start()
    client = await RawClient.login(server)
    await client.startTls()
    await client.expect(530, 'PWD')
  })

  it('forgets what was sent in plain text behind AUTH', async () => {
    await start()
    const plain = await RawClient.connect(server)
    await plain.expectGreeting(220)
    plain.write(Buffer.from('AUTH TLS\r\nUSER practice\r\nPASS practice\r\nDELE README.txt\r\nPA'))
    expect((await plain.reply()).code).toBe(234)
    plain.socket.removeAllListeners()
    const socket = overTls(plain.socket)
    socket.on('error', () => undefined)
    await once(socket, 'secureConnect')
    socket.write('PWD\r\n')
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    expect(String(bytes)).toMatch(/^530 /)
    expect(server.commands()).toEqual(['AUTH TLS', 'PWD'])
    socket.destroy()
  })

  it('refuses USER without TLS, and transfers without PROT P, where that is wanted', async () => {
    await start({ tlsOptions: { required: true, dataRequired: true } })
    const plain = await RawClient.connect(server)
    await plain.expectGreeting(220)
    await plain.expect(530, 'USER practice')
    plain.close()
    const secure = await loggedIn()
    await secure.expect(200, 'PROT C')
    expect((await secure.fetch('LIST')).last.code).toBe(521)
  })

  it('has no TLS where that is switched off', async () => {
    await start({ tls: 'none' })
    client = await RawClient.login(server)
    await client.expect(502, 'AUTH TLS')
    expect(server.certificate).toBeUndefined()
  })

  it('survives a client that speaks no TLS after AUTH', async () => {
    await start()
    const plain = await RawClient.connect(server)
    await plain.expectGreeting(220)
    await plain.expect(234, 'AUTH TLS')
    plain.write('USER practice')
    await plain.rest()
    await loggedIn()
  })
})

describe('data connections over TLS', () => {
  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
    const options = { minVersion: version, maxVersion: version, servername: 'localhost' }

    it('resume the control session, passive and active, both ways', async () => {
      await start({ tlsOptions: { requireSessionReuse: 522 } })
      const secure = await loggedIn(options)
      for (let round = 0; round < 5; round++) {
        const data = overTls(await secure.passive(), { ...options, session: secure.session })
        const received = readAll(data)
        await secure.expect(150, 'RETR README.txt')
        expect((await secure.reply()).code).toBe(226)
        expect((await received).length).toBeGreaterThan(500)

        const { arrival, close } = await secure.active()
        secure.write('STOR incoming/up')
        const upload = overTls(await arrival, { ...options, session: secure.session })
        upload.end('content')
        expect((await secure.reply()).code).toBe(150)
        expect((await secure.reply()).code).toBe(226)
        close()
      }
      expect(tlsEvents('control-tls')).toMatchObject([
        { protocol: version, resumed: false, serverName: 'localhost' },
      ])
      expect(tlsEvents('data-tls')).toHaveLength(10)
      expect(tlsEvents('data-tls').every((tls) => tls.resumed)).toBe(true)
    })

    it.each([425, 522] as const)('are refused with %i when they do not resume', async (code) => {
      await start({ tlsOptions: { requireSessionReuse: code } })
      const secure = await loggedIn(options)
      const data = overTls(await secure.passive(), options)
      const received = readAll(data)
      await secure.expect(150, 'RETR README.txt')
      expect((await secure.reply()).code).toBe(code)
      expect(await received).toHaveLength(0)
      await secure.expect(200, 'NOOP')
    })
  })

  it('end in order after an upload: the closing alert is answered', async () => {
    await start()
    const secure = await loggedIn({ minVersion: 'TLSv1.3' })
    for (let count = 0; count < 20; count++) {
      const raw = await secure.passive()
      const { tap, received } = tapped(raw)
      const upload = tlsConnect({ socket: tap, rejectUnauthorized: false })
      const gone = once(raw, 'close')
      await secure.expect(150, 'STOR incoming/up')
      upload.end(Buffer.alloc(100_000))
      expect((await secure.reply()).code).toBe(226)
      await gone
      // An encrypted alert: 19 bytes behind the head of an application data record (RFC 8446 §5.2).
      expect(Buffer.concat(received).subarray(-24, -19).toString('hex')).toBe('1703030013')
    }
  })

  it('say 522 when the client speaks no TLS there', async () => {
    await start()
    const secure = await loggedIn()
    const data = await secure.passive()
    await secure.expect(150, 'STOR incoming/up')
    data.end('plain text, and not too short for a TLS record header')
    expect((await secure.reply()).code).toBe(522)
    await secure.expect(200, 'NOOP')
  })

  it('end with 426 and 226 at ABOR', async () => {
    await start()
    const secure = await loggedIn()
    const data = overTls(await secure.passive(), { session: secure.session })
    data.on('error', () => undefined)
    await secure.expect(150, 'RETR 5 MiB.bin')
    await once(data, 'readable')
    secure.write('ABOR')
    expect((await secure.reply()).code).toBe(426)
    expect((await secure.reply()).code).toBe(226)
    data.destroy()
    await secure.expect(200, 'NOOP')
  })

  it('let the server be the TLS client with CPSV and with SSCN', async () => {
    await start()
    const other = await startPracticeServer()
    try {
      const one = await loggedIn()
      const two = await RawClient.connect(other)
      await two.expectGreeting(220)
      await two.startTls()
      for (const line of ['USER practice', 'PASS practice', 'PBSZ 0', 'PROT P', 'TYPE I'])
        expect((await two.command(line)).code).toBeLessThan(400)
      const copy = async (name: string, passive: string) => {
        const port = /\((.*)\)/.exec((await one.command(passive)).text)?.[1]
        await two.expect(200, `PORT ${port}`)
        one.write('RETR 5 MiB.bin')
        expect((await two.command(`STOR incoming/${name}`)).code).toBe(150)
        expect([await one.reply(), await one.reply()].map(({ code }) => code)).toEqual([150, 226])
        expect((await two.reply()).code).toBe(226)
        const hashes = [
          await one.command('HASH 5 MiB.bin'),
          await two.command(`HASH incoming/${name}`),
        ]
        expect(hashes[1]?.text.split(' ')[3]).toBe(hashes[0]?.text.split(' ')[3])
      }
      await copy('by CPSV', 'CPSV')
      expect(await one.expect(200, 'SSCN')).toContain('SERVER')
      await one.expect(200, 'SSCN ON')
      await copy('by SSCN', 'PASV')
      two.close()
    } finally {
      await other.stop()
    }
  })
})

describe('certificates', () => {
  it('are made at start for localhost, 127.0.0.1 and ::1', async () => {
    await start({ tls: 'implicit' })
    for (const servername of ['localhost', '']) {
      const socket = tlsConnect({
        host: '127.0.0.1',
        port: server.port,
        ca: server.certificate,
        servername,
      })
      await once(socket, 'secureConnect')
      expect(socket.authorized).toBe(true)
      expect(socket.getPeerCertificate().fingerprint256).toBe(server.certificateFingerprint)
      socket.destroy()
    }
  })

  it('can be given, with the faults that tests want', async () => {
    const cases = [
      ['server', null],
      ['expired', 'CERT_HAS_EXPIRED'],
      ['wrongHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ] as const
    for (const [name, code] of cases) {
      await start({ tls: 'implicit', tlsOptions: { pair: certificates[name] } })
      const ca = certificates.authority.certificate
      const socket = tlsConnect({
        host: '127.0.0.1',
        port: server.port,
        ca,
        servername: 'localhost',
      })
      const outcome = await once(socket, 'secureConnect').then(
        () => null,
        (error: NodeJS.ErrnoException) => error.code,
      )
      expect(outcome, name).toBe(code)
      socket.destroy()
      await server.stop()
    }
  })

  it('are asked from clients, and checked', async () => {
    await start({ tlsOptions: { clientAuthority: certificates.authority.certificate } })
    const { client: own, strangerClient } = certificates
    const good = await secured({ cert: own.certificate, key: own.key })
    await good.expect(331, 'USER practice')
    for (const bad of [{}, { cert: strangerClient.certificate, key: strangerClient.key }]) {
      const outcome = await secured(bad).then(
        (made) => made.rest().then(() => 'ended'),
        () => 'refused',
      )
      expect(outcome === 'refused' || outcome === 'ended').toBe(true)
    }
  })
})
