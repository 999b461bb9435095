import { randomBytes } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'
import { cancelled } from '../../ftp/errors.ts'
import type { Volume } from '../volume.ts'
import type { JobProgress } from './progress.ts'
import { orderRenames } from './renameOrder.ts'
import type { PathPair } from './renameOrder.ts'
import { rethrowFatal } from './walk.ts'

export type Side = 'local' | 'remote'

/** Renames or moves entries. RNTO and rename() replace silently, so each goal is looked at first. */
export async function renameAll(
  volume: Volume,
  side: Side,
  pairs: readonly PathPair[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  progress.working(pairs.length)
  const failed = new Set<string>()
  const aside = (path: string) => `${path}.${randomBytes(4).toString('hex')}.sampan`
  for (const step of orderRenames(pairs, aside)) {
    if (signal.aborted) throw cancelled()
    if (failed.has(step.origin)) continue
    progress.at(step.origin)
    try {
      await renameOne(volume, side, step)
      if (step.isLast) progress.succeeded(step.origin)
    } catch (error) {
      rethrowFatal(error, volume)
      failed.add(step.origin)
      progress.failed(step.from, error)
    }
    if (step.isLast || failed.has(step.origin)) progress.finished()
  }
}

/** One rename. Throws `…-exists` when something else has the name already. */
export async function renameOne(volume: Volume, side: Side, { from, to }: PathPair): Promise<void> {
  if (from === to) return
  if (isInside(volume, to, from))
    throw new AppError('bad-request', 'A folder cannot be moved into itself', { path: from })
  if ((await volume.exists(to)) && !(side === 'local' && (await isSameEntry(from, to))))
    throw new AppError(`${side}-exists`, 'Something of that name exists', { path: to })
  await volume.rename(from, to)
}

export function isInside(volume: Volume, path: string, folder: string): boolean {
  for (let at = volume.parent(path); at !== null; at = volume.parent(at))
    if (at === folder) return true
  return false
}

/** `a` and `A` are one entry on file systems that do not tell case apart. */
async function isSameEntry(one: string, other: string): Promise<boolean> {
  if (one.toLowerCase() !== other.toLowerCase()) return false
  const [first, second] = [await lstat(one), await lstat(other)]
  return first.ino === second.ino && first.dev === second.dev
}
