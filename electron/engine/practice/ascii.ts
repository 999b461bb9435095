import type { Bytes } from './shape.ts'

const CR = 0x0d
const LF = 0x0a

/** Where an upload goes. */
export type Sink = {
  write: (chunk: Uint8Array) => Promise<void>
  /** Writes what is still held back. */
  flush: () => Promise<void>
}

/** TYPE A out: every bare LF becomes CRLF (RFC 959 §3.1.1.1). */
export async function* localToAscii(source: Bytes): AsyncGenerator<Buffer> {
  let previous = 0
  for await (const chunk of source) {
    const out: number[] = []
    for (const byte of chunk) {
      if (byte === LF && previous !== CR) out.push(CR)
      out.push(byte)
      previous = byte
    }
    yield Buffer.from(out)
  }
}

/** TYPE A in: every CRLF becomes LF, also where a packet ends between the two. */
export function asciiSink(sink: Sink): Sink {
  let holdsReturn = false
  return {
    write(chunk) {
      const out: number[] = []
      for (const byte of chunk) {
        if (holdsReturn && byte !== LF) out.push(CR)
        holdsReturn = byte === CR
        if (!holdsReturn) out.push(byte)
      }
      return sink.write(Buffer.from(out))
    },
    async flush() {
      if (holdsReturn) await sink.write(Buffer.of(CR))
      await sink.flush()
    },
  }
}
