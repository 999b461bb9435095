import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import type { SecureContext, SecureContextOptions } from 'node:tls'
import { fingerprintOf, issueCertificate } from './certificate.ts'
import type { TlsFacts } from './events.ts'
import type { PracticeTlsOptions } from './options.ts'
import { socketEvent } from './waiting.ts'

/** `server` answers the handshake, whoever dialled; `client` opens it (CPSV, SSCN). */
export type TlsRole = 'server' | 'client'

/**
 * The TLS of one practice server. Control and data connections share one context and therefore
 * one ticket key: that is what makes a data connection able to resume the control session.
 */
export class TlsServer {
  readonly certificate: string
  readonly fingerprint: string
  readonly options: PracticeTlsOptions
  readonly #base: SecureContextOptions
  readonly #context: SecureContext

  private constructor(options: PracticeTlsOptions, pair: { certificate: string; key: string }) {
    this.options = options
    this.certificate = pair.certificate
    this.fingerprint = fingerprintOf(pair)
    this.#base = {
      cert: pair.certificate,
      key: pair.key,
      ca: options.clientAuthority,
      minVersion: options.minVersion ?? 'TLSv1.2',
      maxVersion: options.maxVersion,
      ciphers: options.ciphers,
      secureOptions: options.secureOptions,
      sessionIdContext: 'practice',
    }
    this.#context = createSecureContext(this.#base)
  }

  static async create(options: PracticeTlsOptions): Promise<TlsServer> {
    const hosts = ['localhost', '127.0.0.1', '::1']
    const pair = options.pair ?? (await issueCertificate({ commonName: 'localhost', hosts }))
    return new TlsServer(options, pair)
  }

  /**
   * Shakes hands on a connected socket. Rejects when that fails or the peer lacks the client
   * certificate asked for. `changes` replaces parts of the context, for scripts.
   */
  async secure(
    socket: Socket,
    role: TlsRole,
    signal: AbortSignal,
    changes?: SecureContextOptions,
  ): Promise<TLSSocket> {
    const secureContext = changes
      ? createSecureContext({ ...this.#base, ...changes })
      : this.#context
    const authority = this.options.clientAuthority
    const secured =
      role === 'server'
        ? new TLSSocket(socket, {
            isServer: true,
            secureContext,
            requestCert: authority !== undefined,
            rejectUnauthorized: false,
          })
        : // Between two servers nobody knows the other's certificate (draft-murray-auth-ftp-ssl).
          connect({ socket, secureContext, rejectUnauthorized: false })
    secured.on('error', () => undefined)
    await socketEvent(secured, role === 'server' ? 'secure' : 'secureConnect', signal)
    if (role === 'server' && authority && !isIssuedBy(secured, authority)) {
      secured.destroy()
      throw new Error('A client certificate is required.')
    }
    return secured
  }
}

export const tlsFacts = (socket: TLSSocket): TlsFacts => ({
  protocol: socket.getProtocol() ?? 'unknown',
  cipher: socket.getCipher().name,
  resumed: socket.isSessionReused(),
  serverName: serverNameOf(socket),
})

/** Node sets `servername` on server sockets too, to `false` where the client sent no SNI. */
function serverNameOf(socket: TLSSocket): string | null {
  const name: unknown = 'servername' in socket ? socket.servername : null
  return typeof name === 'string' ? name : null
}

function isIssuedBy(socket: TLSSocket, authority: string): boolean {
  const presented = socket.getPeerX509Certificate()
  if (!presented) return false
  const issuer = new X509Certificate(authority)
  const now = new Date()
  return (
    presented.checkIssued(issuer) &&
    presented.verify(issuer.publicKey) &&
    new Date(presented.validFrom) <= now &&
    now <= new Date(presented.validTo)
  )
}
