import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { ChannelLog, DataChannel, DataProtection } from './dataChannel.ts'
import { protect } from './dataChannel.ts'
import { sameAddress } from './addresses.ts'

export type ActiveOptions = {
  /** Address of the control connection on this side. */
  localAddress: string
  /** The only address that may dial in: the control connection's peer. */
  peerAddress: string
  /** Ports to try, both inclusive; none: any free port. */
  ports?: [number, number]
  /** Milliseconds the server may take to dial in. */
  timeout: number
  protection?: DataProtection
  log: ChannelLog
  /** Told of a connection from anywhere else; it is closed unread. */
  onStranger(address: string): void
}

export type ActiveChannel = DataChannel & { port: number }

/** Where the last search for a free port ended: neighbours in TIME_WAIT are not tried first. */
let nextInRange = 0

/** Active mode: the client listens, the server dials (RFC 959 §3.2). Resolves once it listens. */
export async function listenActive(options: ActiveOptions): Promise<ActiveChannel> {
  const { localAddress, peerAddress, timeout, protection, log } = options
  const abort = new AbortController()
  const server = await listen(localAddress, options.ports)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  let socket: Socket | undefined
  log.listening({ host: localAddress, port })

  const accepted = new Promise<Socket>((resolve, reject) => {
    const fail = (error: AppError) => {
      server.close()
      reject(error)
    }
    abort.signal.addEventListener('abort', () => fail(new AppError('cancelled', 'Cancelled')))
    server.on('error', (error) => fail(new AppError('data-connection-failed', error.message)))
    server.on('connection', (incoming) => {
      incoming.on('error', () => {})
      if (socket || !sameAddress(incoming.remoteAddress ?? '', peerAddress)) {
        options.onStranger(incoming.remoteAddress ?? '')
        incoming.destroy()
        return
      }
      socket = incoming
      server.close()
      resolve(incoming)
    })
  })
  accepted.catch(() => {})

  const connect = async (): Promise<Socket> => {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        server.close()
        reject(
          new AppError('data-connection-failed', 'The server did not dial in', {
            host: localAddress,
            port,
            cause: 'no connection came in',
          }),
        )
      }, timeout)
    })
    try {
      let ready = await Promise.race([accepted, patience])
      clearTimeout(timer)
      if (protection) {
        ready = socket = await protect(ready, protection, abort.signal)
        ready.on('error', () => {})
      }
      log.open(ready)
      return ready
    } catch (error) {
      const cause = AppError.from(error)
      if (!abort.signal.aborted) log.failed(cause)
      throw cause
    } finally {
      clearTimeout(timer)
    }
  }

  let opening: Promise<Socket> | undefined
  return {
    mode: 'active',
    port,
    reached: () => Promise.resolve(),
    open: () => {
      opening ??= connect()
      opening.catch(() => {})
      return opening
    },
    finished: ({ by } = {}) => {
      if (socket) log.closed(socket, by)
    },
    dispose() {
      abort.abort()
      server.close()
      socket?.destroy()
    },
  }
}

async function listen(host: string, ports: [number, number] | undefined): Promise<Server> {
  if (!ports) return listenOn(host, 0)
  const [low, high] = ports
  const count = high - low + 1
  for (let tried = 0; tried < count; tried++) {
    const port = low + ((nextInRange + tried) % count)
    try {
      const server = await listenOn(host, port)
      nextInRange = (nextInRange + tried + 1) % count
      return server
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new AppError('active-mode-impossible', `All ports from ${low} to ${high} are in use`, {
    cause: 'EADDRINUSE',
  })
}

function listenOn(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true })
    server.once('error', reject)
    server.listen({ host, port, exclusive: true, backlog: 4 }, () => {
      server.removeListener('error', reject)
      resolve(server)
    })
  })
}
