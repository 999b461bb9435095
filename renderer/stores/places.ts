import { defineStore } from 'pinia'
import type { PlaceBookmark } from '../../electron/contract/places.ts'
import { useFollow } from './follow.ts'
import { useNotices } from './notices.ts'
import { useSettings } from './settings.ts'
import { useSites } from './sites.ts'
import type { Tab } from './tabs.ts'

/** Folders to go to: those of the connected site, and those that are there for all connections. */
export const usePlaces = defineStore('places', () => {
  const settings = useSettings()
  const sites = useSites()
  const notices = useNotices()
  const follow = useFollow()

  const siteOf = (tab: Tab) => {
    const id = tab.session?.siteId
    return id === undefined ? undefined : sites.sites.get(id)
  }
  const bookmarksOf = (tab: Tab): PlaceBookmark[] => [
    ...(siteOf(tab)?.bookmarks ?? []),
    ...settings.settings.bookmarks,
  ]
  const goTo = (
    tab: Tab,
    {
      localFolder,
      remoteFolder,
      synchronizedBrowsing,
    }: PlaceBookmark & { synchronizedBrowsing?: boolean },
  ) => {
    follow.stop(tab.id)
    if (localFolder) tab.local.open(localFolder)
    if (remoteFolder && tab.remote.source) tab.remote.open(remoteFolder)
    if (synchronizedBrowsing) follow.startWhenReady(tab)
  }
  const change = async (bookmarks: PlaceBookmark[]) => {
    await settings.change({ bookmarks }).catch(notices.showError)
  }
  /** A server's folder belongs to its site; a folder of this machine alone to no site. */
  const add = async (tab: Tab, bookmark: PlaceBookmark) => {
    const site = siteOf(tab)
    if (bookmark.remoteFolder === undefined || !site)
      return change([...settings.settings.bookmarks, bookmark])
    const { name, localFolder, remoteFolder } = bookmark
    const added = {
      name,
      remoteFolder,
      synchronizedBrowsing: false,
      ...(localFolder === undefined ? {} : { localFolder }),
    }
    await sites
      .save({ ...site, bookmarks: [...site.bookmarks, added] }, site.id)
      .catch(notices.showError)
  }
  return { siteOf, bookmarksOf, goTo, add, change }
})
