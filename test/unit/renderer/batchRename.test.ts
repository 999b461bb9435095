import { describe, expect, it } from 'vitest'
import { plainRules, planRenames } from '../../../renderer/features/fileOperations/batchRename.ts'
import type { RenameRules } from '../../../renderer/features/fileOperations/batchRename.ts'

const plan = (names: string[], rules: Partial<RenameRules>, existing: string[] = names) =>
  planRenames(
    names.map((name) => ({ name: name.replace(/\/$/, ''), isFolder: name.endsWith('/') })),
    existing.map((name) => name.replace(/\/$/, '')),
    { ...plainRules, ...rules },
  )
const newNames = (names: string[], rules: Partial<RenameRules>) => {
  const result = plan(names, rules)
  if (result.state !== 'ready') throw new Error(result.message)
  return result.rows.map(({ to }) => to)
}

describe('renaming many names', () => {
  it('finds and replaces plain text, also what means something in expressions', () => {
    expect(newNames(['a.b (1).txt', 'a.b (2).txt'], { find: '.b (', replacement: '-$&(' })).toEqual(
      ['a-$&(1).txt', 'a-$&(2).txt'],
    )
    expect(newNames(['IMG_1.JPG'], { find: 'img', isCaseSensitive: false })).toEqual(['_1.JPG'])
  })

  it('uses regular expressions with groups', () => {
    const rules = { isExpression: true, find: '(\\d+)-(\\d+)', replacement: '$2-$1' }
    expect(newNames(['01-02 x.txt'], rules)).toEqual(['02-01 x.txt'])
    expect(plan(['a'], { isExpression: true, find: '(' }).state).toBe('bad-expression')
  })

  it('changes the name, the ending, or both; a folder has no ending', () => {
    const upper = { letters: 'upper' } as const
    expect(newNames(['a.txt', 'v1.2/'], upper)).toEqual(['A.txt', 'V1.2'])
    expect(newNames(['a.txt', '.profile'], { ...upper, part: 'ending' })).toEqual([
      'a.TXT',
      '.profile',
    ])
    expect(newNames(['a.txt'], { ...upper, part: 'all' })).toEqual(['A.TXT'])
    expect(newNames(['the éCOLE_du (nord).txt'], { letters: 'words' })).toEqual([
      'The École_Du (Nord).txt',
    ])
  })

  it('numbers in the order of the list', () => {
    const rules = { numbering: 'after', start: 8, step: 2, digits: 3, separator: '-' } as const
    expect(newNames(['a.txt', 'b.txt'], rules)).toEqual(['a-008.txt', 'b-010.txt'])
    expect(newNames(['a.txt'], { ...rules, numbering: 'instead' })).toEqual(['008.txt'])
    expect(newNames(['a.txt'], { ...rules, numbering: 'before' })).toEqual(['008-a.txt'])
  })

  it('shows collisions before anything is renamed', () => {
    const twice = plan(['a1', 'a2'], { isExpression: true, find: '\\d' })
    expect(twice).toMatchObject({ problems: 2, rows: [{ problem: 'twice' }, { problem: 'twice' }] })
    const taken = plan(['a'], { find: 'a', replacement: 'b' }, ['a', 'b'])
    expect(taken).toMatchObject({ problems: 1, rows: [{ to: 'b', problem: 'taken' }] })
    const unsafe = plan(['a'], { find: 'a', replacement: '../b' })
    expect(unsafe).toMatchObject({ rows: [{ problem: 'unsafe' }] })
  })

  it('lets a name take the place of one that leaves', () => {
    const shifted = plan(['1', '2', '3'], { numbering: 'instead', start: 2, digits: 1 })
    expect(shifted).toMatchObject({ problems: 0, changed: 3 })
  })
})
