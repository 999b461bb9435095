import { ConnectionSettings } from '../../contract/sessions.ts'
import { emptyModeMemory } from '../ftp/dataModes.ts'
import { openFtpConnection } from '../ftp/ftpConnection.ts'
import type { FtpConnection } from '../ftp/ftpConnection.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { startPracticeServer } from '../practice/index.ts'
import type { PracticeServer, Script } from '../practice/index.ts'

/**
 * A practice server for a lesson: what happens there is of no concern to the user's own files. It
 * knows no RANG, so that stopping and resuming look as they do on most servers.
 */
export const startLessonServer = (script: Script = []): Promise<PracticeServer> =>
  startPracticeServer({ features: { thirdParty: true, without: ['RANG'] }, script })

export type LessonConnection = FtpConnection & {
  /** Read anew before each command, so that a lesson can change it on the live connection. */
  change(change: Partial<Pick<ConnectionSettings, 'mode' | 'quirks'>>): void
}

/** Logs in on a lesson's server under a log of the lesson's own. */
export async function openLessonConnection(
  server: PracticeServer,
  options: {
    transcript: Transcript
    sessionId: string
    signal: AbortSignal
    mode: 'active' | 'passive'
    encryption: 'none' | 'required'
  },
): Promise<LessonConnection> {
  const { transcript, sessionId, signal, mode, encryption } = options
  const fingerprint = server.certificateFingerprint
  let settings = ConnectionSettings.parse({
    host: server.host,
    port: server.port,
    user: 'practice',
    mode,
    encryption,
    // Its certificate was made a moment ago in this very process.
    trustedCertificates: fingerprint ? [fingerprint] : [],
  })
  const memory = {
    features: undefined,
    hadTls: false,
    modes: emptyModeMemory(),
    lists: { refused: new Set<never>() },
  }
  const connection = await openFtpConnection({
    settings: () => settings,
    credentials: async () => ({ password: 'practice' }),
    // Only the certificate above is trusted; nobody is asked about another one.
    trust: () => Promise.reject(new Error('The practice server shows another certificate')),
    memory,
    transcript,
    sessionId,
    signal,
  })
  return Object.assign(connection, {
    change(change: Partial<Pick<ConnectionSettings, 'mode' | 'quirks'>>) {
      settings = { ...settings, ...change }
      memory.modes = emptyModeMemory()
    },
  })
}

/** Bytes that are the same each time and easy to recognise in a trace. */
export function lessonBytes(size: number): Uint8Array {
  const line = 'The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸。\n'
  return Buffer.from(line.repeat(Math.ceil(size / Buffer.byteLength(line)))).subarray(0, size)
}

export function sourceOf(bytes: Uint8Array) {
  let isRead = false
  return {
    async read() {
      if (isRead) return null
      isRead = true
      return bytes
    },
  }
}
export const nowhere = { write: async () => {} }

/** QUIT, its answer, and the server's closing: nothing is left to say afterwards. */
export async function sayGoodbye(connection: LessonConnection, signal: AbortSignal): Promise<void> {
  try {
    await connection.send('QUIT', signal)
    const patience = AbortSignal.any([signal, AbortSignal.timeout(2_000)])
    await Promise.race([
      connection.closed,
      new Promise((resolve) => patience.addEventListener('abort', resolve, { once: true })),
    ])
  } finally {
    connection.close()
  }
}
