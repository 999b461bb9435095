import { moment, recentMoment } from './dates.ts'
import { sizeOf } from './entry.ts'
import type { LineContext, LineResult, RemoteEntry } from './entry.ts'
import { parseColumns } from './unixColumns.ts'
import { finish } from './unixKind.ts'

/**
 * What almost every line looks like: mode, links, owner, group, size, English month, day, and time
 * or year. All parts end at a space, so that it never looks twice at a character.
 */
const common =
  /^([-dl])((?:[-r][-w][-xsStT]){3})[.+@]? +\d+ +(\S+) +(\S+) +(\d+) +(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) +(?:(\d{4})|(\d{1,2}):(\d\d)) /

const englishMonths: Record<string, number> = {
  Jan: 1,
  Feb: 2,
  Mar: 3,
  Apr: 4,
  May: 5,
  Jun: 6,
  Jul: 7,
  Aug: 8,
  Sep: 9,
  Oct: 10,
  Nov: 11,
  Dec: 12,
}

/** A line of `ls -l`, as most servers write it. */
export function parseUnix(line: string, context: LineContext): LineResult {
  const match = common.exec(line)
  if (!match) return parseColumns(line, context)
  const month = englishMonths[match[6]!]!
  const day = Number(match[7])
  const modifiedAt =
    match[8] === undefined
      ? recentMoment(month, day, { hours: Number(match[9]), minutes: Number(match[10]) }, context)
      : moment(Number(match[8]), month, day)
  const name = line.slice(match[0].length)
  const entry: RemoteEntry = {
    name,
    kind: 'file',
    size: sizeOf(match[5]!),
    modifiedAt,
    permissions: match[2]!,
    owner: match[3]!,
    group: match[4]!,
    raw: line,
  }
  return finish(entry, match[1]!)
}
