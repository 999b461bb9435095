import type { DatabaseSync } from 'node:sqlite'
import { outcomeOf, type ItemState } from '../states.ts'
import type { Item } from './rows.ts'

type Counts = {
  open: number
  files: number
  done: number
  failed: number
  bytes: number
  bytesDone: number
}

/** Changes to count, of one item or of several that are alike. */
export type CountedChange = Pick<Item, 'parent' | 'root' | 'kind' | 'size'> & {
  /** null: it was not there before, or is not any more. */
  from: ItemState | null
  to: ItemState | null
  /** Of how many items `size` is the sum. */
  items: number
}

export type FolderCounts = {
  note(change: CountedChange): void
  /** Looks at a folder at the next settling although nothing below it was counted. */
  touch(folder: number): void
  /** Drops what was noted for a transaction that was lost. */
  forget(): void
  /**
   * Writes what was noted. `settle` is told of every folder that changed and may note more, of
   * the folders above it.
   */
  write(settle: (folder: number) => void): void
}

/**
 * What a folder knows of its contents, changed by difference: nothing is ever counted anew, so the
 * cost of finishing one file does not grow with its folder.
 */
export function createFolderCounts(database: DatabaseSync): FolderCounts {
  const update = database.prepare(`
    UPDATE folder SET open = open + ?, files = files + ?, done = done + ?, failed = failed + ?,
      bytes = bytes + ?, bytes_done = bytes_done + ? WHERE id = ?`)
  let noted = new Map<number, Counts>()

  const of = (folder: number): Counts => {
    let counts = noted.get(folder)
    if (!counts) {
      counts = { open: 0, files: 0, done: 0, failed: 0, bytes: 0, bytesDone: 0 }
      noted.set(folder, counts)
    }
    return counts
  }

  const count = (change: CountedChange, state: ItemState, sign: 1 | -1) => {
    const outcome = outcomeOf(state)
    const amount = sign * change.items
    if (outcome === 'open' && change.parent !== null) of(change.parent).open += amount
    if (change.root === null || change.kind === 'directory') return
    const counts = of(change.root)
    const bytes = sign * (change.size ?? 0)
    counts.files += amount
    counts.bytes += bytes
    if (outcome === 'done') {
      counts.done += amount
      counts.bytesDone += bytes
    }
    if (outcome === 'failed') counts.failed += amount
  }

  return {
    note(change) {
      if (change.parent === null) return
      if (change.from) count(change, change.from, -1)
      if (change.to) count(change, change.to, 1)
    },
    touch: (folder) => void of(folder),
    forget() {
      noted = new Map()
    },
    write(settle) {
      while (noted.size > 0) {
        const changes = noted
        noted = new Map()
        for (const [folder, change] of changes)
          update.run(
            change.open,
            change.files,
            change.done,
            change.failed,
            change.bytes,
            change.bytesDone,
            folder,
          )
        // Deepest first, as ids grow downwards: a folder is then settled after those inside it.
        for (const folder of [...changes.keys()].sort((a, b) => b - a)) settle(folder)
      }
    },
  }
}
