import type { Cut, DataFault } from './script.ts'
import { pause } from './waiting.ts'

/** Thrown where a script ends the data connection early. */
export class CutOff extends Error {
  readonly how: Cut
  constructor(how: Cut) {
    super('Cut off by the script.')
    this.how = how
  }
}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * The bytes of a transfer as a script wants them to pass: fewer, more, slower, stuck or cut. `stuck`
 * is awaited where they stop for ever, and rejects when that is over.
 */
export async function* shape(
  source: Bytes,
  fault: DataFault,
  stuck: () => Promise<never>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const extra = fault.extra === undefined ? [] : [Buffer.from(fault.extra as Uint8Array)]
  const { close, stallAfter, stallFor, rate } = fault
  let passed = 0
  const edge = async () => {
    if (passed === close?.after) throw new CutOff(close.how)
    if (passed !== stallAfter) return
    if (stallFor === undefined) await stuck()
    await pause(stallFor ?? 0, signal)
  }
  await edge()
  for await (const chunk of chain(firstBytes(source, fault.keep ?? Infinity), extra)) {
    const edges = [close?.after, stallAfter].map((at) => (at ?? 0) - passed)
    for (const piece of split(chunk, edges, rate)) {
      if (rate) await pause((piece.length / rate) * 1000, signal)
      yield piece
      passed += piece.length
      await edge()
    }
  }
}

async function* chain(...sources: Bytes[]): AsyncGenerator<Uint8Array> {
  for (const source of sources) yield* source
}

async function* firstBytes(source: Bytes, most: number): AsyncGenerator<Uint8Array> {
  let left = most
  for await (const chunk of source) {
    if (left <= 0) return
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

/** Cuts a chunk at the edges that fall inside, and into tenths of a second at the given rate. */
function split(chunk: Uint8Array, edges: number[], rate: number | undefined): Uint8Array[] {
  const inside = edges.filter((edge) => edge > 0 && edge < chunk.length).sort((a, b) => a - b)
  const blocks = [0, ...inside].map((from, index) => chunk.subarray(from, inside[index]))
  if (!rate) return blocks
  const step = Math.max(1, Math.floor(rate / 10))
  return blocks.flatMap((block) =>
    Array.from({ length: Math.ceil(block.length / step) }, (_, index) =>
      block.subarray(index * step, (index + 1) * step),
    ),
  )
}
