import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { connect as connectTls, createSecureContext } from 'node:tls'
import type { ConnectionOptions, PeerCertificate, SecureContext, TLSSocket } from 'node:tls'
import { AppError } from '../../contract/errors.ts'
import type { Certificate, ConnectionSettings, TlsInfo } from '../../contract/sessions.ts'
import { cancelled, errorFromSocket } from './errors.ts'
import { trustSystemAuthorities } from './systemAuthorities.ts'

/** The decision about a certificate that no authority vouches for. */
export type TrustDecision = 'pinned' | 'once'
export type TrustQuestion = {
  host: string
  port: number
  certificate: Certificate
  /** Code of the TLS library, for example DEPTH_ZERO_SELF_SIGNED_CERT. */
  reason: string
}
/** Asked before any password leaves. Rejects when the certificate is not trusted. */
export type TrustHook = (question: TrustQuestion, signal: AbortSignal) => Promise<TrustDecision>

/** The newest resumable session of one control connection; data connections resume it. */
export type TlsSessionStore = { session: Buffer | undefined }

export type TlsOptions = Pick<ConnectionOptions, 'host' | 'servername' | 'secureContext'>

const { features } = process
const isBoringSsl = 'openssl_is_boringssl' in features && features.openssl_is_boringssl === true

const minimumVersions = { '1.0': 'TLSv1', '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const

/**
 * Options that stay the same for control and data: Node binds a session to its host name. The
 * context is made when TLS begins, once for all connections of a login: making one takes a tenth of
 * the time of a little file. Rejects when the client certificate cannot be read.
 */
export async function tlsOptionsFor(
  settings: ConnectionSettings,
  keyPassphrase: string | undefined,
): Promise<TlsOptions> {
  const { host, minimumTls, clientCertificate } = settings
  const client = clientCertificate
    ? {
        cert: await readClientFile(clientCertificate.certificate),
        key: await readClientFile(clientCertificate.key),
        ...(keyPassphrase === undefined ? {} : { passphrase: keyPassphrase }),
      }
    : {}
  const makeContext = () => {
    trustSystemAuthorities()
    return createSecureContext({
      minVersion: minimumVersions[minimumTls],
      // OpenSSL knows TLS 1.0 and 1.1 at its lowest security level only; BoringSSL has no levels.
      ...(minimumTls === '1.0' && !isBoringSsl ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
      ...client,
    })
  }
  let context: SecureContext | undefined
  return {
    host,
    // SNI must be a name (RFC 6066 §3); with it the server can pick the right certificate.
    ...(isIP(host) ? {} : { servername: host }),
    get secureContext() {
      return (context ??= makeContext())
    },
  }
}

async function readClientFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new AppError('local-not-found', 'The client certificate cannot be read', {
      path,
      cause: error instanceof Error ? error.message : String(error),
    })
  }
}

export type UpgradeOptions = {
  tls: TlsOptions
  store: TlsSessionStore
  /** Milliseconds for the whole handshake. */
  timeout: number
  signal: AbortSignal
}

/**
 * TLS on top of a connected socket; resolves after the handshake. Whether the certificate is to be
 * trusted is the caller's question: `socket.authorized` tells what the authorities say.
 */
export function upgrade(socket: Socket, options: UpgradeOptions): Promise<TLSSocket> {
  const { tls, store, timeout, signal } = options
  if (signal.aborted) return Promise.reject(cancelled())
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      ...tls,
      socket,
      rejectUnauthorized: false,
      ...(store.session ? { session: store.session } : {}),
    })
    // With TLS 1.3 only this event brings a session that can be resumed, and it may come late.
    secure.on('session', (session: Buffer) => (store.session = session))
    const settle = (error?: AppError) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      secure.removeListener('secureConnect', connected)
      secure.removeListener('error', failed)
      secure.removeListener('close', closed)
      if (!error) return resolve(secure)
      secure.on('error', () => {})
      secure.destroy()
      socket.destroy()
      reject(error)
    }
    const abort = () => settle(cancelled())
    const connected = () => settle()
    const failed = (error: Error) => settle(tlsError(error))
    const closed = () => settle(tlsError(new Error('The connection closed during the handshake')))
    const timer = setTimeout(
      () => settle(new AppError('timeout', 'The TLS handshake did not finish in time')),
      timeout,
    )
    signal.addEventListener('abort', abort, { once: true })
    secure.once('secureConnect', connected)
    secure.once('error', failed)
    secure.once('close', closed)
  })
}

/** Whatever breaks a handshake is a TLS failure, a reset connection too. */
function tlsError(error: Error): AppError {
  const known = errorFromSocket(error)
  return known.code === 'timeout'
    ? known
    : new AppError('tls-failed', `The TLS handshake failed: ${error.message}`, {
        cause: error.message,
      })
}

const nameOf = (name: PeerCertificate['subject'] | undefined): string => {
  const parts = name
  const pick = parts?.CN ?? parts?.O ?? parts?.OU
  return Array.isArray(pick) ? pick.join(', ') : (pick ?? '')
}

export function describeCertificate(socket: TLSSocket): Certificate {
  const peer = socket.getPeerCertificate()
  return {
    fingerprint: peer.fingerprint256 ?? '',
    subject: nameOf(peer.subject),
    issuer: nameOf(peer.issuer),
    validFrom: peer.valid_from ?? '',
    validTo: peer.valid_to ?? '',
    names: (peer.subjectaltname ?? '').split(', ').filter((name) => name !== ''),
    serialNumber: peer.serialNumber ?? '',
  }
}

export function tlsFacts(socket: TLSSocket) {
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    resumed: socket.isSessionReused(),
  }
}

/** Authorities first, then the pins of the site, then the person. */
export async function decideTrust(
  socket: TLSSocket,
  settings: ConnectionSettings,
  hook: TrustHook,
  signal: AbortSignal,
): Promise<TlsInfo> {
  const certificate = describeCertificate(socket)
  const { version, cipher } = tlsFacts(socket)
  const info = { version, cipher, ...certificate }
  if (socket.authorized) return { ...info, trust: 'authority' }
  const { host, port, trustedCertificates } = settings
  if (certificate.fingerprint && trustedCertificates.includes(certificate.fingerprint))
    return { ...info, trust: 'pinned' }
  const reason = reasonOf(socket)
  const decision = await hook({ host, port, certificate, reason }, signal)
  return { ...info, trust: decision }
}

/** Node types it as an Error, but gives the library's code as text. */
function reasonOf(socket: TLSSocket): string {
  const reason: unknown = socket.authorizationError
  if (typeof reason === 'string') return reason
  const { code, message } = (reason ?? {}) as { code?: string; message?: string }
  return code ?? message ?? 'UNKNOWN'
}
