import type { OnReadOpts, Socket } from 'node:net'

/** Bytes gathered before they are handed to the sink in one write. */
export const batchSize = 1024 * 1024
/** Bytes of one read at most: whoever takes them must not be busy with one chunk for long. */
const largestRead = 128 * 1024
/** Buffers kept for the next transfers. */
const mostSpare = 8

const spare: Buffer[] = []
const scrap = Buffer.allocUnsafeSlow(largestRead)

/**
 * Reads a plain socket straight into big buffers that are used again and again. Node's streams make
 * a new buffer for every chunk, which costs memory until the garbage collector comes by, and time.
 */
export type DirectReader = {
  onread: OnReadOpts
  /** Hands on what has come and what comes; `full` when the buffer should be written out. */
  start(take: (chunk: Buffer, isFull: boolean) => void): void
  /** The buffer filled so far; the next bytes go into another one. */
  detach(): Buffer | undefined
  /** From now on bytes are thrown away. */
  stop(): void
}

const readers = new WeakMap<Socket, DirectReader>()

export const directReaderOf = (socket: Socket): DirectReader | undefined => readers.get(socket)

export const noteDirectReader = (socket: Socket, reader: DirectReader): void =>
  void readers.set(socket, reader)

/** A detached buffer whose bytes nobody needs any more. */
export function giveBack(buffer: Buffer | undefined): void {
  if (buffer && spare.length < mostSpare) spare.push(buffer)
}

export function createDirectReader(): DirectReader {
  let current: Buffer | undefined
  let filled = 0
  let take: ((chunk: Buffer, isFull: boolean) => void) | undefined
  let early: Buffer[] = []
  let isStopped = false

  return {
    onread: {
      buffer() {
        if (isStopped) return scrap
        current ??= spare.pop() ?? Buffer.allocUnsafeSlow(batchSize)
        return current.subarray(filled, filled + largestRead)
      },
      callback(bytes, chunk) {
        if (isStopped) return true
        filled += bytes
        const piece = chunk.subarray(0, bytes) as Buffer
        const isFull = filled >= batchSize
        if (take) take(piece, isFull)
        else early.push(piece)
        // Unread bytes of a socket that nobody reads yet stay where they are.
        return take !== undefined || !isFull
      },
    },
    start(taker) {
      take = taker
      const waiting = early
      early = []
      for (const [index, piece] of waiting.entries())
        taker(piece, index === waiting.length - 1 && filled >= batchSize)
    },
    detach() {
      const detached = current
      current = undefined
      filled = 0
      return detached
    },
    stop() {
      isStopped = true
      take = undefined
    },
  }
}
