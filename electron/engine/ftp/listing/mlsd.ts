import { fullYear, millisecondsOf, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { EntryFacts, LineResult } from './entry.ts'

/** Facts of RFC 3659 §7.5 that are used here; others are passed over. */
type Facts = {
  type: string
  modify?: string
  size?: string
  mode?: string
  owner?: string
  group?: string
  unique?: string
}

/**
 * A line of MLSD: `fact=value;fact=value; name` (RFC 3659 §7.2). The name is everything behind the
 * first space after the facts, also when it starts with spaces or holds `;` and `=`. Names of facts
 * and values of `type` are read in any case. A line that is none is undefined.
 */
export function parseMlsd(line: string): LineResult {
  return readMlsd(line)?.result
}

/** With the `unique` fact, which ties links to their targets. */
export function readMlsd(line: string): { result: LineResult; unique?: string } | undefined {
  const end = endOfFacts(line)
  if (end < 0) return undefined
  const facts = factsOf(line, end)
  if (!facts) return undefined
  const entry = entryFrom(facts, line.slice(end + 1))
  const result = entry === 'skip' ? entry : entryOf(entry, line)
  return facts.unique === undefined ? { result } : { result, unique: facts.unique }
}

/** True for a line that MLSD alone can have written: facts, space, name. */
export function looksLikeMlsd(line: string): boolean {
  if (!/^[A-Za-z][\w.-]{0,40}=/.test(line)) return false
  // Drafts before RFC 3659 had no semicolon behind the last fact.
  return line[endOfFacts(line) - 1] === ';' || /^(?:type|size|modify|perm|unique)=/i.test(line)
}

/** Index of the space between facts and name; -1 when there is none. */
function endOfFacts(line: string): number {
  const space = line.indexOf(' ')
  if (space === 0) return 0
  // Some servers write a tab there.
  const tab = (space < 0 ? line : line.slice(0, space)).indexOf(';\t')
  if (tab >= 0) return tab + 1
  if (space < 0 || line.charCodeAt(space - 1) === 0x3b) return space
  // Values must not hold spaces, yet targets of links and names of owners do.
  const start = line.lastIndexOf(';', space) + 1
  const fact = line.slice(start, space).toLowerCase()
  if (!/^(?:type=os\.unix=s(?:ym)?link:|unix\.(?:owner|group|user)(?:name)?=)/.test(fact))
    return space
  const next = line.indexOf('; ', space)
  return next < 0 ? space : next + 1
}

function factsOf(line: string, end: number): Facts | undefined {
  const facts: Facts = { type: '' }
  let count = 0
  for (let start = 0; start < end;) {
    let stop = line.indexOf(';', start)
    // Drafts before RFC 3659 had no semicolon behind the last fact.
    if (stop < 0 || stop > end) stop = end
    const equals = line.indexOf('=', start)
    if (equals > start && equals < stop) {
      count++
      take(facts, line.slice(start, equals).toLowerCase(), line.slice(equals + 1, stop))
    }
    start = stop + 1
  }
  return count > 0 || end === 0 ? facts : undefined
}

function take(facts: Facts, name: string, value: string): void {
  switch (name) {
    case 'type':
      facts.type = value
      break
    case 'modify':
      facts.modify = value
      break
    case 'size':
    case 'sizd':
      facts.size = value
      break
    case 'unique':
      facts.unique = value
      break
    case 'unix.mode':
      facts.mode = value
      break
    case 'unix.ownername':
      facts.owner = value
      break
    case 'unix.groupname':
      facts.group = value
      break
    case 'unix.owner':
    case 'unix.uid':
      facts.owner ??= value
      break
    case 'unix.group':
    case 'unix.gid':
      facts.group ??= value
      break
  }
}

function entryFrom(facts: Facts, name: string): EntryFacts | 'skip' {
  const type = facts.type.toLowerCase()
  if (type === 'cdir' || type === 'pdir') return 'skip'
  const entry: EntryFacts = {
    name,
    kind: 'unknown',
    size: facts.size !== undefined && /^\d+$/.test(facts.size) ? sizeOf(facts.size) : null,
    modifiedAt: facts.modify === undefined ? null : momentOf(facts.modify),
    permissions: facts.mode,
    owner: facts.owner,
    group: facts.group,
  }
  if (type === 'file') entry.kind = 'file'
  else if (type === 'dir') entry.kind = 'directory'
  else if (/^(?:os\.\w+=)?(?:s|sym)?link(?::|$)/.test(type)) {
    entry.kind = 'link'
    const colon = type.indexOf(':')
    if (colon >= 0) entry.target = facts.type.slice(colon + 1)
  }
  return entry
}

/** YYYYMMDDHHMMSS[.sss] in UTC (RFC 3659 §2.3); null for anything else. */
function momentOf(value: string): Date | null {
  // Servers with the year 2000 bug print "19" and the years since 1900: 19124 is 2024.
  const match = /^(?:(\d{4})|19(1\d\d))(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?$/.exec(value)
  if (!match) return null
  const [, year, since1900, month, day, hours, minutes, seconds, fraction] = match
  return moment(
    year === undefined ? fullYear(since1900!) : Number(year),
    Number(month),
    Number(day),
    {
      hours: Number(hours),
      minutes: Number(minutes),
      seconds: Number(seconds),
      milliseconds: millisecondsOf(fraction),
    },
  )
}
