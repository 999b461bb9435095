import { watch } from 'vue'
import { useApp } from '../../stores/app.ts'
import { useLayout } from '../../stores/layout.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSettings } from '../../stores/settings.ts'

/** After an update, once: what is new. Before the first start there is nothing to compare with. */
export function useNewsOnce(): void {
  const app = useApp()
  const layout = useLayout()
  const notices = useNotices()
  const settings = useSettings()
  watch(
    () => settings.settings.seenVersion,
    (seen) => {
      const version = app.info?.version
      if (seen === '' || version === undefined || seen === version) return
      layout.dialog = 'news'
      settings.change({ seenVersion: version }).catch(notices.showError)
    },
    { immediate: true },
  )
}
