import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import type { PracticeServerOptions, Script } from '../../../electron/engine/practice/index.ts'
import { diagnosisCodes } from '../../../electron/engine/knowledge/diagnose.ts'
import type { DiagnosisCode } from '../../../electron/engine/knowledge/diagnose.ts'
import { diagnoseTarget } from '../../../electron/engine/protocol/diagnose.ts'
import { downloadAll, listAll, never, until, uploadAll } from '../../support/connect.ts'
import type { ConnectOptions, TestConnection } from '../../support/connect.ts'
import { canary, connectTo, scripted, track } from '../../support/faultBench.ts'
import { startBlackHole, startRawServer } from '../../support/scriptedServer.ts'

type Address = { host: string; port: number }
type Provocation = {
  code: DiagnosisCode
  name: string
  server: () => Promise<Address>
  settings?: Partial<ConnectionSettings>
  options?: Omit<ConnectOptions, 'settings'>
  work?: (connection: TestConnection) => Promise<unknown>
  /** What the button would change. */
  cure?: object
}

const bench =
  (script: Script, options: Omit<PracticeServerOptions, 'script'> = {}) =>
  (): Promise<Address> =>
    scripted(script, options)
const speaking = (text: string) => async () =>
  track(await startRawServer((socket) => void socket.write(text)))
const list = (connection: TestConnection) => listAll(connection, '/')
const fetch = (connection: TestConnection) => downloadAll(connection, '/README.txt')
const store = (connection: TestConnection) => uploadAll(connection, '/new.txt', Buffer.from('new'))

/** A port on which nobody listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
const pasv = (host: string, port: number) =>
  `227 Entering Passive Mode (${host.replaceAll('.', ',')},${port >> 8},${port & 255}).`

const provocations: Provocation[] = [
  {
    code: 'host-not-found',
    name: 'a name that stands in no directory',
    server: async () => ({ host: 'no-such-host.invalid', port: 21 }),
  },
  {
    code: 'connection-refused',
    name: 'a port on which nobody listens',
    server: async () => ({ host: '127.0.0.1', port: await deadPort() }),
  },
  {
    code: 'timeout-connect',
    name: 'a port that swallows every packet',
    server: async () => ({ host: '127.0.0.1', port: track(await startBlackHole()).port }),
    settings: { connectTimeout: 1 },
  },
  { code: 'wrong-protocol', name: 'SSH', server: speaking('SSH-2.0-OpenSSH_9.6\r\n') },
  {
    code: 'wrong-protocol',
    name: 'a web server',
    server: speaking('HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n'),
  },
  {
    code: 'certificate-untrusted',
    name: 'a certificate that nobody vouches for',
    server: bench([], { tls: 'explicit' }),
    settings: { encryption: 'required' },
    options: {
      trust: (question) => Promise.reject(new Error(`certificate untrusted: ${question.reason}`)),
    },
  },
  {
    code: 'tls-version-mismatch',
    name: 'a server that speaks TLS 1.2 only to a client that wants 1.3',
    server: bench([], { tls: 'explicit', tlsOptions: { maxVersion: 'TLSv1.2' } }),
    settings: { encryption: 'required', minimumTls: '1.3' },
    cure: { minimumTls: '1.0' },
  },
  {
    code: 'tls-session-reuse-required',
    name: 'as FileZilla Server says it',
    server: bench([
      {
        on: ['MLSD', 'LIST', 'NLST'],
        instead: '425 Unable to build data connection: TLS session of data connection not resumed.',
      },
    ]),
    work: list,
  },
  {
    code: 'tls-required',
    name: 'a server that lets nobody in without TLS',
    server: bench([], { tls: 'explicit', tlsOptions: { required: true } }),
    cure: { encryption: 'required' },
  },
  {
    code: 'connection-limit',
    name: 'a full server',
    server: async () => {
      const server = await scripted([], { connectionLimit: { most: 1, refuse: 421 } })
      await connectTo(server)
      return server
    },
  },
  {
    code: 'login-failed',
    name: 'a wrong password',
    server: bench([], { users: [{ name: 'tester', password: `${canary}-other` }] }),
  },
  {
    code: 'epsv-broken-by-middlebox',
    name: 'a port in 229 that is dead, while that of 227 lives',
    server: async () => {
      const port = await deadPort()
      const onlyOnce = [{ on: 'RETR', instead: '450 Not now.' }]
      return scripted([
        { on: 'EPSV', instead: `229 Entering Extended Passive Mode (|||${port}|)` },
        ...onlyOnce,
      ])
    },
    settings: { mode: 'passive' },
    work: fetch,
    cure: { quirks: { noEpsv: true } },
  },
  {
    code: 'unroutable-passive-address',
    name: 'an address in 227 that nobody can dial',
    server: async () => {
      const port = await deadPort()
      return scripted([
        { on: 'EPSV', instead: '500 What?' },
        { on: 'PASV', instead: pasv('0.0.0.0', port) },
      ])
    },
    settings: { mode: 'passive' },
    work: list,
    cure: { mode: 'active' },
  },
  {
    code: 'passive-ports-blocked',
    name: 'data ports that refuse',
    server: bench([{ on: ['EPSV', 'PASV'], data: { listen: false } }]),
    settings: { mode: 'passive' },
    work: list,
    cure: { mode: 'active' },
  },
  {
    code: 'nat-in-front-of-port',
    name: 'an announced address that the server cannot use',
    server: bench([]),
    settings: { mode: 'active', externalAddress: '0.0.0.0' },
    work: list,
    cure: { mode: 'passive' },
  },
  {
    code: 'active-port-blocked',
    name: 'a server whose call does not get through',
    server: bench([{ on: ['MLSD', 'LIST', 'NLST'], instead: "425 Can't open data connection." }]),
    settings: { mode: 'active' },
    work: list,
    cure: { mode: 'passive' },
  },
  {
    code: 'disk-full',
    name: '452',
    server: bench([{ on: 'STOR', final: { text: '452 No space left on device' } }]),
    work: store,
  },
  {
    code: 'quota-exceeded',
    name: '552',
    server: bench([{ on: 'STOR', instead: '552 Quota exceeded' }]),
    work: store,
  },
  {
    code: 'encoding-trouble',
    name: 'a name beyond ASCII that the server finds invalid',
    server: bench([{ on: 'STOR', instead: '553 Invalid characters in file name' }], {
      features: { without: ['UTF8'] },
    }),
    work: (connection) => uploadAll(connection, '/信.txt', Buffer.from('letter')),
  },
  {
    code: 'permission-denied',
    name: 'a user who may only read',
    server: bench([], { users: [{ name: 'tester', password: canary, readOnly: true }] }),
    work: store,
  },
  {
    code: 'path-syntax',
    name: 'a path that the server cannot read',
    server: bench([{ on: 'CWD', instead: '501 Syntax error: illegal path name' }]),
    work: (connection) => listAll(connection, '/documents'),
  },
  {
    code: 'path-not-found',
    name: 'a file that is not there',
    server: bench([]),
    work: (connection) => downloadAll(connection, '/nowhere.txt'),
  },
  {
    code: 'end-of-transfer-timeout',
    name: 'a line that dies before the last word',
    server: bench([{ on: 'RETR', final: { text: null, delay: 400, close: 'RST' } }]),
    work: fetch,
    cure: { replyTimeout: 300, keepAliveInterval: 30 },
  },
  {
    code: 'idle-timeout',
    name: 'a server without patience',
    server: bench([], { features: { idleTimeout: 200 } }),
    work: async (connection) => {
      await until(() => !connection.isOpen)
      throw new Error('closed')
    },
    cure: { keepAliveInterval: 30 },
  },
]

describe('each diagnosis, provoked on a real connection', () => {
  it('leaves none out', () => {
    expect([...new Set(provocations.map(({ code }) => code))].sort()).toEqual(
      [...diagnosisCodes].sort(),
    )
  })

  it.each(provocations)('$code: $name', async ({ code, server, settings, options, work, cure }) => {
    const transcript = createTranscript()
    const address = await server()
    let failed: unknown
    try {
      const connection = await connectTo(address, settings, { ...options, transcript })
      await work?.(connection)
    } catch (error) {
      failed = error
    }
    expect(failed, 'it had to fail').toBeInstanceOf(Error)
    const found = diagnoseTarget(transcript, { sessionId: 'test' }, 'en')
    expect(found.map((one) => one.code)).toContain(code)
    const [verdict] = found
    expect(verdict?.code).toBe(code)
    expect(verdict?.evidence.length).toBeGreaterThan(0)
    for (const event of verdict!.evidence) expect(transcript.find(event.seq)).toBe(event)
    if (cure) expect(verdict?.cure?.settings).toEqual(cure)
    const inChinese = diagnoseTarget(transcript, { ...address }, 'zh-CN')
    expect(inChinese[0]?.code).toBe(code)
    expect(inChinese[0]?.title).toMatch(/\p{Script=Han}/u)
    expect(JSON.stringify([found, transcript.events()])).not.toContain(canary)
  })

  it('says nothing about what went well', async () => {
    const transcript = createTranscript()
    const connection = await connectTo(await scripted([]), {}, { transcript })
    await listAll(connection, '/')
    await connection.send('NOOP', never)
    connection.close()
    await connection.closed
    expect(diagnoseTarget(transcript, { sessionId: 'test' }, 'en')).toEqual([])
  })
})
