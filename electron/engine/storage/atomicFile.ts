import { randomBytes } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type AtomicWriteOptions = {
  /** Keeps the version that is replaced beside the file, see `previousOf`. */
  keepPrevious?: boolean
  /** Permissions of a new file; everything the app stores is its user's alone. */
  mode?: number
}

/** Where `keepPrevious` leaves the version before the last write. */
export const previousOf = (file: string): string => `${file}.previous`

/**
 * Replaces a file so that a crash or a power cut at any moment leaves the old or the new content,
 * whole. Makes the folder if it is missing. Throws the system's error and leaves no debris.
 */
export async function writeFileAtomically(
  file: string,
  data: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = temporaryOf(file)
  try {
    const handle = await open(temporary, 'wx', options.mode ?? 0o600)
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (options.keepPrevious) await keepPrevious(file)
    await renameStubbornly(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(ignoreMissing)
    throw error
  }
  await syncFolder(folder)
}

/** Removes what writes left behind that were cut short by a crash. Call only while nobody writes. */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file)
  const names = await readdir(folder).catch(() => [])
  const leftover = new RegExp(`^\\.${escapeForPattern(basename(file))}\\.[0-9a-f]{16}\\.new$`)
  for (const name of names) if (leftover.test(name)) await unlink(join(folder, name))
}

/**
 * Renames; on Windows virus scanners and indexers hold fresh files open for moments, so EPERM,
 * EACCES and EBUSY are tried again for about two seconds.
 */
export async function renameStubbornly(
  from: string,
  to: string,
  system: { platform: string; renameOnce: (from: string, to: string) => Promise<void> } = {
    platform: process.platform,
    renameOnce: rename,
  },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await system.renameOnce(from, to)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const mayPass = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY'
      if (system.platform !== 'win32' || !mayPass || attempt === 12) throw error
      await delay(attempt * 25)
    }
  }
}

async function keepPrevious(file: string): Promise<void> {
  const temporary = temporaryOf(file)
  try {
    // A hard link keeps `file` itself in place, so that there is no moment without it.
    await link(file, temporary)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    // FAT, exFAT and some network shares know no hard links.
    await copyFile(file, temporary)
  }
  await renameStubbornly(temporary, previousOf(file))
  // After a crash right here the file is its own previous version, and POSIX lets a rename of one
  // name of a file onto another name of it do nothing.
  await unlink(temporary).catch(ignoreMissing)
}

/** Without this a rename can be lost in a power cut although the data was synced. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for that; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function temporaryOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(8).toString('hex')}.new`)
}

const escapeForPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
