import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  issueCertificate,
  type CertificateRequest,
  type KeyAndCertificate,
} from '../../electron/engine/practice/certificate.ts'

/** A key pair in memory and on disk, for servers that want files. */
export type CertificateFiles = KeyAndCertificate & { certificateFile: string; keyFile: string }

const day = 86_400_000
const loopback = ['localhost', '127.0.0.1', '127.0.0.2', '::1']

/** What there is; all but the strangers are signed by `authority`. */
const requests = {
  server: { commonName: 'localhost', hosts: loopback },
  /** The same names and authority, another key. */
  otherServer: { commonName: 'localhost', hosts: loopback },
  expired: {
    commonName: 'localhost',
    hosts: loopback,
    validFrom: new Date(Date.now() - 30 * day),
    validUntil: new Date(Date.now() - day),
  },
  wrongHost: { commonName: 'elsewhere.test', hosts: ['elsewhere.test'] },
  client: { commonName: 'test client', usage: 'client' },
} satisfies Record<string, CertificateRequest>

export type TestCertificates = Record<
  keyof typeof requests | 'authority' | 'selfSigned' | 'strangerClient',
  CertificateFiles
>

/**
 * Issues all certificates that tests need and writes them as PEM files (`NAME.pem`, `NAME.key`,
 * the keys readable by their owner only) into `folder`, which is made if missing.
 */
export async function writeCertificates(folder: string): Promise<TestCertificates> {
  await mkdir(folder, { recursive: true })
  const authority = await issueCertificate({ commonName: 'Test authority', usage: 'authority' })
  const stranger = await issueCertificate({ commonName: 'Unknown authority', usage: 'authority' })
  const signed = Object.entries<CertificateRequest>(requests).map(
    async ([name, request]) =>
      [name, await issueCertificate({ ...request, issuer: authority })] as const,
  )
  const pairs: (readonly [string, KeyAndCertificate])[] = [
    ...(await Promise.all(signed)),
    ['authority', authority],
    ['selfSigned', await issueCertificate({ commonName: 'localhost', hosts: loopback })],
    ['strangerClient', await issueCertificate({ ...requests.client, issuer: stranger })],
  ]
  const written = pairs.map(async ([name, pair]) => {
    const certificateFile = path.join(folder, `${name}.pem`)
    const keyFile = path.join(folder, `${name}.key`)
    await writeFile(certificateFile, pair.certificate)
    await writeFile(keyFile, pair.key, { mode: 0o600 })
    return [name, { ...pair, certificateFile, keyFile }] as const
  })
  return Object.fromEntries(await Promise.all(written)) as TestCertificates
}
