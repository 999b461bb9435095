import { fullYear, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'
import { monthOf } from './months.ts'

/** Name, open mark, code, end of file, date, time, group and user, rights in quotation marks. */
const pattern =
  /^[ \t]*(\S{1,40})[ \t]+(?:[O?*][ \t]+)?\d{1,6}[+P]*[ \t]+(\d{1,15})[ \t]+(\d{1,2})-([A-Za-z]{3})-(\d{2,4})[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?[ \t]+(\d{1,3}),[ \t]*(\d{1,3})[ \t]+"?([^\s"]{1,8})"?[ \t]*$/

/** A line of an HP NonStop (Tandem) server in the Guardian file system. */
export function parseNonstop(line: string): LineResult {
  const match = pattern.exec(line)
  if (!match) return undefined
  const [, name = '', size = '', day, monthName = '', year = ''] = match
  const clock = {
    hours: Number(match[6]),
    minutes: Number(match[7]),
    seconds: Number(match[8] ?? 0),
  }
  const [group, owner, permissions] = match.slice(9)
  const modifiedAt = moment(fullYear(year), monthOf(monthName), Number(day), clock)
  return entryOf(
    { name, kind: 'file', size: sizeOf(size), modifiedAt, permissions, owner, group },
    line,
  )
}
