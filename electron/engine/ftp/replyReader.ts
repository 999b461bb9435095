import { codecFor } from './encoding.ts'
import type { NameCodec } from './encoding.ts'
import { ProtocolError } from './protocolError.ts'

export { ProtocolError } from './protocolError.ts'

/** A complete reply: its code, 100 to 999, and its lines as received, without line ends. */
export type Reply = { code: number; lines: string[] }

/** Limits of one reply; bytes with line ends, and with the blank lines before it. */
const maxBytes = 64 * 1024
const maxLines = 500

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const HYPHEN = 0x2d

/** How other protocols that speak first (or answer USER) begin; lower case, one char a byte. */
const signatures: readonly (readonly [start: string, protocol: string])[] = [
  ['ssh-', 'SSH'],
  ['http/', 'HTTP'],
  ['<html', 'HTTP'],
  ['<head', 'HTTP'],
  ['<!doctype', 'HTTP'],
  ['<?xml', 'HTTP'],
  // TLS records (RFC 8446 §5.1): alert and handshake, legacy version 3.x.
  ['\x15\x03', 'TLS'],
  ['\x16\x03', 'TLS'],
  ['+ok', 'POP3'],
  ['* ok', 'IMAP'],
  ['* preauth', 'IMAP'],
  ['* bye', 'IMAP'],
  // IAC WILL, WON'T, DO, DON'T (RFC 854).
  ['\xff\xfb', 'Telnet'],
  ['\xff\xfc', 'Telnet'],
  ['\xff\xfd', 'Telnet'],
  ['\xff\xfe', 'Telnet'],
  ['rfb 0', 'VNC'],
  ['@rsyncd:', 'rsync'],
  ['rtsp/', 'RTSP'],
]
const longestSignature = Math.max(...signatures.map(([start]) => start.length))

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39

/**
 * Reads FTP replies (RFC 959 §4.2) out of the bytes of a control connection, however they are cut.
 *
 * Lines end with CR LF, bare LF or CR CR LF. A multi-line reply lasts from `123-` to a line `123 `
 * or `123` of the same code; what stands between passes through. Blank lines between replies are
 * skipped. Lines are decoded whole, and bytes that are not valid in the encoding become lone
 * surrogates (see encoding.ts).
 *
 * What cannot be a reply – another protocol, a code below 100, more than 64 KiB or 500 lines – is a
 * ProtocolError as soon as it is certain, without waiting for a line end. No complete reply is ever
 * lost for it: when a push completes replies before the faulty bytes, it returns them, `isEmpty`
 * turns false, and the next push (also an empty one) throws. From then on every push throws, until
 * reset().
 */
export class ReplyReader {
  readonly #codec: NameCodec
  /** The line under way: the first #length bytes. Doubles, so that copying stays linear. */
  #line = Buffer.allocUnsafe(256)
  #length = 0
  /** Bytes of the reply under way. */
  #bytes = 0
  #lines: string[] = []
  /** Of the multi-line reply under way; 0 between replies. */
  #code = 0
  #failure: ProtocolError | undefined

  /** Throws AppError `bad-request` for an encoding that is unknown or not based on ASCII. */
  constructor(options: { encoding?: string } = {}) {
    this.#codec = codecFor(options.encoding ?? 'utf-8')
  }

  /** True when no byte of an incomplete reply waits, and none that could not be one. */
  get isEmpty(): boolean {
    return this.#length === 0 && this.#code === 0 && this.#failure === undefined
  }

  /** Forgets everything unfinished, also a failure. */
  reset(): void {
    this.#line = Buffer.allocUnsafe(256)
    this.#failure = undefined
    this.#length = 0
    this.#startReply()
  }

  /** Takes bytes (they are copied) and returns the replies that they complete. */
  push(bytes: Uint8Array): Reply[] {
    if (this.#failure) throw this.#failure
    const replies: Reply[] = []
    try {
      let start = 0
      while (start < bytes.length) {
        const end = bytes.indexOf(LF, start)
        this.#append(bytes.subarray(start, end < 0 ? bytes.length : end))
        if (end < 0) break
        const reply = this.#endLine()
        if (reply) replies.push(reply)
        start = end + 1
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#failure = error
      if (replies.length === 0) throw error
    }
    return replies
  }

  #append(bytes: Uint8Array): void {
    // No more than is needed to find the reply too long.
    const part = bytes.subarray(0, maxBytes + 1 - this.#bytes)
    const checked = this.#length
    const length = checked + part.length
    if (length > this.#line.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#line.length * 2))
      this.#line.copy(larger, 0, 0, checked)
      this.#line = larger
    }
    this.#line.set(part, checked)
    this.#length = length
    if (this.#code === 0 && length > checked) this.#checkStart(checked)
    this.#count(part.length)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > maxBytes)
      throw new ProtocolError(`The server sent a reply of more than ${maxBytes / 1024} KiB`)
  }

  /**
   * Refuses the first line of a reply as soon as it cannot become one. The bytes before `checked`
   * have passed already, so that a line that comes byte by byte is not read over and over.
   */
  #checkStart(checked: number): void {
    const line = this.#line
    const length = this.#length
    if (line[0] === CR) {
      // A blank line, as long as nothing else comes.
      for (let at = checked; at < length; at++) if (line[at] !== CR) throw this.#notFtp()
      return
    }
    if (!isDigit(line[0])) {
      const head = line.toString('latin1', 0, Math.min(length, longestSignature)).toLowerCase()
      const known = signatures.find(([start]) => head.startsWith(start))
      if (known) throw this.#notFtp(known[1])
      if (signatures.some(([start]) => start.startsWith(head))) return
      throw this.#notFtp()
    }
    if (checked > 3) return
    // RFC 959 §4.2.1 knows first digits 1 to 5; others are left to the caller, except 0.
    if (line[0] === 0x30) throw this.#notFtp()
    for (let digit = 1; digit < 3 && digit < length; digit++)
      if (!isDigit(line[digit])) throw this.#notFtp()
    if (length > 3 && line[3] !== SPACE && line[3] !== HYPHEN && line[3] !== CR)
      throw this.#notFtp()
  }

  #notFtp(protocol?: string): ProtocolError {
    const message = protocol
      ? `The server on this port speaks ${protocol}, not FTP`
      : 'The server sent something that is not an FTP reply'
    const received = this.#codec.decode(this.#line.subarray(0, Math.min(this.#length, 200)))
    return new ProtocolError(message, { received, ...(protocol ? { protocol } : {}) })
  }

  /** Takes the finished line; a reply if it completes one. */
  #endLine(): Reply | undefined {
    this.#count(1)
    const line = this.#line
    let length = this.#length
    while (length > 0 && line[length - 1] === CR) length--
    const isFirst = this.#code === 0
    if (isFirst && length === 0) {
      this.#length = 0
      return undefined
    }
    const hasCode = isDigit(line[0]) && isDigit(line[1]) && isDigit(line[2]) && length >= 3
    if (isFirst && (!hasCode || (length > 3 && line[3] === CR))) throw this.#notFtp()
    if (this.#lines.length === maxLines)
      throw new ProtocolError(`The server sent a reply of more than ${maxLines} lines`)
    this.#lines.push(this.#codec.decode(line.subarray(0, length)))
    this.#length = 0
    const code = hasCode ? Number(line.toString('latin1', 0, 3)) : 0
    if (isFirst && length > 3 && line[3] === HYPHEN) {
      this.#code = code
      return undefined
    }
    const isLast = isFirst || (code === this.#code && (length === 3 || line[3] === SPACE))
    if (!isLast) return undefined
    const reply = { code, lines: this.#lines }
    this.#startReply()
    return reply
  }

  #startReply(): void {
    this.#bytes = 0
    this.#lines = []
    this.#code = 0
  }
}
