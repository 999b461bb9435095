import { randomUUID } from 'node:crypto'
import type { ComparePace, Comparison } from '../../contract/explain.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { runOperation } from '../operations.ts'
import type { PracticeServer, Script } from '../practice/index.ts'
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

/** Milliseconds before each answer and bytes a second: slow enough to watch, quick enough to stay. */
const slowly: Script = [
  { on: ['PASV', 'PORT', 'QUIT'], delay: 450 },
  { on: 'RETR', delay: 450, data: { rate: size } },
]

/**
 * Downloads one file from a practice server passive and active at the same time, each as a session
 * of its own in the transcript. Both are over when it resolves.
 */
export async function compareModes(
  transcript: Transcript,
  sink: StreamSink<Comparison>,
  pace: ComparePace,
): Promise<void> {
  const { signal } = sink
  const server = await startLessonServer(pace === 'slow' ? slowly : [])
  const ids = { passive: `compare:${randomUUID()}`, active: `compare:${randomUUID()}` }
  try {
    await prepare(server, transcript, signal)
    await sink.send([ids])
    await Promise.all(
      (['passive', 'active'] as const).map((mode) =>
        downloadOnce(server, transcript, { mode, sessionId: ids[mode], signal }),
      ),
    )
  } finally {
    await server.stop()
  }
}

async function downloadOnce(
  server: PracticeServer,
  transcript: Transcript,
  { mode, ...options }: { mode: 'active' | 'passive'; sessionId: string; signal: AbortSignal },
): Promise<void> {
  const { sessionId, signal } = options
  const connection = await openLessonConnection(server, {
    ...options,
    transcript,
    mode,
    encryption: 'none',
  })
  const over = new AbortController()
  const dataClosed = nextDataClose(transcript, sessionId, AbortSignal.any([signal, over.signal]))
  try {
    connection.change({ quirks: oldWay })
    const operation = { verb: 'compare', subject: path } as const
    await runOperation(transcript, connection, sessionId, operation, () =>
      connection.download(path, nowhere, { signal }),
    )
    // The end of the data connection is seen a moment after 226; it belongs before the goodbye.
    await dataClosed
    await sayGoodbye(connection, signal)
  } finally {
    over.abort()
    connection.close()
  }
}

/** Settles once the session's next data connection is gone, or nobody waits any more. */
function nextDataClose(
  transcript: Transcript,
  sessionId: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const stop = transcript.onEvent((event) => {
      const isEnd = event.kind === 'data' && (event.step === 'closed' || event.step === 'failed')
      if (isEnd && event.sessionId === sessionId) end()
    })
    signal.addEventListener('abort', end)
  })
}

/** PASV and PORT, whose numbers can be compared; EPSV and EPRT look less alike. */
const oldWay = { noEpsv: true, noMlsd: false, noUtf8: false, mdtmForTimes: false, listAll: false }

/** The file has to be there first; that transfer is not the one to look at. */
async function prepare(
  server: PracticeServer,
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
