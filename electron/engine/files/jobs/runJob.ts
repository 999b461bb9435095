import type { FileJob } from '../../../contract/fileJobs.ts'
import type { HostAbilities } from '../../ports.ts'
import type { Volume } from '../volume.ts'
import { copyAll } from './copyJob.ts'
import { deleteForGood, moveToTrash } from './deleteJob.ts'
import { changePermissions } from './permissionsJob.ts'
import type { JobProgress } from './progress.ts'
import { renameAll } from './renameJob.ts'
import type { Side } from './renameJob.ts'
import { changeTimes } from './timesJob.ts'
import { walk } from './walk.ts'

export type JobContext = {
  volume: Volume
  side: Side
  abilities: HostAbilities
  progress: JobProgress
  signal: AbortSignal
}

/**
 * Runs one job to its end. What concerns single entries is reported and does not end it; rejects
 * when it was cancelled, when the connection is gone, or when nothing of it is possible.
 */
export async function runJob(job: FileJob, context: JobContext): Promise<void> {
  const { volume, side, abilities, progress, signal } = context
  switch (job.kind) {
    case 'delete':
      return side === 'local' && abilities.moveToTrash
        ? moveToTrash(abilities.moveToTrash, pathsOf(job.places), progress, signal)
        : deleteForGood(volume, pathsOf(job.places), progress, signal)
    case 'rename':
      return renameAll(volume, side, pairsOf(job.pairs), progress, signal)
    case 'copy':
      return copyAll(volume, side, pairsOf(job.pairs), progress, signal)
    case 'permissions':
      return changePermissions(volume, job, pathsOf(job.places), progress, signal)
    case 'times':
      return changeTimes(volume, pathsOf(job.places), new Date(job.modifiedAt), progress, signal)
    case 'measure':
      await walk(volume, pathsOf(job.places), {
        signal,
        found: ({ path, entry }) => {
          progress.at(path)
          progress.counted(entry.kind, entry.size)
          progress.finished()
        },
        failed: (path, error) => progress.failed(path, error),
      })
  }
}

const pathsOf = (places: readonly { path: string }[]) => places.map(({ path }) => path)
const pairsOf = (pairs: readonly { from: { path: string }; to: { path: string } }[]) =>
  pairs.map(({ from, to }) => ({ from: from.path, to: to.path }))
