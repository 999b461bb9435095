import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import { FilterSet } from '../../../electron/contract/places.ts'
import {
  compileFilters,
  globTest,
  patternsOf,
} from '../../../renderer/features/panes/filterSets.ts'

const now = Date.UTC(2026, 0, 31)
const day = 86_400_000
const file = (name: string, size: number | null = 1, days: number | null = 0): Entry => ({
  name,
  kind: 'file',
  size,
  modifiedAt: days === null ? null : now - days * day,
})
const folder = (name: string): Entry => ({ ...file(name), kind: 'directory', size: null })
const shown = (rules: Partial<FilterSet>, entries: Entry[]) =>
  entries
    .filter(compileFilters([FilterSet.parse({ id: '1', name: 'x', ...rules })], now))
    .map(({ name }) => name)

describe('saved filters', () => {
  it('read patterns by line and by semicolon', () => {
    expect(patternsOf(' *.bak; *~\nnode_modules;; ')).toEqual(['*.bak', '*~', 'node_modules'])
  })

  it('take signs of regular expressions and odd characters as they are', () => {
    const test = globTest(['a+b(1).[x]', 'ü?.*', '\\d'])
    expect(['a+b(1).[x]', 'ÜX.tar', '\\d', 'ab(1).x', '5'].map(test)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect(globTest(['*.txt'])('bytes \udc80\n.TXT')).toBe(true)
    expect(globTest([])('x')).toBe(false)
  })

  it('hide by name, folders too where that is wished', () => {
    const all = [folder('node_modules'), file('node_modules'), file('a.bak'), file('a')]
    expect(shown({ hide: '*.bak;node_*' }, all)).toEqual(['a'])
    expect(shown({ hide: '*.bak;node_*', hidesFolders: false }, all)).toEqual(['node_modules', 'a'])
  })

  it('show only some files, and leave all folders to go through', () => {
    expect(shown({ show: '*.html' }, [folder('www'), file('a.html'), file('a.css')])).toEqual([
      'www',
      'a.html',
    ])
  })

  it('bound size and age; what is unknown passes', () => {
    const sizes = [file('small', 9), file('right', 10), file('big', 21), file('?', null)]
    expect(shown({ minimumSize: 10, maximumSize: 20 }, sizes)).toEqual(['right', '?'])
    const ages = [file('new', 1, 1), file('old', 1, 40), file('?', 1, null)]
    expect(shown({ maximumDays: 30 }, ages)).toEqual(['new', '?'])
    expect(shown({ minimumDays: 30 }, ages)).toEqual(['old', '?'])
  })

  it('all have to let an entry pass', () => {
    const sets = [
      FilterSet.parse({ id: '1', name: 'x', hide: 'a' }),
      FilterSet.parse({ id: '2', name: 'y', hide: 'b' }),
    ]
    expect(['a', 'b', 'c'].filter((name) => compileFilters(sets, now)(file(name)))).toEqual(['c'])
  })
})
