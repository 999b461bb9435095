import { sizeOf } from './entry.ts'
import type { LineContext, LineResult } from './entry.ts'
import { dateAt } from './unixDate.ts'
import { finish } from './unixKind.ts'

const head =
  /^([-d])((?:[-r][-w][-xsStT]){3})[ \t]+(?:folder[ \t]+(\d+)|(\d+)[ \t]+(\d+)[ \t]+(\d+))[ \t]+/

/**
 * A line of the servers of the classic Mac OS (NetPresenz, Peter Lewis' server, Rumpus): folders
 * with the number of their items, files with the sizes of resource fork, data fork and both.
 */
export function parseMac(line: string, context: LineContext): LineResult {
  const match = head.exec(line)
  if (!match) return undefined
  const [all, letter = '', permissions = '', items, resources = '', data = '', both = ''] = match
  // Three numbers may also be link count, owner and size.
  if (items === undefined && Number(resources) + Number(data) !== Number(both)) return undefined
  const date = dateAt(line, all.length, 'certain', context)
  if (!date) return undefined
  const name = line.slice(date.end + 1)
  const size = sizeOf(items ?? both)
  return finish({ name, kind: 'file', size, modifiedAt: date.date, permissions, raw: line }, letter)
}
