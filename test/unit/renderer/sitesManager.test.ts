import { describe, expect, it } from 'vitest'
import { Site } from '../../../electron/contract/sites.ts'
import type { SiteFolder } from '../../../electron/contract/sites.ts'
import { buildIndex, searchSites } from '../../../renderer/features/sites/siteSearch.ts'
import {
  dropPlace,
  neighbourOf,
  rangeOf,
  treeRows,
} from '../../../renderer/features/sites/treeRows.ts'

const site = (id: string, parentId: string | null, more: Partial<Site> = {}): Site =>
  Site.parse({ id, parentId, position: 0, name: id, host: 'h.example', port: 21, ...more })
const byId = <T extends { id: string }>(items: T[]) => new Map(items.map((item) => [item.id, item]))

const folders = byId<SiteFolder>([
  { id: 'A', name: 'Customers', parentId: null, position: 1 },
  { id: 'B', name: 'Old', parentId: 'A', position: 0 },
  { id: 'Z', name: 'Zoo', parentId: null, position: 0 },
])
const sites = byId([
  site('a2', 'A', { position: 2 }),
  site('a1', 'A', { position: 1 }),
  site('b', 'B'),
  site('top', null),
])

describe('the lines of the tree', () => {
  it('shows folders first, each in its order, and only what is open', () => {
    expect(treeRows(sites, folders, new Set()).map(({ id }) => id)).toEqual(['Z', 'A', 'top'])
    const rows = treeRows(sites, folders, new Set(['A', 'B']))
    expect(rows.map(({ id, level }) => [id, level])).toEqual([
      ['Z', 0],
      ['A', 0],
      ['B', 1],
      ['b', 2],
      ['a1', 1],
      ['a2', 1],
      ['top', 0],
    ])
    expect(rows[1]).toMatchObject({ kind: 'folder', count: 3 })
  })

  it('gives the range between two lines, whichever comes first', () => {
    const rows = treeRows(sites, folders, new Set(['A']))
    expect(rangeOf(rows, 'a2', 'B')).toEqual(['B', 'a1', 'a2'])
    expect(rangeOf(rows, 'gone', 'top')).toEqual(['top'])
  })

  it('goes on with the line after what is deleted, else with the one before', () => {
    const rows = treeRows(sites, folders, new Set(['A', 'B']))
    expect(neighbourOf(rows, ['a1'])).toBe('a2')
    expect(neighbourOf(rows, ['Z', 'a1', 'a2'])).toBe('top')
    expect(neighbourOf(rows, ['B'])).toBe('a1')
    expect(neighbourOf(rows, ['A'])).toBe('top')
    expect(neighbourOf(rows, ['top'])).toBe('a2')
    expect(neighbourOf(rows, ['a2', 'top'])).toBe('a1')
    expect(neighbourOf(treeRows(sites, new Map(), new Set()), ['top'])).toBeUndefined()
  })

  it('drops into the middle of a folder, before and after lines, and at the end of a level', () => {
    const rows = treeRows(sites, folders, new Set(['A']))
    const at = (id: string, height: number) =>
      dropPlace(
        rows,
        rows.findIndex((row) => row.id === id),
        height,
      )
    expect(at('Z', 0.5)).toEqual({ parentId: 'Z', before: null, shows: 'into' })
    expect(at('Z', 0.1)).toEqual({ parentId: null, before: 'Z', shows: 'before' })
    expect(at('Z', 0.9)).toEqual({ parentId: null, before: 'A', shows: 'after' })
    expect(at('a1', 0.2)).toEqual({ parentId: 'A', before: 'a1', shows: 'before' })
    expect(at('a1', 0.8)).toEqual({ parentId: 'A', before: 'a2', shows: 'after' })
    expect(at('a2', 0.8)).toEqual({ parentId: 'A', before: null, shows: 'after' })
    // Below the line of an open folder are its own children.
    expect(at('A', 0.9)).toMatchObject({ parentId: 'A', shows: 'into' })
  })
})

describe('searching', () => {
  it('finds every word anywhere: name, host, user, folder, notes', () => {
    const all = byId([
      site('x', 'B', { name: 'Shop', host: 'ftp.shop.example', user: 'ann', notes: 'Ring twice' }),
      site('y', null, { name: 'Other', host: 'ann.example' }),
    ])
    const find = (typed: string) =>
      searchSites(buildIndex(all, folders), typed).map((found) => found.site.id)
    expect(find('  ')).toEqual([])
    expect(find('RING shop')).toEqual(['x'])
    expect(find('customers old')).toEqual(['x'])
    expect(find('ann').sort()).toEqual(['x', 'y'])
    expect(find('ann nothing')).toEqual([])
  })

  it('puts names that begin with the text first', () => {
    const all = byId([
      site('1', null, { name: 'a shop' }),
      site('2', null, { name: 'Shop' }),
      site('3', null, { name: 'x', host: 'shop.example' }),
      site('4', null, { name: 'x', notes: 'shop' }),
    ])
    const found = searchSites(buildIndex(all, new Map()), 'shop').map(({ site: { id } }) => id)
    expect(found).toEqual(['2', '3', '1', '4'])
  })
})
