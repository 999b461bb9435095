import type { Place } from '../../../electron/contract/files.ts'
import type { Pane } from '../../stores/pane.ts'
import { useTabs } from '../../stores/tabs.ts'

const isSame = (one: Place, other: Place) =>
  one.path === other.path &&
  (one.kind === 'local'
    ? other.kind === 'local'
    : other.kind === 'remote' && one.sessionId === other.sessionId)

/**
 * Reads folders again in the panes that show them, and nowhere else. `chosen` becomes the choice
 * in `active`, the pane in which it was done.
 */
export function useRefreshFolders() {
  const tabs = useTabs()
  return (folders: readonly Place[], active?: { pane: Pane; choose?: string }) => {
    for (const tab of tabs.tabs)
      for (const pane of [tab.local, tab.remote]) {
        const shown = pane.source?.place(pane.path)
        if (!shown || !folders.some((folder) => isSame(folder, shown))) continue
        pane.refresh(pane === active?.pane ? active.choose : undefined)
      }
  }
}
