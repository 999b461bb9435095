import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { Filter, type FilterPattern } from '../../contract/filters.ts'

export type Candidate = {
  /** Path below the transferred folder, with `/`, not starting with one. */
  path: string
  isFolder: boolean
  size: number | null
  modifiedAt: number | null
}

/** Builds the test for one filter. Throws `bad-request` for a pattern that cannot be read. */
export function compileFilter(filter: Filter, now: number): (candidate: Candidate) => boolean {
  const rules = Filter.parse(filter)
  const compile = (pattern: z.output<typeof FilterPattern>) => ({
    matches: compilePattern(pattern, rules.ignoreCase),
    files: pattern.appliesTo !== 'folders',
    folders: pattern.appliesTo !== 'files',
  })
  const include = rules.include.map(compile)
  const exclude = rules.exclude.map(compile)
  const { minimumSize = 0, maximumSize = Infinity } = rules
  const { minimumAge = -Infinity, maximumAge = Infinity } = rules

  return ({ path, isFolder, size, modifiedAt }) => {
    const applies = (rule: (typeof include)[number]) => (isFolder ? rule.folders : rule.files)
    if (exclude.some((rule) => applies(rule) && rule.matches(path))) return false
    // An include pattern says which files to take; it must not keep them from being reached.
    if (isFolder) return true
    const included = include.filter((rule) => rule.files)
    if (included.length > 0 && !included.some((rule) => rule.matches(path))) return false
    if (size !== null && (size < minimumSize || size > maximumSize)) return false
    const age = modifiedAt === null ? null : now - modifiedAt
    return age === null || (age >= minimumAge && age <= maximumAge)
  }
}

function compilePattern(
  pattern: z.infer<typeof FilterPattern>,
  ignoreCase: boolean,
): (path: string) => boolean {
  const flags = ignoreCase ? 'iu' : 'u'
  try {
    if (pattern.kind === 'regex') {
      const expression = new RegExp(pattern.text, flags)
      return (path) => expression.test(path)
    }
    const expression = new RegExp(`^${globSource(pattern.text.replace(/^\//, ''))}$`, flags)
    // As in every tool with such patterns: without a slash it is about the name alone.
    if (pattern.text.includes('/')) return (path) => expression.test(path)
    return (path) => expression.test(path.slice(path.lastIndexOf('/') + 1))
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new AppError('bad-request', `The pattern ${pattern.text} cannot be read`, { cause })
  }
}

/** A glob as the inside of a regular expression. */
function globSource(glob: string): string {
  let source = ''
  let depth = 0
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!
    if (character === '*' && glob[at + 1] === '*') {
      // `**/` also stands for no folder at all.
      const slash = glob[at + 2] === '/'
      source += slash ? '(?:.*/)?' : '.*'
      at += slash ? 2 : 1
    } else if (character === '*') source += '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (character === '[') {
      const end = glob.indexOf(']', at + 2)
      if (end < 0) source += '\\['
      else {
        const inside = glob.slice(at + 1, end)
        const negated = /^[!^]/.test(inside)
        const set = (negated ? inside.slice(1) : inside).replace(/[\\\][&~|^]/g, '\\$&')
        source += `(?!/)[${negated ? '^' : ''}${set}]`
        at = end
      }
    } else if (character === '{') {
      source += '(?:'
      depth++
    } else if (character === '}' && depth > 0) {
      source += ')'
      depth--
    } else if (character === ',' && depth > 0) source += '|'
    else if (character === '\\' && at + 1 < glob.length) source += escaped(glob[++at]!)
    else source += escaped(character)
  }
  return source
}

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
