import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { ImportFile } from '../../../electron/contract/siteExchange.ts'
import type { Site } from '../../../electron/contract/sites.ts'
import { useSites } from '../../stores/sites.ts'
import { useScreenPart } from '../../stores/screen.ts'
import { searchSites } from './siteSearch.ts'
import { treeRows } from './treeRows.ts'
import type { TreeRow } from './treeRows.ts'

export type ManagerPage = 'site' | 'defaults' | 'protection'
export type ManagerDialog = 'import' | 'export' | 'new-folder' | 'rename-folder'

/** The site manager as it stands: what is open, selected, searched and expanded. */
export const useSiteManager = defineStore('site-manager', () => {
  const sites = useSites()
  const isOpen = ref(false)
  const page = ref<ManagerPage>('site')
  const dialog = ref<ManagerDialog>()
  /** A file to be looked at, which the import begins with. */
  const offered = shallowRef<ImportFile>()
  const search = ref('')
  const selected = shallowRef<readonly string[]>([])
  /** Line with the keyboard. */
  const current = ref<string>()
  /** A site that is not saved yet, in the form. */
  const isNew = ref(false)
  const remembered = useScreenPart(
    'sites',
    z.object({ expanded: z.array(z.string()).default([]) }).prefault({}),
  )
  const expanded = computed(() => new Set(remembered.value.expanded))

  const rows = computed<readonly TreeRow[]>(() =>
    search.value.trim() === ''
      ? treeRows(sites.sites, sites.folders, expanded.value)
      : searchSites(sites.index, search.value).map(({ site, path }) => ({
          kind: 'site' as const,
          id: site.id,
          level: 0,
          site,
          path,
        })),
  )
  const selectedSites = computed<Site[]>(() =>
    selected.value.flatMap((id) => sites.sites.get(id) ?? []),
  )
  /** The folder in which something new belongs. */
  const folderForNew = computed(() => {
    const id = selected.value[0]
    if (id === undefined) return null
    return sites.folders.has(id) ? id : (sites.sites.get(id)?.parentId ?? null)
  })

  const setExpanded = (ids: Iterable<string>) => {
    remembered.value.expanded = [...ids]
  }
  const toggle = (id: string, wanted = !expanded.value.has(id)) => {
    const next = new Set(expanded.value)
    if (wanted) next.add(id)
    else next.delete(id)
    setExpanded(next)
  }
  let moves = 0
  /** Tells later whether the user has gone nowhere else: only then may a result show itself. */
  const holdPlace = () => {
    const before = moves
    return () => moves === before
  }
  const select = (ids: readonly string[], at = ids.at(-1)) => {
    moves++
    selected.value = ids
    current.value = at
    isNew.value = false
    page.value = 'site'
  }
  /** Selects a site or folder that was saved and opens the folders around it, on any page. */
  const reveal = (id: string) => {
    const shown = page.value
    const next = new Set(expanded.value)
    let at = sites.sites.get(id)?.parentId ?? sites.folders.get(id)?.parentId ?? null
    while (at !== null && !next.has(at)) {
      next.add(at)
      at = sites.folders.get(at)?.parentId ?? null
    }
    setExpanded(next)
    select([id])
    page.value = shown
  }
  const startNew = () => {
    moves++
    page.value = 'site'
    isNew.value = true
  }

  return {
    isOpen,
    page,
    dialog,
    offered,
    search,
    selected,
    current,
    isNew,
    expanded,
    rows,
    selectedSites,
    folderForNew,
    setExpanded,
    toggle,
    holdPlace,
    select,
    reveal,
    startNew,
  }
})
