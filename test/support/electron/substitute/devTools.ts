import { WebSocket } from 'ws'

/** Parameters and results of the DevTools protocol, which names a type for each of its messages. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Values = Record<string, any>

export type DevToolsEvent = { method: string; params: Values; sessionId?: string }

export type DevTools = {
  send(method: string, params?: Values, sessionId?: string): Promise<Values>
  onEvent(listener: (event: DevToolsEvent) => void): void
  close(): void
}

/** The browser's end of the DevTools protocol, all sessions over one socket. */
export async function connectDevTools(endpoint: string): Promise<DevTools> {
  const socket = new WebSocket(endpoint, { perMessageDeflate: false, maxPayload: 0 })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waiting = new Map<
    number,
    { resolve: (result: Values) => void; reject: (e: Error) => void }
  >()
  const listeners: ((event: DevToolsEvent) => void)[] = []
  let nextId = 1

  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as Values
    const call = waiting.get(message['id'] as number)
    if (!call) {
      if (message['method']) for (const listener of listeners) listener(message as DevToolsEvent)
      return
    }
    waiting.delete(message['id'] as number)
    const error = message['error'] as { message: string } | undefined
    if (error) call.reject(new Error(error.message))
    else call.resolve(message['result'] as Values)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser has gone'))
    waiting.clear()
  })

  return {
    send(method, params = {}, sessionId) {
      if (socket.readyState !== socket.OPEN)
        return Promise.reject(new Error('The browser has gone'))
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, {
          resolve,
          reject: (error) => reject(new Error(`${method}: ${error.message}`)),
        })
        socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
      })
    },
    onEvent: (listener) => void listeners.push(listener),
    close: () => socket.close(),
  }
}
