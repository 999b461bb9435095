import type { Entry } from '../../../electron/contract/files.ts'
import type { FilterSet } from '../../../electron/contract/places.ts'

const day = 86_400_000

/** Patterns as typed: one a line, or separated by `;`. */
export const patternsOf = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')

/** `*` and `?` as everywhere; all else stands for itself. Case does not matter. */
export function globTest(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false
  const sources = patterns.map((pattern) =>
    pattern
      .replace(/[\\^$.+()[\]{}|/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  )
  const expression = new RegExp(`^(?:${sources.join('|')})$`, 'isu')
  return (name) => expression.test(name)
}

/** Whether an entry is shown while these sets are on. `now`: milliseconds since 1970 UTC. */
export function compileFilters(sets: readonly FilterSet[], now: number): (entry: Entry) => boolean {
  const tests = sets.map((set) => compile(set, now))
  return (entry) => tests.every((passes) => passes(entry))
}

function compile(set: FilterSet, now: number): (entry: Entry) => boolean {
  const shown = patternsOf(set.show)
  const isShown = globTest(shown)
  const isHidden = globTest(patternsOf(set.hide))
  const { minimumSize = 0, maximumSize = Infinity, minimumDays = -Infinity } = set
  const { maximumDays = Infinity } = set
  return ({ name, kind, size, modifiedAt }) => {
    if (kind === 'directory') return !set.hidesFolders || !isHidden(name)
    if (isHidden(name)) return false
    if (shown.length > 0 && !isShown(name)) return false
    if (size !== null && (size < minimumSize || size > maximumSize)) return false
    const days = modifiedAt === null ? null : (now - modifiedAt) / day
    return days === null || (days >= minimumDays && days <= maximumDays)
  }
}
