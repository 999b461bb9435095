import { contextAt } from './dates.ts'
import type {
  LineContext,
  LineResult,
  ListingFormat,
  ListingOptions,
  RemoteEntry,
} from './entry.ts'
import { formatOfSystem, parseByLook, parsers } from './formats.ts'
import { LineSplitter } from './lineSplitter.ts'
import { parseMlsd, uniqueFact } from './mlsd.ts'
import { parseMvsMember } from './mvs.ts'
import { parseNlst } from './nlst.ts'
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
  readonly #splitter = new LineSplitter((line) => this.#take(line))
  #entries: RemoteEntry[] = []
  /** The format that the server's name or the last header points to. */
  #hint: ListingFormat | undefined
  /** A line with one word, which may be the name of the entry whose facts follow. */
  #waiting: string | undefined
  #unreadable = 0
  #lastVmsName = ''
  /** Links of this piece without target, by the unique fact that they share with it. */
  #links = new Map<string, RemoteEntry | undefined>()

  constructor(options: ListingOptions = {}) {
    this.#format = options.format
    this.#hint = formatOfSystem(options.serverType)
    this.#context = contextAt(options.now ?? new Date())
  }

  /** The entries that a piece of the listing completes. */
  push(text: string): RemoteEntry[] {
    this.#splitter.push(text)
    // Entries handed out belong to the caller from now on.
    for (const unique of this.#links.keys()) this.#links.set(unique, undefined)
    return this.#hand()
  }

  end(): ListingEnd {
    const isCutShort = this.#splitter.end()
    this.#release()
    const unreadableLines = this.#unreadable + this.#splitter.overlong
    return { entries: this.#hand(), isCutShort, unreadableLines }
  }

  #hand(): RemoteEntry[] {
    const entries = this.#entries
    this.#entries = []
    return entries
  }

  #take(line: string): void {
    if (this.#waiting !== undefined) {
      const name = this.#waiting
      const joined = joinVms(name, line, `${name}\n${line}`)
      if (joined !== undefined) {
        this.#waiting = undefined
        this.#add(this.#asVms(joined))
        return
      }
      this.#release()
    }
    if (isBlank(line) && this.#format !== 'mlsd') return
    const result = this.#parse(line)
    if (result === undefined) this.#addUnread(line)
    else this.#add(result)
  }

  #parse(line: string): LineResult {
    switch (this.#format) {
      case 'mlsd':
        return this.#tieLinks(parseMlsd(line), line)
      case 'nlst':
        return parseNlst(line)
      case undefined:
        break
      default: {
        const result = parsers[this.#format](line, this.#context)
        if (result !== undefined) return this.#format === 'vms' ? this.#asVms(result) : result
      }
    }
    const result = parseByLook(line, this.#context)
    if (result === undefined && this.#hint) return parsers[this.#hint](line, this.#context)
    if (!line.includes(';')) return result
    return versionedVmsName(line) ? this.#asVms(result) : this.#tieLinks(result, line)
  }

  /**
   * Some servers list a link without its target, and then the target as an entry of its own with
   * the same unique fact and its whole path for a name.
   */
  #tieLinks(result: LineResult, line: string): LineResult {
    if (typeof result !== 'object') return result
    const isBareLink = result.kind === 'link' && result.target === undefined
    if (!isBareLink && (this.#links.size === 0 || !result.name.startsWith('/'))) return result
    const unique = uniqueFact(line)
    if (unique === undefined) return result
    if (isBareLink) this.#links.set(unique, result)
    else if (this.#links.has(unique)) {
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

  #add(result: LineResult): void {
    if (typeof result === 'object') this.#entries.push(result)
  }

  #addUnread(line: string): void {
    const header = headerFormat(line)
    if (header) {
      this.#hint = header
      return
    }
    if (isNoise(line)) return
    if (this.#hint === 'mvs' || this.#format === 'mvs') {
      const member = parseMvsMember(line)
      if (member !== undefined) return this.#add(member)
    }
    if (this.#format !== 'mlsd' && isVmsName(line)) this.#waiting = line
    else this.#addUnknown(line)
  }

  #release(): void {
    const line = this.#waiting
    this.#waiting = undefined
    if (line !== undefined) this.#addUnknown(line)
  }

  #addUnknown(line: string): void {
    // One space before a name means that no facts precede it (RFC 3659 §7.2).
    const name = /^ [^ ]/.test(line) ? line.slice(1) : line
    if (name === '.' || name === '..' || isBlank(name)) return
    this.#unreadable++
    if (name.length > longestBareName) return
    this.#entries.push({ name, kind: 'unknown', size: null, modifiedAt: null, raw: line })
  }
}
