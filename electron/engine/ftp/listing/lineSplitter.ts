/** Characters of a line at most; what is longer is no listing, and its rest is not kept. */
const longestLine = 4 * 1024 * 1024

/**
 * Cuts text that comes in pieces into lines at line feeds. Each character is looked at once, also
 * when a line comes in very many pieces.
 */
export class LineSplitter {
  #parts: string[] = []
  #length = 0
  /** Lines that were cut off at the greatest length. */
  overlong = 0

  /** The lines that a piece completes, without their line feeds. */
  push(text: string): string[] {
    const lines: string[] = []
    let start = 0
    for (;;) {
      const end = text.indexOf('\n', start)
      if (end < 0) break
      const part = text.slice(start, end)
      lines.push(this.#parts.length === 0 ? part : this.#take(part))
      start = end + 1
    }
    if (start < text.length) this.#keep(start === 0 ? text : text.slice(start))
    return lines
  }

  /** What came behind the last line feed; undefined when nothing did. */
  end(): string | undefined {
    return this.#length > 0 ? this.#take('') : undefined
  }

  #keep(part: string): void {
    const room = longestLine - this.#length
    if (part.length > room && room > 0) this.overlong++
    if (room > 0) this.#parts.push(part.length > room ? part.slice(0, room) : part)
    this.#length = Math.min(longestLine, this.#length + part.length)
  }

  #take(last: string): string {
    this.#keep(last)
    const line = this.#parts.join('')
    this.#parts = []
    this.#length = 0
    return line
  }
}
