import { entryOf } from './entry.ts'
import type { LineResult } from './entry.ts'

const record = String.raw`(\d{1,9})([WB])[ \t]+([A-Z]{2,4})[ \t]+(\d{1,15})[ \t]+\d{1,15}[ \t]+\d{1,6}[ \t]+\d{1,12}[ \t]+\d{1,6}[ \t]+(?:\d{1,6}|\*)`
const classic = new RegExp(
  String.raw`^[ \t]*(\S{1,30}?)\*?[ \t]+(?:[A-Z0-9]{1,5}[ \t]+)?${record}[ \t]*$`,
)
const posix = new RegExp(String.raw`^[ \t]*(?:[A-Z0-9]{1,5}\*?[ \t]+)?${record}[ \t]+(\S[^\r]*)$`)

/**
 * A line of an HP 3000 (MPE/iX) server, as LISTFILE,2 writes it: the name before or after the
 * record length (W are words of two bytes), the type and the number of records.
 */
export function parseMpe(line: string): LineResult {
  if (line.length > 1000) return undefined
  const match = classic.exec(line)
  if (match) return mpeEntry(match[1]!, match.slice(2), line)
  const found = posix.exec(line)
  return found ? mpeEntry(found[5]!, found.slice(1), line) : undefined
}

function mpeEntry(
  text: string,
  [length, unit, type = '', records]: string[],
  line: string,
): LineResult {
  const isFolder = text.endsWith('/')
  const bytes = Number(length) * (unit === 'W' ? 2 : 1) * Number(records)
  // Only records of a fixed length add up.
  const isExact = type.startsWith('F') || (unit === 'B' && Number(length) === 1)
  return entryOf(
    {
      name: isFolder ? text.slice(0, -1) : text,
      kind: isFolder ? 'directory' : 'file',
      size: isFolder || !isExact || !Number.isSafeInteger(bytes) ? null : bytes,
      modifiedAt: null,
    },
    line,
  )
}
