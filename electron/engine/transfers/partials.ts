import { rm } from 'node:fs/promises'
import { partPathOf } from '../files/localFilesTarget.ts'
import { temporaryPathOf } from './copy/remoteTarget.ts'
import type { CopyTask } from './copy/task.ts'
import type { Item } from './store/rows.ts'

/** Milliseconds for tidying up after a cancelled upload. */
const patience = 5_000

/**
 * Removes what a cancelled copy left half done, as far as that is ours alone: a part file, a
 * temporary upload, or an upload to a name that was free. Failing to is no failure.
 */
export async function removePartial(
  item: Item,
  task: CopyTask,
  isTemporary: boolean,
): Promise<void> {
  if (item.direction === 'delete') return
  if (item.direction === 'download') {
    await rm(partPathOf(item.target, task.transferId), { force: true }).catch(() => {})
    return
  }
  const { connection } = item.targetServer === item.server ? task.lease : task.otherLease!
  if (!connection.isOpen || !task.wasTouched()) return
  const signal = AbortSignal.timeout(patience)
  const path = isTemporary ? temporaryPathOf(item.target, task.transferId) : item.target
  if (isTemporary || task.isNewTarget) await connection.deleteFile(path, signal).catch(() => {})
}

/** The same for an item that nothing runs for, on this machine only. */
export const removePartFile = (item: { target: string }, transferId: string): Promise<void> =>
  rm(partPathOf(item.target, transferId), { force: true }).catch(() => {})
