import { defineStore } from 'pinia'
import { usePreferredDark } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import { Settings } from '../../electron/contract/app.ts'
import { AppError } from '../../electron/contract/errors.ts'
import { useBridge } from '../bridge.ts'
import { systemLanguage } from '../i18n.ts'
import type { Language } from '../i18n.ts'
import { useNotices } from './notices.ts'

/** Mirror of the engine's settings, and what follows from them on this screen. */
export const useSettings = defineStore('settings', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const settings = shallowRef<Settings>(Settings.parse({}))
  /** Whether they are the engine's, not merely the standard ones. */
  const isRead = shallowRef(false)
  bridge.follow((api) =>
    api.watchSettings({
      batch: (items) => {
        settings.value = items.at(-1) ?? settings.value
        isRead.value = true
      },
      error: bridge.reportFailure,
    }),
  )

  bridge.follow((api) =>
    api.watchLogFiles({
      batch: (items) => {
        const { folder, failure } = items.at(-1) ?? { folder: '' }
        if (failure !== undefined)
          notices.showError(
            new AppError('log-files-stopped', failure, { path: folder, cause: failure }),
          )
      },
      error: bridge.reportFailure,
    }),
  )

  const change = async (patch: Partial<Settings>) => {
    settings.value = await bridge.api.changeSettings(patch)
  }

  const prefersDark = usePreferredDark()
  const theme = computed<'light' | 'dark'>(() => {
    const chosen = settings.value.theme
    return chosen === 'system' ? (prefersDark.value ? 'dark' : 'light') : chosen
  })
  const language = computed<Language>(() => {
    const chosen = settings.value.language
    return chosen === 'system' ? systemLanguage() : chosen
  })
  return { settings, isRead, change, theme, language }
})
