import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** What a box on the way does to a command line of the client: nothing, or one of these. */
export type Meddling = 'swallow' | 'reset' | 'go-deaf'

/**
 * A box between client and server that reads along on the control connection, as some routers and
 * firewalls do, and stumbles over some commands: it swallows them, resets the connection, or lets
 * nothing of the server through from then on. Data connections pass it by.
 */
export async function startMiddlebox(
  target: { host: string; port: number },
  meddle: (line: string) => Meddling | undefined,
): Promise<{ host: string; port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(target)
    let isDeaf = false
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        client.destroy()
        server.destroy()
        sockets.delete(socket)
      })
    }
    client.on('data', (bytes) => {
      const meddling = meddle(bytes.toString('latin1'))
      if (meddling === 'reset') client.resetAndDestroy()
      if (meddling === 'go-deaf') isDeaf = true
      if (meddling !== 'swallow') server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!isDeaf) client.write(bytes)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
