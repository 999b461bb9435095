import type { Entry } from '../../../electron/contract/files.ts'
import { baseName, isInside, isSafeName, joinPath } from './paths.ts'
import type { PathStyle } from './paths.ts'

type Side = 'local' | 'remote'
/** What is being dragged or was copied. */
export type Cargo =
  | { from: 'pane'; side: Side; tabId: number; folder: string; style: PathStyle; entries: Entry[] }
  /** Files of the desktop; their number may be known only after the drop. */
  | {
      from: 'desktop'
      count: number | null
      /** The host knows where they lie; in a browser only the page can read them. */
      hasPaths: boolean
    }
export type DropTarget = {
  side: Side
  tabId: number
  /** Where it would land; empty while the pane shows no folder. */
  folder: string
  style: PathStyle
  isConnected: boolean
}
export type Refusal =
  | 'not-connected'
  | 'same-folder'
  | 'into-itself'
  | 'desktop-to-local'
  | 'unsafe-name'
export type DropPlan =
  | { verb: 'upload' | 'download' | 'move' | 'copy'; count: number | null; folder: string }
  | { verb: 'refuse'; reason: Refusal }

const refuse = (reason: Refusal): DropPlan => ({ verb: 'refuse', reason })

/** What a drop here would do, or why it cannot be. `isCopy`: copied where it could be moved. */
export function planDrop(cargo: Cargo, target: DropTarget, isCopy = false): DropPlan {
  if (target.side === 'remote' && !target.isConnected) return refuse('not-connected')
  if (target.folder === '') return refuse('not-connected')
  if (cargo.from === 'desktop') {
    if (target.side === 'local')
      return cargo.hasPaths
        ? { verb: 'copy', count: cargo.count, folder: target.folder }
        : refuse('desktop-to-local')
    return { verb: 'upload', count: cargo.count, folder: target.folder }
  }

  const count = cargo.entries.length
  if (cargo.side !== target.side) {
    const safe = cargo.entries.filter((entry) => isSafeName(entry.name))
    if (safe.length === 0) return refuse('unsafe-name')
    return {
      verb: target.side === 'remote' ? 'upload' : 'download',
      count: safe.length,
      folder: target.folder,
    }
  }
  // From one server to another nothing can be moved: it is copied through the queue.
  if (cargo.side === 'remote' && cargo.tabId !== target.tabId)
    return { verb: 'copy', count, folder: target.folder }
  if (cargo.folder === target.folder)
    return isCopy ? { verb: 'copy', count, folder: target.folder } : refuse('same-folder')
  const isInto = cargo.entries.some(
    (entry) =>
      entry.kind === 'directory' &&
      isInside(target.folder, joinPath(cargo.folder, entry.name, cargo.style), target.style),
  )
  if (isInto) return refuse('into-itself')
  return { verb: isCopy ? 'copy' : 'move', count, folder: target.folder }
}

/** How a folder is called in "Upload 12 items to …". */
export const folderLabel = (path: string, style: PathStyle) =>
  path.length <= 40 ? path : `…${style === 'posix' ? '/' : '\\'}${baseName(path, style)}`
