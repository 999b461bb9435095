import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Port } from '../contract/rpc.ts'
import { contentPath } from '../engine/files/contentAnswer.ts'
import type { ServedContent } from '../engine/files/viewing.ts'
import type { AccessOptions } from './access.ts'
import { createAccess } from './access.ts'
import { createBridge } from './bridge.ts'
import { mayLoadContent, sendContent } from './content.ts'
import { answerHanding } from './handing.ts'
import type { Handing } from './handing.ts'
import { pageHeaders, readPageFile } from './page.ts'
import { createGate, soleHeader } from './requests.ts'

export type WebHostOptions = {
  /** The built renderer. */
  pageFolder: string
  /** Called with each page that has shown a session. */
  attach: (port: Port) => void
  /** Files that are dropped on pages and dragged out of them; none: both are refused. */
  handing?: Handing
  /** Files that a page has open, by their ids. */
  served?: (id: string) => ServedContent | undefined
  /** 0 or none: any free port, new at each start. */
  port?: number
  /** A loopback address; the caller has checked that. */
  address?: string
  /** Origin of the dev server that stands before this one. */
  devOrigin?: string
  access?: AccessOptions
}

export type WebHost = {
  port: number
  origin: string
  /** An address for one page, good for a few minutes and one use. */
  newLink(): string
  /** Ends every connection. */
  close(): Promise<void>
}

const maximumBody = 4 * 1024
/** Milliseconds for a request of the page itself. */
const requestTime = 20_000
const Exchange = z.strictObject({ token: z.string().max(200) })

/** Serves page and bridge on the loopback interface. Rejects with the system's error (EADDRINUSE). */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const address = options.address ?? '127.0.0.1'
  const access = createAccess(options.access)
  const bridge = createBridge(access, options.attach)
  const server = createServer({
    // A missing Host gets the same empty 403 as a wrong one, not Node's own answer.
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    // A dropped file takes as long as it takes; `answer` bounds all other requests.
    requestTimeout: 0,
    keepAliveTimeout: 5_000,
  })
  server.maxConnections = 512
  server.listen(options.port ?? 0, address)
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  const { port } = server.address() as AddressInfo
  const origin = `http://${address.includes(':') ? `[${address}]` : address}:${port}`
  const gate = createGate(port, address, options.devOrigin)

  server.on('request', (request, response) => {
    void answer(request, response).catch(() => {
      request.destroy()
      response.destroy()
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const isWelcome = request.url === '/bridge' && gate.isFromOurPage(request)
    if (!isWelcome || !bridge.accept(request, socket, head)) refuseRaw(socket)
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => refuseRaw(socket))
  server.on('checkContinue', (_request, response: ServerResponse) => refuse(response))
  server.on('checkExpectation', (_request, response: ServerResponse) => refuse(response))
  server.on('clientError', (_error, socket) => refuseRaw(socket))

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (await answerHanding(request, response, gate, options.handing, refuse)) return
    const timer = setTimeout(() => request.destroy(), requestTime)
    response.once('close', () => clearTimeout(timer))
    if (request.url === '/session') return startSession(request, response)
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (!isReading || hasBody(request) || !gate.mayRead(request)) return refuse(response)
    const contentId = contentPath.exec(request.url ?? '')?.[1]
    if (contentId !== undefined) {
      // A film lasts longer than any other answer may.
      clearTimeout(timer)
      const content = mayLoadContent(request) ? options.served?.(contentId) : undefined
      return content ? sendContent(request, response, content) : refuse(response)
    }
    const file = await readPageFile(options.pageFolder, request.url ?? '')
    if (!file) return refuse(response)
    send(request, response, file.type, file.content)
  }

  async function startSession(request: IncomingMessage, response: ServerResponse) {
    const site = soleHeader(request, 'sec-fetch-site')
    const isWelcome =
      request.method === 'POST' &&
      gate.isFromOurPage(request) &&
      soleHeader(request, 'content-type') === 'application/json' &&
      // Not a header that a form or a simple request can carry: another site would have to ask
      // first (preflight), and that is never granted.
      soleHeader(request, 'x-sampan') === '1' &&
      (site === undefined || site === 'same-origin') &&
      Number(soleHeader(request, 'content-length')) <= maximumBody
    if (!isWelcome) return refuse(response)
    const exchange = Exchange.safeParse(parseJson(await text(request)))
    const session = exchange.success ? access.exchange(exchange.data.token) : undefined
    if (session === undefined) return refuse(response)
    send(request, response, 'application/json', Buffer.from(JSON.stringify({ session })))
  }

  return {
    port,
    origin,
    newLink: () => `${options.devOrigin ?? origin}/#token=${access.mintToken()}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await bridge.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function send(request: IncomingMessage, response: ServerResponse, type: string, content: Buffer) {
  response.sendDate = false
  response.writeHead(200, {
    ...pageHeaders(soleHeader(request, 'host')!),
    'Content-Type': type,
    'Content-Length': content.length,
  })
  response.end(request.method === 'HEAD' ? undefined : content)
}

/** A body that nobody reads would keep its connection open. */
const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0

/** Whatever was wrong, the answer is the same: it tells a stranger nothing. */
function refuse(response: ServerResponse) {
  response.sendDate = false
  response.writeHead(403, { 'Content-Length': 0, Connection: 'close' }).end()
}

function refuseRaw(socket: Duplex) {
  socket.on('error', () => {})
  if (socket.writable)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  socket.once('finish', () => socket.destroy())
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown
  } catch {
    return undefined
  }
}
