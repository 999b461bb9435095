import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { withoutMapping } from './options.ts'
import { Refusal } from './replies.ts'
import { ConnectionLost, pause, socketEvent } from './waiting.ts'

/** What PASV, EPSV, PORT or EPRT agreed on for the next transfer. */
export type DataSetup =
  | { kind: 'none' }
  | { kind: 'passive'; port: PassivePort; isTlsClient: boolean }
  | { kind: 'active'; host: string; port: number }

/** Chunks of files are read and written in this size. */
export const chunkSize = 1 << 20

const socketOptions = { allowHalfOpen: true, highWaterMark: chunkSize, noDelay: true }

export type PassiveOptions = {
  host: string
  range: readonly [number, number] | undefined
  /** Whether a client from this address may have the connection. */
  admits: (address: string) => boolean
  turnedAway: (address: string) => void
}

/** A listening port that takes one data connection, from the right peer. */
export class PassivePort {
  readonly port: number
  readonly #server: Server
  readonly #options: PassiveOptions
  #waiting: Socket | null = null
  #taken: ((socket: Socket) => void) | null = null

  private constructor(server: Server, options: PassiveOptions) {
    this.#server = server
    this.#options = options
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (socket) => this.#arrive(socket))
  }

  static async open(options: PassiveOptions): Promise<PassivePort> {
    for (const port of candidates(options.range)) {
      // Paused, so that the first bytes wait for TLS or for the transfer.
      const server = createServer({ ...socketOptions, pauseOnConnect: true })
      if (await listens(server, port, options.host)) return new PassivePort(server, options)
    }
    throw new Refusal(425, 'No free port for a data connection.')
  }

  /** The client's connection. Rejects with 425 after `timeout` milliseconds, or at abort. */
  async accept(timeout: number, signal: AbortSignal): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    const expiry = setTimeout(() => reject(new Refusal(425, 'No data connection came.')), timeout)
    const onAbort = () => reject(new ConnectionLost('Aborted.'))
    signal.addEventListener('abort', onAbort)
    this.#taken = resolve
    if (signal.aborted) onAbort()
    else if (this.#waiting) resolve(this.#waiting)
    try {
      const socket = await promise
      this.#waiting = null
      return socket
    } finally {
      clearTimeout(expiry)
      signal.removeEventListener('abort', onAbort)
      this.close()
    }
  }

  /** Ends listening, and a connection that nobody took. */
  close(): void {
    this.#server.close()
    this.#waiting?.destroy()
    this.#waiting = null
  }

  #arrive(socket: Socket): void {
    socket.on('error', () => undefined)
    const remote = withoutMapping(socket.remoteAddress ?? '')
    if (this.#waiting || !this.#options.admits(remote)) {
      this.#options.turnedAway(`${remote}:${socket.remotePort}`)
      socket.destroy()
      return
    }
    this.#waiting = socket
    this.#server.close()
    this.#taken?.(socket)
  }
}

/** Dials the client's port, from the address the client knows the server by. */
export async function dialActive(
  target: { host: string; port: number; localAddress: string },
  timeout: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({ ...target, ...socketOptions })
  socket.on('error', () => undefined)
  const waiting = new AbortController()
  try {
    await Promise.race([
      socketEvent(socket, 'connect', signal),
      pause(timeout, waiting.signal).then(() => Promise.reject(new ConnectionLost('Timed out.'))),
    ])
    return socket
  } catch (error) {
    socket.destroy()
    if (signal.aborted) throw error
    throw new Refusal(425, 'Cannot open the data connection.')
  } finally {
    waiting.abort()
  }
}

/** A port that was free a moment ago and refuses connections. */
export async function refusedPort(host: string): Promise<number> {
  const server = createServer()
  await listens(server, 0, host)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function candidates(range: readonly [number, number] | undefined): number[] {
  if (!range) return [0]
  const [first, last] = range
  const ports = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  // Somewhere in the range, so that an old port is not announced again at once.
  const start = Math.floor(Math.random() * ports.length)
  return [...ports.slice(start), ...ports.slice(0, start)]
}

const listens = (server: Server, port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error)
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve(true)
    })
  })
