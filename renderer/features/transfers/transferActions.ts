import { CirclePlay, PanelBottom, RotateCw } from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useFocus } from '../../stores/focus.ts'
import { useLayout } from '../../stores/layout.ts'
import type { DockTab } from '../../stores/layout.ts'
import { useNotices } from '../../stores/notices.ts'
import { useTransfers } from '../../stores/transfers.ts'

/** The queue as a whole, and the dock below the panes. */
export function transferActions(): Action[] {
  const transfers = useTransfers()
  const layout = useLayout()
  const focus = useFocus()
  const notices = useNotices()
  const show = (tab: DockTab) => () => {
    layout.showDock(tab)
    focus.go(tab === 'protocol' ? 'raw-command' : 'dock')
  }
  return [
    {
      id: 'run-queue',
      label: 'actions.runQueue',
      group: 'transfers',
      icon: CirclePlay,
      keys: ['Mod+P'],
      scope: 'window',
      isOn: () => transfers.totals.isRunning,
      run: () => void transfers.run(!transfers.totals.isRunning).catch(notices.showError),
    },
    {
      id: 'retry-all',
      label: 'actions.retryAll',
      group: 'transfers',
      icon: RotateCw,
      scope: 'window',
      isEnabled: () => transfers.totals.failed > 0,
      run: () => void transfers.retry('all').catch(notices.showError),
    },
    {
      id: 'clear-done',
      label: 'actions.clearDone',
      group: 'transfers',
      scope: 'window',
      isEnabled: () => transfers.totals.done > 0,
      run: () => void transfers.forget('all', 'done').catch(notices.showError),
    },
    {
      id: 'show-queue',
      label: 'actions.showQueue',
      group: 'transfers',
      scope: 'window',
      run: show('queue'),
    },
    {
      id: 'show-failed',
      label: 'actions.showFailed',
      group: 'transfers',
      scope: 'window',
      run: show('failed'),
    },
    {
      id: 'show-done',
      label: 'actions.showDone',
      group: 'transfers',
      scope: 'window',
      run: show('done'),
    },
    {
      id: 'show-protocol',
      label: 'actions.showProtocol',
      group: 'transfers',
      keys: ['Mod+Shift+T'],
      browserKeys: ['Alt+Shift+T'],
      scope: 'window',
      run: show('protocol'),
    },
    {
      id: 'toggle-dock',
      label: 'actions.toggleDock',
      group: 'transfers',
      icon: PanelBottom,
      keys: ['Mod+J'],
      scope: 'window',
      isOn: () => layout.remembered.isDockOpen,
      run: () => {
        layout.remembered.isDockOpen = !layout.remembered.isDockOpen
      },
    },
  ]
}
