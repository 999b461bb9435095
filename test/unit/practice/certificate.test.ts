import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { fingerprintOf, issueCertificate } from '../../../electron/engine/practice/certificate.ts'

it('writes a certificate that signs itself', async () => {
  const hosts = ['localhost', '127.0.0.1', '::1', '2001:db8::5:6']
  const pair = await issueCertificate({ commonName: 'localhost', hosts })
  const certificate = new X509Certificate(pair.certificate)
  expect(certificate.subject).toBe('CN=localhost')
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(createPrivateKey(pair.key))).toBe(true)
  expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  expect(certificate.checkHost('localhost')).toBe('localhost')
  for (const address of hosts.slice(1)) expect(certificate.checkIP(address)).toBeTruthy()
  expect(certificate.checkIP('127.0.0.2')).toBeUndefined()
  expect(certificate.ca).toBe(false)
  expect(fingerprintOf(pair)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(fingerprintOf(await issueCertificate({ commonName: 'localhost' }))).not.toBe(
    fingerprintOf(pair),
  )
})

it('issues under an authority, for a time and a use', async () => {
  const authority = await issueCertificate({ commonName: 'An authority', usage: 'authority' })
  const issuer = new X509Certificate(authority.certificate)
  expect(issuer.ca).toBe(true)
  const pair = await issueCertificate({
    commonName: 'somebody',
    usage: 'client',
    issuer: authority,
    validFrom: new Date('2020-01-01T00:00:00Z'),
    validUntil: new Date('2021-01-01T00:00:00Z'),
  })
  const certificate = new X509Certificate(pair.certificate)
  expect(certificate.checkIssued(issuer)).toBe(true)
  expect(certificate.verify(issuer.publicKey)).toBe(true)
  expect(certificate.issuer).toBe('CN=An authority')
  expect(new Date(certificate.validTo)).toEqual(new Date('2021-01-01T00:00:00Z'))
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
})
