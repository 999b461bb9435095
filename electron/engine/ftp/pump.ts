import type { Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { DataSink, DataSource, RateLimiter } from './connection.ts'
import { batchSize, directReaderOf } from './directReader.ts'
import { cancelled, errorFromSocket } from './errors.ts'

/** Batches that may be on their way to the sink while the socket is read on. */
const maximumWrites = 2
/**
 * Bytes that all connections together are read in one turn of the event loop; beyond them each
 * reads once more. Node would read on for megabytes, and with several quick connections under TLS
 * nothing else would have its turn.
 */
const mostInOneTurn = 512 * 1024

/** The turn of the event loop that is under way, as all connections share it. */
const turn = (() => {
  let bytes = 0
  let waiting: (() => void)[] = []
  const next = () => {
    bytes = 0
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  return {
    /** Counts what has been read; true: enough for this turn. */
    isOverWith(read: number): boolean {
      if (bytes === 0) setImmediate(next)
      bytes += read
      return bytes >= mostInOneTurn
    },
    waitForNext(wake: () => void) {
      waiting.push(wake)
    },
  }
})()

export type PumpOptions = {
  socket: Socket
  /** Aborting stops at once; the promise rejects with `cancelled`. */
  signal: AbortSignal
  /** Milliseconds without a byte after which the connection counts as dead. */
  idleTimeout: number
  limiter?: RateLimiter
  onBytes(total: number): void
}

/** A failure on this machine (disk full, file vanished): not the connection's fault. */
export class LocalPumpError extends Error {
  readonly reason: unknown
  constructor(reason: unknown) {
    super(reason instanceof Error ? reason.message : String(reason))
    this.reason = reason
  }
}

const stalled = () => new AppError('timeout', 'The data connection stands still')
const broke = () =>
  new AppError('data-connection-failed', 'The data connection broke before its end')

/** Reads the socket to its end, or to `length` bytes. Resolves with the number of bytes. */
export function receive(
  options: PumpOptions & {
    sink: DataSink
    length?: number
    /** Hands on what has come whenever the sink has nothing to do; else large batches are gathered. */
    isEager?: boolean
  },
): Promise<number> {
  const { socket, signal, sink, limiter, idleTimeout, onBytes, isEager = false } = options
  const length = options.length ?? Infinity
  // Many small writes are what makes downloads slow: chunks are gathered first.
  const direct = directReaderOf(socket)
  let batch: Buffer[] = []
  let batchBytes = 0
  let total = 0
  let writes = 0
  let writing: Promise<void> = Promise.resolve()
  let isThrottled = false
  let isTurnOver = false

  return new Promise((resolve, reject) => {
    let isOver = false
    const finish = (error?: unknown) => {
      if (isOver) return
      isOver = true
      socket.setTimeout(0)
      signal.removeEventListener('abort', abort)
      socket.off('data', takeData).off('end', ended).off('error', failed).off('close', closed)
      socket.off('timeout', idle)
      // What has arrived is kept, also when the rest is missing: a resume starts behind it.
      flush()
      direct?.stop()
      void writing.then(
        () => (error === undefined ? resolve(total) : reject(error)),
        (reason: unknown) => reject(error ?? new LocalPumpError(reason)),
      )
    }
    const flow = () => {
      if (!isOver && !isThrottled && !isTurnOver && writes < maximumWrites) socket.resume()
    }
    const nextTurn = () => {
      isTurnOver = false
      flow()
    }
    const flush = () => {
      if (batchBytes === 0) return
      const { pieces, lent } = direct?.handOver(batch) ?? { pieces: batch, lent: undefined }
      batch = []
      batchBytes = 0
      writes++
      if (writes >= maximumWrites) socket.pause()
      writing = writing
        .then(() => sink.write(pieces))
        .then(() => {
          writes--
          direct?.release(lent)
          if (isEager && writes === 0) flush()
          flow()
        })
      writing.catch((reason: unknown) => finish(new LocalPumpError(reason)))
    }
    const takeData = (chunk: Buffer) => take(chunk, false)
    const take = (chunk: Buffer, isFull: boolean) => {
      if (isOver) return
      const piece = total + chunk.length > length ? chunk.subarray(0, length - total) : chunk
      total += piece.length
      if (!isTurnOver && turn.isOverWith(piece.length)) {
        isTurnOver = true
        socket.pause()
        turn.waitForNext(nextTurn)
      }
      batch.push(piece)
      batchBytes += piece.length
      if (isFull || batchBytes >= batchSize || (isEager && writes === 0)) flush()
      onBytes(total)
      if (total >= length) return finish()
      if (limiter && !limiter.isLifted) throttle(limiter, piece.length)
    }
    const throttle = (active: RateLimiter, bytes: number) => {
      isThrottled = true
      socket.pause()
      active.take(bytes, signal).then(
        () => {
          isThrottled = false
          flow()
        },
        () => finish(cancelled()),
      )
    }
    const ended = () => finish()
    const failed = (error: Error) =>
      finish(new AppError('data-connection-failed', error.message, errorFromSocket(error).details))
    const closed = () => finish(socket.readableEnded ? undefined : broke())
    const abort = () => finish(cancelled())
    const idle = () => {
      // Waiting for the disk or for the speed limit is not the peer's silence.
      if (socket.isPaused()) socket.setTimeout(idleTimeout)
      else finish(stalled())
    }
    if (signal.aborted) return finish(cancelled())
    signal.addEventListener('abort', abort, { once: true })
    socket.on('end', ended).on('error', failed).on('close', closed)
    if (direct) direct.start(take, () => limiter !== undefined && !limiter.isLifted)
    else socket.on('data', takeData)
    // An empty or early end may have passed before anybody listened.
    if (direct && socket.readableEnded) return ended()
    socket.on('timeout', idle)
    socket.setTimeout(idleTimeout)
    if (socket.destroyed) return closed()
    socket.resume()
  })
}

/** Bytes that are sent at a time under a speed limit. */
const limitedSize = 32 * 1024

/**
 * How much is sent at a time: progress is known when all of it has gone, so that a slow line gets
 * little pieces and a quick one large ones.
 */
function createSendSize() {
  const smallest = 32 * 1024
  const largest = 4 * 1024 * 1024
  let size = 64 * 1024
  return {
    get size() {
      return size
    },
    /** `milliseconds`: what a piece of this size took. */
    learn(milliseconds: number) {
      if (milliseconds < 50) size = Math.min(largest, size * 2)
      else if (milliseconds > 200) size = Math.max(smallest, size / 2)
    },
  }
}

/** Writes the source to its end and closes the sending side. Resolves with the number of bytes. */
export async function send(options: PumpOptions & { source: DataSource }): Promise<number> {
  const { socket, signal, source, limiter, idleTimeout, onBytes } = options
  let total = 0
  let failure: unknown
  let wake = () => {}
  const fail = (error: unknown) => {
    failure ??= error
    wake()
  }
  const failed = (error: Error) =>
    fail(new AppError('data-connection-failed', error.message, errorFromSocket(error).details))
  const closed = () => {
    if (!socket.writableFinished) fail(broke())
    else wake()
  }
  const abort = () => fail(cancelled())
  let flushedAtLastTick = -1
  const idle = () => {
    const flushed = socket.bytesWritten - socket.writableLength
    // A source that is slow to read is no fault of the peer: only unsent bytes can stand still.
    if (socket.writableLength > 0 && flushed === flushedAtLastTick) return fail(stalled())
    flushedAtLastTick = flushed
    socket.setTimeout(idleTimeout)
  }
  /** Waits for one event, or for the failure of the whole. */
  const event = (name: 'drain' | 'finish') =>
    new Promise<void>((resolve) => {
      const done = () => {
        socket.off(name, done)
        resolve()
      }
      wake = done
      socket.on(name, done)
      if (failure !== undefined) done()
    })
  const check = () => {
    // oxlint-disable-next-line typescript/only-throw-error -- it is what failed
    if (failure !== undefined) throw failure
  }

  signal.addEventListener('abort', abort, { once: true })
  socket.on('error', failed).on('close', closed).on('timeout', idle)
  socket.setTimeout(idleTimeout)
  // The server may close first; reading on lets us see it.
  socket.resume()
  try {
    if (signal.aborted) throw cancelled()
    if (socket.destroyed) throw broke()
    // The news of TLS comes from inside OpenSSL's handshake, before its last message is on the way.
    // Closing there (an empty file) would leave out close_notify: a cut transfer to strict servers.
    await new Promise((resolve) => setImmediate(resolve))
    check()
    const write = async (piece: Uint8Array) => {
      if (!socket.write(piece)) await event('drain')
      check()
      total += piece.length
      onBytes(total)
    }
    const sendSize = createSendSize()
    const writeAtPace = async (piece: Uint8Array) => {
      for (let at = 0; at < piece.length;) {
        const { size } = sendSize
        const part = at === 0 && piece.length <= size ? piece : piece.subarray(at, at + size)
        const start = performance.now()
        await write(part)
        if (part.length === size) sendSize.learn(performance.now() - start)
        at += part.length
      }
    }
    for (;;) {
      const piece = await readSource(source)
      check()
      if (!piece) break
      // Under a limit in small pieces: a big one would run up a debt of many seconds.
      let sent = 0
      while (limiter && !limiter.isLifted && sent < piece.length) {
        const part = piece.subarray(sent, sent + limitedSize)
        await limiter.take(part.length, signal)
        check()
        await write(part)
        sent += part.length
      }
      if (sent < piece.length) await writeAtPace(piece.subarray(sent))
    }
    socket.end()
    if (!socket.writableFinished) await event('finish')
    check()
    return total
  } finally {
    socket.setTimeout(0)
    signal.removeEventListener('abort', abort)
    socket.off('error', failed).off('close', closed).off('timeout', idle)
  }
}

async function readSource(source: DataSource): Promise<Uint8Array | null> {
  try {
    return await source.read()
  } catch (error) {
    throw new LocalPumpError(error)
  }
}
