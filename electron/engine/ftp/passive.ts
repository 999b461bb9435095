import type { Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { ChannelLog, DataChannel, DataProtection } from './dataChannel.ts'
import { protect } from './dataChannel.ts'
import { dial } from './dial.ts'
import { dialSecure } from './dialSecure.ts'
import { createDirectReader } from './directReader.ts'
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
  const { host, port, log } = options
  const abort = new AbortController()
  let socket: Socket | undefined
  let isSettled = false
  log.listeningRemote({ host, port })
  log.dialling({ host, port })

  const { reached, opened } = dialData(options, abort.signal, (dialled) => (socket = dialled))
  reached.catch(() => {})
  const connect = async (): Promise<Socket> => {
    socket = await opened
    // Errors between opening and reading must not be unhandled; the reader hears of them by close.
    socket.on('error', () => {})
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
    // A port that cannot be reached cannot be opened either: by then the failure is on record, and
    // whoever disposes of the channel at this news does not cut it off.
    reached: () => reached.catch(async () => void (await opening)),
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

/**
 * Dials, with TLS where that is wanted. Bytes go straight into our own buffers, except through a
 * proxy, which has words of its own before them.
 */
function dialData(
  { host, port, timeout, proxy, protection }: PassiveOptions,
  signal: AbortSignal,
  onDialled: (socket: Socket) => void,
): { reached: Promise<void>; opened: Promise<Socket> } {
  if (proxy) {
    const dialling = dial({ host, port, timeout, signal, proxy })
    const open = async () => {
      const plain = await dialling
      plain.pause()
      plain.on('error', () => {})
      onDialled(plain)
      return protection ? protect(plain, protection, signal) : plain
    }
    return { reached: dialling.then(() => {}), opened: open() }
  }
  const reader = createDirectReader()
  if (protection) {
    const { reached, secured } = dialSecure({ host, port, timeout, protection, reader, signal })
    const open = async () => {
      const secure = await secured
      reader.attach(secure)
      return secure
    }
    return { reached, opened: open() }
  }
  const dialling = dial({ host, port, timeout, signal, onread: reader.onread })
  const open = async () => {
    const plain = await dialling
    plain.pause()
    reader.attach(plain)
    return plain
  }
  return { reached: dialling.then(() => {}), opened: open() }
}
