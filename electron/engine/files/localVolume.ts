import { createReadStream } from 'node:fs'
import {
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  open,
  readlink,
  rename,
  rmdir,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Entry } from '../../contract/files.ts'
import { localError } from './localErrors.ts'
import { listLocalFolder, localEntry, parentOf } from './localFolder.ts'
import type { Volume } from './volume.ts'

/** Bytes from which a copy shows its progress and can be cancelled half-way. */
const bigFile = 8 * 1024 * 1024

async function copyInPieces(
  from: string,
  to: string,
  mode: number,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  // Exclusive: from here on the file is ours, and may be removed when something goes wrong.
  const target = await open(to, 'wx', mode & 0o777)
  const write = target.createWriteStream()
  const read = createReadStream(from, { highWaterMark: 1024 * 1024 })
  read.on('data', () => onBytes(read.bytesRead))
  try {
    await pipeline(read, write, { signal })
  } catch (error) {
    await unlink(to)
    throw error
  }
}

/** This machine as jobs see it. Paths have passed the guard. */
export function createLocalVolume(signal: AbortSignal): Volume {
  const attempt = async <T>(path: string, job: () => Promise<T>): Promise<T> => {
    try {
      return await job()
    } catch (error) {
      throw localError(error, path)
    }
  }
  return {
    isUsable: () => true,
    async list(folder) {
      const entries: Entry[] = []
      await listLocalFolder(
        folder,
        async (slice) => {
          for (const entry of slice) entries.push(entry)
        },
        signal,
      )
      return entries
    },
    inspect: (path) => attempt(path, () => localEntry(path, basename(path))),
    exists: (path) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    isOwnFolder: async () => true,
    removeIfLink: async () => false,
    join,
    parent: parentOf,
    name: (path) => basename(path),
    makeFolder: (path) => attempt(path, () => mkdir(path)),
    removeFolder: (path) => attempt(path, () => rmdir(path)),
    removeFile: (path) => attempt(path, () => unlink(path)),
    rename: (from, to) => attempt(from, () => rename(from, to)),
    copyFile: (from, to, entry, onBytes) =>
      attempt(from, async () => {
        if (entry.kind === 'link') return symlink(await readlink(from), to)
        const { atime, mtime, mode, size } = await lstat(from)
        if (size < bigFile) await copyFile(from, to, constants.COPYFILE_EXCL)
        else await copyInPieces(from, to, mode, signal, onBytes)
        await utimes(to, atime, mtime)
        onBytes(entry.size ?? size)
      }),
    setPermissions: (path, mode) => attempt(path, () => chmod(path, mode)),
    setModifiedAt: (path, time) => attempt(path, () => utimes(path, time, time)),
  }
}
