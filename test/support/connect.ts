import type { ConnectionSettings, Credentials } from '../../electron/contract/sessions.ts'
import { ConnectionSettings as SettingsShape } from '../../electron/contract/sessions.ts'
import { emptyModeMemory } from '../../electron/engine/ftp/dataModes.ts'
import { openFtpConnection } from '../../electron/engine/ftp/ftpConnection.ts'
import type { FtpConnection, SharedMemory } from '../../electron/engine/ftp/ftpConnection.ts'
import type { RemoteEntry } from '../../electron/engine/ftp/listing/index.ts'
import type { TrustHook } from '../../electron/engine/ftp/tls.ts'
import { createTranscript } from '../../electron/engine/ftp/transcript.ts'
import type { Transcript } from '../../electron/engine/ftp/transcript.ts'

export const never = new AbortController().signal

export type TestConnection = FtpConnection & {
  transcript: Transcript
  memory: SharedMemory
  settings: ConnectionSettings
}

export type ConnectOptions = {
  settings: Partial<ConnectionSettings> & { host: string; port: number }
  credentials?: Credentials
  trust?: TrustHook
  signal?: AbortSignal
  memory?: SharedMemory
  transcript?: Transcript
}

export const freshMemory = (): SharedMemory => ({
  features: undefined,
  hadTls: false,
  modes: emptyModeMemory(),
  lists: { refused: new Set() },
})

/** The engine's own connection to a server of the test; certificates are trusted unless told. */
export async function openConnection(options: ConnectOptions): Promise<TestConnection> {
  const transcript = options.transcript ?? createTranscript()
  const memory = options.memory ?? freshMemory()
  const settings = SettingsShape.parse(options.settings)
  const { credentials = {} } = options
  const connection = await openFtpConnection({
    settings: () => settings,
    credentials: async () => credentials,
    trust: options.trust ?? (async () => 'once'),
    memory,
    transcript,
    sessionId: 'test',
    signal: options.signal ?? never,
    ...(credentials.proxyPassword ? { proxyPassword: credentials.proxyPassword } : {}),
  })
  return Object.defineProperties(connection, {
    transcript: { value: transcript },
    memory: { value: memory },
    settings: { value: settings },
  }) as TestConnection
}

export async function listAll(connection: FtpConnection, path: string): Promise<RemoteEntry[]> {
  const entries: RemoteEntry[] = []
  await connection.list(path, (slice) => void entries.push(...slice), never)
  return entries
}

export async function downloadAll(connection: FtpConnection, path: string): Promise<Buffer> {
  const buffers: Uint8Array[] = []
  const sink = { write: async (slice: Uint8Array[]) => void buffers.push(Buffer.concat(slice)) }
  await connection.download(path, sink, { signal: never })
  return Buffer.concat(buffers)
}

/** A source that hands out the bytes in pieces of `size`. */
export function sourceOf(bytes: Uint8Array, size = 1024 * 1024) {
  let at = 0
  return {
    async read() {
      if (at >= bytes.length) return null
      const piece = bytes.subarray(at, at + size)
      at += piece.length
      return piece
    },
  }
}

export const uploadAll = (connection: FtpConnection, path: string, bytes: Uint8Array) =>
  connection.upload(path, sourceOf(bytes), { signal: never })

/** Waits until the condition holds; fails after `patience` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  patience = 10_000,
): Promise<void> {
  const end = performance.now() + patience
  while (!(await condition())) {
    if (performance.now() > end)
      throw new Error(`Not true within ${patience} ms: ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
