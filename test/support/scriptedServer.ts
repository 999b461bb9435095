import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  startPracticeServer,
  type KeyAndCertificate,
  type PracticeServer,
  type PracticeServerOptions,
  type Script,
} from '../../electron/engine/practice/index.ts'

/** The practice server with faults; anonymous and practice/practice may log in. */
export const startScriptedServer = (
  script: Script,
  options: Omit<PracticeServerOptions, 'script'> = {},
): Promise<PracticeServer> => startPracticeServer({ ...options, script })

export type RawServer = {
  host: string
  port: number
  /** Connections so far. */
  count: () => number
  stop: () => Promise<void>
}

/**
 * A server that speaks whatever bytes `handle` writes; `nth` counts connections from 1. With
 * `tls` it speaks them over TLS. Socket errors are ignored.
 */
export async function startRawServer(
  handle: (socket: Socket, nth: number) => void | Promise<void>,
  {
    host = '127.0.0.1',
    port = 0,
    tls,
  }: { host?: string; port?: number; tls?: KeyAndCertificate } = {},
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let count = 0
  const arrive = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    void handle(socket, ++count)
  }
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, arrive)
    : createServer(arrive)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    host,
    port: (server.address() as AddressInfo).port,
    count: () => count,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Listens with the shortest queue and then blocks its thread, so that nothing is ever accepted. */
const neverAccepts = `
  const { parentPort, workerData } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: workerData, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/** A port where connecting neither succeeds nor fails, as behind a firewall that drops packets. */
export async function startBlackHole(
  host = '127.0.0.1',
): Promise<{ port: number; stop: () => Promise<void> }> {
  const worker = new Worker(neverAccepts, { eval: true, workerData: host })
  const [port] = (await once(worker, 'message')) as [number]
  const fillers: Socket[] = []
  // The kernel answers until its queue is full and drops every SYN after that.
  for (let isFull = false; !isFull;) {
    const filler = connect(port, host)
    filler.on('error', () => undefined)
    fillers.push(filler)
    isFull = await Promise.race([
      once(filler, 'connect').then(() => false),
      sleep(300, true, { ref: false }),
    ])
  }
  return {
    port,
    async stop() {
      for (const filler of fillers) filler.destroy()
      await worker.terminate()
    },
  }
}
