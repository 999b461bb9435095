import { describe, expect, it } from 'vitest'
import { Site } from '../../../electron/contract/sites.ts'
import type { SiteFolder } from '../../../electron/contract/sites.ts'
import {
  duplicated,
  ensureFolders,
  move,
  put,
  restored,
  sortedByName,
  subtree,
  treeOf,
  without,
} from '../../../electron/engine/sites/siteTree.ts'
import type { SiteTree } from '../../../electron/engine/sites/siteTree.ts'

const site = (id: string, parentId: string | null, position: number, name = id): Site =>
  Site.parse({ id, parentId, position, name, host: 'h.example', port: 21 })
const folder = (id: string, parentId: string | null, position: number): SiteFolder => ({
  id,
  parentId,
  position,
  name: id,
})
const namesIn = (tree: SiteTree, parentId: string | null) =>
  [...tree.sites.values()]
    .filter((each) => each.parentId === parentId)
    .sort((one, other) => one.position - other.position)
    .map(({ name }) => name)

const tree = treeOf({
  folders: [folder('A', null, 0), folder('B', 'A', 0), folder('C', null, 1)],
  sites: [
    site('a1', 'A', 0),
    site('a2', 'A', 1),
    site('b1', 'B', 0),
    site('t1', null, 0),
    site('t2', null, 1),
  ],
})
const counter = () => {
  let number = 0
  return () => `new${number++}`
}

describe('the tree of sites', () => {
  it('brings to the top what hangs on nothing, or on itself', () => {
    const odd = treeOf({
      folders: [folder('x', 'y', 0), folder('y', 'x', 0)],
      sites: [site('lost', 'gone', 0), site('inside', 'x', 0)],
    })
    expect(odd.sites.get('lost')?.parentId).toBeNull()
    expect(odd.folders.get('x')?.parentId).toBeNull()
    expect(odd.sites.get('inside')?.parentId).toBeNull()
  })

  it('moves before a sibling, to the end, and into another folder', () => {
    expect(namesIn(move(tree, ['t2'], null, 't1'), null)).toEqual(['t2', 't1'])
    expect(namesIn(move(tree, ['t1'], null, null), null)).toEqual(['t2', 't1'])
    const moved = move(tree, ['t2', 't1'], 'A', 'a2')
    expect(namesIn(moved, 'A')).toEqual(['a1', 't2', 't1', 'a2'])
    expect(namesIn(moved, null)).toEqual([])
  })

  it('moves what is in a moved folder along with it, not out of it', () => {
    const moved = move(tree, ['A', 'a1', 'b1'], 'C', null)
    expect(moved.folders.get('A')?.parentId).toBe('C')
    expect(moved.sites.get('a1')?.parentId).toBe('A')
    expect(moved.sites.get('b1')?.parentId).toBe('B')
  })

  it('refuses to move a folder into itself, or into what does not exist', () => {
    expect(() => move(tree, ['A'], 'B', null)).toThrow(/into itself/)
    expect(() => move(tree, ['A'], 'A', null)).toThrow(/into itself/)
    expect(() => move(tree, ['a1'], 'nowhere', null)).toThrow(/no such folder/)
    expect(() => move(tree, ['t1'], 'a1', null)).toThrow(/no such folder/)
  })

  it('keeps what did not change as the same object', () => {
    const moved = move(tree, ['t2'], null, 't1')
    expect(moved.sites.get('a1')).toBe(tree.sites.get('a1'))
    expect(move(tree, ['t2'], null, null).sites.get('t2')).toBe(tree.sites.get('t2'))
  })

  it('takes out a folder with all in it, and brings it back as it was', () => {
    const gone = subtree(tree, ['A'])
    expect(gone.sites.map(({ id }) => id).sort()).toEqual(['a1', 'a2', 'b1'])
    const rest = without(tree, gone)
    expect([...rest.folders.keys()]).toEqual(['C'])
    const back = restored(rest, gone)
    expect([...back.sites.keys()].sort()).toEqual([...tree.sites.keys()].sort())
    expect(back.sites.get('b1')).toEqual(tree.sites.get('b1'))
  })

  it('brings back a site whose folder is gone by then to the top', () => {
    const site1 = subtree(tree, ['a1'])
    const rest = without(without(tree, site1), subtree(tree, ['A']))
    expect(restored(rest, site1).sites.get('a1')?.parentId).toBeNull()
  })

  it('duplicates after the original, under a free name, folders with all in them', () => {
    const one = duplicated(tree, ['t1'], counter())
    expect(namesIn(one.tree, null)).toEqual(['t1', 't1 2', 't2'])
    const again = duplicated(one.tree, ['new0'], () => 'x')
    expect(namesIn(again.tree, null)).toEqual(['t1', 't1 2', 't1 3', 't2'])

    const whole = duplicated(tree, ['A', 'a1'], counter())
    expect(whole.sites).toHaveLength(3)
    const copy = [...whole.tree.folders.values()].find(({ name }) => name === 'A 2')
    expect(namesIn(whole.tree, copy!.id)).toEqual(['a1', 'a2'])
    for (const made of whole.sites) expect(tree.sites.has(whole.copyOf.get(made.id)!)).toBe(true)
  })

  it('sorts one folder by name, with numbers as numbers', () => {
    const mixed = put(tree, {
      sites: [site('p', 'C', 0, 'site 10'), site('q', 'C', 1, 'Site 2'), site('r', 'C', 2, 'a')],
    })
    const sorted = sortedByName(mixed, 'C')
    expect(namesIn(sorted, 'C')).toEqual(['a', 'Site 2', 'site 10'])
    expect(namesIn(sorted, null)).toEqual(['t1', 't2'])
  })

  it('finds folders by their path and makes what is missing', () => {
    const same = ensureFolders(tree, ['A', 'B'], null, counter())
    expect(same).toMatchObject({ parentId: 'B', made: 0 })
    const more = ensureFolders(tree, ['A', 'New', 'Deep'], null, counter())
    expect(more.made).toBe(2)
    expect(more.tree.folders.get(more.parentId!)?.name).toBe('Deep')
  })
})
