import { describe, expect, it } from 'vitest'
import type { Filter } from '../../../electron/contract/filters.ts'
import { compileFilter, type Candidate } from '../../../electron/engine/transfers/filters.ts'

const now = Date.UTC(2026, 0, 31)
const day = 86_400_000
const file = (path: string, more: Partial<Candidate> = {}): Candidate => ({
  path,
  isFolder: false,
  size: 100,
  modifiedAt: now,
  ...more,
})
const folder = (path: string): Candidate => file(path, { isFolder: true, size: null })
const glob = (text: string, appliesTo?: 'files' | 'folders') =>
  ({ kind: 'glob', text, ...(appliesTo && { appliesTo }) }) as const
const passes = (filter: Filter, candidate: Candidate) => compileFilter(filter, now)(candidate)

describe('globs', () => {
  it.each([
    ['*.txt', 'a.txt', true],
    ['*.txt', 'deep/down/a.txt', true],
    ['*.txt', 'a.txtx', false],
    ['?.txt', 'ab.txt', false],
    ['?.txt', '中.txt', true],
    ['?.txt', '😀.txt', true],
    ['[a-c]*', 'beta', true],
    ['[!a-c]*', 'beta', false],
    ['[!a-c]*', 'delta', true],
    ['[', '[', true],
    ['*.{jpg,png}', 'x.png', true],
    ['*.{jpg,png}', 'x.gif', false],
    ['a+b(1).txt', 'a+b(1).txt', true],
    ['build/**', 'build/a/b.o', true],
    ['build/*', 'build/a/b.o', false],
    ['/build', 'build', true],
    ['/build', 'src/build', false],
    ['**/test/*.ts', 'test/a.ts', true],
    ['**/test/*.ts', 'x/y/test/a.ts', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['a,b', 'a,b', true],
    ['}', '}', true],
  ])('%s against %s', (pattern, path, matches) => {
    expect(passes({ include: [glob(pattern)] }, file(path))).toBe(matches)
    expect(passes({ exclude: [glob(pattern)] }, file(path))).toBe(!matches)
  })
})

describe('filters', () => {
  it('enters folders that no include pattern names, but not excluded ones', () => {
    const filter: Filter = { include: [glob('*.txt')], exclude: [glob('node_modules', 'folders')] }
    expect(passes(filter, folder('docs'))).toBe(true)
    expect(passes(filter, folder('a/node_modules'))).toBe(false)
    expect(passes(filter, file('a/node_modules'))).toBe(false)
    expect(passes({ exclude: [glob('node_modules', 'folders')] }, file('node_modules'))).toBe(true)
  })

  it('excludes what is also included', () => {
    const filter: Filter = { include: [glob('*.txt')], exclude: [glob('secret*')] }
    expect(passes(filter, file('secret.txt'))).toBe(false)
  })

  it('reads regular expressions, with or without case', () => {
    const filter = (ignoreCase: boolean): Filter => ({
      ignoreCase,
      include: [{ kind: 'regex', text: '^photos/.*\\.jpe?g$' }],
    })
    expect(passes(filter(true), file('Photos/A.JPG'))).toBe(true)
    expect(passes(filter(false), file('Photos/A.JPG'))).toBe(false)
  })

  it('compares size and age, and lets the unknown pass', () => {
    const filter: Filter = {
      minimumSize: 10,
      maximumSize: 20,
      minimumAge: day,
      maximumAge: 2 * day,
    }
    const aged = (days: number, size: number | null) =>
      file('a', { size, modifiedAt: now - days * day })
    expect(passes(filter, aged(1, 10))).toBe(true)
    expect(passes(filter, aged(2, 20))).toBe(true)
    expect(passes(filter, aged(1, 9))).toBe(false)
    expect(passes(filter, aged(1, 21))).toBe(false)
    expect(passes(filter, aged(0.5, 15))).toBe(false)
    expect(passes(filter, aged(3, 15))).toBe(false)
    expect(passes(filter, file('a', { size: null, modifiedAt: null }))).toBe(true)
  })

  it('names a pattern that cannot be read', () => {
    expect(() => compileFilter({ include: [{ kind: 'regex', text: '(' }] }, now)).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    )
  })
})
