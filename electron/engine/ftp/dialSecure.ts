import { isIP, isIPv6 } from 'node:net'
import type { LookupFunction } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { AppError } from '../../contract/errors.ts'
import { checkPeer } from './dataChannel.ts'
import type { DataProtection } from './dataChannel.ts'
import type { DirectReader } from './directReader.ts'
import { cancelled, errorFromSocket } from './errors.ts'

export type SecureDial = {
  /** Address of the server, already looked up. */
  host: string
  port: number
  /** Milliseconds to reach the port; the handshake has its own time. */
  timeout: number
  protection: DataProtection
  reader: DirectReader
  signal: AbortSignal
}

/**
 * Dials a data connection with TLS in one step: only then does Node decrypt straight into our own
 * buffers. `reached` settles when the port took the call, `secured` after the handshake and when
 * the peer has proved to be the control connection's.
 */
export function dialSecure(options: SecureDial): {
  reached: Promise<void>
  secured: Promise<TLSSocket>
} {
  const { host, port, timeout, protection, reader, signal } = options
  const { tls, store } = protection
  const reached = Promise.withResolvers<void>()
  const secured = Promise.withResolvers<TLSSocket>()
  // Documented for tls.connect without a socket, but missing in the types of Node.
  const wishes: ConnectionOptions & Pick<DirectReader, 'onread'> = {
    ...tls,
    // Node binds a session to the name of the server: it stays, and leads to the address we know.
    host: isIP(tls.host ?? '') ? host : tls.host,
    port,
    lookup: addressOf(host),
    rejectUnauthorized: false,
    onread: reader.onread,
    ...(store.session ? { session: store.session } : {}),
  }
  const socket = connectTls(wishes)
  const expire = (message: string) => settle(new AppError('timeout', message, { host, port }))
  let timer = setTimeout(expire, timeout, `No answer from ${host}:${port}`)

  const settle = (error?: AppError) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    socket.off('connect', connected).off('secureConnect', established)
    socket.off('error', failed).off('close', closed)
    socket.on('error', () => {})
    if (error) {
      socket.destroy()
      reached.reject(error)
      secured.reject(error)
      return
    }
    try {
      secured.resolve(checkPeer(socket, protection))
    } catch (refusal) {
      secured.reject(refusal)
    }
  }
  const abort = () => settle(cancelled())
  const connected = () => {
    clearTimeout(timer)
    timer = setTimeout(expire, protection.timeout, 'The TLS handshake did not finish in time')
    socket.setNoDelay(true)
    reached.resolve()
  }
  const established = () => settle()
  const failed = (error: Error) => settle(errorFromSocket(error, { host, port }))
  const closed = () =>
    settle(new AppError('tls-failed', 'The connection closed during the handshake'))

  // With TLS 1.3 only this event brings a session that can be resumed, and it may come late.
  socket.on('session', (session: Buffer) => (store.session = session))
  socket.on('connect', connected).on('secureConnect', established)
  socket.on('error', failed).on('close', closed)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  reached.promise.catch(() => {})
  secured.promise.catch(() => {})
  return { reached: reached.promise, secured: secured.promise }
}

/** A look-up that is over before it begins. */
function addressOf(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4
  return (_name, { all }, found) => {
    if (all) found(null, [{ address, family }])
    else found(null, address, family)
  }
}
