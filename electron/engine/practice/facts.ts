import type { Entry } from './entries.ts'

/** The facts of MLST and MLSD this server knows (RFC 3659 §7.5, UNIX.* by custom), in order. */
export const factNames = [
  'type',
  'size',
  'modify',
  'perm',
  'unique',
  'UNIX.mode',
  'UNIX.owner',
  'UNIX.group',
] as const

export type FactName = (typeof factNames)[number]

export type FactOptions = {
  /** `null`: all. */
  facts: ReadonlySet<FactName> | null
  readOnly: boolean
}

type Position = 'entry' | 'cdir' | 'pdir'

/** `type=file;size=3;… name`; a `size` only for files. */
export function factLine(entry: Entry, options: FactOptions, position: Position = 'entry'): string {
  const wanted = factNames.filter((name) => options.facts?.has(name) ?? true)
  const facts = wanted.flatMap((name) => {
    const value = factValue(name, entry, options.readOnly, position)
    return value === null ? [] : [`${name}=${value};`]
  })
  return `${facts.join('')} ${entry.name}`
}

function factValue(name: FactName, entry: Entry, readOnly: boolean, position: Position) {
  switch (name) {
    case 'type':
      return typeOf(entry, position)
    case 'size':
      return entry.kind === 'file' ? String(entry.size) : null
    case 'modify':
      return factTime(entry.modifiedAt)
    case 'perm':
      return permissions(entry, readOnly)
    case 'unique':
      return entry.unique
    case 'UNIX.mode':
      return entry.mode.toString(8).padStart(4, '0')
    case 'UNIX.owner':
      return String(entry.owner)
    case 'UNIX.group':
      return String(entry.group)
  }
}

function typeOf(entry: Entry, position: Position): string {
  if (position !== 'entry') return position
  if (entry.kind === 'directory') return 'dir'
  if (entry.kind === 'link') return `OS.unix=slink:${entry.target ?? ''}`
  return entry.kind === 'file' ? 'file' : 'OS.unix=special'
}

function permissions(entry: Entry, readOnly: boolean): string {
  if (entry.kind === 'directory') return readOnly ? 'el' : 'cdeflmp'
  return readOnly ? 'r' : 'adfrw'
}

/** UTC as `YYYYMMDDhhmmss` (RFC 3659 §2.3). */
export const factTime = (time: Date): string => time.toISOString().replace(/\D/g, '').slice(0, 14)

/** The reverse; `null` for what is no such time. Fractions of a second are kept. */
export function parseFactTime(text: string): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?$/.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction = ''] = match
  const seconds = `${second}${fraction.slice(0, 4)}`
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${seconds}Z`)
  return Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(day) ? null : time
}
