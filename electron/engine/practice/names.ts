import iconv from 'iconv-lite'
import { Refusal } from './replies.ts'

/** Turns the bytes of names on the wire into text and back. */
export type NameCodec = {
  /** Throws a Refusal for bytes that are no text in this encoding. */
  decode: (bytes: Uint8Array) => string
  encode: (text: string) => Buffer
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const utf8: NameCodec = {
  decode(bytes) {
    try {
      return strictUtf8.decode(bytes)
    } catch {
      throw new Refusal(501, 'Names must be UTF-8.')
    }
  },
  encode: (text) => Buffer.from(text, 'utf8'),
}

/** `encoding` is `utf8` or any name iconv-lite knows; an unknown one throws. */
export function nameCodec(encoding: string): NameCodec {
  if (/^utf-?8$/i.test(encoding)) return utf8
  if (!iconv.encodingExists(encoding)) throw new Error(`Unknown encoding: ${encoding as string}`)
  return {
    decode: (bytes) => iconv.decode(bytes, encoding, { stripBOM: false }),
    encode: (text) => iconv.encode(text, encoding),
  }
}
