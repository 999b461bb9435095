import { AppError } from '../../../contract/errors.ts'
import type { PartFile } from '../../files/localFilesTarget.ts'
import type { Connection } from '../../ftp/connection.ts'
import type { Lease } from '../../servers.ts'
import { classify } from '../retry.ts'
import { acrossOf, bestSplit, isComplete, rangesToText, type Range } from '../segments.ts'
import type { Flow } from './peers.ts'

/** Bytes before a split that both sides of it fetch, to see that the server went where it was told. */
const overlap = 8 * 1024

export type RangeFetch = {
  path: string
  size: number
  part: PartFile
  ranges: Range[]
  flow: Flow
  /** Puts the map on disk before anything is written that it alone explains. */
  save: (text: string) => void
}

export type RangeFetcher = {
  /** Settles when the file is whole, or when nobody is left to go on. */
  readonly ended: Promise<void>
  /** Connections at work. */
  readonly connections: number
  /** Adds a connection, which takes half of what is missing most; false: it found no work. */
  join(lease: Lease): Promise<boolean>
  /** Lets one of the added connections go; its range is left for the others. */
  letGo(): void
}

/** Fetches the ranges of one file over one connection at first, and over those that join. */
export function fetchRanges(fetch: RangeFetch, first: Connection): RangeFetcher {
  const { ranges, flow, part, path, size } = fetch
  const taken = new Set<Range>()
  const joined = new Map<Lease, AbortController>()
  const heads: { at: number; bytes: Buffer }[] = []
  let connections = 0
  let failure: AppError | undefined
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})

  const tell = () => flow.onBytes(acrossOf(ranges))
  const next = () => ranges.find((range) => !isComplete(range) && !taken.has(range))

  /** One connection's work. A failure that another connection may not meet ends this one only. */
  async function work(job: () => Promise<void>): Promise<void> {
    connections++
    try {
      await job()
    } catch (error) {
      failure = AppError.from(error)
      if (classify(failure) !== 'transient' || flow.signal.aborted) reject(failure)
    } finally {
      if (--connections === 0) await finish()
    }
  }

  async function fetchMissing(connection: Connection, signal: AbortSignal): Promise<void> {
    for (let range = next(); range && connection.isOpen; range = next())
      await fetchOne(range, connection, signal)
  }

  async function finish(): Promise<void> {
    try {
      fetch.save(rangesToText(ranges))
      if (!ranges.every(isComplete))
        throw failure ?? new AppError('transfer-incomplete', 'Parts of the file are missing')
      for (const { at, bytes } of heads)
        if (!bytes.equals(await part.read(at - bytes.length, bytes.length)))
          throw new AppError('resume-refused', 'The server did not start where it was told to')
      resolve()
    } catch (error) {
      reject(error)
    }
  }

  /** Writes what belongs to a range; gives false once the range has all it needs. */
  async function write(range: Range, buffers: Uint8Array[], isToEnd: boolean): Promise<boolean> {
    const allowed = range.end - range.position
    const own = cut(buffers, allowed)
    const bytes = lengthOf(own)
    if (bytes > 0) await part.sinkAt(range.position).write(own)
    // It may have been split amid what was just being written: the rest is the new piece's.
    range.position = Math.min(range.position + bytes, range.end)
    tell()
    if (isToEnd && range.end === size && lengthOf(buffers) > allowed)
      throw new AppError('resume-refused', 'The server sent more than was left', { path })
    return !isComplete(range)
  }

  async function fetchOne(
    range: Range,
    connection: Connection,
    signal: AbortSignal,
  ): Promise<void> {
    const isToEnd = range.end === size
    const enough = new AbortController()
    taken.add(range)
    try {
      await connection.download(
        path,
        {
          async write(buffers) {
            // A range that was split under way ends sooner than the server was told.
            const goesOn = await write(range, buffers, isToEnd)
            if (!goesOn && range.end !== size) enough.abort()
          },
        },
        {
          signal: AbortSignal.any([signal, enough.signal]),
          offset: range.position,
          ...(isToEnd ? {} : { length: range.end - range.position }),
          limiter: flow.limiter,
        },
      )
    } catch (error) {
      if (!enough.signal.aborted || signal.aborted) throw error
    } finally {
      taken.delete(range)
    }
    if (!isComplete(range))
      throw new AppError('transfer-incomplete', 'A part of the file ended too early', { path })
  }

  const nextSplit = () => {
    const split = bestSplit(ranges)
    return split && split.at - overlap >= split.of.start ? split : null
  }

  async function join(lease: Lease): Promise<boolean> {
    if (!nextSplit()) return false
    const abort = new AbortController()
    joined.set(lease, abort)
    const signal = AbortSignal.any([flow.signal, abort.signal])
    let didWork = false
    await work(async () => {
      // Where another one was quicker, there is a new best place.
      for (let split = nextSplit(); split && !didWork; split = nextSplit())
        didWork = (await startPiece(split, lease.connection, signal)) !== null
      if (didWork) await fetchMissing(lease.connection, signal)
    })
    joined.delete(lease)
    return didWork
  }

  /**
   * Fetches from a split on. The range that is split keeps all of its own until the first bytes
   * from behind the split are there: only then is it known that the server can do this.
   */
  async function startPiece(
    { of, at }: { of: Range; at: number },
    connection: Connection,
    signal: AbortSignal,
  ): Promise<Range | null> {
    const head = Buffer.alloc(overlap)
    const enough = new AbortController()
    const end = of.end
    let headBytes = 0
    let piece: Range | null = null
    try {
      await connection.download(
        path,
        {
          async write(buffers) {
            const forHead = cut(buffers, overlap - headBytes)
            for (const buffer of forHead) {
              head.set(buffer, headBytes)
              headBytes += buffer.length
            }
            const rest = skip(buffers, lengthOf(forHead))
            if (lengthOf(rest) === 0) return
            piece ??= splitOff(of, at, head)
            const goesOn = piece !== null && (await write(piece, rest, end === size))
            if (!goesOn && (piece === null || piece.end !== size)) enough.abort()
          },
        },
        {
          signal: AbortSignal.any([signal, enough.signal]),
          offset: at - overlap,
          ...(end === size ? {} : { length: end - at + overlap }),
          limiter: flow.limiter,
        },
      )
    } catch (error) {
      if (!enough.signal.aborted || signal.aborted) throw error
    } finally {
      if (piece) taken.delete(piece)
    }
    return piece
  }

  /** null: the range has come past the split in the meantime, or was split before it. */
  function splitOff(of: Range, at: number, head: Buffer): Range | null {
    if (of.position >= at || at >= of.end) return null
    const piece = { start: at, position: at, end: of.end }
    of.end = at
    ranges.splice(ranges.indexOf(of) + 1, 0, piece)
    taken.add(piece)
    heads.push({ at, bytes: Buffer.from(head) })
    fetch.save(rangesToText(ranges))
    return piece
  }

  void work(() => fetchMissing(first, flow.signal))
  return {
    ended: promise,
    get connections() {
      return connections
    },
    join,
    letGo: () => joined.values().next().value?.abort(),
  }
}

const lengthOf = (buffers: readonly Uint8Array[]) =>
  buffers.reduce((sum, buffer) => sum + buffer.length, 0)

function cut(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const own: Uint8Array[] = []
  for (const buffer of buffers) {
    if (bytes <= 0) break
    own.push(buffer.length <= bytes ? buffer : buffer.subarray(0, bytes))
    bytes -= buffer.length
  }
  return own
}

function skip(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = []
  for (const buffer of buffers) {
    if (bytes < buffer.length) rest.push(bytes > 0 ? buffer.subarray(bytes) : buffer)
    bytes = Math.max(0, bytes - buffer.length)
  }
  return rest
}
