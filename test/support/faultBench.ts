import { afterEach } from 'vitest'
import type { ConnectionSettings } from '../../electron/contract/sessions.ts'
import type {
  PracticeServer,
  PracticeServerOptions,
  Script,
} from '../../electron/engine/practice/index.ts'
import type { FtpConnection } from '../../electron/engine/ftp/ftpConnection.ts'
import { openConnection } from './connect.ts'
import type { ConnectOptions, TestConnection } from './connect.ts'
import { startFaultProxy } from './faultProxy.ts'
import type { FaultProxy, ProxyRule } from './faultProxy.ts'
import { takePorts } from './realServersPorts.ts'
import { startScriptedServer } from './scriptedServer.ts'

/** The password of every fault test; it must never turn up in a transcript or an error. */
export const canary = 'canary-Pa55-9d2c'

type Stoppable = { stop(): Promise<void> | void } | { close(): Promise<void> | void }
const running: Stoppable[] = []

/** Stops it after the test, last come first. */
export function track<T extends Stoppable>(thing: T): T {
  running.push(thing)
  return thing
}

afterEach(async () => {
  for (const thing of running.splice(0).reverse())
    await ('stop' in thing ? thing.stop() : thing.close())
})

export async function scripted(
  script: Script,
  options: Omit<PracticeServerOptions, 'script'> = {},
): Promise<PracticeServer> {
  const users = [{ name: 'tester', password: canary }]
  return track(await startScriptedServer(script, { tls: 'none', users, ...options }))
}

/** The same behind a fault proxy, which is what the client should connect to. */
export async function proxied(
  rules: readonly ProxyRule[],
  options: Omit<PracticeServerOptions, 'script'> = {},
  script: Script = [],
): Promise<{ server: PracticeServer; proxy: FaultProxy }> {
  const ports = await takePorts('127.0.0.1')
  track({ stop: ports.release })
  const passivePorts = ports.passive
  const server = await scripted(script, { port: ports.control, passivePorts, ...options })
  const proxy = track(await startFaultProxy({ target: { ...server, passivePorts }, rules }))
  return { server, proxy }
}

export type BenchSettings = Partial<ConnectionSettings>

/** Connects to a server of the bench, plain unless told otherwise, and checks for the canary. */
export async function connectTo(
  server: { host: string; port: number },
  settings: BenchSettings = {},
  options: Omit<ConnectOptions, 'settings'> = {},
): Promise<TestConnection> {
  const connection = await openConnection({
    settings: {
      host: server.host,
      port: server.port,
      user: 'tester',
      encryption: 'none',
      ...settings,
    },
    credentials: { password: canary },
    ...options,
  })
  return track(connection)
}

/** Invariant (iii): the next command gets its own answer, or there is no next one. */
export async function answersItself(connection: FtpConnection): Promise<boolean> {
  if (!connection.isOpen) return false
  const signal = new AbortController().signal
  const reply = await connection.send('NOOP', signal)
  const directory = await connection.send('PWD', signal)
  return reply.code === 200 && directory.code === 257
}

export const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** The error a promise ends with; fails the test when it does not. */
export async function failure(promise: Promise<unknown>): Promise<{
  code: string
  message: string
  details?: Record<string, unknown>
}> {
  try {
    await promise
  } catch (error) {
    if (JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(canary))
      throw new Error('the password is in the error', { cause: error })
    return error as never
  }
  throw new Error('it did not fail')
}
