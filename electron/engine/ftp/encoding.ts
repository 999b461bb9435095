import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { AppError } from '../../contract/errors.ts'

/**
 * Turns names into bytes and back without ever changing one: bytes that are not valid in the
 * encoding become lone surrogates U+DC80 to U+DCFF (the way of Python's PEP 383) and go back as
 * the same bytes. A name that the encoding cannot hold is refused, never sent with a `?` in it.
 */
export type NameCodec = {
  readonly name: string
  decode(bytes: Uint8Array): string
  /** Throws AppError `name-not-encodable`. */
  encode(text: string): Buffer
}

const ascii = /^[\x00-\x7f]*$/

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** ASCII stays, every other byte is escaped: readable enough, and exact. */
function escapeBytes(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)
  return text
}

/** UTF-8 with single invalid bytes escaped and everything valid around them decoded. */
function decodeUtf8WithEscapes(bytes: Buffer): string {
  let text = ''
  let start = 0
  let at = 0
  const flush = () => {
    if (at > start) text += bytes.toString('utf8', start, at)
  }
  while (at < bytes.length) {
    const first = bytes[at]!
    const length =
      first < 0x80
        ? 1
        : first < 0xc2
          ? 0
          : first < 0xe0
            ? 2
            : first < 0xf0
              ? 3
              : first < 0xf5
                ? 4
                : 0
    if (length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) {
      at += length
      continue
    }
    flush()
    text += String.fromCharCode(0xdc00 + first)
    start = ++at
  }
  flush()
  return text
}

function refuse(name: string, encoding: string): AppError {
  return new AppError('name-not-encodable', `The name cannot be written in ${encoding}`, {
    path: name,
    cause: encoding,
  })
}

function encodeLoneSurrogates(
  text: string,
  encoding: string,
  plain: (part: string) => Buffer,
): Buffer {
  // A well-formed pair may hold a low half in the escape range: only lone ones are bytes.
  const parts = text.split(/([\ud800-\udbff][\udc00-\udfff])|([\udc80-\udcff])/)
  const buffers: Buffer[] = []
  for (let index = 0; index < parts.length; index += 3) {
    const [before = '', pair = '', escaped] = parts.slice(index, index + 3)
    if (!before.isWellFormed()) throw refuse(text, encoding)
    buffers.push(plain(before + pair))
    if (escaped) buffers.push(Buffer.of(escaped.charCodeAt(0) - 0xdc00))
  }
  return Buffer.concat(buffers)
}

const utf8: NameCodec = {
  name: 'utf-8',
  decode(bytes) {
    const buffer = asBuffer(bytes)
    return isUtf8(buffer) ? buffer.toString('utf8') : decodeUtf8WithEscapes(buffer)
  },
  encode(text) {
    if (text.isWellFormed()) return Buffer.from(text, 'utf8')
    return encodeLoneSurrogates(text, 'utf-8', (part) => Buffer.from(part, 'utf8'))
  },
}

function legacyCodec(name: string): NameCodec {
  return {
    name,
    decode(bytes) {
      const buffer = asBuffer(bytes)
      const text = iconv.decode(buffer, name)
      if (ascii.test(text) && text.length === buffer.length) return text
      // Only what comes back as the same bytes may be shown as text.
      return iconv.encode(text, name).equals(buffer) ? text : escapeBytes(buffer)
    },
    encode(text) {
      const plain = (part: string) => {
        const bytes = iconv.encode(part, name)
        if (iconv.decode(bytes, name) !== part) throw refuse(text, name)
        return bytes
      }
      return text.isWellFormed() ? plain(text) : encodeLoneSurrogates(text, name, plain)
    },
  }
}

/**
 * The codec for an encoding's name as iconv-lite knows it. 'auto' starts as UTF-8.
 * Throws AppError `bad-request` for an unknown name.
 */
export function codecFor(encoding: string): NameCodec {
  const name = encoding.trim().toLowerCase()
  if (name === 'auto' || name === 'utf-8' || name === 'utf8') return utf8
  if (!iconv.encodingExists(name))
    throw new AppError('bad-request', `There is no encoding named ${JSON.stringify(encoding)}`)
  // Encodings that are no superset of ASCII (UTF-16 …) cannot carry FTP commands.
  if (!iconv.encode('LIST', name).equals(Buffer.from('LIST')))
    throw new AppError('bad-request', `${encoding} cannot be used for FTP names`)
  return legacyCodec(name)
}
