import type { SettingsCure } from '../../../electron/contract/explain.ts'
import { Quirks, TransferMode } from '../../../electron/contract/sessions.ts'
import { SiteDraft } from '../../../electron/contract/sites.ts'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSites } from '../../stores/sites.ts'
import { useTabs } from '../../stores/tabs.ts'
import type { Tab } from '../../stores/tabs.ts'
import { useTransfers } from '../../stores/transfers.ts'
import { cureSettings, cureSite, isLiveCure } from './settingsCure.ts'

/**
 * Applies a cure where it belongs – the saved site, the live session, or the details that the tab
 * connects with – and tries again what failed.
 */
export function useCure() {
  const bridge = useBridge()
  const notices = useNotices()
  const sites = useSites()
  const tabs = useTabs()
  const transfers = useTransfers()

  const saveToSite = async (siteId: string | undefined, cure: SettingsCure) => {
    const site = siteId === undefined ? undefined : sites.sites.get(siteId)
    if (!site) return
    await bridge.api.saveSite(SiteDraft.parse(cureSite(site, cure)), site.id)
  }

  const changeLive = async (tab: Tab, sessionId: string, cure: SettingsCure) => {
    const known = tab.session?.settings.quirks ?? Quirks.parse({})
    await bridge.api.changeSession(sessionId, {
      ...(cure.mode ? { mode: TransferMode.parse(cure.mode) } : {}),
      ...(cure.encoding ? { encoding: cure.encoding } : {}),
      ...(cure.quirks ? { quirks: { ...known, ...cure.quirks } } : {}),
    })
    tab.remote.refresh()
  }

  const apply = async (tab: Tab, cure: SettingsCure, transferId?: string): Promise<void> => {
    const { connection } = tab
    if (connection.state !== 'open' && connection.state !== 'failed') return
    const { request } = connection
    try {
      await saveToSite(request.siteId, cure)
      if (connection.state === 'open' && isLiveCure(cure))
        await changeLive(tab, connection.sessionId, cure)
      else {
        if (connection.state === 'open') await tabs.disconnect(tab)
        await tabs.connect(tab, { ...request, settings: cureSettings(request.settings, cure) })
      }
      if (transferId !== undefined) await transfers.retry([transferId])
      notices.showInfo(t('diagnosis.applied'))
    } catch (thrown) {
      notices.showError(thrown)
    }
  }
  return { apply }
}
