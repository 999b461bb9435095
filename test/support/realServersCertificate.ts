import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './system.ts'

export type Certificate = {
  /** The certificate, which is its own authority. */
  pem: string
  fingerprint256: string
  certificateFile: string
  keyFile: string
}

/** Makes a self-signed certificate for this machine's loopback names with the openssl command. */
export function createCertificate(folder: string, days = 2): Certificate {
  const certificateFile = join(folder, 'certificate.pem')
  const keyFile = join(folder, 'key.pem')
  run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', String(days)],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'],
    ...['-keyout', keyFile, '-out', certificateFile],
  ])
  const pem = readFileSync(certificateFile, 'utf8')
  return { pem, fingerprint256: new X509Certificate(pem).fingerprint256, certificateFile, keyFile }
}
