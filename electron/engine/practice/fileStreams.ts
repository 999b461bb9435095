import type { FileHandle } from 'node:fs/promises'
import type { Sink } from './ascii.ts'
import { chunkSize } from './dataPort.ts'

/** The bytes from `first` to `last`, both included, or to the end of the file. */
export async function* readFileRange(
  file: FileHandle,
  { first, last }: { first: number; last: number },
): AsyncGenerator<Buffer> {
  const { size } = await file.stat()
  // One byte more than expected, so that a growing file shows and a small one needs one read less.
  const likely = Math.min(size, last + 1) - first + 1
  const most = Math.max(1, Math.min(chunkSize, likely))
  for (let position = first; position <= last;) {
    const buffer = Buffer.allocUnsafe(Math.min(most, last - position + 1))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}

/** Gathers what comes in small packets and writes it in large ones. */
export class FileWriter implements Sink {
  readonly #file: FileHandle
  #position: number | null
  #gathered: Uint8Array[] = []
  #size = 0

  /** `start` is the byte to begin at, `null` appends. */
  constructor(file: FileHandle, start: number | null) {
    this.#file = file
    this.#position = start
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#gathered.push(chunk)
    this.#size += chunk.length
    if (this.#size >= chunkSize) await this.flush()
  }

  async flush(): Promise<void> {
    let rest = Buffer.concat(this.#gathered)
    this.#gathered = []
    this.#size = 0
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.write(rest, 0, rest.length, this.#position)
      if (this.#position !== null) this.#position += bytesWritten
      rest = rest.subarray(bytesWritten)
    }
  }
}
