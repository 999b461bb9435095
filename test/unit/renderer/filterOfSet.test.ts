import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import type { FilterSet } from '../../../electron/contract/places.ts'
import { compileFilter } from '../../../electron/engine/transfers/filters.ts'
import { compileFilters } from '../../../renderer/features/panes/filterSets.ts'
import { filterOfSet } from '../../../renderer/features/transfers/filterOfSet.ts'

const day = 86_400_000
const now = Date.UTC(2026, 5, 30)
const set = (more: Partial<FilterSet>): FilterSet => ({
  id: 'a',
  name: 'A',
  show: '',
  hide: '',
  hidesFolders: true,
  ...more,
})
const entries: Entry[] = [
  'a.txt',
  'B.TXT',
  'c.log',
  'node_modules',
  '[x].txt',
  '{y}',
  '.hidden',
].flatMap((name, index) => [
  { name, kind: 'file' as const, size: index * 100, modifiedAt: now - index * day },
  { name, kind: 'directory' as const, size: null, modifiedAt: null },
])

describe('a filter set of the panes, used for transfers', () => {
  it.each([
    set({ show: '*.txt' }),
    set({ hide: 'node_modules; *.log' }),
    set({ hide: 'node_modules\n.*', hidesFolders: false }),
    set({ show: '[x].txt; {y}' }),
    set({ minimumSize: 100, maximumSize: 300 }),
    set({ minimumDays: 1, maximumDays: 3 }),
    set({ show: '?.txt', hide: 'a*', minimumSize: 1 }),
  ])('lets the same through: %o', (filterSet) => {
    const inPane = compileFilters([filterSet], now)
    const inQueue = compileFilter(filterOfSet(filterSet), now)
    for (const entry of entries) {
      const { name, size, modifiedAt, kind } = entry
      const candidate = { path: name, isFolder: kind === 'directory', size, modifiedAt }
      expect([entry, inQueue(candidate)]).toEqual([entry, inPane(entry)])
    }
  })
})
