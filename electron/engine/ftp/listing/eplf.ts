import { entryOf, sizeOf } from './entry.ts'
import type { EntryFacts, LineResult } from './entry.ts'

/**
 * Easily Parsed LIST Format (https://cr.yp.to/ftp/list/eplf.html): a plus sign, facts with commas
 * behind them, a tab, and the name.
 */
export function parseEplf(line: string): LineResult {
  const tab = line.indexOf('\t')
  if (!line.startsWith('+') || tab < 0) return undefined
  const entry: EntryFacts = {
    name: line.slice(tab + 1),
    kind: 'unknown',
    size: null,
    modifiedAt: null,
  }
  for (const fact of line.slice(1, tab).split(',', 100)) {
    const value = fact.slice(1)
    switch (fact[0]) {
      case '/':
        entry.kind = 'directory'
        break
      case 'r':
        if (entry.kind === 'unknown') entry.kind = 'file'
        break
      case 's':
        if (/^\d+$/.test(value)) entry.size = sizeOf(value)
        break
      case 'm':
        if (/^\d{1,12}$/.test(value)) entry.modifiedAt = new Date(Number(value) * 1000)
        break
      case 'u':
        if (value[0] === 'p') entry.permissions = value.slice(1)
        break
    }
  }
  return entryOf(entry, line)
}
