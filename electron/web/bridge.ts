import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Port } from '../contract/rpc.ts'
import type { Access } from './access.ts'
import { openSocketPort, parseMessage } from './port.ts'

/** The largest message of a page: a call that queues 100,000 transfers. */
const maximumFrame = 64 * 1024 * 1024
/** Bytes that a page may send before it has shown its session. */
const maximumGreeting = 4 * 1024
const maximumWaiting = 32
const greetingTime = 5_000

/** Policy violation: the page's session is not, or no longer, good. Only a new link helps. */
export const sessionRefused = 1008
const goingAway = 1001
/** Milliseconds that a page gets to answer a goodbye. */
const goodbyeTime = 200

const Greeting = z.strictObject({ session: z.string().max(200) })

export type Bridge = {
  /** Takes over a connection whose Host and Origin are checked; false: too many are waiting. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Closes all, with a word to the pages. */
  close(): Promise<void>
}

/** The WebSocket end: the first frame must show a session, then the socket becomes a Port. */
export function createBridge(access: Access, attach: (port: Port) => void): Bridge {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: maximumFrame,
    perMessageDeflate: false,
  })
  let waiting = 0

  function greet(socket: WebSocket, underlying: Duplex) {
    let received = 0
    let isGreeting = true
    // Calls may follow the greeting in the same chunk, which this listener sees last.
    const count = (chunk: Buffer) => {
      received += chunk.length
      if (isGreeting && received > maximumGreeting) socket.terminate()
    }
    const refuse = () => socket.close(sessionRefused)
    const timer = setTimeout(refuse, greetingTime)
    const settle = () => {
      waiting--
      isGreeting = false
      clearTimeout(timer)
      underlying.off('data', count)
      socket.off('close', settle)
    }
    waiting++
    underlying.on('data', count)
    socket.on('close', settle)
    // Broken frames end in 'close' as well; ws only insists on a listener.
    socket.on('error', () => {})
    socket.once('message', (data, isBinary) => {
      settle()
      const greeting = Greeting.safeParse(isBinary ? undefined : parseMessage(data))
      const detach = greeting.success ? access.attach(greeting.data.session) : undefined
      if (!detach) return refuse()
      socket.once('close', detach)
      attach(openSocketPort(socket))
    })
  }

  return {
    accept(request, socket, head) {
      if (waiting >= maximumWaiting) return false
      server.handleUpgrade(request, socket, head, (webSocket) => greet(webSocket, socket))
      return true
    },
    async close() {
      for (const socket of server.clients) socket.close(goingAway)
      const timer = setTimeout(() => {
        for (const socket of server.clients) socket.terminate()
      }, goodbyeTime)
      await new Promise((resolve) => server.close(resolve))
      clearTimeout(timer)
    },
  }
}
