import { columnsOf, ownerAndGroup, sizeColumn } from './columns.ts'
import type { Column } from './columns.ts'
import type { LineContext, LineResult, RemoteEntry } from './entry.ts'
import { entryOf } from './entry.ts'
import { dateAt } from './unixDate.ts'
import type { DateColumn, DateTrust } from './unixDate.ts'
import { finish } from './unixKind.ts'

/** Words in front of a name at most; groups of Windows domains can have many. */
const mostColumns = 40

/** Mode letters, with the marks of ACLs and security contexts, and maybe the link count glued on. */
const mode = /^([-dlbcpsDfmMCnw])((?:[-r][-w][-xsSlLtT]){2,3}|-{8})([.+@]*)(\d*)$/
/** Sterling Connect:Enterprise marks batches where others have rights. */
const batchFlags = /^(-)([-A-Z]{9}[A-Z]{0,4})()()$/
/** `ls` could not look at the entry. */
const unreadable = /^([-dlbcps?])\?{9} +(?:\? +){3,5}\?* *\? /

/** Lines of `ls -l` and its kin in all their variety. */
export function parseColumns(line: string, context: LineContext): LineResult {
  const columns = columnsOf(line, mostColumns)
  const at = modeColumn(columns)
  if (at < 0) return parseUnreadable(line) ?? parseNumeric(line)
  const [, letter = '', permissions = '', , links = ''] =
    mode.exec(columns[at]!.text) ?? batchFlags.exec(columns[at]!.text)!
  const found = findDate(line, columns, at, context)
  if (!found) return undefined
  const { sizeAt, size, owners, date } = found
  const entry: RemoteEntry = {
    name: line.slice(date.end + 1),
    kind: 'file',
    size,
    modifiedAt: date.date,
    permissions,
    raw: line,
  }
  const first = at + 1
  const isDevice = letter === 'b' || letter === 'c'
  const last = isDevice && /^\d+,$/.test(columns[sizeAt - 1]?.text ?? '') ? sizeAt - 1 : sizeAt
  Object.assign(
    entry,
    batchFlags.test(columns[at]!.text)
      ? ownersOf(line, columns, first + 1, last, '')
      : ownersOf(line, columns, first, last, links, owners),
  )
  return finish(entry, letter)
}

/** Where the mode stands: first, or behind the inode number and the number of blocks. */
function modeColumn(columns: Column[]): number {
  for (let at = 0; at < 3 && at < columns.length; at++) {
    const { text } = columns[at]!
    if (text.length <= 20 && (mode.test(text) || batchFlags.test(text))) return at
    if (!/^\d{1,20}$/.test(text)) return -1
  }
  return -1
}

type Found = {
  sizeAt: number
  size: number | null
  /** What is glued to the front of the size: the end of the owners. */
  owners: string
  date: DateColumn
}

/** The first date that follows a size. Names come later, and may look like anything. */
function findDate(
  line: string,
  columns: Column[],
  modeAt: number,
  context: LineContext,
): Found | undefined {
  for (const trust of ['certain', 'likely', 'malformed'] satisfies DateTrust[])
    for (let at = modeAt + 2; at < columns.length; at++) {
      const size = sizeColumn(columns[at - 1]!.text)
      // A number of a device, as 13, 27 or 13,27.
      const isDevice = size === undefined && /^\d+,\d+$/.test(columns[at - 1]!.text)
      if (size === undefined && !isDevice) continue
      if (trust === 'malformed' && at - modeAt < 4) continue
      const date = dateAt(line, columns[at]!.start, trust, context)
      if (date) return { sizeAt: at - 1, size: size ?? null, owners: '', date }
    }
  return findGluedSize(line, columns, modeAt, context) ?? findNoDate(columns, modeAt)
}

/** A long group may leave no space before the size: ftpadmin125435904. */
function findGluedSize(
  line: string,
  columns: Column[],
  modeAt: number,
  context: LineContext,
): Found | undefined {
  for (let at = modeAt + 2; at < columns.length; at++) {
    const { text } = columns[at - 1]!
    const digits = text.length <= 200 ? /[^\d:.,](\d{1,18})$/.exec(text)?.[1] : undefined
    if (digits === undefined) continue
    const date = dateAt(line, columns[at]!.start, 'certain', context)
    const owners = text.slice(0, -digits.length)
    if (date) return { sizeAt: at - 1, size: sizeColumn(digits) ?? null, owners, date }
  }
  return undefined
}

/** Mode, links, owner, group and size, but no date at all. */
function findNoDate(columns: Column[], modeAt: number): Found | undefined {
  const [links, , , size, name] = columns.slice(modeAt + 1, modeAt + 6)
  if (!links || !size || !name) return undefined
  if (!/^\d+$/.test(links.text) || !/^\d+$/.test(size.text)) return undefined
  // What starts like a date that is cut short is none of this shape.
  if (/^(?:\d{1,4}|[^\s\d]{2,5}\.?)$/.test(name.text)) return undefined
  return {
    sizeAt: modeAt + 4,
    size: sizeColumn(size.text) ?? null,
    owners: '',
    date: { date: null, end: name.start - 1 },
  }
}

/** Owner and group between the columns `first` and `last`; a leading number is the link count. */
function ownersOf(
  line: string,
  columns: Column[],
  first: number,
  last: number,
  gluedLinks: string,
  gluedOwners = '',
): { owner?: string; group?: string } {
  const hasLinks =
    gluedLinks === '' && first < last && /^(?:\d+|-)$/.test(columns[first]!.text) ? 1 : 0
  const from = columns[first + hasLinks]
  if (!from || first + hasLinks >= last) return gluedOwners ? { owner: gluedOwners } : {}
  return ownerAndGroup(line.slice(from.start, columns[last]!.start) + gluedOwners)
}

/** `d????????? ? ? ? ?            ? name` */
function parseUnreadable(line: string): LineResult {
  const match = unreadable.exec(line)
  if (!match) return undefined
  const name = line.slice(match[0].length)
  const entry: RemoteEntry = { name, kind: 'unknown', size: null, modifiedAt: null, raw: line }
  return match[1] === '?' ? entryOf(entry, line) : finish(entry, match[1]!)
}

/** Mode in octal, owner, group, size, seconds since 1970, name. */
const numeric = /^(0[0-7]{5,6}) +(\d+) +(\d+) +(\d+) +(\d{1,11}) +/

const kindBits: Record<string, string> = {
  '14': 's',
  '12': 'l',
  '10': '-',
  '06': 'b',
  '04': 'd',
  '02': 'c',
  '01': 'p',
}

function parseNumeric(line: string): LineResult {
  const match = numeric.exec(line)
  if (!match) return undefined
  const [all, bits = '', owner, group, size = '', seconds] = match
  const entry: RemoteEntry = {
    name: line.slice(all.length),
    kind: 'file',
    size: sizeColumn(size) ?? null,
    modifiedAt: new Date(Number(seconds) * 1000),
    permissions: bits.slice(-4),
    raw: line,
  }
  Object.assign(entry, { owner, group })
  return finish(entry, kindBits[bits.padStart(7, '0').slice(1, 3)] ?? '?')
}
