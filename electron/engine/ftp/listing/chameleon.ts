import { dateOrder, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'
import { monthOf } from './months.ts'

const pattern =
  /^[ \t]*(\S{1,255})[ \t]+(<DIR>|\d{1,15})[ \t]+(?:([A-Z][a-z]{2})[ \t]+(\d{1,2})[ \t]+(\d{4})|(\d{1,2})([-/])(\d{1,2})\7(\d{2,4}))[ \t]+(\d{1,2}):(\d{2})(?:[ \t]+[RHSAD]{1,5})?[ \t]*$/

/** A line of Chameleon/NEWT or SuperTCP on Windows 3: name, `<DIR>` or size, date and time. */
export function parseChameleon(line: string): LineResult {
  if (line.length > 1000) return undefined
  const match = pattern.exec(line)
  if (!match) return undefined
  const [, name = '', size = '', monthName, day, year, first = '', separator = '', second = ''] =
    match
  const month = monthName === undefined ? 0 : monthOf(monthName)
  const clock = { hours: Number(match[10]), minutes: Number(match[11]) }
  const isFolder = size === '<DIR>'
  return entryOf(
    {
      name,
      kind: isFolder ? 'directory' : 'file',
      size: isFolder ? null : sizeOf(size),
      modifiedAt: month
        ? moment(Number(year), month, Number(day), clock)
        : moment(...dateOrder(first, separator, second, match[9] ?? ''), clock),
    },
    line,
  )
}
