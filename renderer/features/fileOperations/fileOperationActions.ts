import {
  CalendarClock,
  CopyPlus,
  FilePlus,
  FileSearch,
  FolderInput,
  FolderPlus,
  Folders,
  KeyRound,
  Link,
  Pencil,
  Search,
  Sigma,
  Trash2,
  Undo2,
} from '@lucide/vue'
import type { Action } from '../../action.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useTabs } from '../../stores/tabs.ts'
import { joinPath } from '../panes/paths.ts'
import { addressOf } from './addressOf.ts'
import type { FileDialog, Subject } from './fileDialogs.ts'
import { useFileDialogs } from './fileDialogs.ts'
import { useFileOperations } from './fileOperations.ts'
import { useFolderSize } from './folderSize.ts'
import { useUndo } from './undo.ts'

/** What is done to the chosen files of the pane that has the keyboard. */
export function fileOperationActions(): Action[] {
  const panes = usePaneActions()
  const dialogs = useFileDialogs()
  const operations = useFileOperations()
  const undo = useUndo()
  const tabs = useTabs()
  const folderSize = useFolderSize()
  const pane = () => panes.active()

  const subject = (): Subject | undefined => {
    const at = pane()
    return at && at.chosen.length > 0
      ? { pane: at, folder: at.path, entries: [...at.chosen] }
      : undefined
  }
  const ask = (kind: Exclude<FileDialog['kind'], 'new-folder' | 'new-file' | 'search'>) => () => {
    const about = subject()
    if (about) dialogs.show({ kind, ...about })
  }
  const askHere = (kind: 'new-folder' | 'new-file' | 'search') => () => {
    const at = pane()
    if (at?.path) dialogs.show({ kind, pane: at })
  }
  const rename = () => {
    const at = pane()
    if (!at) return
    if (at.chosen.length > 1) return ask('batch-rename')()
    const name = at.selection.active
    if (name !== null) at.rename(name)
  }
  const copyUrls = () => {
    const at = pane()
    const style = at?.source?.style ?? 'posix'
    if (!at) return
    panes.copyText(
      at.chosen
        .map(({ name }) =>
          addressOf(at.side, joinPath(at.path, name, style), style, tabs.current?.session),
        )
        .join('\n'),
    )
  }

  return [
    {
      id: 'rename',
      label: 'actions.rename',
      group: 'files',
      icon: Pencil,
      keys: ['F2'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: rename,
    },
    {
      id: 'duplicate',
      label: 'actions.duplicate',
      group: 'files',
      icon: CopyPlus,
      keys: ['Mod+Shift+D'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: () => {
        const about = subject()
        if (about) void operations.duplicate(about.pane, about.entries)
      },
    },
    {
      id: 'move-to',
      label: 'actions.moveTo',
      group: 'files',
      icon: FolderInput,
      keys: ['Shift+F6'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: ask('move'),
    },
    {
      id: 'copy-to',
      label: 'actions.copyTo',
      group: 'files',
      icon: Folders,
      keys: ['Shift+F5'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: ask('copy'),
    },
    {
      id: 'delete',
      label: 'actions.delete',
      group: 'files',
      icon: Trash2,
      keys: ['Delete', 'Mod+Backspace'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      isDanger: true,
      run: ask('delete'),
    },
    {
      id: 'new-folder',
      label: 'actions.newFolder',
      group: 'files',
      icon: FolderPlus,
      keys: ['F7'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: askHere('new-folder'),
    },
    {
      id: 'new-file',
      label: 'actions.newFile',
      group: 'files',
      icon: FilePlus,
      keys: ['Shift+F7'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: askHere('new-file'),
    },
    {
      id: 'permissions',
      label: 'actions.permissions',
      group: 'files',
      icon: KeyRound,
      keys: ['F9'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: ask('permissions'),
    },
    {
      id: 'times',
      label: 'actions.times',
      group: 'files',
      icon: CalendarClock,
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: ask('times'),
    },
    {
      id: 'properties',
      label: 'actions.properties',
      group: 'files',
      icon: FileSearch,
      keys: ['Alt+Enter'],
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: ask('properties'),
    },
    {
      id: 'folder-size',
      label: 'actions.folderSize',
      group: 'files',
      icon: Sigma,
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: () => {
        const about = subject()
        if (about) folderSize.measure(about)
      },
    },
    {
      id: 'copy-urls',
      label: 'actions.copyUrls',
      group: 'files',
      icon: Link,
      scope: 'pane',
      isEnabled: panes.hasChosen,
      run: copyUrls,
    },
    {
      id: 'search',
      label: 'actions.search',
      group: 'files',
      icon: Search,
      keys: ['F3'],
      scope: 'window',
      isEnabled: panes.isShown,
      run: askHere('search'),
    },
    {
      id: 'undo',
      label: 'actions.undo',
      group: 'files',
      icon: Undo2,
      keys: ['Mod+Z'],
      scope: 'pane',
      isEnabled: () => undo.stack.length > 0,
      run: undo.undoLast,
    },
  ]
}

/** Ids for the menu of chosen files, and for that of the folder itself. */
export const chosenMenu = ['rename', 'duplicate', 'move-to', 'copy-to', 'delete'] as const
export const factsMenu = ['permissions', 'times', 'folder-size', 'properties'] as const
export const folderMenu = ['new-folder', 'new-file'] as const
