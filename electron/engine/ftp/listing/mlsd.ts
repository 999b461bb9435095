import { dateOf, millisecondsOf, timeOf } from './dates.ts'
import { sizeOf } from './entry.ts'
import type { LineResult, RemoteEntry } from './entry.ts'

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
  const end = endOfFacts(line)
  // Facts without a name; whatever else has no space is no line of MLSD.
  if (end < 0) return line.endsWith(';') && factsOf(line, line.length) ? 'skip' : undefined
  const facts = factsOf(line, end)
  return facts && entryFrom(facts, line.slice(end + 1), line)
}

/** The fact `unique`, which ties links to their targets; undefined where there is none. */
export function uniqueFact(line: string): string | undefined {
  return factsOf(line, endOfFacts(line))?.unique
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
  return endOfSpacedFacts(line, space) ?? space
}

/**
 * Values must not hold spaces (RFC 3659 §7.2), yet those of some servers do. They are told from
 * facts without a last semicolon by more facts behind them, or by what the fact is.
 */
function endOfSpacedFacts(line: string, space: number): number | undefined {
  const next = line.indexOf('; ', space)
  if (next < 0 || next > space + 4096) return undefined
  const fact = line.slice(line.lastIndexOf(';', space) + 1, space)
  const isText =
    /^(?:type=os\.unix=s(?:ym)?link:|unix\.(?:owner|group|user)(?:name)?=)/i.test(fact) ||
    /^[^;]*;(?:[\w.-]+=[^;]*;)+$/.test(line.slice(space + 1, next + 1))
  return isText ? next + 1 : undefined
}

function factsOf(line: string, end: number): Facts | undefined {
  const facts: Facts = { type: '' }
  let count = 0
  let equals = -1
  for (let start = 0; start < end;) {
    let stop = line.indexOf(';', start)
    // Drafts before RFC 3659 had no semicolon behind the last fact.
    if (stop < 0 || stop > end) stop = end
    if (equals < start) equals = line.indexOf('=', start)
    if (equals < 0 || equals > end) break
    if (equals > start && equals < stop) {
      count++
      const name = line.slice(start, equals)
      const use = uses.get(name) ?? useOf(name)
      if (use !== 'none') take(facts, use, line.slice(equals + 1, stop))
    }
    start = stop + 1
  }
  return count > 0 || end === 0 ? facts : undefined
}

type Use = keyof Facts | 'ownerId' | 'groupId' | 'none'

/** What a fact is used for, by its name in lower case and in the spellings that servers prefer. */
const uses = new Map<string, Use>()
for (const [use, ...names] of [
  ['type', 'type', 'Type'],
  ['modify', 'modify', 'Modify'],
  ['size', 'size', 'Size', 'sizd', 'Sizd'],
  ['unique', 'unique', 'Unique'],
  ['mode', 'unix.mode', 'UNIX.mode'],
  ['owner', 'unix.ownername', 'UNIX.ownername'],
  ['group', 'unix.groupname', 'UNIX.groupname'],
  ['ownerId', 'unix.owner', 'UNIX.owner', 'unix.uid', 'UNIX.uid'],
  ['groupId', 'unix.group', 'UNIX.group', 'unix.gid', 'UNIX.gid'],
  ['none', 'perm', 'Perm', 'create', 'Create', 'lang', 'media-type', 'charset'],
] as const)
  for (const name of names) uses.set(name, use)

const useOf = (name: string): Use =>
  name.length > 40 ? 'none' : (uses.get(name.toLowerCase()) ?? 'none')

function take(facts: Facts, use: Exclude<Use, 'none'>, value: string): void {
  if (use === 'ownerId') facts.owner ??= value
  else if (use === 'groupId') facts.group ??= value
  else facts[use] = value
}

function entryFrom(facts: Facts, name: string, line: string): LineResult {
  const type = facts.type
  const kind = kinds[type] ?? kindOf(type.toLowerCase())
  if (kind === 'skip' || name === '' || name === '.' || name === '..') return 'skip'
  const entry: RemoteEntry = {
    name,
    kind,
    size: facts.size !== undefined && /^\d+$/.test(facts.size) ? sizeOf(facts.size) : null,
    modifiedAt: facts.modify === undefined ? null : momentOf(facts.modify),
    raw: line,
  }
  const colon = kind === 'link' ? type.indexOf(':') : -1
  if (colon >= 0 && colon < type.length - 1) entry.target = type.slice(colon + 1)
  if (facts.mode) entry.permissions = facts.mode
  if (facts.owner) entry.owner = facts.owner
  if (facts.group) entry.group = facts.group
  return entry
}

const kinds: Partial<Record<string, RemoteEntry['kind'] | 'skip'>> = Object.assign(
  Object.create(null) as object,
  { file: 'file', dir: 'directory', cdir: 'skip', pdir: 'skip' } as const,
)

/** Kind by the value of `type` in lower case; other systems' types are `OS.name=type`. */
const kindOf = (type: string): RemoteEntry['kind'] | 'skip' =>
  kinds[type] ?? (/^(?:os\.\w+=)?(?:s|sym)?link(?::|$)/.test(type) ? 'link' : 'unknown')

/** YYYYMMDDHHMMSS[.sss] in UTC (RFC 3659 §2.3); null for anything else. */
function momentOf(value: string): Date | null {
  const point = value.indexOf('.')
  const stamp = point < 0 ? value : value.slice(0, point)
  const fraction = point < 0 ? '' : value.slice(point + 1)
  // Servers with the year 2000 bug print "19" and the years since 1900: 19124 is 2024.
  const years = stamp.length === 15 && stamp.startsWith('191') ? 1900 + digits(stamp, 2, 5) : NaN
  const start = stamp.length - 10
  if (!(stamp.length === 14 || years > 0) || (point >= 0 && !/^\d{1,9}$/.test(fraction)))
    return null
  return dateOf(
    timeOf(
      years > 0 ? years : digits(stamp, 0, 4),
      digits(stamp, start, start + 2),
      digits(stamp, start + 2, start + 4),
      digits(stamp, start + 4, start + 6),
      digits(stamp, start + 6, start + 8),
      digits(stamp, start + 8, start + 10),
      millisecondsOf(fraction),
    ),
  )
}

/** The number that these characters write; NaN when one of them is no digit. */
function digits(text: string, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (!(digit >= 0 && digit <= 9)) return NaN
    number = number * 10 + digit
  }
  return number
}
