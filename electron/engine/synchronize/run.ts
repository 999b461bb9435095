import { lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { SyncItem, SyncReport } from '../../contract/synchronize.ts'
import { localError } from '../files/localErrors.ts'
import { joinRemote, remoteName, remoteParent } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import type { RemoteEntry } from '../ftp/listing/index.ts'
import type { HostAbilities } from '../ports.ts'

export type RunContext = {
  localFolder: string
  remoteFolder: string
  abilities: HostAbilities
  onServer: <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>
  signal: AbortSignal
}

export type Todo = Pick<SyncItem, 'path' | 'kind' | 'local' | 'remote' | 'action'>

const depthOf = (path: string) => path.split('/').length
const deepestFirst = (a: Todo, b: Todo) => depthOf(b.path) - depthOf(a.path)

/** Makes the folders of a plan, those around others first. Failures go into the report. */
export async function makeFolders(
  todos: readonly Todo[],
  context: RunContext,
  report: SyncReport,
): Promise<void> {
  const folders = todos.filter(({ action }) => action.startsWith('make-'))
  for (const { path, action } of folders.toSorted((a, b) => depthOf(a.path) - depthOf(b.path)))
    await attempt(path, context, report, async () => {
      if (action === 'make-local-folder')
        await mkdir(localPath(context, path)).catch((error: unknown) => {
          throw localError(error, localPath(context, path))
        })
      else
        await context.onServer((connection, signal) =>
          connection.makeFolder(remotePath(context, path), signal),
        )
      report.folders++
    })
}

/**
 * Deletes what a plan says: files first, then folders from the deepest up, and those only if they
 * are empty then. Each entry is looked at once more: what changed since the plan stays.
 */
export async function deleteEntries(
  todos: readonly Todo[],
  context: RunContext,
  report: SyncReport,
): Promise<void> {
  const deletions = todos.filter(({ action }) => action.startsWith('delete-'))
  const files = deletions.filter(({ kind }) => kind === 'file')
  const folders = deletions.filter(({ kind }) => kind === 'directory').toSorted(deepestFirst)
  const listings = new Map<string, Promise<RemoteEntry[]>>()
  for (const todo of [...files, ...folders])
    await attempt(todo.path, context, report, async () => {
      if (todo.action === 'delete-local') await deleteLocal(todo, context)
      else await deleteRemote(todo, context, listings)
      report.deleted++
    })
}

async function attempt(
  path: string,
  { signal }: RunContext,
  report: SyncReport,
  job: () => Promise<void>,
): Promise<void> {
  if (signal.aborted) return
  try {
    await job()
  } catch (thrown) {
    const error = AppError.from(thrown)
    // The rest goes on: one refusal says nothing of the others.
    if (!signal.aborted) report.failures.push({ path, error: error.toData() })
  }
}

const changed = (path: string) =>
  new AppError('source-changed', 'It changed since the plan was made, so it was not deleted', {
    path,
  })

async function deleteLocal(todo: Todo, context: RunContext): Promise<void> {
  const path = localPath(context, todo.path)
  const { moveToTrash } = context.abilities
  try {
    const now = await lstat(path)
    if (todo.kind === 'directory') {
      if (!now.isDirectory() || (await readdir(path)).length > 0) throw changed(path)
      await (moveToTrash ? moveToTrash(path) : rmdir(path))
      return
    }
    const isSame =
      now.size === todo.local?.size && Math.round(now.mtimeMs) === todo.local.modifiedAt
    if (!now.isFile() || !isSame) throw changed(path)
    await (moveToTrash ? moveToTrash(path) : rm(path))
  } catch (error) {
    throw error instanceof AppError ? error : localError(error, path)
  }
}

/** One fresh listing of each folder serves all deletions in it. */
async function deleteRemote(
  todo: Todo,
  context: RunContext,
  listings: Map<string, Promise<RemoteEntry[]>>,
): Promise<void> {
  const path = remotePath(context, todo.path)
  if (todo.kind === 'directory') {
    // RMD removes empty folders only (RFC 959 §4.1.3); a server that removes full ones is not trusted.
    const inside = await context.onServer((connection, signal) =>
      readWhole(connection, path, signal),
    )
    if (inside.length > 0) throw changed(path)
    await context.onServer((connection, signal) => connection.removeFolder(path, signal))
    return
  }
  const parent = remoteParent(path) ?? '/'
  let listing = listings.get(parent)
  if (!listing) {
    listing = context.onServer((connection, signal) => readWhole(connection, parent, signal))
    listings.set(parent, listing)
  }
  const now = (await listing).find(({ name }) => name === remoteName(path))
  const isSame =
    now?.kind === 'file' &&
    now.size === todo.remote?.size &&
    (now.modifiedAt?.getTime() ?? null) === todo.remote.modifiedAt
  if (!isSame) throw changed(path)
  await context.onServer((connection, signal) => connection.deleteFile(path, signal))
}

async function readWhole(
  connection: Connection,
  folder: string,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const entries: RemoteEntry[] = []
  const { isComplete } = await connection.list(
    folder,
    (slice) => void entries.push(...slice),
    signal,
  )
  if (!isComplete)
    throw new AppError('transfer-incomplete', 'The listing was cut short, so nothing is deleted', {
      path: folder,
    })
  return entries
}

export const localPath = ({ localFolder }: Pick<RunContext, 'localFolder'>, path: string) =>
  join(localFolder, ...path.split('/'))
export const remotePath = ({ remoteFolder }: Pick<RunContext, 'remoteFolder'>, path: string) =>
  joinRemote(remoteFolder, path)
