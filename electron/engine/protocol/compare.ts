import { randomUUID } from 'node:crypto'
import type { Transcript } from '../ftp/transcript.ts'
import { runOperation } from '../operations.ts'
import {
  lessonBytes,
  nowhere,
  openLessonConnection,
  sayGoodbye,
  sourceOf,
  startLessonServer,
} from './ownPractice.ts'

const path = '/compare.txt'
const size = 200_000

/**
 * Downloads one file from a practice server twice, passive and active, each as a session of its own
 * in the transcript. Both are over when it resolves.
 */
export async function compareModes(
  transcript: Transcript,
  signal: AbortSignal,
): Promise<{ passive: string; active: string }> {
  const server = await startLessonServer()
  const ids = { passive: `compare:${randomUUID()}`, active: `compare:${randomUUID()}` }
  try {
    for (const mode of ['passive', 'active'] as const) {
      const connection = await openLessonConnection(server, {
        transcript,
        sessionId: ids[mode],
        signal,
        mode,
        encryption: 'none',
      })
      try {
        connection.change({ quirks: oldWay })
        // The file has to be there first; that transfer is not the one to look at.
        if (mode === 'passive') await prepare(server, transcript, signal)
        await runOperation(
          transcript,
          connection,
          ids[mode],
          { verb: 'compare', subject: path },
          () => connection.download(path, nowhere, { signal }),
        )
        await sayGoodbye(connection, signal)
      } finally {
        connection.close()
      }
    }
    return ids
  } finally {
    await server.stop()
  }
}

/** PASV and PORT, whose numbers can be compared; EPSV and EPRT look less alike. */
const oldWay = { noEpsv: true, noMlsd: false, noUtf8: false, mdtmForTimes: false, listAll: false }

async function prepare(
  server: Awaited<ReturnType<typeof startLessonServer>>,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<void> {
  const connection = await openLessonConnection(server, {
    transcript,
    sessionId: `lesson:${randomUUID()}`,
    signal,
    mode: 'passive',
    encryption: 'none',
  })
  try {
    await connection.upload(path, sourceOf(lessonBytes(size)), { signal })
  } finally {
    connection.close()
  }
}
