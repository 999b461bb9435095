import { moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'
import { monthOf } from './months.ts'

const pattern =
  /^[ \t]*(\d{1,15})[ \t]+([^\s\d]{2,20})[ \t]+(\d{1,2}),[ \t]*(\d{4})[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?[ \t]/

/** A line of old VShell servers: size, `Apr 04, 2000 21:06` and name, with a slash for folders. */
export function parseVshell(line: string): LineResult {
  const match = pattern.exec(line)
  const month = match ? monthOf(match[2]!) : 0
  if (!match || !month) return undefined
  const text = line.slice(match[0].length)
  const isFolder = text.endsWith('/')
  const clock = {
    hours: Number(match[5]),
    minutes: Number(match[6]),
    seconds: Number(match[7] ?? 0),
  }
  return entryOf(
    {
      name: isFolder ? text.slice(0, -1) : text,
      kind: isFolder ? 'directory' : 'file',
      size: sizeOf(match[1]!),
      modifiedAt: moment(Number(match[4]), month, Number(match[3]), clock),
    },
    line,
  )
}
