import { sizeColumn } from './columns.ts'
import { dateOrder, hoursOf, moment } from './dates.ts'
import { entryOf } from './entry.ts'
import type { EntryFacts, LineResult } from './entry.ts'

const head =
  /^[ \t]*(\d{1,4})([-/.])(\d{1,2})\2(\d{2,4})[ \t]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?[ \t]?(?:([AaPp])\.?[Mm]?\.?)?[ \t]+/
/** IIS and the command `dir` put ten spaces between the mark and the name. */
const mark = /^<([A-Za-z]+)> {0,10}/
const size = /^(\d{1,3}(?:[,.'\u00a0\u2019\u202f]\d{3})+|\d+) /

/** Date, time, `<DIR>` or size, name: the format of DOS and of IIS. */
export function parseDos(line: string): LineResult {
  const match = head.exec(line)
  if (!match) return undefined
  const [all, first = '', separator = '', second = '', third = '', hours = '', minutes] = match
  const clock = {
    hours: hoursOf(hours, match[8]),
    minutes: Number(minutes),
    seconds: Number(match[7] ?? 0),
  }
  const modifiedAt = moment(...dateOrder(first, separator, second, third), clock)
  const rest = line.slice(all.length)
  const marked = mark.exec(rest)
  if (marked) {
    const entry = markedEntry(marked[1]!.toUpperCase(), rest.slice(marked[0].length))
    return entryOf({ ...entry, modifiedAt }, line)
  }
  const sized = size.exec(rest)
  if (!sized) return undefined
  const name = rest.slice(sized[0].length)
  return entryOf({ name, kind: 'file', size: sizeColumn(sized[1]!) ?? null, modifiedAt }, line)
}

function markedEntry(mark: string, text: string): EntryFacts {
  const entry: EntryFacts = { name: text, kind: 'unknown', size: null, modifiedAt: null }
  if (mark === 'DIR') return { ...entry, kind: 'directory' }
  if (!/^(?:JUNCTION|SYMLINKD?|SYMLINK[DF]?|LINK|LNK)$/.test(mark)) return entry
  // The command `dir` writes the target in brackets, IIS behind an arrow.
  const bracket = text.endsWith(']') ? text.lastIndexOf(' [') : -1
  const arrow = /[^ ](?= [-=]> )/.exec(text)
  if (bracket > 0) {
    entry.name = text.slice(0, bracket)
    entry.target = text.slice(bracket + 2, -1)
  } else if (arrow) {
    entry.name = text.slice(0, arrow.index + 1)
    entry.target = text.slice(arrow.index + 5)
  }
  return { ...entry, kind: 'link' }
}
