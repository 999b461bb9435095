import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AppInfo } from '../../electron/contract/app.ts'
import type { LocalRoots } from '../../electron/contract/files.ts'
import { useBridge } from '../bridge.ts'
import type { PathStyle } from '../features/panes/paths.ts'

/** What stays the same while the program runs: version, host, this machine's places. */
export const useApp = defineStore('app', () => {
  const bridge = useBridge()
  const info = shallowRef<AppInfo>()
  const roots = shallowRef<LocalRoots>()

  const load = async () => {
    const [appInfo, localRoots] = await Promise.all([bridge.api.appInfo(), bridge.api.localRoots()])
    info.value = appInfo
    roots.value = localRoots
  }
  const localStyle = computed<PathStyle>(() =>
    (roots.value?.separator ?? '/') === '\\' ? 'windows' : 'posix',
  )
  const isMac = computed(() => info.value?.platform === 'darwin')
  return { info, roots, localStyle, isMac, load }
})
