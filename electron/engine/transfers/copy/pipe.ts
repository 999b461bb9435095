import type { DataSink, DataSource } from '../../ftp/connection.ts'

/** Bytes on their way between two servers before the sending one is held back. */
const capacity = 4 * 1024 * 1024

export type Pipe = {
  sink: DataSink
  source: DataSource
  /** The sending side has come to its end. */
  end: () => void
  /** Both sides get this error from now on. */
  fail: (error: unknown) => void
}

/** A bounded buffer between a connection that pushes and one that pulls. */
export function createPipe(): Pipe {
  const pieces: Uint8Array[] = []
  let bytes = 0
  let isEnded = false
  let failure: { error: unknown } | undefined
  let readable = () => {}
  let writable = () => {}

  const check = () => {
    if (failure) throw failure.error
  }
  const wait = (assign: (wake: () => void) => void) => new Promise<void>(assign)

  return {
    sink: {
      async write(buffers) {
        check()
        // A copy: the buffers belong to the sender again once this has settled.
        const piece = Buffer.concat(buffers)
        pieces.push(piece)
        bytes += piece.length
        readable()
        while (bytes > capacity && !failure) await wait((wake) => (writable = wake))
        check()
      },
    },
    source: {
      async read() {
        while (pieces.length === 0 && !isEnded && !failure) await wait((wake) => (readable = wake))
        check()
        const piece = pieces.shift()
        if (!piece) return null
        bytes -= piece.length
        writable()
        return piece
      },
    },
    end() {
      isEnded = true
      readable()
    },
    fail(error) {
      failure ??= { error }
      readable()
      writable()
    },
  }
}
