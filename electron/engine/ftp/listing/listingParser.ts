import type {
  LineContext,
  LineResult,
  ListingFormat,
  ListingOptions,
  RemoteEntry,
} from './entry.ts'
import { formatOfSystem, parseByLook, parsers } from './formats.ts'
import { LineSplitter } from './lineSplitter.ts'
import { readMlsd } from './mlsd.ts'
import { parseMvsMember } from './mvs.ts'
import { headerFormat, isBlank, isNoise } from './noise.ts'
import { isVmsName, joinVms, versionedVmsName } from './vms.ts'

/** Characters of a name at most, where nothing but the line itself says that it is a name. */
const longestBareName = 4096

/** What a listing is at its end. */
export type ListingEnd = {
  entries: RemoteEntry[]
  /** True when the last line had no line end: the listing may be cut short. */
  isCutShort: boolean
  /** Lines that could not be understood; those that may be names were kept as `unknown`. */
  unreadableLines: number
}

/**
 * Reads a listing that comes in pieces, cut anywhere. The work of a call is in proportion to its
 * piece. Every line is read by itself: one that is not understood stays visible as an entry of
 * kind `unknown`, or is left out when it cannot be a name, and changes nothing for the others. Only
 * where a format spreads an entry over two lines do these belong together.
 */
export class ListingParser {
  readonly #format: ListingFormat | undefined
  readonly #context: LineContext
  readonly #splitter = new LineSplitter()
  /** The format that the server's name or the last header points to. */
  #hint: ListingFormat | undefined
  /** A line with one word, which may be the name of the entry whose facts follow. */
  #waiting: string | undefined
  #unreadable = 0
  #lines = 0
  /** True when line ends are CR CR LF, from a server that translates twice. */
  #hasDoubleReturns = false
  #lastVmsName = ''
  /** Links of this piece without target, by the unique fact that they share with it. */
  #links = new Map<string, RemoteEntry | undefined>()

  constructor(options: ListingOptions = {}) {
    const now = options.now ?? new Date()
    this.#format = options.format
    this.#hint = formatOfSystem(options.serverType)
    this.#context = { nowTime: now.getTime(), nowYear: now.getUTCFullYear() }
  }

  /** The entries that a piece of the listing completes. */
  push(text: string): RemoteEntry[] {
    const entries: RemoteEntry[] = []
    for (const line of this.#splitter.push(text)) this.#take(line, entries)
    // Entries handed out belong to the caller from now on.
    for (const unique of this.#links.keys()) this.#links.set(unique, undefined)
    return entries
  }

  end(): ListingEnd {
    const entries: RemoteEntry[] = []
    const rest = this.#splitter.end()
    if (rest !== undefined) {
      // Some servers end lines with nothing but a carriage return.
      const lines = this.#lines === 0 ? rest.split('\r') : [rest]
      for (const line of lines) this.#take(line, entries)
    }
    this.#release(entries)
    return {
      entries,
      isCutShort: rest !== undefined,
      unreadableLines: this.#unreadable + this.#splitter.overlong,
    }
  }

  #take(received: string, entries: RemoteEntry[]): void {
    const line = this.#withoutReturn(received)
    this.#lines++
    if (this.#waiting !== undefined) {
      const name = this.#waiting
      const joined = joinVms(name, line, `${name}\n${line}`)
      if (joined !== undefined) {
        this.#waiting = undefined
        return this.#add(this.#asVms(joined), entries)
      }
      this.#release(entries)
    }
    if (isBlank(line) && this.#format !== 'mlsd') return
    this.#add(this.#parse(line), entries, line)
  }

  #withoutReturn(line: string): string {
    if (this.#lines === 0 && line.endsWith('\r\r'))
      // A file of this name exists in many folders of Macs, and its name ends with one.
      this.#hasDoubleReturns = !line.endsWith('Icon\r\r')
    if (this.#hasDoubleReturns) return line.replace(/\r{1,2}$/, '')
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }

  #parse(line: string): LineResult {
    switch (this.#format) {
      case 'mlsd':
        return this.#parseMlsd(line)
      case 'nlst':
        return parsers.nlst(line, this.#context)
      case undefined:
        break
      default: {
        const result = parsers[this.#format](line, this.#context)
        if (result !== undefined) return this.#format === 'vms' ? this.#asVms(result) : result
      }
    }
    const result = parseByLook(line, this.#context)
    if (result === undefined && this.#hint) return parsers[this.#hint](line, this.#context)
    return line.includes(';') && versionedVmsName(line) ? this.#asVms(result) : result
  }

  /**
   * Some servers list a link without its target, and then the target as an entry of its own with
   * the same unique fact and its whole path for a name.
   */
  #parseMlsd(line: string): LineResult {
    const read = readMlsd(line)
    if (!read) return undefined
    const { result, unique } = read
    if (unique === undefined || typeof result !== 'object') return result
    if (result.kind === 'link' && result.target === undefined) this.#links.set(unique, result)
    else if (result.name.startsWith('/') && this.#links.has(unique)) {
      const link = this.#links.get(unique)
      if (link) link.target = result.name
      return 'skip'
    }
    return result
  }

  /** Older versions of a file keep their version, so that no two entries have one name. */
  #asVms(result: LineResult): LineResult {
    if (typeof result !== 'object') return result
    const name = result.name
    if (name === this.#lastVmsName) result.name = versionedVmsName(result.raw) ?? name
    this.#lastVmsName = name
    return result
  }

  #add(result: LineResult, entries: RemoteEntry[], line?: string): void {
    if (typeof result === 'object') entries.push(result)
    else if (result === undefined && line !== undefined) this.#addUnread(line, entries)
  }

  #addUnread(line: string, entries: RemoteEntry[]): void {
    if (this.#format === 'mlsd') return this.#addUnknown(line, entries)
    const header = headerFormat(line)
    if (header) {
      this.#hint = header
      return
    }
    if (isNoise(line)) return
    if (this.#hint === 'mvs' || this.#format === 'mvs') {
      const member = parseMvsMember(line)
      if (member !== undefined) return this.#add(member, entries)
    }
    if (isVmsName(line)) this.#waiting = line
    else this.#addUnknown(line, entries)
  }

  #release(entries: RemoteEntry[]): void {
    const line = this.#waiting
    this.#waiting = undefined
    if (line !== undefined) this.#addUnknown(line, entries)
  }

  #addUnknown(line: string, entries: RemoteEntry[]): void {
    this.#unreadable++
    // One space before a name means that no facts precede it (RFC 3659 §7.2).
    const name = /^ [^ ]/.test(line) ? line.slice(1) : line
    if (name === '.' || name === '..' || name.length > longestBareName || isBlank(name)) return
    entries.push({ name, kind: 'unknown', size: null, modifiedAt: null, raw: line })
  }
}
