import { AppError } from '../../../contract/errors.ts'
import type { FileJob, ModeChange } from '../../../contract/fileJobs.ts'
import type { Entry } from '../../../contract/files.ts'
import { formatOctal, parsePermissions } from '../../../contract/permissions.ts'
import { cancelled } from '../../ftp/errors.ts'
import type { Volume } from '../volume.ts'
import type { JobProgress } from './progress.ts'
import { rethrowFatal, walk } from './walk.ts'
import type { Found } from './walk.ts'

type PermissionsJob = Extract<FileJob, { kind: 'permissions' }>
type Applied = { path: string; mode: number }

/** The digits that SITE CHMOD is given where the special bits are left alone. */
const ordinary = 0o777

/**
 * Sets permission bits, below folders as well where asked, and looks afterwards whether the
 * listing shows them: some servers say yes and do nothing.
 */
export async function changePermissions(
  volume: Volume,
  job: PermissionsJob,
  paths: readonly string[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  const all = job.isRecursive
    ? await walk(volume, paths, {
        signal,
        found: ({ path, entry }) => {
          progress.at(path)
          progress.counted(entry.kind, entry.size)
        },
        failed: (path, error) => progress.failed(path, error),
      })
    : await inspectAll(volume, paths, progress)
  const concerned = all.filter(({ entry }) => changeFor(job, entry) !== null)
  progress.working(concerned.length)
  const applied: Applied[] = []
  // Leaves first: a folder that loses its x cannot be entered any more.
  for (const { path, entry } of concerned.reverse()) {
    if (signal.aborted) throw cancelled()
    progress.at(path)
    try {
      const mode = newMode(entry, changeFor(job, entry)!, path)
      await volume.setPermissions(path, mode)
      applied.push({ path, mode })
    } catch (error) {
      rethrowFatal(error, volume)
      // A server without the command will not learn it for the next entry.
      if (AppError.from(error).code === 'not-supported' && applied.length === 0) throw error
      progress.failed(path, error)
    }
    progress.finished()
  }
  await confirm(volume, applied, progress, signal)
}

async function inspectAll(
  volume: Volume,
  paths: readonly string[],
  progress: JobProgress,
): Promise<Found[]> {
  const all: Found[] = []
  for (const path of paths) {
    try {
      all.push({ path, entry: await volume.inspect(path), parent: -1, isUnread: false })
    } catch (error) {
      rethrowFatal(error, volume)
      progress.failed(path, error)
    }
  }
  return all
}

/** CHMOD of a link changes what it points to: links are left alone. */
function changeFor(job: PermissionsJob, entry: Entry): ModeChange | null {
  if (entry.kind === 'directory') return job.folders
  return entry.kind === 'link' ? null : job.files
}

function newMode(entry: Entry, { set, clear }: ModeChange, path: string): number {
  const known = parsePermissions(entry.permissions ?? '')
  const isWhole = ((set | clear) & ordinary) === ordinary
  if (known === null && !isWhole)
    throw new AppError('not-applied', 'The present permissions are not known: set all of them', {
      path,
    })
  return ((known ?? 0) & ~clear) | set
}

async function confirm(
  volume: Volume,
  applied: readonly Applied[],
  progress: JobProgress,
  signal: AbortSignal,
): Promise<void> {
  const byFolder = Map.groupBy(applied, ({ path }) => volume.parent(path) ?? '')
  for (const [folder, entries] of byFolder) {
    if (signal.aborted) throw cancelled()
    progress.at(folder)
    const listing = await volume.list(folder).catch((error: unknown) => {
      rethrowFatal(error, volume)
      return []
    })
    const byName = new Map(listing.map((entry) => [entry.name, entry]))
    for (const { path, mode } of entries) {
      const shown = parsePermissions(byName.get(volume.name(path))?.permissions ?? '')
      if (shown === null) progress.unconfirmed()
      else if ((shown & ordinary) !== (mode & ordinary))
        progress.failed(
          path,
          new AppError(
            'not-applied',
            `It was to be ${formatOctal(mode)}, the listing shows ${formatOctal(shown)}`,
            { path },
          ),
        )
    }
  }
}
