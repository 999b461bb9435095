import { maximumPiece } from '../../../electron/contract/viewing.ts'
import type { Bridge } from '../../bridge.ts'

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text)
  const bytes = new Uint8Array(raw.length)
  for (let index = 0; index < raw.length; index++) bytes[index] = raw.charCodeAt(index)
  return bytes
}

/** The first `length` bytes of an open file, fewer where it is shorter. */
export async function readBytes(
  bridge: Bridge,
  id: string,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let offset = 0
  while (offset < length) {
    const wanted = Math.min(maximumPiece, length - offset)
    const piece = fromBase64(await bridge.api.readContent(id, offset, wanted, signal))
    pieces.push(piece)
    offset += piece.length
    if (piece.length < wanted) break
  }
  const whole = new Uint8Array(offset)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

export type HexLine = { offset: string; bytes: string; text: string }

/** Sixteen bytes a line, as every hex viewer shows them; what is no printable ASCII is a dot. */
export function hexLine(bytes: Uint8Array, index: number): HexLine {
  const part = bytes.subarray(index * 16, index * 16 + 16)
  const digits = [...part].map((byte) => byte.toString(16).padStart(2, '0'))
  return {
    offset: (index * 16).toString(16).padStart(8, '0'),
    bytes: [digits.slice(0, 8).join(' '), digits.slice(8).join(' ')].join('  ').padEnd(48),
    text: [...part]
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join(''),
  }
}
