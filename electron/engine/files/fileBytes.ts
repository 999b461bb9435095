import { open, stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import type { Connection, OperationLabel } from '../ftp/connection.ts'
import type { Servers } from '../servers.ts'
import type { Sessions } from '../sessions.ts'
import { localError } from './localErrors.ts'
import { remoteName } from './remotePaths.ts'

export type Range = { offset: number; length: number }
export type Facts = { size: number | null; modifiedAt: number | null }

/** Reads and writes the bytes of single files on either side. Paths are checked. */
export type FileBytes = {
  facts(place: Place, signal: AbortSignal): Promise<Facts>
  /** The bytes of a range, fewer at the end of the file. */
  read(place: Place, range: Range, signal: AbortSignal): Promise<Buffer>
  /** Hands on a range piece by piece; waits for each to be taken. */
  stream(
    place: Place,
    range: Range,
    take: (piece: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
  /** Replaces a file's content. Afterwards its size is what was written, or this rejects. */
  write(place: Place, bytes: Buffer, signal: AbortSignal): Promise<void>
}

const pieceSize = 256 * 1024

export function createFileBytes(options: { sessions: Sessions; servers: Servers }): FileBytes {
  const { sessions, servers } = options

  /** On a connection of its own: browsing goes on while a film is being watched. */
  const lend = async <T>(
    sessionId: string,
    label: OperationLabel,
    signal: AbortSignal,
    job: (connection: Connection) => Promise<T>,
  ): Promise<T> => {
    const lease = await servers.lease(sessions.serverOf(sessionId), signal)
    try {
      return await lease.operation(label, () => job(lease.connection))
    } finally {
      lease.release()
    }
  }

  const bytes: FileBytes = {
    async facts(place, signal) {
      if (place.kind === 'local') {
        try {
          const facts = await stat(place.path)
          if (!facts.isFile())
            throw new AppError('bad-request', 'Only files can be opened', { path: place.path })
          return { size: facts.size, modifiedAt: Math.round(facts.mtimeMs) }
        } catch (error) {
          throw localError(error, place.path)
        }
      }
      const label: OperationLabel = { verb: 'list', subject: place.path }
      return sessions.use(
        place.sessionId,
        label,
        signal,
        async (connection, inner) => ({
          size: await connection.size(place.path, inner),
          modifiedAt: (await connection.modifiedAt(place.path, inner))?.getTime() ?? null,
        }),
        { isRepeatable: () => true },
      )
    },
    async read(place, range, signal) {
      const pieces: Uint8Array[] = []
      const keep = async (piece: Uint8Array) => void pieces.push(Buffer.from(piece))
      await bytes.stream(place, range, keep, signal)
      return Buffer.concat(pieces).subarray(0, range.length)
    },
    async stream(place, { offset, length }, take, signal) {
      if (length === 0) return
      if (place.kind === 'local') return streamLocal(place.path, { offset, length }, take, signal)
      const label: OperationLabel = { verb: 'download', subject: remoteName(place.path) }
      let left = length
      await lend(place.sessionId, label, signal, (connection) =>
        connection.download(
          place.path,
          {
            async write(buffers) {
              for (const buffer of buffers) {
                if (left <= 0) return
                await take(buffer.subarray(0, left))
                left -= buffer.length
              }
            },
          },
          { signal, offset, length },
        ),
      )
    },
    async write(place, content, signal) {
      if (place.kind === 'local') return writeLocal(place.path, content)
      const label: OperationLabel = { verb: 'upload', subject: remoteName(place.path) }
      await sessions.use(place.sessionId, label, signal, async (connection, inner) => {
        let position = 0
        await connection.upload(
          place.path,
          {
            async read() {
              const piece = content.subarray(position, position + pieceSize)
              position += piece.length
              return piece.length === 0 ? null : piece
            },
          },
          { signal: inner },
        )
        const arrived = await connection.size(place.path, inner)
        if (arrived !== null && arrived !== content.length)
          throw new AppError(
            'transfer-incomplete',
            `${content.length} bytes were sent, the server has ${arrived}`,
            { path: place.path },
          )
      })
    },
  }
  return bytes
}

async function streamLocal(
  path: string,
  { offset, length }: Range,
  take: (piece: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const file = await open(path, 'r')
    try {
      for (let position = offset; position < offset + length;) {
        signal.throwIfAborted()
        const wanted = Math.min(pieceSize, offset + length - position)
        const buffer = Buffer.allocUnsafe(wanted)
        const { bytesRead } = await file.read(buffer, 0, wanted, position)
        if (bytesRead === 0) return
        position += bytesRead
        await take(buffer.subarray(0, bytesRead))
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw localError(error, path)
  }
}

/** In place, so that links, owner and permissions stay what they are. */
async function writeLocal(path: string, content: Buffer): Promise<void> {
  try {
    const file = await open(path, 'r+')
    try {
      await file.write(content, 0, content.length, 0)
      await file.truncate(content.length)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw localError(error, path)
  }
}
