import { isSafeName } from '../panes/paths.ts'
import { splitName } from './names.ts'

/** How many names are changed at once. The parts apply in the order in which they stand here. */
export type RenameRules = {
  find: string
  replacement: string
  /** The search text is a regular expression; `$1`, `$<name>` and `$&` work in the replacement. */
  isExpression: boolean
  isCaseSensitive: boolean
  /** What of the name the search and the case work on. */
  part: 'name' | 'ending' | 'all'
  letters: 'keep' | 'lower' | 'upper' | 'words'
  numbering: 'none' | 'before' | 'after' | 'instead'
  start: number
  step: number
  digits: number
  separator: string
}

export const plainRules: RenameRules = {
  find: '',
  replacement: '',
  isExpression: false,
  isCaseSensitive: true,
  part: 'name',
  letters: 'keep',
  numbering: 'none',
  start: 1,
  step: 1,
  digits: 2,
  separator: ' ',
}

export type RenameProblem = 'unsafe' | 'taken' | 'twice'
export type RenamePreview = { from: string; to: string; problem?: RenameProblem }
export type RenamePlan =
  | { state: 'ready'; rows: RenamePreview[]; changed: number; problems: number }
  /** The search text is no regular expression; in the words of the language. */
  | { state: 'bad-expression'; message: string }

type Item = { name: string; isFolder: boolean }

/**
 * What each name becomes. `existing` are all names of the folder: a name that another entry keeps
 * is taken; one that is itself renamed away is free.
 */
export function planRenames(
  items: readonly Item[],
  existing: Iterable<string>,
  rules: RenameRules,
): RenamePlan {
  let replace: (text: string) => string
  try {
    replace = compileReplacement(rules)
  } catch (error) {
    return { state: 'bad-expression', message: (error as Error).message }
  }
  const rows: RenamePreview[] = items.map((item, index) => ({
    from: item.name,
    to: newName(item, index, rules, replace),
  }))
  const leaving = new Set(rows.filter(({ from, to }) => from !== to).map(({ from }) => from))
  const kept = new Set<string>()
  for (const name of existing) if (!leaving.has(name)) kept.add(name)
  const wanted = new Map<string, number>()
  for (const { to } of rows) wanted.set(to, (wanted.get(to) ?? 0) + 1)

  let changed = 0
  let problems = 0
  for (const row of rows) {
    const problem = problemOf(row, kept, wanted)
    if (problem) {
      row.problem = problem
      problems++
    } else if (row.from !== row.to) changed++
  }
  return { state: 'ready', rows, changed, problems }
}

function problemOf(
  { from, to }: RenamePreview,
  kept: ReadonlySet<string>,
  wanted: ReadonlyMap<string, number>,
): RenameProblem | undefined {
  if (from === to) return undefined
  if (!isSafeName(to)) return 'unsafe'
  if ((wanted.get(to) ?? 0) > 1) return 'twice'
  return kept.has(to) ? 'taken' : undefined
}

function compileReplacement(rules: RenameRules): (text: string) => string {
  const { find, replacement, isExpression, isCaseSensitive } = rules
  if (find === '') return (text) => text
  const source = isExpression ? find : find.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  const expression = new RegExp(source, isCaseSensitive ? 'gv' : 'giv')
  return isExpression
    ? (text) => text.replace(expression, replacement)
    : (text) => text.replace(expression, () => replacement)
}

function newName(
  { name, isFolder }: Item,
  index: number,
  rules: RenameRules,
  replace: (text: string) => string,
): string {
  // A folder's dot is no ending.
  const { stem, ending } = isFolder ? { stem: name, ending: '' } : splitName(name)
  const change = (text: string) => changeLetters(replace(text), rules.letters)
  if (rules.part === 'all') return numbered(splitAgain(change(name), isFolder), index, rules)
  if (rules.part === 'ending')
    return numbered(
      { stem, ending: ending === '' ? '' : `.${change(ending.slice(1))}` },
      index,
      rules,
    )
  return numbered({ stem: change(stem), ending }, index, rules)
}

const splitAgain = (name: string, isFolder: boolean) =>
  isFolder ? { stem: name, ending: '' } : splitName(name)

function numbered(
  { stem, ending }: { stem: string; ending: string },
  index: number,
  { numbering, start, step, digits, separator }: RenameRules,
): string {
  if (numbering === 'none') return stem + ending
  const value = start + index * step
  const number = `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(digits, '0')}`
  if (numbering === 'instead') return number + ending
  const whole = numbering === 'before' ? number + separator + stem : stem + separator + number
  return whole + ending
}

function changeLetters(text: string, letters: RenameRules['letters']): string {
  if (letters === 'lower') return text.toLowerCase()
  if (letters === 'upper') return text.toUpperCase()
  if (letters === 'keep') return text
  return text
    .toLowerCase()
    .replace(
      /(^|[\s_.(-])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    )
}
