import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import type { Servers } from '../servers.ts'
import { createPipe } from '../transfers/copy/pipe.ts'
import { openLocalSource } from './localFilesSource.ts'
import type { LocalGuard } from './localRoots.ts'
import { createPace } from './localFilesPace.ts'
import { checkRemotePath, remoteName } from './remotePaths.ts'

/** Milliseconds for which a ticket is good: a drag takes as long as its hand. */
const lifetime = 5 * 60_000
const maximumTickets = 1_000

export type LentFile = {
  name: string
  /** Bytes; null: the server does not tell. */
  size: number | null
  /** Throws unless it gave all bytes. Must be read to its end, or be returned from. */
  content: AsyncIterable<Uint8Array>
}

export type LentFiles = {
  lend(ticket: string, place: Place): void
  /** The file of a ticket, once; undefined for an unknown, used or old one. */
  take(ticket: string): Promise<LentFile | undefined>
}

/** Files that a browser may fetch by itself, because something was dragged out of the page. */
export function createLentFiles(options: {
  guard: LocalGuard
  servers: Pick<Servers, 'lease'>
  sessionServer: (sessionId: string) => string
  now?: () => number
}): LentFiles {
  const { guard, servers, now = () => performance.now() } = options
  const tickets = new Map<string, { place: Place; expires: number }>()

  const forgetOld = () => {
    for (const [ticket, { expires }] of tickets)
      if (expires < now() || tickets.size > maximumTickets) tickets.delete(ticket)
      else return
  }

  async function openLocal(path: string): Promise<LentFile> {
    const file = await openLocalSource(await guard.check(path), {
      follow: false,
      pace: createPace(),
    })
    const { size } = file.facts
    return {
      name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
      size,
      content: (async function* () {
        try {
          const source = file.readFrom(0)
          let left = size
          for (let piece = await source.read(); piece; piece = await source.read()) {
            left -= piece.length
            if (left < 0) break
            // The piece is used again for the next read.
            yield Buffer.from(piece)
          }
          if (left !== 0) throw new AppError('source-changed', 'The file has changed', { path })
        } finally {
          await file.close()
        }
      })(),
    }
  }

  async function openRemote(sessionId: string, wanted: string): Promise<LentFile> {
    const path = checkRemotePath(wanted)
    const abort = new AbortController()
    const lease = await servers.lease(options.sessionServer(sessionId), abort.signal)
    let isTaken = false
    try {
      const size = await lease.connection.size(path, abort.signal)
      isTaken = true
      return {
        name: remoteName(path),
        size,
        content: (async function* () {
          const pipe = createPipe()
          const label = { verb: 'download' as const, subject: path }
          const ended = lease
            .operation(label, () =>
              lease.connection.download(path, pipe.sink, { signal: abort.signal }),
            )
            .then(pipe.end, pipe.fail)
          try {
            let came = 0
            for (;;) {
              const piece = await pipe.source.read()
              if (!piece) break
              came += piece.length
              yield piece
            }
            if (size !== null && came !== size)
              throw new AppError('transfer-incomplete', 'The server sent another size', { path })
          } finally {
            // Left early: the page, or its browser, wants no more.
            pipe.fail(new AppError('cancelled', 'Cancelled'))
            abort.abort()
            await ended
            lease.release()
          }
        })(),
      }
    } finally {
      if (!isTaken) lease.release()
    }
  }

  return {
    lend(ticket, place) {
      forgetOld()
      tickets.set(ticket, { place, expires: now() + lifetime })
    },
    async take(ticket) {
      forgetOld()
      const lent = tickets.get(ticket)
      tickets.delete(ticket)
      if (!lent || lent.expires < now()) return undefined
      const { place } = lent
      return place.kind === 'local'
        ? openLocal(place.path)
        : openRemote(place.sessionId, place.path)
    },
  }
}
