import type { RawData, WebSocket } from 'ws'
import type { Port } from '../contract/rpc.ts'

/** Bytes waiting for a page that does not read. Streams wait for it; answers of calls do not. */
const maximumBuffered = 256 * 1024 * 1024
const heartbeatInterval = 30_000

/** One page's WebSocket as a Port: one JSON message a frame. */
export function openSocketPort(socket: WebSocket): Port {
  keepAlive(socket)
  return {
    post(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > maximumBuffered) socket.terminate()
      else socket.send(JSON.stringify(message))
    },
    listen(receive) {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        const message = isBinary ? undefined : parseMessage(data)
        if (message === undefined) socket.close(1003)
        else receive(message)
      })
    },
    onClose(closed) {
      if (socket.readyState === socket.CLOSED) closed()
      else socket.once('close', closed)
    },
  }
}

/** The JSON of a text frame; undefined if it is none. */
export function parseMessage(data: RawData): unknown {
  try {
    // The server asks ws for one Buffer a frame, which is its default.
    return JSON.parse((data as Buffer).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

/** A page behind an SSH tunnel can vanish without a word: one unanswered ping ends it. */
function keepAlive(socket: WebSocket) {
  let answered = true
  socket.on('pong', () => (answered = true))
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, heartbeatInterval)
  timer.unref()
  socket.once('close', () => clearInterval(timer))
}
