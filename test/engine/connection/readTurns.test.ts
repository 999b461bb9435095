import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { receive } from '../../../electron/engine/ftp/pump.ts'

const connections = 10
const size = 8 * 1024 * 1024
/** What Node reads of a socket at a time, in bytes. */
const oneRead = 64 * 1024

it('reads so much in a turn of the event loop, however many connections there are', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end(Buffer.alloc(size)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let inTurn = 0
  let most = 0
  // Asked for in the turn before, it comes first of its kind: what is read after it counts anew.
  const nextTurn = () => {
    most = Math.max(most, inTurn)
    inTurn = 0
    turn = setImmediate(nextTurn)
  }
  let turn = setImmediate(nextTurn)
  try {
    const downloads = Array.from({ length: connections }, async () => {
      const socket = connect({ host: '127.0.0.1', port })
      await once(socket, 'connect')
      socket.pause()
      // Long enough for every socket to have more than one turn may take.
      await new Promise((resolve) => setTimeout(resolve, 200))
      let seen = 0
      return receive({
        socket,
        sink: { write: async () => {} },
        signal: new AbortController().signal,
        idleTimeout: 10_000,
        onBytes(total) {
          inTurn += total - seen
          seen = total
        },
      })
    })
    expect(await Promise.all(downloads)).toEqual(downloads.map(() => size))
    expect(most).toBeGreaterThan(256 * 1024)
    expect(most).toBeLessThanOrEqual(512 * 1024 + connections * oneRead)
  } finally {
    clearImmediate(turn)
    server.close()
  }
})
