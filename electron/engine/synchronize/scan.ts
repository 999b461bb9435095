import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import { listLocalFolder } from '../files/localFolder.ts'
import { joinRemote } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import { excludes } from './plan.ts'
import type { ScannedEntry, ScannedFolder, ScannedSide } from './plan.ts'

/** No real tree is deeper; a link that leads to itself is. */
const maximumDepth = 100
/** Entries of both sides together. */
const maximumEntries = 500_000

export type ScanOptions = {
  localFolder: string
  remoteFolder: string
  exclude: string
  isSafeName: (name: string) => boolean
  /** Runs a job on a connection to the server. */
  onServer: <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>
  signal: AbortSignal
  /** Told now and then where it is. */
  onProgress: (folder: string, entries: number) => Promise<void>
}

/**
 * Reads both trees, folder by folder, those around others first. A folder that cannot be read, or
 * only in part, counts as incomplete; only the two roots themselves have to be readable. Links are
 * never entered.
 */
export async function scanFolders(options: ScanOptions): Promise<ScannedFolder[]> {
  const { signal } = options
  const isExcluded = excludes(options.exclude)
  const found: ScannedFolder[] = []
  let level: Level[] = [{ path: '', local: 'there', remote: 'there' }]
  let entries = 0
  for (let depth = 0; level.length > 0; depth++) {
    const next: Level[] = []
    for (const { path, ...there } of level) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled')
      const isRoot = path === ''
      const [local, remote] = await Promise.all([
        there.local === 'there' ? readLocal(options, path, isRoot) : unread(there.local),
        there.remote === 'there' ? readRemote(options, path, isRoot) : unread(there.remote),
      ])
      found.push({ path, local, remote })
      entries += (local?.entries.length ?? 0) + (remote?.entries.length ?? 0)
      if (entries > maximumEntries)
        throw new AppError('not-possible-now', 'There are more than 500,000 entries', { path })
      await options.onProgress(path, entries)

      const below = new Map<string, Pick<Level, 'local' | 'remote'>>()
      // What is missing in a listing that was cut short is not known to be absent.
      const missing = {
        local: local?.isComplete === false ? ('unknown' as const) : ('absent' as const),
        remote: remote?.isComplete === false ? ('unknown' as const) : ('absent' as const),
      }
      const note = (side: ScannedSide, key: 'local' | 'remote') => {
        for (const { name, kind } of side?.entries ?? []) {
          if (kind !== 'directory' || isExcluded(name) || !options.isSafeName(name)) continue
          below.set(name, { ...(below.get(name) ?? missing), [key]: 'there' })
        }
      }
      note(local, 'local')
      note(remote, 'remote')
      if (depth >= maximumDepth && below.size > 0) {
        // What lies deeper is unknown, so nothing may follow from its absence.
        found.push({ path, local: { entries: [], isComplete: false }, remote: null })
        continue
      }
      for (const [name, sides] of below)
        if (!isBlocked(name, local, remote))
          next.push({ path: path === '' ? name : `${path}/${name}`, ...sides })
    }
    level = next
  }
  return found
}

type Presence = 'there' | 'absent' | 'unknown'
type Level = { path: string; local: Presence; remote: Presence }
const unread = (presence: Presence): ScannedSide =>
  presence === 'absent' ? null : { entries: [], isComplete: false }

/** A folder whose other side is a file or a link is not gone into. */
function isBlocked(name: string, local: ScannedSide, remote: ScannedSide): boolean {
  const kindOf = (side: ScannedSide) => side?.entries.find((entry) => entry.name === name)?.kind
  return [kindOf(local), kindOf(remote)].some((kind) => kind !== undefined && kind !== 'directory')
}

async function readLocal(
  { localFolder, signal }: ScanOptions,
  path: string,
  isRoot: boolean,
): Promise<ScannedSide> {
  const entries: ScannedEntry[] = []
  try {
    await listLocalFolder(
      join(localFolder, ...path.split('/').filter(Boolean)),
      async (slice) => void entries.push(...slice),
      signal,
    )
    return { entries, isComplete: true }
  } catch (error) {
    if (isRoot || signal.aborted) throw error
    return { entries, isComplete: false }
  }
}

async function readRemote(
  { remoteFolder, onServer, signal }: ScanOptions,
  path: string,
  isRoot: boolean,
): Promise<ScannedSide> {
  const entries: ScannedEntry[] = []
  const folder = path === '' ? remoteFolder : joinRemote(remoteFolder, path)
  try {
    const { isComplete, unreadableLines } = await onServer((connection, inner) =>
      connection.list(
        folder,
        (slice) => {
          for (const { name, kind, size, modifiedAt } of slice)
            entries.push({ name, kind, size, modifiedAt: modifiedAt?.getTime() ?? null })
        },
        inner,
      ),
    )
    return { entries, isComplete: isComplete && unreadableLines === 0 }
  } catch (error) {
    const { code } = AppError.from(error)
    const isOfFolder = code === 'remote-not-found' || code === 'remote-permission-denied'
    if (isRoot || signal.aborted || !isOfFolder) throw error
    return { entries, isComplete: false }
  }
}
