import type { Place } from '../../../electron/contract/files.ts'
import type { Pane } from '../../stores/pane.ts'
import { useTabs } from '../../stores/tabs.ts'

const isSame = (one: Place, other: Place) =>
  one.path === other.path &&
  (one.kind === 'local'
    ? other.kind === 'local'
    : other.kind === 'remote' && one.sessionId === other.sessionId)

/**
 * Reads folders again in the panes that show them; the others forget what they remember of them.
 * `choose` becomes the choice in `active`, the pane in which it was done.
 */
export function useRefreshFolders() {
  const tabs = useTabs()
  return (folders: readonly Place[], active?: { pane: Pane; choose?: string }) => {
    for (const tab of tabs.tabs)
      for (const pane of [tab.local, tab.remote]) {
        for (const folder of folders) {
          const here = pane.source?.place(folder.path)
          if (!here || !isSame(folder, here)) continue
          if (folder.path === pane.path)
            pane.refresh(pane === active?.pane ? active.choose : undefined)
          else pane.outdate(folder.path)
        }
      }
  }
}
