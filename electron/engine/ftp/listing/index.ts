/** First walls: MLSD and plain Unix lines. */
export type ListingFormat = 'mlsd' | 'unix' | 'nlst'

export type RemoteEntry = {
  name: string
  kind: 'file' | 'directory' | 'link' | 'unknown'
  size: number | null
  modifiedAt: Date | null
  target?: string
  permissions?: string
  owner?: string
  group?: string
  raw: string
}

export type ListingOptions = { format?: ListingFormat; now?: Date; serverType?: string }

const unixLine =
  /^([-dlbcps][-rwxsStT]{9})[.+@]?\s+\d+\s+(\S+)\s+(\S+)\s+(\d+)\s+(\w{3})\s+(\d+)\s+([\d:]+) (.*)$/

function parseLine(line: string, options: ListingOptions): RemoteEntry | undefined {
  if (options.format === 'nlst')
    return { name: line, kind: 'unknown', size: null, modifiedAt: null, raw: line }
  if (options.format === 'mlsd' || /^[\w.]+=[^;]*;/.test(line)) {
    const at = line.indexOf(' ')
    const facts = new Map(
      line
        .slice(0, at)
        .split(';')
        .map((fact) => {
          const [key = '', value = ''] = fact.split('=')
          return [key.toLowerCase(), value] as const
        }),
    )
    const type = facts.get('type')?.toLowerCase() ?? ''
    if (type === 'cdir' || type === 'pdir') return undefined
    const modify = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(facts.get('modify') ?? '')
    const [, year, month, day, hour, minute, second] = (modify ?? []).map(Number)
    return {
      name: line.slice(at + 1),
      kind: type === 'dir' ? 'directory' : type === 'file' ? 'file' : 'link',
      size: facts.has('size') ? Number(facts.get('size')) : null,
      modifiedAt: modify ? new Date(Date.UTC(year!, month! - 1, day, hour, minute, second)) : null,
      raw: line,
    }
  }
  const match = unixLine.exec(line)
  if (!match) return undefined
  const [, mode = '', owner = '', group = '', size, , , , rest = ''] = match
  const kind = mode[0] === 'd' ? 'directory' : mode[0] === 'l' ? 'link' : 'file'
  const [name = '', target] = kind === 'link' ? rest.split(' -> ') : [rest]
  if (name === '.' || name === '..') return undefined
  return {
    name,
    kind,
    size: Number(size),
    modifiedAt: null,
    permissions: mode.slice(1),
    owner,
    group,
    ...(target === undefined ? {} : { target }),
    raw: line,
  }
}

export class ListingParser {
  readonly #options: ListingOptions
  #rest = ''
  constructor(options: ListingOptions = {}) {
    this.#options = options
  }
  push(text: string): RemoteEntry[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines.flatMap((line) => parseLine(line.replace(/\r$/, ''), this.#options) ?? [])
  }
  end(): { entries: RemoteEntry[]; isCutShort: boolean; unreadableLines: number } {
    const rest = this.#rest
    this.#rest = ''
    const entry = rest ? parseLine(rest, this.#options) : undefined
    return { entries: entry ? [entry] : [], isCutShort: rest !== '', unreadableLines: 0 }
  }
}
