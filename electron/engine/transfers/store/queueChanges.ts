import type { DatabaseSync } from 'node:sqlite'
import type { AppError } from '../../../contract/errors.ts'
import { createCommits, type Commits } from './commits.ts'
import { createFolderCounts, type FolderCounts } from './folderCounts.ts'
import { createTotals, type TabChange, type Totals } from './totals.ts'

/** What became visible with one commit: these items, or so many that nobody names them. */
export type Published = { ids: ReadonlySet<number> } | 'many'

export type QueueChanges = {
  writer: DatabaseSync
  commits: Commits
  counts: FolderCounts
  totals: Totals
  noteTab: (change: TabChange) => void
  /** Reads all counts again, after a transaction was lost. */
  recount: () => void
  /** An item's row changed; told to listeners once it is on disk. */
  changed: (id: number) => void
  /** More rows changed than are worth naming. */
  manyChanged: () => void
  onPublished: (listener: (published: Published) => void) => void
}

/** The transaction that all writers of the queue share, with what is counted beside it. */
export function createQueueChanges(
  writer: DatabaseSync,
  onBroken: (error: AppError) => void,
): QueueChanges {
  const commits = createCommits(writer, onBroken)
  const { shown, publish, note, recount } = createTotals(writer)
  const counts = createFolderCounts(writer)
  const listeners: ((published: Published) => void)[] = []
  let ids = new Set<number>()
  let isMany = false

  commits.afterCommit(() => {
    publish()
    if (ids.size === 0 && !isMany) return
    const published: Published = isMany ? 'many' : { ids }
    ids = new Set()
    isMany = false
    for (const listener of listeners) listener(published)
  })

  return {
    writer,
    commits,
    counts,
    totals: shown,
    noteTab: note,
    recount() {
      recount()
      publish()
      counts.forget()
      ids.clear()
    },
    changed: (id) => void ids.add(id),
    manyChanged() {
      isMany = true
    },
    onPublished: (listener) => void listeners.push(listener),
  }
}
