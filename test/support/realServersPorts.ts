import { createServer } from 'node:net'
import type { Server } from 'node:net'

/** Ports of one server. All lie below Linux's range for outgoing connections (32768 upwards). */
export type PortBlock = { control: number; passive: [number, number]; release: () => void }

const first = 20_000
const blockSize = 128
const blocks = 96
const passivePortCount = 100

/**
 * Finds a block of free ports that no other test process has taken. The block's first port is
 * listened on as long as the block is in use: that is the lock, and it falls with the process.
 */
export async function takePorts(host: string): Promise<PortBlock> {
  for (let attempt = 0; attempt < blocks; attempt++) {
    const base = first + ((process.pid + attempt) % blocks) * blockSize
    const guard = await listen(base, '127.0.0.1')
    if (!guard) continue
    const passive: [number, number] = [base + 2, base + 1 + passivePortCount]
    if (await allFree(base + 1, passive[1], host)) {
      guard.unref()
      return { control: base + 1, passive, release: () => guard.close() }
    }
    await close(guard)
  }
  throw new Error(`no block of free ports from ${first} upwards`)
}

async function allFree(from: number, to: number, host: string): Promise<boolean> {
  for (let port = from; port <= to; port++) {
    const server = await listen(port, host)
    if (!server) return false
    await close(server)
  }
  return true
}

function listen(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen({ port, host, exclusive: true }, () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
