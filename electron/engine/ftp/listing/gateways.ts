import { dateOrder, fullYear, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'

const unisys =
  /^[ \t]*(\S{1,255})[ \t]+([A-Z][A-Z0-9]{1,20})[ \t]+(\d{1,15})[ \t]+(\d\d)\/(\d\d)\/(\d{2,4})[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?[ \t]*$/

/** A line of Unisys ClearPath in its native format: name, kind, size, mm/dd/yyyy and time. */
export function parseUnisys(line: string): LineResult {
  if (line.length > 1000) return undefined
  const match = unisys.exec(line)
  if (!match) return undefined
  const [, name = '', , size = '', first = '', second = '', third = ''] = match
  const clock = {
    hours: Number(match[7]),
    minutes: Number(match[8]),
    seconds: Number(match[9] ?? 0),
  }
  const modifiedAt = moment(...dateOrder(first, '/', second, third), clock)
  return entryOf({ name, kind: 'file', size: sizeOf(size), modifiedAt }, line)
}

const stamp = String.raw`(\d\d)(\d\d)(\d\d)[ \t]+(\d\d)(\d\d)(\d\d)`
const message = new RegExp(
  String.raw`^[ \t]*(\S{1,60}\._IE)[ \t]+(\S{1,20})[ \t]+(\S{1,20})[ \t]+\S{1,20}[ \t]+(\d{1,15})[ \t]+${stamp}[ \t]*$`,
)
const library = new RegExp(
  String.raw`^([-d])((?:[-r][-w][-x]){3})[ \t]+(\S{1,20})[ \t]+(\S{1,20})[ \t]+(\d{1,15})[ \t]+${stamp}[ \t]`,
)

/** A line of the GXS Information Exchange gateway: messages, or files of a library. */
export function parseGxs(line: string): LineResult {
  if (line.length > 1000) return undefined
  const match = message.exec(line)
  if (match) {
    const [, name = '', group, owner, size = ''] = match
    const modifiedAt = stampOf(match.slice(5))
    return entryOf({ name, kind: 'file', size: sizeOf(size), modifiedAt, owner, group }, line)
  }
  const found = library.exec(line)
  if (!found) return undefined
  const [all, letter, permissions, owner, group, size = ''] = found
  return entryOf(
    {
      name: line.slice(all.length),
      kind: letter === 'd' ? 'directory' : 'file',
      size: sizeOf(size),
      modifiedAt: stampOf(found.slice(6)),
      permissions,
      owner,
      group,
    },
    line,
  )
}

function stampOf([year = '', month, day, hours, minutes, seconds]: string[]): Date | null {
  return moment(fullYear(year), Number(month), Number(day), {
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Number(seconds),
  })
}
