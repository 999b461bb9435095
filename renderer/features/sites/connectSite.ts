import type { Bookmark, Site, Visit } from '../../../electron/contract/sites.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { useFollow } from '../../stores/follow.ts'
import { useSites } from '../../stores/sites.ts'
import { useTabs } from '../../stores/tabs.ts'
import { useSiteManager } from './siteManager.ts'

/** Opens sites and recent connections in the current tab if it is free, else in a new one. */
export function useConnectSite() {
  const tabs = useTabs()
  const sites = useSites()
  const follow = useFollow()
  const manager = useSiteManager()

  const freeTab = () => {
    const { current } = tabs
    return current && current.connection.state !== 'open' && current.connection.state !== 'opening'
      ? current
      : tabs.add()
  }
  const connectSite = (site: Site, bookmark?: Bookmark) => {
    const tab = freeTab()
    manager.isOpen = false
    const localFolder = bookmark?.localFolder ?? site.localFolder
    // Of another machine perhaps: then the pane stays where it is, without a word.
    if (localFolder) tab.local.open(localFolder, { otherwise: () => {} })
    void tabs.connect(tab, sites.requestFor(site, bookmark)).then(() => {
      const isWished = site.synchronizedBrowsing || bookmark?.synchronizedBrowsing
      if (isWished && tab.connection.state === 'open') follow.startWhenReady(tab)
    })
  }
  const connectVisit = (visit: Visit) => {
    const site = visit.siteId === undefined ? undefined : sites.sites.get(visit.siteId)
    if (site) return connectSite(site)
    const { host, port, user, encryption, mode } = visit
    manager.isOpen = false
    void tabs.connect(freeTab(), {
      title: user === 'anonymous' ? host : `${user}@${host}`,
      settings: ConnectionSettings.parse({ host, port, user, encryption, mode }),
    })
  }
  return { connectSite, connectVisit }
}
