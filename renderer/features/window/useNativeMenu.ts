import { watchDebounced } from '@vueuse/core'
import { computed, onScopeDispose } from 'vue'
import { useActions } from '../../actions.ts'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { menuPlan } from './menuPlan.ts'

/** Milliseconds in which many changes, as of a selection that grows, become one. */
const settle = 60
const longest = 300

/** Offers all actions to the native menu, where the host has one, and does what is chosen there. */
export function useNativeMenu(): void {
  const bridge = useBridge()
  if (bridge.host.kind !== 'desktop') return
  const actions = useActions()
  const notices = useNotices()
  const plan = computed(() =>
    menuPlan(actions.list, {
      label: ({ label, labelValues }) => t(label, labelValues),
      group: (group) => t(`actionGroups.${group}`),
      tabs: () => t('actionGroups.tabs'),
      keyOf: actions.keyOf,
      isEnabled: actions.isEnabled,
    }),
  )
  let offered = ''
  watchDebounced(
    plan,
    (value) => {
      const text = JSON.stringify(value)
      if (text === offered) return
      offered = text
      bridge.api.offerMenu(value).catch(bridge.reportFailure)
    },
    { debounce: settle, maxWait: longest, immediate: true },
  )
  onScopeDispose(
    bridge.follow((api) =>
      api.watchMenuChoices({
        batch: (ids) => {
          for (const id of ids)
            if (actions.isBlocked()) notices.showInfo(t('window.dialogFirst'))
            else actions.run(id)
        },
        error: bridge.reportFailure,
      }),
    ),
  )
}
