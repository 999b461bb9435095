import { entryOf } from './entry.ts'
import type { LineResult } from './entry.ts'

/**
 * A line of NLST: a name, or a path that ends with it. Nothing else is known of the entry, except
 * that a slash at the end marks a folder.
 */
export function parseNlst(line: string): LineResult {
  if (/: (?:no such file or directory|permission denied)\.?$/i.test(line.slice(-40))) return 'skip'
  const isFolder = line.endsWith('/')
  const path = isFolder ? line.slice(0, -1) : line
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.trim() === '') return 'skip'
  const kind = isFolder ? 'directory' : 'unknown'
  return entryOf({ name, kind, size: null, modifiedAt: null }, line)
}
