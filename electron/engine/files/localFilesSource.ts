import * as fs from 'node:fs'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { AppError } from '../../contract/errors.ts'
import type { DataSource } from '../ftp/connection.ts'
import { localError } from './localErrors.ts'
import type { Pace } from './localFilesPace.ts'
import { asFacts, type LocalFacts } from './localFilesTarget.ts'

const open = promisify(fs.open)
const close = promisify(fs.close)
const fstat = promisify(fs.fstat)
const read = promisify(fs.read)

const pieceSize = 1024 * 1024
/** What is read on the engine's thread at a time: still in the processor's cache when it is sent. */
const quickPiece = 256 * 1024
/** One piece is on its way to the socket, one waits, one is being read. */
const pieces = 3

/** A local file that is sent. All errors are AppErrors with a `local-…` code. */
export type LocalSource = {
  readonly facts: LocalFacts
  /** Reads from this position to the end; one reader at a time. */
  readFrom(position: number): DataSource
  /** The bytes of one range, fewer at the end of the file. */
  range(position: number, length: number): Promise<Buffer>
  /** Whether size and time are still what `facts` says. */
  isUnchanged(): Promise<boolean>
  close(): Promise<void>
}

/** Opens a regular file. `follow` is for what the user named himself; links are else refused. */
export async function openLocalSource(
  path: string,
  options: { follow: boolean; pace: Pace },
): Promise<LocalSource> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants
  // O_NONBLOCK: opening a pipe without a writer must not hang.
  const flags = O_RDONLY | O_NONBLOCK | (options.follow ? 0 : O_NOFOLLOW)
  try {
    const isQuick = options.pace.isQuick()
    const fd = isQuick
      ? options.pace.measure(() => fs.openSync(path, flags))
      : await open(path, flags)
    const facts = asFacts(isQuick ? fs.fstatSync(fd) : await fstat(fd))
    if (facts.kind !== 'file') {
      await close(fd)
      throw new AppError('local-failed', 'Only regular files can be sent', { path })
    }
    return wrap(path, fd, facts, options.pace)
  } catch (error) {
    throw localError(error, path)
  }
}

function wrap(path: string, fd: number, facts: LocalFacts, pace: Pace): LocalSource {
  const isSmall = facts.size < pieceSize / 4
  let lastRead: Promise<unknown> | undefined
  const guard = async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      return await operation()
    } catch (error) {
      throw localError(error, path)
    }
  }

  const readSmall = (position: number): DataSource => ({
    read: () =>
      guard(async () => {
        // One byte more than expected, so that a file that has grown is noticed.
        const buffer = Buffer.allocUnsafe(Math.max(1, facts.size + 1 - position))
        const bytes = pace.isQuick()
          ? pace.measure(() => fs.readSync(fd, buffer, 0, buffer.length, position))
          : (await read(fd, buffer, 0, buffer.length, position)).bytesRead
        position += bytes
        return bytes === 0 ? null : buffer.subarray(0, bytes)
      }),
  })

  /**
   * Reads on this thread for as long as the disk is quick; on a slow one ahead by one piece, while
   * the socket is busy with the one before.
   */
  const readBig = (position: number): DataSource => {
    // One byte more than expected, so that a file that has grown is noticed.
    const unit = Math.min(pieceSize, facts.size + 1)
    const ring: Buffer[] = []
    let turn = 0
    let ahead: Promise<Buffer> | undefined
    const nextBuffer = () => (ring[turn++ % pieces] ??= Buffer.allocUnsafeSlow(unit))
    const next = () => {
      const piece = fill(nextBuffer(), position)
      lastRead = piece.catch(() => {})
      position += unit
      return piece
    }
    const readAhead = async (): Promise<Buffer> => {
      const piece = await (ahead ?? next())
      if (piece.length < unit) ahead = Promise.resolve(piece.subarray(0, 0))
      else ahead = pace.isQuick() ? undefined : next()
      return piece
    }
    const readQuickly = (): Buffer => {
      const buffer = nextBuffer()
      const most = Math.min(quickPiece, buffer.length)
      const bytes = pace.measure(() => fs.readSync(fd, buffer, 0, most, position))
      position += bytes
      return buffer.subarray(0, bytes)
    }
    return {
      read: () =>
        guard(async () => {
          const piece = !ahead && pace.isQuick() ? readQuickly() : await readAhead()
          return piece.length === 0 ? null : piece
        }),
    }
  }

  const fill = async (buffer: Buffer, position: number): Promise<Buffer> => {
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await read(
        fd,
        buffer,
        length,
        buffer.length - length,
        position + length,
      )
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  }

  return {
    facts,
    readFrom: (position) => (isSmall ? readSmall(position) : readBig(position)),
    range: (position, length) => guard(() => fill(Buffer.allocUnsafe(length), position)),
    isUnchanged: () =>
      guard(async () => {
        const now = asFacts(isSmall && pace.isQuick() ? fs.fstatSync(fd) : await fstat(fd))
        return now.size === facts.size && now.modifiedAt === facts.modifiedAt
      }),
    close: () =>
      guard(async () => {
        // The number may belong to another file as soon as it is closed.
        await lastRead
        if (isSmall && pace.isQuick()) pace.measure(() => fs.closeSync(fd))
        else await close(fd)
      }),
  }
}

const hashNames: Record<string, string> = {
  'SHA-512': 'sha512',
  'SHA-256': 'sha256',
  'SHA-1': 'sha1',
  MD5: 'md5',
}

/** Lower-case hex of a local file's hash; null for an algorithm that is not known here. */
export async function hashLocalFile(
  path: string,
  algorithm: string,
  signal: AbortSignal,
): Promise<string | null> {
  const name = hashNames[algorithm.toUpperCase()]
  const isCrc = /^CRC-?32$/i.test(algorithm)
  if (!name && !isCrc) return null
  const hash = name ? createHash(name) : null
  let crc = 0
  try {
    const pieces = fs.createReadStream(path, { highWaterMark: pieceSize, signal })
    for await (const piece of pieces as AsyncIterable<Buffer>)
      if (hash) hash.update(piece)
      else crc = crc32(piece, crc)
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? AppError.from(error) : localError(error, path)
  }
  return hash ? hash.digest('hex') : crc.toString(16).padStart(8, '0')
}
