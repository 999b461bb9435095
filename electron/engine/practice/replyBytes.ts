import type { NameCodec } from './names.ts'
import type { Answer, ReplyFault } from './script.ts'

export function toBytes(text: string | Uint8Array, codec: NameCodec): Buffer {
  if (typeof text !== 'string') return Buffer.from(text)
  return codec.encode(text.endsWith('\n') ? text : `${text}\r\n`)
}

/** The packets of an answer, before any cutting. */
export function packetsOf(answer: Answer, fault: ReplyFault, codec: NameCodec): Buffer[] {
  const { text = answer, before, after } = fault
  const changed = typeof text === 'function' ? text(typeof answer === 'string' ? answer : '') : text
  const list = changed === null ? [] : isList(changed) ? changed : [changed]
  const bytes = list.map((part) => toBytes(part, codec))
  if (before !== undefined)
    bytes.unshift(Buffer.concat([toBytes(before, codec), ...bytes.splice(0, 1)]))
  if (after !== undefined) bytes.push(Buffer.concat([...bytes.splice(-1), toBytes(after, codec)]))
  return bytes
}

const isList = (answer: Answer): answer is readonly (string | Uint8Array)[] => Array.isArray(answer)

/** One packet cut as the fault has it. */
export function pieces(bytes: Buffer, { cut }: ReplyFault): Buffer[] {
  if (cut === undefined) return [bytes]
  const at = cut === 'every-byte' ? bytes.keys() : cut
  const edges = [...at].filter((edge) => edge > 0 && edge < bytes.length).sort((a, b) => a - b)
  return [0, ...edges].map((edge, index) => bytes.subarray(edge, edges[index]))
}

/** Bytes as text for the transcript. */
export function readable(bytes: Buffer, codec: NameCodec): string {
  try {
    return codec.decode(bytes).replace(/\r?\n$/, '')
  } catch {
    return bytes.toString('latin1')
  }
}
