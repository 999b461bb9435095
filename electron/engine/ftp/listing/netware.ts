import { columnsOf, sizeColumn } from './columns.ts'
import { entryOf } from './entry.ts'
import type { LineContext, LineResult } from './entry.ts'
import { dateAt } from './unixDate.ts'

const head = /^([-d])[ \t]*\[([-A-Z]{7,9})\][ \t]+/

/** A line of a NetWare server: `d [RWCEAFMS] owner 512 Oct 13 2004 name`. */
export function parseNetware(line: string, context: LineContext): LineResult {
  const match = head.exec(line)
  if (!match) return undefined
  const start = match[0].length
  const columns = columnsOf(line.slice(start, start + 200), 20)
  for (let at = 1; at < columns.length; at++) {
    const size = sizeColumn(columns[at - 1]!.text)
    if (size === undefined) continue
    const date = dateAt(line, start + columns[at]!.start, 'certain', context)
    if (!date) continue
    const name = line.slice(date.end + 1)
    return entryOf(
      {
        // Older servers put four spaces before the name.
        name: name.startsWith('   ') ? name.slice(3) : name,
        kind: match[1] === 'd' ? 'directory' : 'file',
        size,
        modifiedAt: date.date,
        permissions: match[2],
        owner: line.slice(start, start + columns[at - 1]!.start).trim(),
      },
      line,
    )
  }
  return undefined
}
