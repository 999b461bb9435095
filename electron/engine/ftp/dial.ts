import { connect as connectSocket } from 'node:net'
import type { OnReadOpts, Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { Proxy } from '../../contract/sessions.ts'
import { cancelled, errorFromSocket } from './errors.ts'

export type ProxyRoute = Proxy & { password?: string }

export type DialOptions = {
  host: string
  port: number
  /** Milliseconds until the attempt is given up. */
  timeout: number
  signal: AbortSignal
  proxy?: ProxyRoute
  /** Local address to dial from. */
  localAddress?: string
  /** Takes the bytes in place of `data` events. Straight connections only. */
  onread?: OnReadOpts
}

/** First keep-alive probe after this many milliseconds; NAT tables often forget after 60 s. */
const keepAliveDelay = 30_000

/**
 * Opens a TCP connection, straight or through a SOCKS5 or HTTP proxy. The socket comes paused with
 * no-delay and keep-alive set. Rejects with AppError: host-not-found, connection-refused,
 * connection-failed, timeout, proxy-failed, cancelled.
 */
export async function dial(options: DialOptions): Promise<Socket> {
  if (options.signal.aborted) throw cancelled()
  const socket = await (options.proxy
    ? dialThroughProxy(options, options.proxy)
    : dialStraight(options))
  socket.setNoDelay(true)
  socket.setKeepAlive(true, keepAliveDelay)
  return socket
}

function dialStraight(options: DialOptions): Promise<Socket> {
  const { host, port, timeout, signal, localAddress, onread } = options
  return new Promise((resolve, reject) => {
    const socket = connectSocket({
      host,
      port,
      ...(localAddress ? { localAddress } : {}),
      ...(onread ? { onread } : {}),
    })
    const settle = (error?: AppError) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.removeAllListeners('connect')
      socket.removeAllListeners('error')
      if (!error) return resolve(socket)
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const abort = () => settle(cancelled())
    const timer = setTimeout(
      () => settle(new AppError('timeout', `No answer from ${host}:${port}`, { host, port })),
      timeout,
    )
    signal.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => settle())
    socket.once('error', (error) => settle(connectError(error, host, port)))
  })
}

/** With several addresses Node reports an AggregateError: its first cause tells the story. */
function connectError(error: Error, host: string, port: number): AppError {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error
  return errorFromSocket(first, { host, port })
}

async function dialThroughProxy(options: DialOptions, proxy: ProxyRoute): Promise<Socket> {
  const { host, port, timeout, signal } = options
  const at = { host: proxy.host, port: proxy.port }
  try {
    return proxy.kind === 'socks5'
      ? await dialSocks(proxy, host, port, timeout, signal)
      : await dialHttpConnect(proxy, host, port, timeout, signal)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (signal.aborted) throw cancelled()
    const cause = error instanceof Error ? error.message : String(error)
    throw new AppError('proxy-failed', `The proxy did not connect: ${cause}`, { ...at, cause })
  }
}

async function dialSocks(
  proxy: ProxyRoute,
  host: string,
  port: number,
  timeout: number,
  signal: AbortSignal,
): Promise<Socket> {
  // The client library cannot be cancelled, so its socket is ours and dies with the signal.
  const existing = await dialStraight({ host: proxy.host, port: proxy.port, timeout, signal })
  const abort = () => existing.destroy()
  signal.addEventListener('abort', abort, { once: true })
  try {
    // Few go through a proxy; loading it would slow down the start of everybody.
    const { SocksClient } = await import('socks')
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      destination: { host, port },
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: 5,
        ...(proxy.user === undefined ? {} : { userId: proxy.user, password: proxy.password ?? '' }),
      },
      timeout,
      existing_socket: existing,
      set_tcp_nodelay: true,
    })
    socket.pause()
    return socket
  } catch (error) {
    existing.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function dialHttpConnect(
  proxy: ProxyRoute,
  host: string,
  port: number,
  timeout: number,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const headers: Record<string, string> = { Host: authority }
  if (proxy.user !== undefined) {
    const login = Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64')
    headers['Proxy-Authorization'] = `Basic ${login}`
  }
  // Like the other way through a proxy, loaded by those who need it.
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const call = request({
      host: proxy.host,
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      headers,
      agent: false,
      signal,
    })
    const timer = setTimeout(
      () => call.destroy(new AppError('timeout', `No answer from the proxy`, { host: proxy.host })),
      timeout,
    )
    call.once('connect', (response, socket: Socket, head) => {
      clearTimeout(timer)
      if (response.statusCode !== 200) {
        socket.destroy()
        const cause = `${response.statusCode} ${response.statusMessage ?? ''}`.trim()
        reject(new Error(cause))
        return
      }
      socket.pause()
      // A greeting may have come in the same packet as the proxy's answer.
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    call.once('response', (response) => {
      clearTimeout(timer)
      response.destroy()
      reject(new Error(`${response.statusCode} ${response.statusMessage ?? ''}`.trim()))
    })
    call.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    call.end()
  })
}
