import { AppError } from '../../contract/errors.ts'
import { joinRemote, remoteParent } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import type { CopyContext, CopyTask } from './copy/task.ts'
import type { Outcome } from './outcome.ts'
import { insertContents, maximumDepth, type PlanContext, type Planned } from './planFolder.ts'
import { findEntry, isLinkInDisguise } from './remoteEntry.ts'
import type { Item } from './store/rows.ts'

const removed: Outcome = { kind: 'done', size: 0, hash: null, notKept: [] }

/**
 * One step of a deletion: a file or a link goes at once; a folder puts its contents into the queue
 * and is removed when they are gone. Links are never followed.
 */
export async function performDelete(
  context: CopyContext & PlanContext,
  task: CopyTask,
): Promise<Outcome> {
  const { item, lease, flow } = task
  const { connection } = lease
  const { signal } = flow
  try {
    if (item.kind === 'directory') return await deleteFolder(context, task, connection, signal)
    if (item.kind === 'unknown') {
      // Guessing from replies would enter links.
      const { kind, size } = await findEntry(connection, item.source, signal)
      return { kind: 'resolved', as: kind === 'directory' ? 'directory' : 'file', size: size && 0 }
    }
    task.touch()
    await connection.deleteFile(item.source, signal)
    forget(context, item)
    return removed
  } catch (error) {
    // The answer to an earlier attempt was lost.
    const isGone = AppError.from(error).code === 'remote-not-found' && task.begunBefore > 0
    if (isGone) return removed
    throw error
  }
}

async function deleteFolder(
  context: CopyContext & PlanContext,
  { item, touch }: CopyTask,
  connection: Connection,
  signal: AbortSignal,
): Promise<Outcome> {
  const { store } = context
  if (store.folders.read(item.id)?.planned) {
    touch()
    await connection.removeFolder(item.source, signal)
    forget(context, item)
    return removed
  }
  if (item.depth >= maximumDepth)
    throw new AppError('not-supported', `Folders are nested deeper than ${maximumDepth}`, {
      path: item.source,
    })
  // Many servers list a link to a folder as a folder: entered, it is somewhere else.
  if (await isLinkInDisguise(connection, item.source, signal)) {
    touch()
    await connection.deleteFile(item.source, signal)
    forget(context, item)
    return removed
  }
  const planned: Planned[] = []
  const { isComplete } = await connection.list(
    item.source,
    (slice) => {
      for (const { name, kind } of slice) {
        const path = joinRemote(item.source, name)
        planned.push({
          kind: kind === 'link' ? 'file' : kind,
          source: path,
          target: path,
          size: 0,
          modifiedAt: null,
          state: 'waiting',
        })
      }
    },
    signal,
  )
  if (!isComplete)
    throw new AppError('transfer-incomplete', 'The listing is cut short: nothing is deleted', {
      path: item.source,
    })
  await insertContents(context, item, planned, null)
  return { kind: 'planned', files: planned.length }
}

function forget({ remoteFolders }: CopyContext, item: Item): void {
  remoteFolders.forget(item.server, remoteParent(item.source) ?? '/')
}
