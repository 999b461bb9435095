import {
  ArrowLeft,
  ArrowLeftRight,
  ArrowRight,
  ArrowUp,
  BookmarkPlus,
  ClipboardList,
  ClipboardPaste,
  ClipboardType,
  Columns3,
  Copy,
  Download,
  Eye,
  FolderTree,
  Home,
  ListChecks,
  ListFilter,
  RefreshCw,
  Scissors,
  Search,
  SquareDashed,
  TextCursorInput,
} from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useApp } from '../../stores/app.ts'
import { useDrag } from '../../stores/drag.ts'
import { useFocus } from '../../stores/focus.ts'
import { useLayout } from '../../stores/layout.ts'
import { usePaneDialogs } from '../../stores/paneDialogs.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useTabs } from '../../stores/tabs.ts'

/** What can be done in the pane that has the keyboard. */
export function paneActions(): Action[] {
  const panes = usePaneActions()
  const focus = useFocus()
  const drag = useDrag()
  const layout = useLayout()
  const app = useApp()
  const tabs = useTabs()
  const dialogs = usePaneDialogs()
  const pane = () => panes.active()
  const goHome = () => {
    const home =
      focus.side === 'local' ? app.roots?.home : (tabs.current?.session?.homeFolder ?? '/')
    if (home) pane()?.open(home)
  }

  return [
    {
      id: 'open',
      label: 'actions.open',
      group: 'files',
      keys: ['Enter'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.openChosen,
      isUnlisted: true,
    },
    {
      id: 'transfer',
      label: 'actions.transfer',
      group: 'files',
      icon: ArrowLeftRight,
      keys: ['Mod+Enter'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.transferChosen,
    },
    {
      id: 'copy',
      label: 'actions.copy',
      group: 'files',
      icon: Copy,
      keys: ['Mod+C'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.copy,
    },
    {
      id: 'cut',
      label: 'actions.cut',
      group: 'files',
      icon: Scissors,
      keys: ['Mod+X'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.cut,
    },
    {
      id: 'paste',
      label: 'actions.paste',
      group: 'files',
      icon: ClipboardPaste,
      keys: ['Mod+V'],
      scope: 'pane',
      isEnabled: () => drag.copied !== undefined && panes.isShown(),
      run: panes.paste,
    },
    {
      id: 'save-in-browser',
      label: 'actions.saveInBrowser',
      group: 'files',
      icon: Download,
      scope: 'pane',
      isEnabled: panes.canSaveInBrowser,
      run: panes.saveInBrowser,
    },
    {
      id: 'copy-names',
      label: 'actions.copyNames',
      group: 'files',
      icon: ClipboardType,
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.copyNames,
    },
    {
      id: 'copy-paths',
      label: 'actions.copyPaths',
      group: 'files',
      icon: ClipboardList,
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: panes.copyPaths,
    },
    {
      id: 'select-all',
      label: 'actions.selectAll',
      group: 'files',
      icon: ListChecks,
      keys: ['Mod+A'],
      scope: 'pane',
      isEnabled: panes.isShown,
      run: panes.selectAll,
    },
    {
      id: 'invert',
      label: 'actions.invert',
      group: 'files',
      icon: SquareDashed,
      keys: ['Mod+Shift+A'],
      scope: 'pane',
      isEnabled: panes.isShown,
      run: panes.invertChosen,
    },
    {
      id: 'back',
      label: 'actions.back',
      group: 'go',
      icon: ArrowLeft,
      keys: ['Alt+Left'],
      scope: 'pane',
      isEnabled: () => (pane()?.back.length ?? 0) > 0,
      run: () => pane()?.goBack(),
    },
    {
      id: 'forward',
      label: 'actions.forward',
      group: 'go',
      icon: ArrowRight,
      keys: ['Alt+Right'],
      scope: 'pane',
      isEnabled: () => (pane()?.forward.length ?? 0) > 0,
      run: () => pane()?.goForward(),
    },
    {
      id: 'up',
      label: 'actions.up',
      group: 'go',
      icon: ArrowUp,
      keys: ['Backspace', 'Alt+Up', 'Mod+Up'],
      scope: 'pane',
      isEnabled: () => pane()?.parent != null,
      run: () => pane()?.goUp(),
    },
    {
      id: 'home',
      label: 'actions.home',
      group: 'go',
      icon: Home,
      keys: ['Alt+Home'],
      scope: 'pane',
      isEnabled: panes.isShown,
      run: goHome,
    },
    {
      id: 'refresh',
      label: 'actions.refresh',
      group: 'go',
      icon: RefreshCw,
      keys: ['F5'],
      scope: 'window',
      isEnabled: () => pane()?.source !== undefined,
      run: () => pane()?.refresh(),
    },
    {
      id: 'edit-path',
      label: 'actions.editPath',
      group: 'go',
      icon: TextCursorInput,
      keys: ['Mod+L', 'Alt+D'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: () => focus.go(`${focus.side}-path`),
    },
    {
      id: 'filter',
      label: 'actions.filter',
      group: 'go',
      icon: Search,
      keys: ['Mod+F'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: () => focus.go(`${focus.side}-filter`),
    },
    {
      id: 'switch-pane',
      label: 'actions.switchPane',
      group: 'go',
      keys: ['F6'],
      scope: 'window',
      run: panes.switchSide,
    },
    {
      id: 'toggle-tree',
      label: 'actions.toggleTree',
      group: 'go',
      icon: FolderTree,
      keys: ['Mod+Shift+E'],
      scope: 'window',
      isOn: () => layout.remembered.trees[focus.side],
      run: () => {
        const { trees } = layout.remembered
        trees[focus.side] = !trees[focus.side]
        focus.go(`${focus.side}-${trees[focus.side] ? 'tree' : 'list'}`)
      },
    },
    {
      id: 'add-bookmark',
      label: 'actions.addBookmark',
      group: 'go',
      icon: BookmarkPlus,
      keys: ['Mod+B'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: () => dialogs.show({ kind: 'bookmark', side: focus.side }),
    },
    {
      id: 'edit-bookmarks',
      label: 'actions.editBookmarks',
      group: 'go',
      keys: ['Mod+Shift+B'],
      scope: 'window',
      run: () => dialogs.show({ kind: 'bookmarks' }),
    },
    {
      id: 'edit-filters',
      label: 'actions.editFilters',
      group: 'go',
      icon: ListFilter,
      keys: ['Mod+I'],
      scope: 'window',
      run: () => dialogs.show({ kind: 'filters', side: focus.side }),
    },
    {
      id: 'edit-columns',
      label: 'actions.editColumns',
      group: 'go',
      icon: Columns3,
      scope: 'window',
      run: () => dialogs.show({ kind: 'columns', side: focus.side }),
    },
    {
      id: 'toggle-hidden',
      label: 'actions.toggleHidden',
      group: 'go',
      icon: Eye,
      keys: ['Ctrl+Alt+H'],
      scope: 'window',
      isOn: () => layout.remembered.showHidden,
      run: () => {
        layout.remembered.showHidden = !layout.remembered.showHidden
      },
    },
  ]
}
