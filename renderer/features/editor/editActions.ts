import { ExternalLink, Eye, FilePen, SquarePen } from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useApp } from '../../stores/app.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { joinPath } from '../panes/paths.ts'
import { useQuickLook } from '../quickLook/quickLook.ts'
import { useEdits } from './edits.ts'
import { useEditor } from './editor.ts'

/** Looking at files and editing them. */
export function editActions(): Action[] {
  const panes = usePaneActions()
  const quickLook = useQuickLook()
  const editor = useEditor()
  const edits = useEdits()
  const app = useApp()
  const pane = () => panes.active()
  /** The entry that the keyboard is on, if it is something to open. */
  const file = () => {
    const at = pane()
    const entry = at?.rows.find((row) => row.entry.name === at.selection.active)?.entry
    return entry && entry.kind !== 'directory' && at?.source
      ? { at, source: at.source, entry }
      : undefined
  }
  return [
    {
      id: 'quick-look',
      label: 'actions.quickLook',
      group: 'files',
      icon: Eye,
      keys: ['Space'],
      scope: 'pane',
      isEnabled: () => file() !== undefined,
      run: () => {
        const found = file()
        if (found) quickLook.show(found.at)
      },
    },
    {
      id: 'edit',
      label: 'actions.edit',
      group: 'files',
      icon: SquarePen,
      keys: ['F4'],
      scope: 'pane',
      isEnabled: () => file() !== undefined,
      run: () => {
        const found = file()
        if (!found) return
        const { at, source, entry } = found
        editor.open(source.place(joinPath(at.path, entry.name, source.style)), at)
      },
    },
    {
      id: 'edit-externally',
      label: 'actions.editExternally',
      group: 'files',
      icon: ExternalLink,
      keys: ['Shift+F4'],
      scope: 'pane',
      isEnabled: () => app.info?.opensFiles === true && file()?.at.side === 'remote',
      run: () => {
        const found = file()
        if (!found) return
        const { at, source, entry } = found
        void edits.start(source.place(joinPath(at.path, entry.name, source.style)))
      },
    },
    {
      id: 'edited-files',
      label: 'actions.editedFiles',
      group: 'files',
      icon: FilePen,
      keys: ['Mod+E'],
      scope: 'window',
      isEnabled: () => app.info?.opensFiles === true,
      run: edits.showList,
    },
  ]
}

export const viewMenu = ['quick-look', 'edit', 'edit-externally'] as const
