import { dateOrder, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'

/** Size, attributes, `DIR`, month-day-year, time and, after up to two spaces, the name. */
const pattern =
  /^[ \t]*(\d{1,15})[ \t]+((?:[A-Za-z]{1,5}[ \t]+){0,3})(\d{1,2})-(\d{1,2})-(\d{2,4})[ \t]+(\d{1,2}):(\d{2}) {1,2}/

/** A line of the FTP server of OS/2. */
export function parseOs2(line: string): LineResult {
  const match = pattern.exec(line)
  if (!match) return undefined
  const [all, size = '', attributes = '', first = '', second = '', third = ''] = match
  const isFolder = /\bDIR\b/i.test(attributes)
  const clock = { hours: Number(match[6]), minutes: Number(match[7]) }
  return entryOf(
    {
      name: line.slice(all.length),
      kind: isFolder ? 'directory' : 'file',
      size: sizeOf(size),
      modifiedAt: moment(...dateOrder(first, '-', second, third), clock),
    },
    line,
  )
}
