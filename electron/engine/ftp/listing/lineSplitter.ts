const carriageReturn = 0x0d

/** Characters of a line at most; what is longer is no listing, and its rest is not kept. */
const longestLine = 4 * 1024 * 1024

/**
 * Cuts text that comes in pieces into lines. They end with LF or CR LF; the CR is cut off, too.
 * Each character is looked at once, also when a line comes in very many pieces.
 */
export class LineSplitter {
  readonly #take: (line: string) => void
  #parts: string[] = []
  #length = 0
  #isFirst = true
  /** True when line ends are CR CR LF, from a server that translates twice. */
  #hasDoubleReturns = false
  /** Lines that were cut off at the greatest length. */
  overlong = 0

  /** Calls back for each line, in order. */
  constructor(take: (line: string) => void) {
    this.#take = take
  }

  push(text: string): void {
    let start = 0
    for (;;) {
      const end = text.indexOf('\n', start)
      if (end < 0) break
      if (this.#length > 0 || this.#isFirst || this.#hasDoubleReturns) {
        this.#keep(text.slice(start, end))
        this.#finish()
      } else {
        const hasReturn = end > start && text.charCodeAt(end - 1) === carriageReturn
        this.#take(text.slice(start, hasReturn ? end - 1 : end))
      }
      start = end + 1
    }
    if (start < text.length) this.#keep(start === 0 ? text : text.slice(start))
  }

  /** Takes what came behind the last line feed for the last line; false when nothing did. */
  end(): boolean {
    if (this.#length === 0) return false
    // Some servers end lines with nothing but a carriage return.
    if (this.#isFirst) {
      const lines = this.#whole()
        .replace(/^\ufeff/, '')
        .split('\r')
      for (const line of lines) this.#take(line)
      return lines.at(-1) !== ''
    }
    this.#finish()
    return true
  }

  #keep(part: string): void {
    const room = longestLine - this.#length
    if (part.length > room && room > 0) this.overlong++
    if (room > 0) this.#parts.push(part.length > room ? part.slice(0, room) : part)
    this.#length = Math.min(longestLine, this.#length + part.length)
  }

  #whole(): string {
    const line = this.#parts.length === 1 ? this.#parts[0]! : this.#parts.join('')
    this.#parts = []
    this.#length = 0
    return line
  }

  #finish(): void {
    let line = this.#whole()
    if (this.#isFirst && line.startsWith('\ufeff')) line = line.slice(1)
    // A file "Icon\r" is in many folders of Macs.
    if (this.#isFirst) this.#hasDoubleReturns = line.endsWith('\r\r') && !line.endsWith('Icon\r\r')
    this.#isFirst = false
    this.#take(line.replace(this.#hasDoubleReturns ? /\r{1,2}$/ : /\r$/, ''))
  }
}
