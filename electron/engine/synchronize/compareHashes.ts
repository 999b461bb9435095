import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import { hashNameOf } from '../files/facts.ts'
import { hashLocalFile } from '../files/localFilesSource.ts'
import { joinRemote } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import { isSafeName } from './safeName.ts'

type OnServer = <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>

/**
 * Tells for a path below two folders whether both files hold the same, by the hash that the server
 * offers; null where nobody can tell. Rejects when the connection is lost.
 */
export function createContentComparison(options: {
  localFolder: string
  remoteFolder: string
  onServer: OnServer
  signal: AbortSignal
}): (path: string) => Promise<boolean | null> {
  const { localFolder, remoteFolder, onServer, signal } = options
  return async (path) => {
    const names = path.split('/')
    if (!names.every(isSafeName)) return null
    try {
      const remotePath = names.reduce(joinRemote, remoteFolder)
      const theirs = await onServer((connection, inner) => connection.hash(remotePath, inner))
      if (!theirs) return null
      const ours = await hashLocalFile(join(localFolder, ...names), theirs.algorithm, signal)
      return ours === null ? null : ours.toLowerCase() === theirs.value.toLowerCase()
    } catch (error) {
      if (signal.aborted) throw error
      const { code } = AppError.from(error)
      // One file that cannot be read says nothing of the next; a lost connection does.
      if (code.startsWith('local-') || code.startsWith('remote-') || code === 'not-supported')
        return null
      throw error
    }
  }
}

/** Rejects with `not-supported` when the server offers no hash of any kind. */
export async function checkHashOffer(onServer: OnServer): Promise<void> {
  const name = await onServer(async ({ features }) => hashNameOf(features))
  if (name === null)
    throw new AppError(
      'not-supported',
      'The server offers no hash of its files (HASH, XSHA256, XMD5 or the like in FEAT)',
      { command: 'HASH' },
    )
}
