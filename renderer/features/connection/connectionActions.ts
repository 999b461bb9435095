import { CircleStop, FlaskConical, Plug, RotateCw, Unplug } from '@lucide/vue'
import type { TransferMode } from '../../../electron/contract/sessions.ts'
import type { Action } from '../../action.ts'
import { useFocus } from '../../stores/focus.ts'
import { useNotices } from '../../stores/notices.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useSessions } from '../../stores/sessions.ts'
import { useTabs } from '../../stores/tabs.ts'

/** Connecting, and the connection of the current tab. */
export function connectionActions(): Action[] {
  const tabs = useTabs()
  const sessions = useSessions()
  const focus = useFocus()
  const notices = useNotices()
  const panes = usePaneActions()
  const session = () => tabs.current?.session
  const isBusy = () =>
    tabs.current?.connection.state === 'opening' || panes.active()?.status.state === 'loading'

  const connect = () => {
    if (tabs.current && tabs.current.connection.state !== 'none') tabs.add()
    focus.go('address')
  }
  const cancelWork = () => {
    const tab = tabs.current
    if (!tab) return
    if (tab.connection.state === 'opening') tab.connection.cancel()
    else panes.active()?.cancel()
  }
  const modeAction = (mode: TransferMode): Action => ({
    id: `mode-${mode}`,
    label: `actions.mode.${mode}`,
    group: 'connection',
    scope: 'window',
    isEnabled: () => session() !== undefined,
    isOn: () => session()?.settings.mode === mode,
    run: () => {
      const id = session()?.id
      if (id !== undefined) sessions.changeMode(id, mode).catch(notices.showError)
    },
  })

  return [
    {
      id: 'connect',
      label: 'actions.connect',
      group: 'connection',
      icon: Plug,
      keys: ['Mod+Shift+N'],
      browserKeys: ['Alt+N'],
      scope: 'window',
      run: connect,
    },
    {
      id: 'disconnect',
      label: 'actions.disconnect',
      group: 'connection',
      icon: Unplug,
      keys: ['Mod+D'],
      scope: 'window',
      isEnabled: () => tabs.current?.connection.state === 'open',
      run: () => {
        if (tabs.current) void tabs.disconnect(tabs.current)
      },
    },
    {
      id: 'reconnect',
      label: 'actions.reconnect',
      group: 'connection',
      icon: RotateCw,
      keys: ['Mod+R'],
      scope: 'window',
      isEnabled: () => ['open', 'failed'].includes(tabs.current?.connection.state ?? 'none'),
      run: () => {
        if (tabs.current) void tabs.reconnect(tabs.current)
      },
    },
    {
      id: 'cancel-work',
      label: 'actions.cancelWork',
      group: 'connection',
      icon: CircleStop,
      keys: ['Mod+.', 'Esc'],
      scope: 'window',
      isEnabled: isBusy,
      run: cancelWork,
    },
    modeAction('auto'),
    modeAction('passive'),
    modeAction('active'),
    {
      id: 'practice',
      label: 'actions.practice',
      group: 'connection',
      icon: FlaskConical,
      scope: 'window',
      run: () => {
        const tab = tabs.current?.connection.state === 'none' ? tabs.current : tabs.add()
        void tabs.connectPractice(tab)
      },
    },
  ]
}
