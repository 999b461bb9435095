import { AppError } from '../../contract/errors.ts'
import type { Entry } from '../../contract/files.ts'
import type { Connection } from '../ftp/connection.ts'
import { errorFromReply } from '../ftp/errors.ts'
import { copyOnServer } from './copyOnServer.ts'
import { readRemoteFolder } from './entries.ts'
import { joinRemote, remoteName, remoteParent } from './remotePaths.ts'
import type { Volume } from './volume.ts'

/** A server as jobs see it, over one connection. Paths are absolute and checked. */
export function createRemoteVolume(connection: Connection, signal: AbortSignal): Volume {
  const listings = new Map<string, Map<string, Entry>>()
  const realPaths = new Map<string, string | null>()

  const listingOf = async (folder: string): Promise<Map<string, Entry>> => {
    const known = listings.get(folder)
    if (known) return known
    const entries = await readRemoteFolder(connection, folder, signal)
    const listing = new Map(entries.map((entry) => [entry.name, entry]))
    listings.set(folder, listing)
    return listing
  }
  const realPathOf = async (folder: string): Promise<string | null> => {
    if (!realPaths.has(folder))
      realPaths.set(folder, await connection.enteredFolder(folder, signal))
    return realPaths.get(folder) ?? null
  }
  /** What changed on the server changes in what is remembered of it. */
  const forget = (path: string) => listings.get(remoteParent(path) ?? '')?.delete(remoteName(path))
  const note = (path: string, entry: Omit<Entry, 'name'>) =>
    listings
      .get(remoteParent(path) ?? '')
      ?.set(remoteName(path), { ...entry, name: remoteName(path) })

  return {
    isUsable: () => connection.isOpen,
    list: (folder) => readRemoteFolder(connection, folder, signal),
    async inspect(path) {
      const parent = remoteParent(path)
      if (parent === null) return { name: '/', kind: 'directory', size: null, modifiedAt: null }
      const entry = (await listingOf(parent)).get(remoteName(path))
      if (entry) return entry
      throw new AppError('remote-not-found', 'There is nothing of that name', { path })
    },
    async exists(path) {
      const parent = remoteParent(path)
      if (parent === null) return true
      if (!listings.has(parent) && connection.features.has('MLST')) {
        const reply = await connection.send(`MLST ${path}`, signal)
        if (reply.code < 300) return true
        // A listing tells what is there even where MLST may not be asked.
        const error = errorFromReply(reply, `MLST ${path}`)
        if (error.code === 'remote-not-found') return false
      }
      return (await listingOf(parent)).has(remoteName(path))
    },
    async isOwnFolder(path) {
      const parent = remoteParent(path)
      if (parent === null) return true
      const [above, here] = [await realPathOf(parent), await realPathOf(path)]
      return above !== null && here === joinRemote(above, remoteName(path))
    },
    async removeIfLink(path) {
      try {
        await connection.deleteFile(path, signal)
      } catch (error) {
        if (!AppError.from(error).details?.reply || !connection.isOpen) throw error
        return false
      }
      forget(path)
      return true
    },
    join: joinRemote,
    parent: remoteParent,
    name: remoteName,
    async makeFolder(path) {
      await connection.makeFolder(path, signal)
      note(path, { kind: 'directory', size: null, modifiedAt: null })
    },
    async removeFolder(path) {
      await connection.removeFolder(path, signal)
      forget(path)
      realPaths.delete(path)
    },
    async removeFile(path) {
      await connection.deleteFile(path, signal)
      forget(path)
    },
    async rename(from, to) {
      await connection.rename(from, to, signal)
      const entry = listings.get(remoteParent(from) ?? '')?.get(remoteName(from))
      forget(from)
      note(to, entry ?? { kind: 'unknown', size: null, modifiedAt: null })
      // Whatever lay below the old path has moved with it.
      listings.delete(from)
      realPaths.clear()
    },
    async copyFile(from, to, entry, onBytes) {
      if (entry.kind === 'link')
        throw new AppError('not-supported', 'Links cannot be copied over FTP', { path: from })
      await copyOnServer(connection, { from, to, size: entry.size }, signal, onBytes)
      note(to, entry)
    },
    setPermissions: (path, mode) => connection.setPermissions(path, mode, signal),
    async setModifiedAt(path, time) {
      if (!(await connection.setModifiedAt(path, time, signal)))
        throw new AppError('not-supported', 'The server does not set modification times', { path })
    },
  }
}
