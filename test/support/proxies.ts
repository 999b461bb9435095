import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export type TestProxy = {
  host: string
  port: number
  /** host:port of everything that was asked for. */
  destinations: string[]
  stop(): Promise<void>
}

type Login = { user: string; password: string }

const pipe = (one: Socket, other: Socket) => {
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
  one.pipe(other).pipe(one)
}

/** An HTTP proxy that knows CONNECT, with Basic login where asked. */
export async function startHttpProxy(login?: Login): Promise<TestProxy> {
  const destinations: string[] = []
  const sockets = new Set<Socket>()
  const expected = login
    ? `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
    : undefined
  const server = createHttpServer((_request, response) => response.writeHead(405).end())
  server.on('connect', (request, client: Socket) => {
    sockets.add(client)
    client.on('error', () => {})
    if (expected && request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    destinations.push(request.url ?? '')
    const [host = '', port = ''] = (request.url ?? '').split(/:(?=\d+$)/)
    const upstream = connect(Number(port), host.replace(/[[\]]/g, ''), () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      pipe(client, upstream)
    })
    sockets.add(upstream)
    upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
  })
  return listen(server, sockets, destinations)
}

/** A SOCKS5 proxy (RFC 1928) with user and password (RFC 1929) where asked. */
export async function startSocksProxy(login?: Login): Promise<TestProxy> {
  const destinations: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => {})
    void serveSocks(client, login, destinations, sockets).catch(() => client.destroy())
  })
  return listen(server, sockets, destinations)
}

async function serveSocks(
  client: Socket,
  login: Login | undefined,
  destinations: string[],
  sockets: Set<Socket>,
) {
  const take = reader(client)
  const [, methods = 0] = await take(2)
  await take(methods)
  client.write(Buffer.of(5, login ? 2 : 0))
  if (login) {
    const [, userLength = 0] = await take(2)
    const user = (await take(userLength)).toString()
    const [passwordLength = 0] = await take(1)
    const password = (await take(passwordLength)).toString()
    const isRight = user === login.user && password === login.password
    client.write(Buffer.of(1, isRight ? 0 : 1))
    if (!isRight) return client.end()
  }
  const [, , , kind] = await take(4)
  const host = await readHost(take, kind ?? 0)
  const port = (await take(2)).readUInt16BE()
  destinations.push(`${host}:${port}`)
  const upstream = connect(port, host, () => {
    client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    client.removeAllListeners('readable')
    pipe(client, upstream)
  })
  sockets.add(upstream)
  upstream.on('error', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])))
}

async function readHost(take: (bytes: number) => Promise<Buffer>, kind: number) {
  if (kind === 1) return [...(await take(4))].join('.')
  if (kind === 3) {
    const [length = 0] = await take(1)
    return (await take(length)).toString()
  }
  const address = await take(16)
  return address.toString('hex').replace(/(.{4})(?!$)/g, '$1:')
}

const reader = (socket: Socket) => async (bytes: number) => {
  for (;;) {
    const chunk = socket.read(bytes) as Buffer | null
    if (chunk) return chunk
    await new Promise((resolve, reject) => {
      socket.once('readable', resolve)
      socket.once('close', reject)
    })
  }
}

async function listen(
  server: ReturnType<typeof createServer>,
  sockets: Set<Socket>,
  destinations: string[],
): Promise<TestProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    destinations,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
