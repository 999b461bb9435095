import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { AppError } from '../../contract/errors.ts'
import type { ConnectionLog, Transcript } from './transcript.ts'
import { tlsFacts, upgrade } from './tls.ts'
import type { TlsOptions, TlsSessionStore } from './tls.ts'

export type DataMode = 'passive' | 'active'
type Endpoint = { host: string; port: number }

/** How data connections of one control connection are protected (PROT P), or undefined (PROT C). */
export type DataProtection = {
  tls: TlsOptions
  store: TlsSessionStore
  /** SHA-256 fingerprint of the control connection's certificate. */
  controlFingerprint: string
  timeout: number
}

/**
 * One data connection, from its announcement (PASV, PORT …) to its end. `open` may be awaited
 * before or after the transfer command; `dispose` ends it in any state.
 */
export type DataChannel = {
  readonly mode: DataMode
  /**
   * Settles when the other side can be reached. In passive mode: the port took the call; servers
   * begin TLS only after the transfer command. In active mode there is nothing to wait for.
   */
  reached(): Promise<void>
  /** Settles when bytes can flow: dialled or accepted, and TLS established. */
  open(): Promise<Socket>
  /** Books the end; call once when the transfer is over. */
  finished(detail?: { error?: Error; by?: 'client' | 'server' }): void
  dispose(): void
}

export type ChannelLog = {
  listening(local: Endpoint): void
  listeningRemote(remote: Endpoint): void
  dialling(remote: Endpoint): void
  open(socket: Socket): void
  closed(socket: Socket, by: 'client' | 'server' | undefined): void
  failed(error: Error): void
}

const localEnd = (socket: Socket): Endpoint => ({
  host: socket.localAddress ?? '',
  port: socket.localPort ?? 0,
})
const remoteEnd = (socket: Socket): Endpoint => ({
  host: socket.remoteAddress ?? '',
  port: socket.remotePort ?? 0,
})

/** Writes the life of one data connection into the transcript. */
export function channelLog(transcript: Transcript, log: ConnectionLog, mode: DataMode): ChannelLog {
  const channel = transcript.nextChannel()
  const base = { kind: 'data', channel, mode } as const
  let openedAt = 0
  let ends: { local: Endpoint; remote: Endpoint } | undefined
  return {
    listening: (local) => log.record({ ...base, step: 'listening', local }),
    listeningRemote: (remote) => log.record({ ...base, step: 'listening', remote }),
    dialling: (remote) => log.record({ ...base, step: 'dialling', remote }),
    open(socket) {
      openedAt = performance.now()
      ends = { local: localEnd(socket), remote: remoteEnd(socket) }
      const tls = socket instanceof TLSSocket ? { tls: tlsFacts(socket) } : {}
      log.record({ ...base, step: 'open', ...ends, ...tls })
    },
    closed(socket, by) {
      log.record({
        ...base,
        step: 'closed',
        ...ends,
        received: socket.bytesRead,
        sent: socket.bytesWritten,
        duration: performance.now() - openedAt,
        ...(by ? { by } : {}),
      })
    },
    failed: (error) => log.record({ ...base, step: 'failed', detail: error.message }),
  }
}

/**
 * TLS on a data connection, with the client as the TLS client in either mode (RFC 4217 §7). The
 * peer must prove to be the control connection's server: by resuming its session, or by showing
 * the same certificate.
 */
export async function protect(
  socket: Socket,
  protection: DataProtection,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { tls, store, timeout } = protection
  return checkPeer(await upgrade(socket, { tls, store, timeout, signal }), protection)
}

/** Throws, and ends the connection, unless its peer is the control connection's. */
export function checkPeer(
  secure: TLSSocket,
  { controlFingerprint }: Pick<DataProtection, 'controlFingerprint'>,
): TLSSocket {
  if (secure.isSessionReused()) return secure
  if (secure.getPeerCertificate().fingerprint256 === controlFingerprint) return secure
  secure.on('error', () => {})
  secure.destroy()
  throw new AppError(
    'certificate-untrusted',
    'The data connection shows another certificate than the control connection',
    { cause: secure.getPeerCertificate().fingerprint256 ?? '' },
  )
}
