import { AppError } from '../../../contract/errors.ts'
import { cancelled } from '../../ftp/errors.ts'
import type { HostAbilities } from '../../ports.ts'
import { localError } from '../localErrors.ts'
import type { Volume } from '../volume.ts'
import type { JobProgress } from './progress.ts'
import { rethrowFatal, walk } from './walk.ts'

/** Deletes entries with their content: counts them, then removes them from the leaves up. */
export async function deleteForGood(
  volume: Volume,
  paths: readonly string[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  for (const path of paths)
    if (volume.parent(path) === null)
      throw new AppError('bad-request', 'The root folder cannot be deleted', { path })
  const all = await walk(volume, paths, {
    signal,
    isDeleting: true,
    found: ({ path, entry }) => {
      progress.at(path)
      progress.counted(entry.kind, entry.size)
    },
    failed: (path, error) => progress.failed(path, error),
  })
  progress.working(all.length)
  // A folder with something left in it cannot go either; that is no failure of its own.
  const kept = new Set<number>()
  for (let index = all.length - 1; index >= 0; index--) {
    const { path, entry, parent, isUnread, isGone } = all[index]!
    if (signal.aborted) throw cancelled()
    progress.at(path)
    if (isUnread || kept.has(index)) kept.add(parent)
    else if (!isGone)
      try {
        if (entry.kind === 'directory') await volume.removeFolder(path)
        else await volume.removeFile(path)
      } catch (error) {
        rethrowFatal(error, volume)
        progress.failed(path, error)
        kept.add(parent)
      }
    progress.finished()
  }
}

/** Moves local entries to the trash, each as a whole: nothing below it is touched. */
export async function moveToTrash(
  trash: NonNullable<HostAbilities['moveToTrash']>,
  paths: readonly string[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  progress.working(paths.length)
  for (const path of paths) {
    if (signal.aborted) throw cancelled()
    progress.at(path)
    try {
      await trash(path)
    } catch (error) {
      progress.failed(path, localError(error, path))
    }
    progress.finished()
  }
}
