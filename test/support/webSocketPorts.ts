import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Port } from '../../electron/contract/rpc.ts'
import type { WebHost, WebHostOptions } from '../../electron/web/server.ts'
import { startWebHost } from '../../electron/web/server.ts'
import type { PortPair } from './ports.ts'

export type TestWebHost = WebHost & { pageFolder: string }

/** A real web host on a page folder of its own, with one small page in it. */
export async function openTestWebHost(options: Partial<WebHostOptions> = {}): Promise<TestWebHost> {
  const pageFolder = mkdtempSync(join(tmpdir(), 'sampan-page-'))
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Sampan</title>')
  const host = await startWebHost({ pageFolder, attach: () => {}, ...options })
  return {
    ...host,
    pageFolder,
    async close() {
      await host.close()
      rmSync(pageFolder, { recursive: true, force: true })
    },
  }
}

/** Swaps a fresh token for a session, as the page does. */
export const startSession = (host: WebHost): Promise<string> => exchangeToken(host.newLink())

async function exchangeToken(link: string): Promise<string> {
  const { origin, hash } = new URL(link)
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sampan': '1', origin },
    body: JSON.stringify({ token: hash.slice('#token='.length) }),
  })
  if (answer.status !== 200) throw new Error(`The token was refused with ${answer.status}`)
  return ((await answer.json()) as { session: string }).session
}

/** The page's end of the bridge, once the host has let it in. */
export async function openPageSocket(
  { origin }: { origin: string },
  session: string,
): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { origin })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ session }))
  return socket
}

const socketPort = (socket: WebSocket): Port => ({
  post: (message) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  },
  listen: (receive) =>
    socket.on('message', (data: Buffer) => receive(JSON.parse(data.toString('utf8')))),
  onClose: (closed) => socket.on('close', closed),
})

/** What a page does with the link of a start command. */
export async function openClientPort(link: string): Promise<{ port: Port; close: () => void }> {
  const { origin } = new URL(link)
  const socket = await openPageSocket({ origin }, await exchangeToken(link))
  return { port: socketPort(socket), close: () => socket.close() }
}

/** Both ends of a bridge over the real web host: token, session, greeting and all. */
export async function openWebSocketPorts(): Promise<PortPair> {
  let attached: (port: Port) => void = () => {}
  const server = new Promise<Port>((resolve) => (attached = resolve))
  const host = await openTestWebHost({ attach: (port) => attached(port) })
  const socket = await openPageSocket(host, await startSession(host))
  return {
    client: socketPort(socket),
    server: await server,
    close: () => {
      socket.close()
      void host.close()
    },
  }
}
