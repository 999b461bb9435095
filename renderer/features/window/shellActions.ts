import { AppWindow, FolderOpen, FolderSearch, Power } from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useBridge } from '../../bridge.ts'
import { useFocus } from '../../stores/focus.ts'
import { useNotices } from '../../stores/notices.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useTabs } from '../../stores/tabs.ts'
import { joinPath } from '../panes/paths.ts'

/** What the program around the window does: windows, folder dialogs, the file manager, the end. */
export function shellActions(): Action[] {
  const bridge = useBridge()
  const focus = useFocus()
  const notices = useNotices()
  const panes = usePaneActions()
  const tabs = useTabs()

  const attempt = (work: () => Promise<void>) => () => void work().catch(notices.showError)
  const openWindow = async () => {
    const { link } = await bridge.api.openWindow()
    // Without an opener the new window has a session of its own.
    if (link !== undefined) window.open(link, '_blank', 'noopener')
  }
  const chooseFolder = async () => {
    const folder = await bridge.api.chooseFolder()
    if (folder !== undefined) tabs.current?.local.open(folder)
  }
  const reveal = async () => {
    const pane = tabs.current?.local
    if (!pane?.source || !pane.path) return
    const [entry] = pane.chosen
    await bridge.api.revealLocal(
      entry ? joinPath(pane.path, entry.name, pane.source.style) : pane.path,
    )
  }

  const everywhere: Action[] = [
    {
      id: 'new-window',
      label: 'actions.newWindow',
      group: 'window',
      icon: AppWindow,
      scope: 'window',
      run: attempt(openWindow),
    },
    {
      id: 'quit',
      label: 'actions.quit',
      group: 'window',
      icon: Power,
      scope: 'window',
      run: attempt(() => bridge.api.endProgram()),
    },
  ]
  if (bridge.host.kind === 'web') return everywhere
  return [
    {
      id: 'choose-folder',
      label: 'actions.chooseFolder',
      group: 'go',
      icon: FolderOpen,
      keys: ['Mod+Shift+O'],
      scope: 'window',
      isEnabled: () => tabs.current !== undefined,
      run: attempt(chooseFolder),
    },
    {
      id: 'reveal',
      label: 'actions.reveal',
      group: 'files',
      icon: FolderSearch,
      keys: ['Mod+Shift+R'],
      scope: 'window',
      isEnabled: () => focus.side === 'local' && panes.isShown(),
      run: attempt(reveal),
    },
    ...everywhere,
  ]
}
