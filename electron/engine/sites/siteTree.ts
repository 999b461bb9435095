import { AppError } from '../../contract/errors.ts'
import type { Site, SiteFolder } from '../../contract/sites.ts'

/** Sites and their folders. Changes make new values; what did not change stays the same object. */
export type SiteTree = {
  readonly folders: ReadonlyMap<string, SiteFolder>
  readonly sites: ReadonlyMap<string, Site>
}

type Item = Site | SiteFolder
export type Subtree = { folders: SiteFolder[]; sites: Site[] }

export const emptyTree: SiteTree = { folders: new Map(), sites: new Map() }

export function treeOf(items: {
  folders: readonly SiteFolder[]
  sites: readonly Site[]
}): SiteTree {
  const folders = new Map(items.folders.map((folder) => [folder.id, folder]))
  const sites = new Map(items.sites.map((site) => [site.id, site]))
  return rooted({ folders, sites })
}

/** What hangs on a folder that does not exist, or on itself, comes to the top. */
function rooted(tree: SiteTree): SiteTree {
  const lift = <T extends Item>(item: T): T =>
    item.parentId === null || reachesTop(tree, item.parentId) ? item : { ...item, parentId: null }
  return {
    folders: new Map([...tree.folders].map(([id, folder]) => [id, lift(folder)])),
    sites: new Map([...tree.sites].map(([id, site]) => [id, lift(site)])),
  }
}

function reachesTop(tree: SiteTree, id: string): boolean {
  const seen = new Set<string>()
  for (let at: string | null = id; at !== null;) {
    const folder = tree.folders.get(at)
    if (!folder || seen.has(at)) return false
    seen.add(at)
    at = folder.parentId
  }
  return true
}

/** Whether a folder is another one, or lies somewhere in it. */
function isWithin(tree: SiteTree, id: string | null, outer: string): boolean {
  for (let at = id; at !== null; at = tree.folders.get(at)?.parentId ?? null)
    if (at === outer) return true
  return false
}

const byPosition = (one: Item, other: Item) => one.position - other.position
const childrenOf = <T extends Item>(items: ReadonlyMap<string, T>, parentId: string | null): T[] =>
  [...items.values()].filter((item) => item.parentId === parentId).sort(byPosition)

/** Place after all that is there. */
export function nextPosition(tree: SiteTree, parentId: string | null): number {
  const last = (items: Item[]) => items.at(-1)?.position ?? -1
  return (
    Math.max(last(childrenOf(tree.folders, parentId)), last(childrenOf(tree.sites, parentId))) + 1
  )
}

export const put = (tree: SiteTree, items: Partial<Subtree>): SiteTree => ({
  folders: new Map([...tree.folders, ...(items.folders ?? []).map((f) => [f.id, f] as const)]),
  sites: new Map([...tree.sites, ...(items.sites ?? []).map((s) => [s.id, s] as const)]),
})

/** The items named, and all in the folders among them. */
export function subtree(tree: SiteTree, ids: Iterable<string>): Subtree {
  const wanted = new Set(ids)
  const isWanted = (item: Item): boolean => {
    if (wanted.has(item.id)) return true
    for (let at = item.parentId; at !== null; at = tree.folders.get(at)?.parentId ?? null)
      if (wanted.has(at)) return true
    return false
  }
  return {
    folders: [...tree.folders.values()].filter(isWanted),
    sites: [...tree.sites.values()].filter(isWanted),
  }
}

export function without(tree: SiteTree, gone: Subtree): SiteTree {
  const folders = new Map(tree.folders)
  const sites = new Map(tree.sites)
  for (const { id } of gone.folders) folders.delete(id)
  for (const { id } of gone.sites) sites.delete(id)
  return { folders, sites }
}

/** Brings back what was taken out; what it hung on may be gone by now. */
export const restored = (tree: SiteTree, items: Subtree): SiteTree => rooted(put(tree, items))

/** Of the items named, those whose folder is not named as well, in the order named. */
function topmost(tree: SiteTree, ids: readonly string[]): Item[] {
  const named = new Set(ids)
  return [...named]
    .map((id) => tree.folders.get(id) ?? tree.sites.get(id))
    .filter((item) => item !== undefined)
    .filter(
      (item) => ![...named].some((id) => tree.folders.has(id) && isWithin(tree, item.parentId, id)),
    )
}

/**
 * Puts items into a folder, before a sibling of their own kind or at the end. Throws `bad-request`
 * for a folder that does not exist, and for one that would come into itself.
 */
export function move(
  tree: SiteTree,
  ids: readonly string[],
  parentId: string | null,
  before: string | null,
): SiteTree {
  if (parentId !== null && !tree.folders.has(parentId))
    throw new AppError('bad-request', 'There is no such folder of sites')
  const moved = topmost(tree, ids)
  for (const item of moved)
    if (tree.folders.has(item.id) && isWithin(tree, parentId, item.id))
      throw new AppError('bad-request', 'A folder cannot be moved into itself')
  const isFolder = (item: Item): item is SiteFolder => tree.folders.has(item.id)
  return put(tree, {
    folders: placed(tree.folders, moved.filter(isFolder), parentId, before),
    sites: placed(
      tree.sites,
      moved.filter((item): item is Site => !isFolder(item)),
      parentId,
      before,
    ),
  })
}

/** The siblings that get another place or folder by it. */
function placed<T extends Item>(
  all: ReadonlyMap<string, T>,
  moved: T[],
  parentId: string | null,
  before: string | null,
): T[] {
  const movedIds = new Set(moved.map(({ id }) => id))
  const siblings = childrenOf(all, parentId).filter(({ id }) => !movedIds.has(id))
  const index = siblings.findIndex(({ id }) => id === before)
  siblings.splice(index < 0 ? siblings.length : index, 0, ...moved)
  return siblings
    .map((item, position) => ({ item, position }))
    .filter(({ item, position }) => item.position !== position || item.parentId !== parentId)
    .map(({ item, position }) => ({ ...item, parentId, position }))
}

export function sortedByName(tree: SiteTree, parentId: string | null): SiteTree {
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  const sorted = <T extends Item>(items: ReadonlyMap<string, T>) =>
    childrenOf(items, parentId)
      .sort((one, other) => compare(one.name, other.name))
      .map((item, position) => (item.position === position ? item : { ...item, position }))
  return put(tree, { folders: sorted(tree.folders), sites: sorted(tree.sites) })
}

/** Copies of the items under new ids, each after its original. `copyOf` tells where one is from. */
export function duplicated(
  tree: SiteTree,
  ids: readonly string[],
  newId: () => string,
): { tree: SiteTree; sites: Site[]; copyOf: Map<string, string> } {
  const copyOf = new Map<string, string>()
  const all: Subtree = { folders: [], sites: [] }
  let next = tree
  for (const original of topmost(tree, ids)) {
    const part = subtree(tree, [original.id])
    const ids = new Map([...part.folders, ...part.sites].map(({ id }) => [id, newId()]))
    const copy = <T extends Item>(item: T): T => {
      const isTop = item.id === original.id
      return {
        ...item,
        id: ids.get(item.id)!,
        parentId: isTop ? item.parentId : (ids.get(item.parentId ?? '') ?? item.parentId),
        name: isTop ? freeName(next, item) : item.name,
      }
    }
    const copies = { folders: part.folders.map(copy), sites: part.sites.map(copy) }
    for (const [from, to] of ids) copyOf.set(to, from)
    all.folders.push(...copies.folders)
    all.sites.push(...copies.sites)
    next = put(next, copies)
    const siblings = childrenOf(
      (tree.folders.has(original.id) ? next.folders : next.sites) as ReadonlyMap<string, Item>,
      original.parentId,
    ).filter(({ id }) => id !== ids.get(original.id))
    const after = siblings[siblings.findIndex(({ id }) => id === original.id) + 1]
    next = move(next, [ids.get(original.id)!], original.parentId, after?.id ?? null)
  }
  return { tree: next, sites: all.sites.map(({ id }) => next.sites.get(id)!), copyOf }
}

/** `Shop` becomes `Shop 2`, `Shop 2` becomes `Shop 3`. */
function freeName(tree: SiteTree, { name, parentId }: Item): string {
  const taken = new Set(
    [...childrenOf(tree.folders, parentId), ...childrenOf(tree.sites, parentId)].map(
      (sibling) => sibling.name,
    ),
  )
  const stem = name.replace(/ \d{1,6}$/, '').slice(0, 190)
  for (let number = 2; ; number++) {
    const candidate = `${stem} ${number}`
    if (!taken.has(candidate)) return candidate
  }
}

/** The folder with this path of names below a parent; missing ones are made. */
export function ensureFolders(
  tree: SiteTree,
  path: readonly string[],
  parentId: string | null,
  newId: () => string,
): { tree: SiteTree; parentId: string | null; made: number } {
  let made = 0
  for (const name of path) {
    const known = childrenOf(tree.folders, parentId).find((folder) => folder.name === name)
    if (known) {
      parentId = known.id
      continue
    }
    const folder = { id: newId(), name, parentId, position: nextPosition(tree, parentId) }
    tree = put(tree, { folders: [folder] })
    parentId = folder.id
    made++
  }
  return { tree, parentId, made }
}
