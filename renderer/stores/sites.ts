import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type {
  Bookmark,
  Site,
  SiteDraft,
  SiteFolder,
  SiteOptions,
  SitesFileState,
  SitesPatch,
  Visit,
} from '../../electron/contract/sites.ts'
import { settingsOfSite } from '../../electron/contract/sites.ts'
import type { SessionRequest } from '../../electron/contract/sessions.ts'
import { useBridge } from '../bridge.ts'
import { buildIndex } from '../features/sites/siteSearch.ts'

/** Mirror of the engine's saved sites, and of where somebody connected lately. */
export const useSites = defineStore('sites', () => {
  const bridge = useBridge()
  const sites = shallowRef<ReadonlyMap<string, Site>>(new Map())
  const folders = shallowRef<ReadonlyMap<string, SiteFolder>>(new Map())
  const defaults = shallowRef<SiteOptions>({})
  const file = shallowRef<SitesFileState>()
  const allVisits = shallowRef<readonly Visit[]>([])

  bridge.follow((api) => {
    return api.watchSites({
      batch: (changes) => {
        const reset = changes.find((change) => change.kind === 'reset')
        const nextSites = new Map(reset ? [] : sites.value)
        const nextFolders = new Map(reset ? [] : folders.value)
        for (const change of changes) {
          if (change.kind === 'site') nextSites.set(change.site.id, change.site)
          else if (change.kind === 'folder') nextFolders.set(change.folder.id, change.folder)
          else if (change.kind === 'defaults') defaults.value = change.options
          else if (change.kind === 'gone') {
            nextSites.delete(change.id)
            nextFolders.delete(change.id)
          }
        }
        if (reset) file.value = reset.file
        sites.value = nextSites
        folders.value = nextFolders
      },
      error: bridge.reportFailure,
    })
  })
  bridge.follow((api) =>
    api.watchVisits({
      batch: (items) => {
        allVisits.value = items.at(-1)?.visits ?? []
      },
      error: bridge.reportFailure,
    }),
  )

  /** Without those of sites that were deleted since. */
  const visits = computed(() =>
    allVisits.value.filter((visit) => visit.siteId === undefined || sites.value.has(visit.siteId)),
  )
  const index = computed(() => buildIndex(sites.value, folders.value))
  const favourites = computed(() =>
    [...sites.value.values()]
      .filter((site) => site.isFavourite)
      .sort((one, other) => one.name.localeCompare(other.name)),
  )

  /** What to ask the engine for. It takes secrets and pins from the site itself. */
  const requestFor = (site: Site, bookmark?: Bookmark): SessionRequest => {
    const settings = settingsOfSite(site, defaults.value)
    const folder = bookmark?.remoteFolder
    return {
      siteId: site.id,
      title: site.name,
      settings: folder === undefined ? settings : { ...settings, remoteFolder: folder },
    }
  }

  return {
    sites,
    folders,
    defaults,
    file,
    visits,
    index,
    favourites,
    requestFor,
    save: (draft: SiteDraft, id?: string) => bridge.api.saveSite(draft, id),
    saveFolder: (name: string, parentId: string | null, id?: string) =>
      bridge.api.saveFolder({ name, parentId }, id),
    saveDefaults: (options: SiteOptions) => bridge.api.saveDefaults(options),
    change: (ids: string[], patch: SitesPatch) => bridge.api.changeSites(ids, patch),
    remove: (ids: string[]) => bridge.api.deleteSites(ids),
    undoRemove: (ticket: string) => bridge.api.undoDelete(ticket),
    move: (ids: string[], parentId: string | null, before: string | null) =>
      bridge.api.moveSites(ids, parentId, before),
    sort: (parentId: string | null) => bridge.api.sortSites(parentId),
    duplicate: (ids: string[]) => bridge.api.duplicateSites(ids),
    restore: (how: 'backup' | 'start-again') => bridge.api.restoreSites(how),
    clearVisits: () => bridge.api.clearVisits(),
    api: () => bridge.api,
  }
})
