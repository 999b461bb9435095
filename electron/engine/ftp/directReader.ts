import type { OnReadOpts, Socket } from 'node:net'

/** Bytes gathered before they are handed to the sink in one write. */
export const batchSize = 1024 * 1024
/** Bytes of one read at most: 2 GiB take a tenth less time than with 256 KiB. */
const largestRead = 512 * 1024
/** The same under a speed limit, which cannot hold back what has been read. */
const limitedRead = 64 * 1024
/** A buffer with less room than this is full: tiny reads cost as much as big ones. */
const smallestRead = 16 * 1024
/** Buffers kept for the next transfers. */
const mostSpare = 8

const spare: Buffer[] = []
/** For bytes that nobody wants: it may be overwritten at any time. */
const scrap = Buffer.allocUnsafeSlow(largestRead)

/**
 * Reads a socket straight into big buffers that are used again and again. Node's streams make a new
 * buffer for every chunk, which costs memory until the garbage collector comes by, and time.
 */
export type DirectReader = {
  onread: OnReadOpts
  /**
   * Hands on what has come and what comes; `isFull`: the buffer should be written out. While
   * `isLimited` holds, in smaller pieces.
   */
  start(take: (chunk: Buffer, isFull: boolean) => void, isLimited?: () => boolean): void
  /**
   * Hands over the pieces that came since the last time, to be kept until `release`. While one of
   * them is being taken, the buffer is lent, and the next bytes go into another one; at any other
   * time the socket may go on filling it, so that the pieces are copied.
   */
  handOver(pieces: Buffer[]): { pieces: Buffer[]; lent: Buffer | undefined }
  /** A lent buffer whose bytes nobody needs any more. */
  release(buffer: Buffer | undefined): void
  /** From now on bytes are thrown away. */
  stop(): void
}

const readers = new WeakMap<Socket, DirectReader>()

export const directReaderOf = (socket: Socket): DirectReader | undefined => readers.get(socket)

export function createDirectReader(): DirectReader & { attach(socket: Socket): void } {
  /** Where the next bytes go; once it is lent, the next read finds another one. */
  let current: Buffer | undefined
  /** What the socket reads into at this moment, whatever we think of it: never to be shared. */
  let installed: Buffer | undefined
  const lent = new Set<Buffer>()
  let filled = 0
  let take: ((chunk: Buffer, isFull: boolean) => void) | undefined
  // Until somebody takes what comes, nobody knows.
  let isLimited = () => true
  let early: Buffer[] = []
  let isStopped = false
  let isClosed = false
  /** True while the socket waits to be told where the next bytes go. */
  let isBetweenReads = false
  const isFull = () => filled > batchSize - smallestRead

  const keep = (buffer: Buffer | undefined) => {
    if (buffer && spare.length < mostSpare) spare.push(buffer)
  }
  const next = (): Buffer => {
    if (isStopped) {
      installed = undefined
      return scrap
    }
    // Never an empty one, also when bytes come although the socket was told to pause (TLS).
    if (!current || isFull()) {
      current = spare.pop() ?? Buffer.allocUnsafeSlow(batchSize)
      filled = 0
    }
    installed = current
    return current.subarray(filled, filled + (isLimited() ? limitedRead : largestRead))
  }

  const reader: DirectReader = {
    onread: {
      buffer: next,
      callback(bytes, chunk) {
        if (isStopped) return true
        filled += bytes
        const piece = chunk.subarray(0, bytes) as Buffer
        isBetweenReads = true
        try {
          if (take) take(piece, isFull())
          else early.push(piece)
        } finally {
          isBetweenReads = false
        }
        // Unread bytes of a socket that nobody reads yet stay where they are.
        return take !== undefined || !isFull()
      },
    },
    start(taker, limited = () => false) {
      take = taker
      isLimited = limited
      const waiting = early
      early = []
      for (const [index, piece] of waiting.entries())
        taker(piece, index === waiting.length - 1 && isFull())
    },
    handOver(pieces) {
      if (!isBetweenReads || !current) return { pieces: [Buffer.concat(pieces)], lent: undefined }
      const handed = current
      lent.add(handed)
      current = undefined
      filled = 0
      return { pieces, lent: handed }
    },
    release(buffer) {
      if (buffer && lent.delete(buffer) && (isClosed || buffer !== installed)) keep(buffer)
    },
    stop() {
      isStopped = true
      take = undefined
    },
  }
  return {
    ...reader,
    /** The socket whose bytes these are; it has been opened with `onread`. */
    attach(socket) {
      readers.set(socket, reader)
      const closed = () => {
        isClosed = true
        // Bytes that were never taken may still be on their way to somebody.
        if (installed && !lent.has(installed) && early.length === 0) keep(installed)
        installed = undefined
      }
      if (socket.destroyed) closed()
      else socket.once('close', closed)
    },
  }
}
