import * as asn1 from 'asn1js'
import * as pki from 'pkijs'
import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** PEM texts. The key is PKCS #8 and lives in memory only. */
export type KeyAndCertificate = { certificate: string; key: string }

export type CertificateRequest = {
  commonName: string
  /** DNS names and IP addresses for the subject alternative name (RFC 5280 §4.2.1.6). */
  hosts?: string[]
  validFrom?: Date
  validUntil?: Date
  /** Who signs; default: the certificate signs itself. */
  issuer?: KeyAndCertificate
  usage?: 'server' | 'client' | 'authority'
}

const day = 86_400_000
const commonNameId = '2.5.4.3'
const keyPurposes = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' }
// RFC 5280 §4.2.1.3: bit 0 and bit 5, written without the unused bits behind them.
const digitalSignature = { byte: 0x80, unusedBits: 7 }
const signsCertificates = { byte: 0x04, unusedBits: 2 }

/** Writes an ECDSA P-256 certificate with a key of its own. */
export async function issueCertificate(request: CertificateRequest): Promise<KeyAndCertificate> {
  const engine = new pki.CryptoEngine({ name: 'node', crypto: webcrypto as never })
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()

  const certificate = new pki.Certificate()
  certificate.version = 2
  // A serial number is positive (RFC 5280 §4.1.2.2): the first byte keeps its top bit clear.
  const serial = Uint8Array.from([0x01, ...randomBytes(15)])
  certificate.serialNumber = new asn1.Integer({ valueHex: serial.buffer })
  certificate.subject.typesAndValues.push(commonName(request.commonName))
  certificate.issuer.typesAndValues.push(
    commonName(request.issuer ? commonNameOf(request.issuer) : request.commonName),
  )
  certificate.notBefore.value = request.validFrom ?? new Date(now - day)
  certificate.notAfter.value = request.validUntil ?? new Date(now + 365 * day)
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine)
  const ownKey = keyIdentifier(certificate.subjectPublicKeyInfo)
  const signingKey = request.issuer
    ? keyIdentifier(parse(request.issuer).subjectPublicKeyInfo)
    : ownKey
  certificate.extensions = [...usageExtensions(request), ...keyExtensions(ownKey, signingKey)]

  const signer = request.issuer
    ? await webcrypto.subtle.importKey('pkcs8', pkcs8(request.issuer), algorithm, false, ['sign'])
    : keys.privateKey
  await certificate.sign(signer, 'SHA-256', engine)
  return {
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER(false)),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  }
}

/** SHA-256 over the certificate, as in `AA:BB:…`. */
export const fingerprintOf = (pair: KeyAndCertificate): string =>
  new X509Certificate(pair.certificate).fingerprint256

function usageExtensions({ usage = 'server', hosts = [] }: CertificateRequest): pki.Extension[] {
  const isAuthority = usage === 'authority'
  const { byte, unusedBits } = isAuthority ? signsCertificates : digitalSignature
  const keyUsage = new asn1.BitString({ valueHex: Uint8Array.of(byte).buffer, unusedBits })
  const list = [
    extension('2.5.29.19', true, new pki.BasicConstraints({ cA: isAuthority }).toSchema()),
    extension('2.5.29.15', true, keyUsage),
  ]
  if (!isAuthority) {
    const purpose = new pki.ExtKeyUsage({ keyPurposes: [keyPurposes[usage]] })
    list.push(extension('2.5.29.37', false, purpose.toSchema()))
  }
  if (hosts.length > 0) {
    const names = new pki.GeneralNames({ names: hosts.map(generalName) })
    list.push(extension('2.5.29.17', false, names.toSchema()))
  }
  return list
}

/** Strict verifiers (Python 3.13, OpenSSL's x509_strict) want both identifiers. */
const keyExtensions = (subject: ArrayBuffer, issuer: ArrayBuffer): pki.Extension[] => {
  const keyIdentifier = new asn1.OctetString({ valueHex: issuer })
  return [
    extension('2.5.29.14', false, new asn1.OctetString({ valueHex: subject })),
    extension('2.5.29.35', false, new pki.AuthorityKeyIdentifier({ keyIdentifier }).toSchema()),
  ]
}

/** RFC 5280 §4.2.1.2, method 1: SHA-1 over the bits of the public key. */
function keyIdentifier(info: pki.PublicKeyInfo): ArrayBuffer {
  const bits = info.subjectPublicKey.valueBlock.valueHexView
  return Uint8Array.from(createHash('sha1').update(bits).digest()).buffer
}

const parse = (pair: KeyAndCertificate): pki.Certificate =>
  pki.Certificate.fromBER(new X509Certificate(pair.certificate).raw)

const extension = (extnID: string, critical: boolean, value: asn1.BaseBlock): pki.Extension =>
  new pki.Extension({ extnID, critical, extnValue: value.toBER(false) })

function generalName(host: string): pki.GeneralName {
  const bytes = addressBytes(host)
  return bytes
    ? new pki.GeneralName({ type: 7, value: new asn1.OctetString({ valueHex: bytes.buffer }) })
    : new pki.GeneralName({ type: 2, value: host })
}

function addressBytes(host: string): Uint8Array<ArrayBuffer> | null {
  if (isIP(host) === 4) return Uint8Array.from(host.split('.').map(Number))
  if (isIP(host) !== 6) return null
  const [head = '', tail = ''] = host.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  const groups = [...before, ...zeros, ...after].map((group) => parseInt(group, 16))
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

const commonName = (value: string): pki.AttributeTypeAndValue =>
  new pki.AttributeTypeAndValue({ type: commonNameId, value: new asn1.Utf8String({ value }) })

const commonNameOf = (pair: KeyAndCertificate): string =>
  new X509Certificate(pair.certificate).subject.replace(/^CN=/, '')

const pkcs8 = (pair: KeyAndCertificate): Buffer =>
  createPrivateKey(pair.key).export({ type: 'pkcs8', format: 'der' })

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
