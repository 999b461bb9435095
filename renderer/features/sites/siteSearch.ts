import type { Site, SiteFolder } from '../../../electron/contract/sites.ts'

/** What is searched of each site, prepared once for many searches. */
export type SiteIndex = { site: Site; text: string; path: string }[]

/** Names of the folders around a site, outermost first. */
export function folderPath(
  folders: ReadonlyMap<string, SiteFolder>,
  parentId: string | null,
): string[] {
  const names: string[] = []
  let at = parentId
  // A circle cannot come from the engine; a bound costs nothing.
  for (let depth = 0; at !== null && depth < 1_000; depth++) {
    const folder = folders.get(at)
    if (!folder) break
    names.unshift(folder.name)
    at = folder.parentId
  }
  return names
}

export function buildIndex(
  sites: ReadonlyMap<string, Site>,
  folders: ReadonlyMap<string, SiteFolder>,
): SiteIndex {
  const paths = new Map<string | null, string>()
  const pathOf = (parentId: string | null) => {
    let path = paths.get(parentId)
    if (path === undefined) {
      path = folderPath(folders, parentId).join(' / ')
      paths.set(parentId, path)
    }
    return path
  }
  return [...sites.values()].map((site) => {
    const path = pathOf(site.parentId)
    const { name, host, user, notes } = site
    return { site, path, text: `${name}\n${host}\n${user}\n${path}\n${notes}`.toLowerCase() }
  })
}

/** Sites in which every typed word occurs; those whose name begins with the text come first. */
export function searchSites(index: SiteIndex, typed: string): SiteIndex {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return []
  const words = wanted.split(/\s+/)
  const rank = ({ site, text }: SiteIndex[number]) => {
    const name = site.name.toLowerCase()
    if (name.startsWith(wanted)) return 0
    if (site.host.startsWith(wanted)) return 1
    return text.slice(0, name.length).includes(wanted) ? 2 : 3
  }
  return index
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map((found) => ({ found, order: rank(found) }))
    .sort((one, other) => one.order - other.order)
    .map(({ found }) => found)
}
