import type { Row } from '../features/panes/sorting.ts'
import type { Selection } from '../features/panes/selection.ts'

/** A folder as it was last seen. */
export type SeenFolder = { parent: string | null; rows: Row[]; selection: Selection }

/** Rows of all kept folders together, and folders. */
const maximumRows = 300_000
const maximumFolders = 100

/** The folders that a pane showed last, so that going back shows them at once. */
export function createFolderMemory() {
  const seen = new Map<string, SeenFolder>()

  const forgetOldest = () => {
    let rows = 0
    for (const folder of seen.values()) rows += folder.rows.length
    for (const [path, folder] of seen) {
      if (seen.size === 1 || (rows <= maximumRows && seen.size <= maximumFolders)) return
      rows -= folder.rows.length
      seen.delete(path)
    }
  }
  return {
    get: (path: string) => seen.get(path),
    keep(path: string, folder: SeenFolder) {
      seen.delete(path)
      seen.set(path, folder)
      forgetOldest()
    },
    forget: (path: string) => void seen.delete(path),
    clear: () => seen.clear(),
  }
}
