import type { Dirent } from 'node:fs'
import { lstat, opendir, readlink, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Entry, LocalRoots } from '../../contract/files.ts'
import { localError } from './localErrors.ts'
import { createOwnerNames } from './ownerNames.ts'
import type { OwnerNames } from './ownerNames.ts'

/** Entries handed on at a time: the first rows show while the rest is still being looked at. */
const sliceSize = 500

/** Lists a local folder in slices; links are shown as links, never followed. */
export async function listLocalFolder(
  path: string,
  onEntries: (entries: Entry[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const folder = await opendir(path)
    const owners = await createOwnerNames()
    let slice: Dirent[] = []
    const flush = async () => {
      const entries = await Promise.all(slice.map((entry) => describe(path, entry, owners)))
      slice = []
      await onEntries(entries.filter((entry) => entry !== undefined))
    }
    for await (const entry of folder) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled')
      slice.push(entry)
      if (slice.length >= sliceSize) await flush()
    }
    await flush()
  } catch (error) {
    throw localError(error, path)
  }
}

/** The entry itself, links not followed. Rejects with the system's error. */
export async function localEntry(path: string, name: string, owners?: OwnerNames): Promise<Entry> {
  const facts = await lstat(path)
  const kind = facts.isDirectory()
    ? 'directory'
    : facts.isSymbolicLink()
      ? 'link'
      : facts.isFile()
        ? 'file'
        : 'unknown'
  return {
    name,
    kind,
    size: kind === 'file' ? facts.size : null,
    modifiedAt: Math.round(facts.mtimeMs),
    permissions: (facts.mode & 0o7777).toString(8).padStart(3, '0'),
    ...(owners ?? (await createOwnerNames())).of(facts),
    ...(kind === 'link' ? { target: await readlink(path) } : {}),
    ...(name.startsWith('.') ? { isHidden: true } : {}),
  }
}

async function describe(
  folder: string,
  entry: Dirent,
  owners: OwnerNames,
): Promise<Entry | undefined> {
  try {
    return await localEntry(join(folder, entry.name), entry.name, owners)
  } catch (error) {
    // It vanished between the listing and the look; what may not be looked at is still shown.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { name: entry.name, kind: 'unknown', size: null, modifiedAt: null }
  }
}

export const parentOf = (path: string): string | null => {
  const parent = dirname(path)
  return parent === path ? null : parent
}

/** The usual places, as far as they exist on this machine and lie inside the allowed roots. */
export async function localRoots(allowed: string[] | undefined): Promise<LocalRoots> {
  const home = allowed?.[0] ?? homedir()
  const places: [string, string][] = allowed
    ? allowed.map((root) => [root, root])
    : [
        ['Home', homedir()],
        ['Desktop', join(homedir(), 'Desktop')],
        ['Documents', join(homedir(), 'Documents')],
        ['Downloads', join(homedir(), 'Downloads')],
        ...drives(),
      ]
  const checked = await Promise.all(
    places.map(async ([name, path]) => {
      const isFolder = await stat(path).then(
        (facts) => facts.isDirectory(),
        () => false,
      )
      return isFolder ? [{ name, path: resolve(path) }] : []
    }),
  )
  const platform =
    process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
  return { home, separator: sep, platform, roots: checked.flat() }
}

function drives(): [string, string][] {
  if (process.platform !== 'win32') return [['/', '/']]
  return [...'CDEFGHIJKLMNOPQRSTUVWXYZAB'].map((letter) => [`${letter}:`, `${letter}:\\`])
}
