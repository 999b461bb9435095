import type { Stats } from 'node:fs'
import { lstat, readdir, readlink, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Jail } from './paths.ts'

/** What a listing says about one file. */
export type Entry = {
  name: string
  kind: 'file' | 'directory' | 'link' | 'other'
  size: number
  modifiedAt: Date
  /** Permission bits, with setuid, setgid and sticky. */
  mode: number
  links: number
  owner: number
  group: number
  /** Names the file itself, the same for two names of one file (RFC 3659 §7.5.2). */
  unique: string
  /** Where a link points to. */
  target?: string
}

/** Files whose facts are read at a time. */
const batch = 256

/** The entries of a real folder inside the jail, sorted by name. Vanished ones are left out. */
export async function* readEntries(
  jail: Jail,
  folder: string,
  linksAsTargets: boolean,
): AsyncGenerator<Entry> {
  const names = (await readdir(folder)).sort()
  for (let at = 0; at < names.length; at += batch) {
    const some = names.slice(at, at + batch)
    const read = some.map((name) =>
      readEntry(jail, path.join(folder, name), name, linksAsTargets).catch(() => null),
    )
    for (const entry of await Promise.all(read)) if (entry) yield entry
  }
}

/** The facts of one real path, shown under `name`. */
export async function readEntry(
  jail: Jail,
  real: string,
  name: string,
  linksAsTargets: boolean,
): Promise<Entry> {
  const own = await lstat(real)
  if (!own.isSymbolicLink()) return entryOf(name, own)
  if (linksAsTargets) {
    // A link that leads outside stays a link, so that nothing from there shows.
    const target = await jail.existing(jail.virtual(real)).catch(() => null)
    if (target) return entryOf(name, await stat(target))
  }
  return { ...entryOf(name, own), target: await readlink(real) }
}

function entryOf(name: string, stats: Stats): Entry {
  return {
    name,
    kind: stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'link'
          : 'other',
    size: stats.size,
    modifiedAt: stats.mtime,
    mode: stats.mode & 0o7777,
    links: stats.nlink,
    owner: stats.uid,
    group: stats.gid,
    unique: `${stats.dev.toString(16)}g${stats.ino.toString(16)}`,
  }
}
