import { dateOrder, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult, RemoteEntry } from './entry.ts'

/** Owner, size, date, time, type and name; owner, size and date may be blank. */
const pattern =
  /^[ \t]*(?:(?!\*)(\S{1,10})[ \t]+)??(?:(\d{1,15})[ \t]+)?(?:(\d{2,4})([/.-])(\d{2})\4(\d{2,4})[ \t]+(\d{1,2})[:.,](\d{2})[:.,](\d{2})[ \t]+)?(\*[A-Z][A-Z0-9]{1,9})(?:[ \t]+|$)/

const folders = new Set(['*DIR', '*DDIR', '*FLR', '*LIB'])
const files = new Set(['*STMF', '*DSTMF', '*FILE', '*MEM', '*DOC', '*SAVF'])

/** A line of an IBM i (OS/400) server in its own format, LISTFMT 0. */
export function parseOs400(line: string): LineResult {
  const match = pattern.exec(line)
  if (!match) return undefined
  const [all, owner, size, first, separator = '', second = '', third = ''] = match
  const type = match[10]!
  const text = line.slice(all.length)
  // A star alone is not enough.
  if (first === undefined && !folders.has(type) && !files.has(type)) return undefined
  const clock = {
    hours: Number(match[7]),
    minutes: Number(match[8]),
    seconds: Number(match[9]),
  }
  return entryOf(
    {
      name: nameOf(text),
      kind: kindOf(type, text),
      size: size === undefined ? null : sizeOf(size),
      modifiedAt:
        first === undefined ? null : moment(...dateOrder(first, separator, second, third), clock),
      owner,
    },
    line,
  )
}

function kindOf(type: string, text: string): RemoteEntry['kind'] {
  if (folders.has(type) || text.endsWith('/')) return 'directory'
  if (type === '*SYMLNK') return 'link'
  return files.has(type) ? 'file' : 'unknown'
}

/** Folders end with a slash, and some servers write whole paths. */
function nameOf(text: string): string {
  const path = text.endsWith('/') ? text.slice(0, -1) : text
  return path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : path
}
