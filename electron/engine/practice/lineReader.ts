import { Refusal } from './replies.ts'

const LF = 0x0a
const CR = 0x0d
const IAC = 0xff
const longestLine = 8192

/** Cuts the bytes of a control connection into command lines, free of Telnet commands. */
export class LineReader {
  #rest: Buffer = Buffer.alloc(0)

  /** The lines these bytes complete, without their ends. A line beyond 8 KiB throws a Refusal. */
  push(bytes: Uint8Array): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const lines: Buffer[] = []
    for (let end = this.#rest.indexOf(LF); end !== -1; end = this.#rest.indexOf(LF)) {
      lines.push(withoutTelnet(withoutCarriageReturn(this.#rest.subarray(0, end))))
      this.#rest = this.#rest.subarray(end + 1)
    }
    if (this.#rest.length > longestLine) {
      this.#rest = Buffer.alloc(0)
      throw new Refusal(500, 'Command line too long.')
    }
    return lines
  }

  /** Forgets what came without a line end: nothing sent in plain text may survive AUTH. */
  clear(): void {
    this.#rest = Buffer.alloc(0)
  }
}

const withoutCarriageReturn = (line: Buffer): Buffer =>
  line.at(-1) === CR ? line.subarray(0, -1) : line

/**
 * Removes Telnet commands (RFC 854). Clients send IP and DM before ABOR, and the DM may have left
 * the stream as urgent data, so an IAC at the very start is dropped even when it stands alone.
 * A doubled IAC is the byte 0xFF of a file name.
 */
function withoutTelnet(line: Buffer): Buffer {
  if (!line.includes(IAC)) return line
  const kept: number[] = []
  for (let at = 0; at < line.length; at++) {
    const byte = line[at]!
    const next = line[at + 1] ?? 0
    if (byte !== IAC) kept.push(byte)
    else if (next === IAC) kept.push(line[++at]!)
    else if (next >= 0xfb) at += 2
    else if (next >= 0xf0) at += 1
    else if (kept.length > 0) kept.push(byte)
  }
  return Buffer.from(kept)
}
