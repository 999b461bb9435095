import type { Entry } from '../../../electron/contract/files.ts'

export type CompareBy = 'size' | 'time' | 'size-and-time' | 'hash'

/**
 * What an entry is beside the one of its name on the other side. `unknown`: one side does not say
 * what is compared; `pending`: the hash has not come yet.
 */
export type Mark = 'equal' | 'only-here' | 'newer' | 'older' | 'different' | 'unknown' | 'pending'

export type Marks = ReadonlyMap<string, Mark>
export type CompareRules = {
  by: CompareBy
  /** Milliseconds that times may differ; lists of the `ls -l` kind know minutes at best. */
  tolerance: number
  /** Milliseconds that the server's clock is ahead, beyond what the site says. */
  offset: number
  /** Sides whose listing was cut short: what it lacks may be there all the same. */
  incomplete?: { local: boolean; remote: boolean }
  /** By name: whether the hashes are the same; undefined as long as nobody knows. */
  hashes?: ReadonlyMap<string, boolean | null>
}

const opposite: Record<Mark, Mark> = {
  equal: 'equal',
  'only-here': 'only-here',
  newer: 'older',
  older: 'newer',
  different: 'different',
  unknown: 'unknown',
  pending: 'pending',
}

/** Compares two folders by name. Folders of the same name are equal here: what is in them is not looked at. */
export function compareFolders(
  local: readonly Entry[],
  remote: readonly Entry[],
  rules: CompareRules,
): { local: Marks; remote: Marks } {
  const others = new Map(remote.map((entry) => [entry.name, entry]))
  const localMarks = new Map<string, Mark>()
  const remoteMarks = new Map<string, Mark>()
  for (const entry of local) {
    const other = others.get(entry.name)
    const mark = other ? compareEntries(entry, other, rules) : missing(rules.incomplete?.remote)
    localMarks.set(entry.name, mark)
    if (other) remoteMarks.set(entry.name, opposite[mark])
  }
  for (const { name } of remote)
    if (!remoteMarks.has(name)) remoteMarks.set(name, missing(rules.incomplete?.local))
  return { local: localMarks, remote: remoteMarks }
}

const missing = (isOtherCut = false): Mark => (isOtherCut ? 'unknown' : 'only-here')

/** The first, which lies here, as seen from the second, which lies on the server. */
export function compareEntries(one: Entry, other: Entry, rules: CompareRules): Mark {
  const isFolder = one.kind === 'directory'
  if (isFolder !== (other.kind === 'directory')) return 'different'
  if (isFolder) return 'equal'
  const bySize = (): Mark =>
    one.size === null || other.size === null
      ? 'unknown'
      : one.size === other.size
        ? 'equal'
        : 'different'
  const byTime = (): Mark => {
    if (one.modifiedAt === null || other.modifiedAt === null) return 'unknown'
    const ahead = one.modifiedAt - (other.modifiedAt - rules.offset)
    // Of files older than half a year `ls -l` gives only the day.
    const tolerance = other.modifiedAt % day === 0 ? day : rules.tolerance
    return Math.abs(ahead) <= tolerance ? 'equal' : ahead > 0 ? 'newer' : 'older'
  }
  switch (rules.by) {
    case 'size':
      return bySize()
    case 'time':
      return byTime()
    case 'size-and-time': {
      const time = byTime()
      if (time !== 'equal') return time
      return bySize()
    }
    case 'hash': {
      // Another size is another content: nothing has to be read for that.
      if (bySize() === 'different') return 'different'
      const isSame = rules.hashes?.get(one.name)
      return isSame === undefined
        ? 'pending'
        : isSame === null
          ? 'unknown'
          : isSame
            ? 'equal'
            : 'different'
    }
  }
}

const day = 86_400_000
const quarterHour = 15 * 60_000
/** Share of the files that have to agree before a shift of the clock is believed. */
const convincing = 0.7

/**
 * A server whose list is in its own time shows all files shifted alike. Gives that shift in
 * milliseconds (a multiple of a quarter of an hour, other than 0), or undefined.
 */
export function guessOffset(local: readonly Entry[], remote: readonly Entry[]): number | undefined {
  const others = new Map(remote.map((entry) => [entry.name, entry]))
  const votes = new Map<number, number>()
  let pairs = 0
  for (const one of local) {
    const other = others.get(one.name)
    if (!other || one.kind === 'directory' || one.size !== other.size) continue
    if (one.modifiedAt === null || other.modifiedAt === null) continue
    pairs++
    const shift = Math.round((other.modifiedAt - one.modifiedAt) / quarterHour) * quarterHour
    const isClose = Math.abs(other.modifiedAt - one.modifiedAt - shift) <= 61_000
    if (isClose) votes.set(shift, (votes.get(shift) ?? 0) + 1)
  }
  const [best] = [...votes].sort(([, a], [, b]) => b - a)
  if (pairs < 3 || !best || best[1] / pairs < convincing) return undefined
  return best[0] === 0 || Math.abs(best[0]) > 26 * 3_600_000 ? undefined : best[0]
}

/** How many of each mark, over one side. */
export function countMarks(marks: Marks): Record<Mark, number> {
  const counts: Record<Mark, number> = {
    equal: 0,
    'only-here': 0,
    newer: 0,
    older: 0,
    different: 0,
    unknown: 0,
    pending: 0,
  }
  for (const mark of marks.values()) counts[mark]++
  return counts
}
