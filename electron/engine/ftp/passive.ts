import type { Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { ChannelLog, DataChannel, DataProtection } from './dataChannel.ts'
import { protect } from './dataChannel.ts'
import { dial } from './dial.ts'
import { createDirectReader, noteDirectReader } from './directReader.ts'
import type { ProxyRoute } from './dial.ts'

export type PassiveOptions = {
  host: string
  port: number
  /** Milliseconds to reach the port. */
  timeout: number
  proxy?: ProxyRoute
  protection?: DataProtection
  log: ChannelLog
}

/**
 * Passive mode: the server listens, the client dials. Dialling starts at once, beside the transfer
 * command, which saves a round trip.
 */
export function dialPassive(options: PassiveOptions): DataChannel {
  const { host, port, timeout, proxy, protection, log } = options
  const abort = new AbortController()
  let socket: Socket | undefined
  let isSettled = false
  log.listeningRemote({ host, port })
  log.dialling({ host, port })

  // Under TLS, and behind a proxy that has its own words first, bytes are not ours to take.
  const reader = proxy || protection ? undefined : createDirectReader()
  const dialling = dial({
    host,
    port,
    timeout,
    signal: abort.signal,
    ...(proxy ? { proxy } : {}),
    ...(reader ? { onread: reader.onread } : {}),
  })
  const connect = async (): Promise<Socket> => {
    const plain = await dialling
    plain.pause()
    if (reader) noteDirectReader(plain, reader)
    // Errors between opening and reading must not be unhandled; the reader hears of them by close.
    plain.on('error', () => {})
    socket = plain
    if (protection) {
      socket = await protect(plain, protection, abort.signal)
      socket.on('error', () => {})
    }
    log.open(socket)
    return socket
  }

  const explain = (error: unknown): never => {
    const cause = AppError.from(error)
    throw cause.code === 'certificate-untrusted' || cause.code === 'cancelled'
      ? cause
      : new AppError('data-connection-failed', `${host}:${port}: ${cause.message}`, {
          ...cause.details,
          host,
          port,
          cause: cause.message,
        })
  }
  const opening = connect().catch((error: unknown) => {
    if (!abort.signal.aborted) log.failed(AppError.from(error))
    return explain(error)
  })
  const settled = () => (isSettled = true)
  opening.then(settled, settled)

  return {
    mode: 'passive',
    reached: () => dialling.then(() => {}, explain),
    open: () => opening,
    finished: ({ error, by } = {}) => {
      if (error && !socket) return
      if (socket) log.closed(socket, by)
    },
    dispose() {
      // With a reason: the one that Node makes has a stack, which costs more than a small file.
      if (!isSettled) abort.abort('disposed')
      socket?.destroy()
    },
  }
}
