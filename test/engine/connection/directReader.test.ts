import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDirectReader } from '../../../electron/engine/ftp/directReader.ts'
import { receive } from '../../../electron/engine/ftp/pump.ts'

const content = randomBytes(5_000_000)
const hashOf = (pieces: Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}
const wanted = hashOf([content])
const never = new AbortController().signal

let serve: (socket: Socket) => void
const server = createServer((socket) => {
  socket.on('error', () => {})
  serve(socket)
})
beforeEach(async () => {
  serve = (socket) => socket.end(content)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close())

async function dial(): Promise<Socket> {
  const reader = createDirectReader()
  const { port } = server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, onread: reader.onread })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.pause()
  reader.attach(socket)
  return socket
}

const pump = (
  socket: Socket,
  write: (buffers: Uint8Array[]) => Promise<void>,
  more: { length?: number } = {},
) => receive({ socket, sink: { write }, signal: never, idleTimeout: 10_000, onBytes() {}, ...more })

describe('reading into reused buffers', () => {
  it('keeps the bytes of many transfers apart, however slow their sinks are', async () => {
    const one = async (index: number) => {
      const socket = await dial()
      const hash = createHash('sha256')
      const bytes = await pump(socket, async (buffers) => {
        // Whoever reused a buffer too soon would be seen in what is hashed after the pause.
        await pause(index % 3)
        for (const buffer of buffers) hash.update(buffer)
      })
      expect(bytes).toBe(content.length)
      expect(hash.digest('hex')).toBe(wanted)
    }
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 12 }, (_, index) => one(index)))
  })

  it('loses nothing that came before anybody read, not even an early end', async () => {
    serve = (socket) => socket.end('early')
    const socket = await dial()
    await pause(100)
    const pieces: Buffer[] = []
    await pump(socket, async (buffers) => void pieces.push(Buffer.concat(buffers)))
    expect(Buffer.concat(pieces).toString()).toBe('early')
    serve = (empty) => empty.end()
    const nothing = await dial()
    await pause(100)
    expect(await pump(nothing, async () => {})).toBe(0)
  })

  it('hands on no byte behind the wanted length, and throws away what follows', async () => {
    const socket = await dial()
    const pieces: Buffer[] = []
    const take = async (buffers: Uint8Array[]) => void pieces.push(Buffer.concat(buffers))
    expect(await pump(socket, take, { length: 1_500_001 })).toBe(1_500_001)
    expect(hashOf(pieces)).toBe(hashOf([content.subarray(0, 1_500_001)]))
    socket.resume()
    await once(socket, 'close')
  })

  it('holds the sender back while the sink is busy', async () => {
    const socket = await dial()
    const { promise, resolve } = Promise.withResolvers<void>()
    const done = pump(socket, () => promise)
    await pause(300)
    const read = socket.bytesRead
    expect(read).toBeLessThan(3_000_000)
    await pause(100)
    expect(socket.bytesRead).toBe(read)
    resolve()
    expect(await done).toBe(content.length)
  })

  it('reads little at a time under a speed limit, which cannot take back what was read', async () => {
    const read = async (isLifted: boolean) => {
      const socket = await dial()
      let [last, largest] = [0, 0]
      const limiter = { isLifted, take: async () => {} }
      await receive({
        ...{ socket, limiter, signal: never, idleTimeout: 10_000, sink: { async write() {} } },
        onBytes(total) {
          largest = Math.max(largest, total - last)
          last = total
        },
      })
      expect(last).toBe(content.length)
      return largest
    }
    expect(await read(false)).toBeLessThanOrEqual(65_536)
    // Nothing to hold back: as much as has come.
    expect(await read(true)).toBeGreaterThan(65_536)
  })
})
