import { MessageChannel } from 'node:worker_threads'
import type { Port } from '../../electron/contract/rpc.ts'

export type PortPair = { client: Port; server: Port; close(): void }

/** Two ends of a Node MessageChannel as Ports. Values pass through JSON, as over every real host. */
export function openMessagePorts(): PortPair {
  const { port1, port2 } = new MessageChannel()
  const asPort = (port: typeof port1): Port => ({
    post: (message) => port.postMessage(JSON.stringify(message)),
    listen: (receive) => port.on('message', (text: string) => receive(JSON.parse(text))),
    onClose: (closed) => port.on('close', closed),
  })
  return { client: asPort(port1), server: asPort(port2), close: () => port1.close() }
}
