import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Session } from '../../../electron/contract/sessions.ts'
import { useSites } from '../../stores/sites.ts'
import type { Tab } from '../../stores/tabs.ts'

/** "Save as site" for a session that was opened by its address. */
export const useSaveSession = defineStore('save-session', () => {
  const sites = useSites()
  const target = shallowRef<{ tab: Tab; session: Session }>()
  return {
    target,
    start(tab: Tab) {
      if (tab.session) target.value = { tab, session: tab.session }
    },
    close() {
      target.value = undefined
    },
    async save(name: string, parentId: string | null, savePassword: boolean) {
      if (!target.value) return
      const { tab, session } = target.value
      const site = await sites.api().saveSession(session.id, { name, parentId, savePassword })
      const { connection } = tab
      if (connection.state === 'open' && connection.sessionId === session.id)
        tab.connection = {
          ...connection,
          title: site.name,
          request: { ...connection.request, siteId: site.id, title: site.name },
        }
      target.value = undefined
    },
  }
})
