import { AppError } from '../../../contract/errors.ts'
import { cancelled } from '../../ftp/errors.ts'
import type { Volume } from '../volume.ts'
import type { JobProgress } from './progress.ts'
import { rethrowFatal } from './walk.ts'

/** Gives entries a modification time. */
export async function changeTimes(
  volume: Volume,
  paths: readonly string[],
  time: Date,
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  progress.working(paths.length)
  let isPossible = false
  for (const path of paths) {
    if (signal.aborted) throw cancelled()
    progress.at(path)
    try {
      await volume.setModifiedAt(path, time)
      isPossible = true
    } catch (error) {
      rethrowFatal(error, volume)
      if (AppError.from(error).code === 'not-supported' && !isPossible) throw error
      progress.failed(path, error)
    }
    progress.finished()
  }
}
