import { AppError } from '../../contract/errors.ts'
import { remoteName, remoteParent } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import type { RemoteEntry } from '../ftp/listing/index.ts'
import { parsePwdReply } from '../ftp/replies.ts'

/** What the listing around an entry says it is. Throws `remote-not-found`. */
export async function findEntry(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  const name = remoteName(path)
  let found: RemoteEntry | undefined
  await connection.list(
    remoteParent(path) ?? '/',
    (slice) => {
      found ??= slice.find((entry) => entry.name === name)
    },
    signal,
  )
  if (!found) throw new AppError('remote-not-found', 'There is nothing of that name', { path })
  return found
}

/** Many servers list a link to a folder as a folder: entered, it is somewhere else. */
export async function isLinkInDisguise(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await connection.isFolder(path, signal))) return true
  const reply = await connection.send('PWD', signal)
  if (reply.code !== 257) return false
  return parsePwdReply(reply.lines.join('\n')) !== path
}
