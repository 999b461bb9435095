import { AppError } from '../../../contract/errors.ts'
import { cancelled } from '../../ftp/errors.ts'
import type { Volume } from '../volume.ts'
import type { JobProgress } from './progress.ts'
import { isInside } from './renameJob.ts'
import type { Side } from './renameJob.ts'
import type { PathPair } from './renameOrder.ts'
import { rethrowFatal, walk } from './walk.ts'

/** Copies entries with their content to new paths on the same side. Nothing is replaced. */
export async function copyAll(
  volume: Volume,
  side: Side,
  pairs: readonly PathPair[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  const targets = new Map(pairs.map(({ from, to }) => [from, to]))
  const possible: string[] = []
  for (const { from, to } of pairs) {
    try {
      if (from === to || isInside(volume, to, from))
        throw new AppError('bad-request', 'A folder cannot be copied into itself', { path: from })
      if (await volume.exists(to))
        throw new AppError(`${side}-exists`, 'Something of that name exists', { path: to })
      possible.push(from)
    } catch (error) {
      rethrowFatal(error, volume)
      progress.failed(from, error)
    }
  }
  const all = await walk(volume, possible, {
    signal,
    found: ({ path, entry }) => {
      progress.at(path)
      progress.counted(entry.kind, entry.size)
    },
    failed: (path, error) => progress.failed(path, error),
  })
  progress.working(all.length)
  const goals: (string | undefined)[] = []
  for (const [index, { path, entry, parent }] of all.entries()) {
    if (signal.aborted) throw cancelled()
    progress.at(path)
    const folder = parent === -1 ? undefined : goals[parent]
    // What is in a folder that could not be made has nowhere to go.
    const goal =
      parent === -1 ? targets.get(path) : folder && volume.join(folder, volume.name(path))
    if (goal !== undefined)
      try {
        if (entry.kind === 'directory') await volume.makeFolder(goal)
        else if (entry.kind === 'unknown')
          throw new AppError('not-supported', 'Only files, folders and links can be copied', {
            path,
          })
        else await volume.copyFile(path, goal, entry, progress.across)
        goals[index] = goal
        if (parent === -1) progress.succeeded(path)
      } catch (error) {
        rethrowFatal(error, volume)
        progress.failed(path, error)
      }
    progress.finished()
  }
}
