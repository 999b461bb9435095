import { AppError } from '../../../contract/errors.ts'
import type { LocalSource } from '../../files/localFilesSource.ts'
import { hashLocalFile } from '../../files/localFilesSource.ts'
import type { Connection } from '../../ftp/connection.ts'
import type { Facts } from '../conflicts.ts'
import type { SourcePeer } from './peers.ts'
import { createPipe } from './pipe.ts'

/** A file on this machine, open until `close`. */
export function localSource(path: string, file: LocalSource): SourcePeer {
  return {
    expected: file.facts,
    permissions: file.facts.permissions,
    factsNow: async () => file.facts,
    async sendTo(sink, offset, flow) {
      const source = file.readFrom(offset)
      for (let across = offset; ;) {
        const piece = await source.read()
        if (!piece) return { announcedSize: null }
        flow.signal.throwIfAborted()
        await sink.write([piece])
        flow.onBytes((across += piece.length))
      }
    },
    readFrom: (offset) => ({ source: file.readFrom(offset), end: async () => {} }),
    range: (offset, length) => file.range(offset, length),
    async hash(algorithm, signal) {
      if (algorithm === null) return null
      const value = await hashLocalFile(path, algorithm, signal)
      return value === null ? null : { algorithm, value }
    },
    isUnchanged: () => file.isUnchanged(),
    close: () => file.close(),
  }
}

/** A file on a server, reached over one leased connection. */
export function remoteSource(
  path: string,
  connection: Connection,
  listed: Facts & { permissions: number | null },
): SourcePeer {
  const sendTo: SourcePeer['sendTo'] = (sink, offset, flow) =>
    connection.download(path, sink, {
      signal: flow.signal,
      offset,
      limiter: flow.limiter,
      onProgress: (bytes) => flow.onBytes(offset + bytes),
    })
  return {
    expected: listed,
    // Bits that lend the rights of others are not taken over from elsewhere.
    permissions: listed.permissions === null ? null : listed.permissions & 0o777,
    async factsNow(signal) {
      const size = await connection.size(path, signal).catch(unlessStated)
      const time = await connection.modifiedAt(path, signal)
      return { size, modifiedAt: time?.getTime() ?? null }
    },
    sendTo,
    readFrom(offset, flow) {
      const pipe = createPipe()
      const ended = sendTo(pipe.sink, offset, flow).then(pipe.end, (error: unknown) => {
        pipe.fail(error)
        throw error
      })
      ended.catch(() => {})
      return {
        source: pipe.source,
        async end(failure) {
          if (failure === undefined) return ended
          pipe.fail(failure)
          await ended.catch(() => {})
        },
      }
    },
    range: (offset, length, signal) => remoteRange(connection, path, { offset, length }, signal),
    async hash(_algorithm, signal) {
      return connection.hash(path, signal)
    },
    isUnchanged: async () => true,
    close: async () => {},
  }
}

/** A refusal of SIZE says nothing about the file: some servers refuse it at whim. */
function unlessStated(error: unknown): null {
  if (AppError.from(error).code.startsWith('remote-')) return null
  throw error
}

/** Bytes of one range of a remote file. */
export async function remoteRange(
  connection: Connection,
  path: string,
  range: { offset: number; length: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  const sink = {
    write: async (buffers: Uint8Array[]) => void pieces.push(Buffer.concat(buffers)),
  }
  await connection.download(path, sink, { signal, ...range })
  const bytes = Buffer.concat(pieces)
  if (bytes.length < range.length)
    throw new AppError('transfer-incomplete', 'The server sent less than it was asked for', {
      path,
    })
  return bytes.subarray(0, range.length)
}
