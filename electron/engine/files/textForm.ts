import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { AppError } from '../../contract/errors.ts'
import type { FileVersion, LineEnding, TextContent, TextForm } from '../../contract/viewing.ts'
import { guessEncoding } from '../ftp/guessEncoding.ts'
import { unmarkedUtf16 } from './utf16.ts'

const marks: [string, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

const startsWith = (bytes: Buffer, start: number[]) =>
  start.every((byte, index) => bytes[index] === byte)

export const versionOf = (bytes: Buffer, modifiedAt: number | null): FileVersion => ({
  size: bytes.length,
  modifiedAt,
  hash: createHash('sha256').update(bytes).digest('hex'),
})

/**
 * Bytes as text. Without an encoding: the byte order mark's, UTF-16 by its zeros, UTF-8 where it
 * fits, else the likeliest. What would not come back as the same bytes is marked, so that nobody saves it.
 */
export function decodeText(
  bytes: Buffer,
  options: { encoding?: string | undefined; isWhole: boolean; modifiedAt: number | null },
): TextContent {
  const marked = marks.find(([, mark]) => startsWith(bytes, mark))
  const { encoding, isGuessed } = chooseEncoding(bytes, options, marked?.[0])
  const mark = marks.find(([name]) => name === encoding)?.[1]
  const hasByteOrderMark = mark !== undefined && startsWith(bytes, mark)
  const body = hasByteOrderMark ? bytes.subarray(mark.length) : bytes
  const raw = iconv.decode(body, encoding, { stripBOM: false })
  const lineEnding = mainLineEnding(raw)
  const text = raw.replaceAll(/\r\n?/g, '\n')
  const form: TextForm = { encoding, lineEnding, hasByteOrderMark }
  return {
    ...form,
    text,
    isWhole: options.isWhole,
    isExact: options.isWhole && encodeQuietly(text, form).equals(bytes),
    isGuessed,
    version: versionOf(bytes, options.modifiedAt),
  }
}

function chooseEncoding(
  bytes: Buffer,
  { encoding, isWhole }: { encoding?: string | undefined; isWhole: boolean },
  marked: string | undefined,
): { encoding: string; isGuessed: boolean } {
  if (encoding !== undefined) {
    const name = encoding.toLowerCase()
    if (!iconv.encodingExists(name))
      throw new AppError('bad-request', `There is no encoding named ${JSON.stringify(encoding)}`)
    return { encoding: name, isGuessed: false }
  }
  if (marked) return { encoding: marked, isGuessed: false }
  const wide = unmarkedUtf16(bytes)
  if (wide) return { encoding: wide, isGuessed: true }
  // A cut may fall into a character; the last bytes then say nothing.
  const certain = isWhole ? bytes : bytes.subarray(0, Math.max(0, bytes.lastIndexOf(0x0a)))
  if (isUtf8(certain)) return { encoding: 'utf-8', isGuessed: false }
  return {
    encoding: guessEncoding([certain.subarray(0, 65_536)]) ?? 'windows-1252',
    isGuessed: true,
  }
}

/** The one that most lines end with. */
function mainLineEnding(text: string): LineEnding {
  const pairs = text.match(/\r\n/g)?.length ?? 0
  const feeds = (text.match(/\n/g)?.length ?? 0) - pairs
  const returns = (text.match(/\r/g)?.length ?? 0) - pairs
  if (pairs > feeds && pairs >= returns) return '\r\n'
  return returns > feeds ? '\r' : '\n'
}

function encodeQuietly(text: string, { encoding, lineEnding, hasByteOrderMark }: TextForm): Buffer {
  const whole = lineEnding === '\n' ? text : text.replaceAll('\n', lineEnding)
  const body = iconv.encode(whole, encoding, { addBOM: false })
  const mark = marks.find(([name]) => name === encoding)?.[1]
  return hasByteOrderMark && mark ? Buffer.concat([Buffer.from(mark), body]) : body
}

/** Text as bytes. Throws `name-not-encodable` for a character that the encoding does not have. */
export function encodeText(text: string, form: TextForm, path: string): Buffer {
  if (!iconv.encodingExists(form.encoding))
    throw new AppError('bad-request', `There is no encoding named ${JSON.stringify(form.encoding)}`)
  const plain = text.replaceAll(/\r\n?/g, '\n')
  const bytes = encodeQuietly(plain, form)
  const back = decodeText(bytes, { encoding: form.encoding, isWhole: true, modifiedAt: null })
  if (back.text !== plain)
    throw new AppError('name-not-encodable', `The text cannot be written in ${form.encoding}`, {
      path,
      cause: form.encoding,
    })
  return bytes
}
