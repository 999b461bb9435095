import type { Site, SiteFolder } from '../../../electron/contract/sites.ts'

/** One visible line of the tree. */
export type TreeRow =
  | {
      kind: 'folder'
      id: string
      level: number
      folder: SiteFolder
      isOpen: boolean
      count: number
    }
  | { kind: 'site'; id: string; level: number; site: Site; path?: string }

type Item = { parentId: string | null; position: number }

const grouped = <T extends Item>(items: Iterable<T>): Map<string | null, T[]> => {
  const groups = Map.groupBy(items, (item) => item.parentId)
  for (const group of groups.values()) group.sort((one, other) => one.position - other.position)
  return groups
}

/** The tree as lines: folders before sites, each as the user ordered them. */
export function treeRows(
  sites: ReadonlyMap<string, Site>,
  folders: ReadonlyMap<string, SiteFolder>,
  expanded: ReadonlySet<string>,
): TreeRow[] {
  const sitesOf = grouped(sites.values())
  const foldersOf = grouped(folders.values())
  const rows: TreeRow[] = []
  const counts = new Map<string, number>()
  const count = (id: string): number => {
    let sum = counts.get(id)
    if (sum === undefined) {
      sum = sitesOf.get(id)?.length ?? 0
      for (const folder of foldersOf.get(id) ?? []) sum += count(folder.id)
      counts.set(id, sum)
    }
    return sum
  }
  const walk = (parentId: string | null, level: number) => {
    for (const folder of foldersOf.get(parentId) ?? []) {
      const { id } = folder
      const isOpen = expanded.has(id)
      rows.push({ kind: 'folder', id, level, folder, isOpen, count: count(id) })
      if (isOpen) walk(id, level + 1)
    }
    for (const site of sitesOf.get(parentId) ?? [])
      rows.push({ kind: 'site', id: site.id, level, site })
  }
  walk(null, 0)
  return rows
}

/** Every folder in tree order with its depth, for lists to choose from. */
export function folderChoices(
  folders: ReadonlyMap<string, SiteFolder>,
): { id: string; name: string; level: number }[] {
  return treeRows(new Map(), folders, new Set(folders.keys())).flatMap((row) =>
    row.kind === 'folder' ? { id: row.id, name: row.folder.name, level: row.level } : [],
  )
}

/** Ids between two lines, both included; the one alone when the other is not visible. */
export function rangeOf(rows: readonly TreeRow[], from: string, to: string): string[] {
  const first = rows.findIndex(({ id }) => id === from)
  const last = rows.findIndex(({ id }) => id === to)
  if (first < 0 || last < 0) return [to]
  return rows.slice(Math.min(first, last), Math.max(first, last) + 1).map(({ id }) => id)
}

/** The line to go on with when `ids` are gone: the next that stays, else the one before. */
export function neighbourOf(rows: readonly TreeRow[], ids: readonly string[]): string | undefined {
  const gone = new Set(ids)
  const at = rows.findLastIndex(({ id }) => gone.has(id))
  const { level } = rows[at] ?? { level: 0 }
  // What lies in a folder goes with it.
  const inside = rows.slice(at + 1).findIndex((row) => row.level <= level)
  const next = inside < 0 ? undefined : rows.slice(at + 1 + inside).find(({ id }) => !gone.has(id))
  return (next ?? rows.slice(0, Math.max(0, at)).findLast(({ id }) => !gone.has(id)))?.id
}

export type DropPlace = { parentId: string | null; before: string | null }

/**
 * Where something dropped on a line goes. `at` is the height within the line from 0 to 1: a folder
 * takes things in by its middle, everything else is put before or after.
 */
export function dropPlace(
  rows: readonly TreeRow[],
  index: number,
  at: number,
): DropPlace & { shows: 'before' | 'after' | 'into' } {
  const row = rows[index]!
  if (row.kind === 'folder' && at > 0.25 && (at < 0.75 || row.isOpen))
    return { parentId: row.id, before: null, shows: 'into' }
  const parentId = row.kind === 'folder' ? row.folder.parentId : row.site.parentId
  if (at < 0.5) return { parentId, before: row.id, shows: 'before' }
  const next = rows.slice(index + 1).find((other) => other.level <= row.level)
  const isSibling = next?.kind === row.kind && next.level === row.level
  return { parentId, before: isSibling ? next.id : null, shows: 'after' }
}
