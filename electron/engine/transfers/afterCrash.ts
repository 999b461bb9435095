import { localFacts } from '../files/localFilesTarget.ts'
import type { QueueStore } from './store/index.ts'

/** Milliseconds after which a file system has put on disk what it was given. */
const settledAfter = 120_000

/**
 * Small downloads are not flushed one by one. A power cut can leave the newest of them under their
 * names and empty, on file systems that allocate late: those are fetched again. Gives how many.
 */
export function redoEmptied(store: QueueStore): number {
  if (store.wasClosed) return 0
  let count = 0
  for (const item of store.finishedLast(settledAfter)) {
    if (!item.size) continue
    const facts = localFacts(item.target)
    if (facts?.kind !== 'file' || facts.size !== 0) continue
    // Nothing is lost by replacing an empty file.
    const fields = { choice: 'overwrite' as const, begun: 0, kept: 0, finishedAt: null }
    if (store.items.apply(item, 'redo', fields)) count++
  }
  store.commits.flush()
  return count
}
