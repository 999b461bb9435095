import { rm } from 'node:fs/promises'
import { AppError } from '../../contract/errors.ts'
import type { FailureReport } from '../../contract/files.ts'
import type { Connection } from '../ftp/connection.ts'
import type { RemoteEntry } from '../ftp/listing/index.ts'
import { parsePwdReply } from '../ftp/replies.ts'
import type { HostAbilities } from '../ports.ts'
import { localError } from './localErrors.ts'
import { joinRemote, remoteName, remoteParent } from './remotePaths.ts'

/** Folders inside folders that are still entered; no real tree is deeper. */
const maximumDepth = 256

/** Removes a local entry with its content: to the trash where there is one. Links are not followed. */
export async function deleteLocal(path: string, abilities: HostAbilities): Promise<void> {
  try {
    if (abilities.moveToTrash) await abilities.moveToTrash(path)
    else await rm(path, { recursive: true })
  } catch (error) {
    throw localError(error, path)
  }
}

/** Deletes one remote entry of unknown kind; counts and failures go into the report. */
export async function deleteRemote(
  connection: Connection,
  path: string,
  signal: AbortSignal,
  report: FailureReport,
): Promise<void> {
  // The listing around it says what it is; guessing from replies would enter links.
  const entry = await findEntry(connection, path, signal)
  await remove(connection, path, entry, signal, report, 0)
}

async function findEntry(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  const parent = remoteParent(path)
  if (parent === null)
    throw new AppError('bad-request', 'The root folder cannot be deleted', { path })
  const entries = await readAll(connection, parent, signal)
  const entry = entries.find(({ name }) => name === remoteName(path))
  if (!entry) throw new AppError('remote-not-found', 'There is nothing of that name', { path })
  return entry
}

async function readAll(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const entries: RemoteEntry[] = []
  const { isComplete } = await connection.list(
    path,
    (slice) => {
      for (const entry of slice) entries.push(entry)
    },
    signal,
  )
  if (!isComplete)
    throw new AppError('transfer-incomplete', 'The listing is cut short: nothing is deleted', {
      path,
    })
  return entries
}

async function remove(
  connection: Connection,
  path: string,
  entry: RemoteEntry,
  signal: AbortSignal,
  report: FailureReport,
  depth: number,
): Promise<void> {
  const attempt = async (job: Promise<void>) => {
    try {
      await job
      report.done++
    } catch (error) {
      const { code, message } = AppError.from(error)
      // A lost connection or a cancel ends everything; a refusal concerns this entry only.
      if (code === 'cancelled' || !connection.isOpen) throw error
      report.failures.push({ path, code, message })
    }
  }
  if (entry.kind !== 'directory') return attempt(connection.deleteFile(path, signal))
  if (depth > maximumDepth)
    throw new AppError('unsafe-name', 'The folders are nested too deeply', { path })
  if (await isLinkInDisguise(connection, path, signal))
    return attempt(connection.deleteFile(path, signal))
  for (const child of await readAll(connection, path, signal)) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled')
    await remove(connection, joinRemote(path, child.name), child, signal, report, depth + 1)
  }
  await attempt(connection.removeFolder(path, signal))
}

/** Many servers list a link to a folder as a folder: entered, it is somewhere else. */
async function isLinkInDisguise(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await connection.isFolder(path, signal))) return true
  const reply = await connection.send('PWD', signal)
  if (reply.code !== 257) return false
  return parsePwdReply(reply.lines.join('\n')) !== path
}
