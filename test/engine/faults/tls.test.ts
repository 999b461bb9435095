import { createSecureContext } from 'node:tls'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../electron/contract/errors.ts'
import { downloadAll, freshMemory, listAll, uploadAll } from '../../support/connect.ts'
import { answersItself, canary, connectTo, failure, scripted } from '../../support/faultBench.ts'
import { writeCertificates } from '../../support/certificates.ts'
import type { TestCertificates } from '../../support/certificates.ts'

let folder = ''
let certificates: TestCertificates
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-tls-'))
  certificates = await writeCertificates(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const explicit = { tls: 'explicit' } as const
const required = { encryption: 'required' } as const

describe('F40 to F43 the way into TLS', () => {
  it.each(['500 Unknown', '502 Not implemented', '504 Not for that'])(
    'F40 AUTH %s and TLS required: nothing is sent after it',
    async (reply) => {
      const server = await scripted([{ on: 'AUTH', instead: reply }], explicit)
      const error = await failure(connectTo(server, required))
      expect(error.code).toBe('tls-not-offered')
      expect(server.commands().filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
    },
  )

  it('F40 a host that had TLS is not used without it', async () => {
    const memory = freshMemory()
    const server = await scripted([{ on: 'AUTH', connection: 2, instead: '502 No' }], explicit)
    await connectTo(server, { encryption: 'auto' }, { memory })
    const error = await failure(connectTo(server, { encryption: 'auto' }, { memory }))
    expect(error.code).toBe('tls-downgrade')
  })

  it('plain where TLS is not offered and only preferred, with a warning in the record', async () => {
    const server = await scripted([])
    const connection = await connectTo(server, { encryption: 'auto' })
    expect(connection.tls).toBeUndefined()
    const notes = connection.transcript.events().filter((event) => event.kind === 'note')
    expect(notes).toContainEqual(expect.objectContaining({ code: 'connection-plain' }))
  })

  it('F41 234 and then silence ends in time', async () => {
    const server = await scripted([{ on: 'AUTH', tls: { silent: true } }], explicit)
    const started = performance.now()
    const error = await failure(connectTo(server, { ...required, connectTimeout: 1 }))
    expect(error.code).toBe('timeout')
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('F42 replies injected behind 234 end the connection', async () => {
    const server = await scripted(
      [{ on: 'AUTH', reply: { after: '230 Welcome, no password needed\r\n' } }],
      explicit,
    )
    const error = await failure(connectTo(server, required))
    expect(error.code).toMatch(/tls-failed|protocol-error/)
    expect(server.commands().filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
  })

  it('F42 half a reply injected behind 234 ends the connection', async () => {
    const server = await scripted([{ on: 'AUTH', reply: { after: '230-Wel' } }], explicit)
    expect((await failure(connectTo(server, required))).code).toBe('tls-failed')
  })

  it('curl 986: 230 in place of 234 is no TLS', async () => {
    const server = await scripted([{ on: 'AUTH', instead: '230 You are in' }], explicit)
    expect((await failure(connectTo(server, required))).code).toBe('protocol-error')
    expect(server.commands().some((command) => command.startsWith('PASS'))).toBe(false)
  })

  it.each(['534 Refused', '536 No'])('F43 PROT P %s stops the session', async (reply) => {
    const server = await scripted([{ on: 'PROT', instead: reply }], explicit)
    expect((await failure(connectTo(server, required))).code).toBe('data-protection-refused')
  })
})

describe('F44 to F47 protected data', () => {
  it('F44 another certificate on the data connection', async () => {
    const { otherServer } = certificates
    const server = await scripted(
      [{ on: 'RETR', data: { tls: { cert: otherServer.certificate, key: otherServer.key } } }],
      explicit,
    )
    const connection = await connectTo(server, { ...required, mode: 'passive' })
    expect((await failure(downloadAll(connection, '/README.txt'))).code).toMatch(
      /certificate-untrusted|data-connection-failed/,
    )
  })

  it('F44 plain text on the data connection', async () => {
    const server = await scripted([{ on: 'RETR', data: { tls: 'plain' } }], explicit)
    const connection = await connectTo(server, { ...required, mode: 'passive', connectTimeout: 2 })
    const error = await failure(downloadAll(connection, '/README.txt'))
    expect(error.code).toBe('data-connection-failed')
  })

  it('F44 TLS 1.1 only is refused', async () => {
    const server = await scripted(
      [
        {
          on: 'AUTH',
          tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' },
        },
      ],
      explicit,
    )
    expect((await failure(connectTo(server, required))).code).toBe('tls-failed')
    expect(createSecureContext).toBeDefined()
  })

  it.each(['passive', 'active'] as const)(
    'F45 session reuse required, ten transfers, %s, TLS 1.2 and 1.3',
    async (mode) => {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const server = await scripted([], {
          tls: 'explicit',
          tlsOptions: { requireSessionReuse: 522, minVersion: version, maxVersion: version },
        })
        const connection = await connectTo(server, { ...required, mode })
        for (let i = 0; i < 10; i++) {
          await uploadAll(connection, `/incoming/${i}`, Buffer.from(`file ${i}`))
          expect((await downloadAll(connection, `/incoming/${i}`)).toString()).toBe(`file ${i}`)
        }
        const opened = connection.transcript
          .events()
          .flatMap((event) => (event.kind === 'data' && event.step === 'open' ? [event.tls] : []))
        expect(opened.every((tls) => tls?.resumed && tls.version === version)).toBe(true)
      }
    },
  )

  it('F46 TLS data cut without close_notify: the bytes are counted, not believed', async () => {
    const server = await scripted(
      [{ on: 'RETR', data: { close: { after: 100_000, how: 'FIN' } } }],
      explicit,
    )
    const connection = await connectTo(server, { ...required, mode: 'passive' })
    const outcome = await downloadAll(connection, '/5 MiB.bin').then(
      (bytes) => bytes.length,
      () => 'failed' as const,
    )
    if (outcome !== 'failed') expect(outcome).toBeLessThan(5 * 1024 * 1024)
  })

  it('F47 plain text inside TLS on the control channel is an error', async () => {
    const server = await scripted(
      [{ on: 'NOOP', reply: { text: '500 OOPS: vsf_sysutil_recv_peek', plain: true } }],
      explicit,
    )
    const connection = await connectTo(server, required)
    const never = new AbortController().signal
    expect(await failure(connection.send('NOOP', never))).toHaveProperty('code')
    expect(connection.isOpen).toBe(false)
  })
})

describe('F48 trust before the password', () => {
  it('F48 an unknown certificate is asked about before USER', async () => {
    const server = await scripted([], explicit)
    const seen: string[] = []
    const error = await failure(
      connectTo(server, required, {
        trust: async ({ reason, certificate }) => {
          seen.push(reason, certificate.fingerprint)
          throw new AppError('certificate-untrusted', 'No')
        },
      }),
    )
    expect(error.code).toBe('certificate-untrusted')
    expect(seen).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT', server.certificateFingerprint])
    expect(server.commands().filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
  })

  it('F48 a pinned certificate is not asked about; another one is', async () => {
    const first = await scripted([], explicit)
    const pin = first.certificateFingerprint ?? ''
    let asked = 0
    const trust = async () => {
      asked++
      throw new AppError('certificate-changed', 'Changed')
    }
    const connection = await connectTo(
      first,
      { ...required, trustedCertificates: [pin] },
      { trust },
    )
    expect(connection.tls?.trust).toBe('pinned')
    expect(asked).toBe(0)
    const second = await scripted([], explicit)
    const error = await failure(
      connectTo(second, { ...required, trustedCertificates: [pin] }, { trust }),
    )
    expect(error.code).toBe('certificate-changed')
    expect(asked).toBe(1)
  })

  it('tells why a certificate is not trusted', async () => {
    const reasons: string[] = []
    for (const name of ['expired', 'wrongHost', 'server'] as const) {
      const server = await scripted([], {
        tls: 'explicit',
        tlsOptions: { pair: certificates[name] },
      })
      await connectTo(server, required, {
        trust: async ({ reason }) => {
          reasons.push(reason)
          return 'once'
        },
      })
    }
    // None of them is signed by an authority of this system, which is said first.
    expect(reasons).toHaveLength(3)
    expect(reasons.every((reason) => /^[A-Z_]+$/.test(reason))).toBe(true)
  })

  it('logs in with a client certificate where one is asked for', async () => {
    const { client, authority } = certificates
    const server = await scripted([], {
      tls: 'explicit',
      tlsOptions: { clientAuthority: authority.certificate },
    })
    const clientCertificate = { certificate: client.certificateFile, key: client.keyFile }
    const connection = await connectTo(server, { ...required, clientCertificate })
    expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
    expect(await failure(connectTo(server, required))).toHaveProperty('code')
  })

  it('keeps the password out of everything', async () => {
    const server = await scripted([], explicit)
    const connection = await connectTo(server, required)
    expect(JSON.stringify(connection.transcript.events())).not.toContain(canary)
    expect(await answersItself(connection)).toBe(true)
  })
})
