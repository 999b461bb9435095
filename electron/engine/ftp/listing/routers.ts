import { dateOrder, fullYear, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'
import { monthOf } from './months.ts'

const clockOf = (hours?: string, minutes?: string, seconds?: string) => ({
  hours: Number(hours),
  minutes: Number(minutes),
  seconds: Number(seconds ?? 0),
})

const vxworks =
  /^[ \t]*(\d{1,15})[ \t]+([A-Za-z]{3})-(\d{1,2})-(\d{4})[ \t]+(\d{1,2}):(\d{2}):(\d{2})[ \t]+/

/** A line of VxWorks: size, `Feb-28-1998 05:23:30`, name, and `<DIR>` behind folders. */
export function parseVxworks(line: string): LineResult {
  const match = vxworks.exec(line)
  const month = match ? monthOf(match[2]!) : 0
  if (!match || !month) return undefined
  const text = line.slice(match[0].length).trimEnd()
  const isFolder = text.endsWith('<DIR>')
  return entryOf(
    {
      name: isFolder ? text.slice(0, -5).trimEnd() : text,
      kind: isFolder ? 'directory' : 'file',
      size: sizeOf(match[1]!),
      modifiedAt: moment(
        Number(match[4]),
        month,
        Number(match[3]),
        clockOf(match[5], match[6], match[7]),
      ),
    },
    line,
  )
}

const nortel =
  /^[ \t]*(\S{1,255})[ \t]+(\d{1,15})[ \t]+(\d\d)\/(\d\d)\/(\d{2,4})[ \t]+[A-Z][a-z]{2,8}\.?[ \t]+(\d{1,2}):(\d{2}):(\d{2})[ \t]*$/

/** A line of Nortel's wfFtp: name, size, mm/dd/yy, weekday and time. */
export function parseNortel(line: string): LineResult {
  if (line.length > 1000) return undefined
  const match = nortel.exec(line)
  if (!match) return undefined
  const [, name = '', size = '', first = '', second = '', third = ''] = match
  const clock = clockOf(match[6], match[7], match[8])
  const modifiedAt = moment(...dateOrder(first, '/', second, third), clock)
  return entryOf({ name, kind: 'file', size: sizeOf(size), modifiedAt }, line)
}

const os9 =
  /^[ \t]*(\d{1,5}\.\d{1,5})[ \t]+(\d\d)\/(\d\d)\/(\d\d)[ \t]+(\d\d)(\d\d)[ \t]+([-d][-sewr]{7})[ \t]+[0-9A-Fa-f]{1,8}[ \t]+(\d{1,15})[ \t]/

/** A line of Microware OS-9: owner, yy/mm/dd, hhmm, rights, sector, size and name. */
export function parseOs9(line: string): LineResult {
  const match = os9.exec(line)
  if (!match) return undefined
  const [all, owner, year = '', month, day, hours, minutes, permissions = '', size = ''] = match
  return entryOf(
    {
      name: line.slice(all.length),
      kind: permissions.startsWith('d') ? 'directory' : 'file',
      size: sizeOf(size),
      modifiedAt: moment(fullYear(year), Number(month), Number(day), clockOf(hours, minutes)),
      permissions,
      owner,
    },
    line,
  )
}
