import { AppError } from '../../../contract/errors.ts'
import type { Entry } from '../../../contract/files.ts'
import { cancelled } from '../../ftp/errors.ts'
import { isSafeEntryName } from '../volume.ts'
import type { Volume } from '../volume.ts'

/** Folders inside folders that are still entered; no real tree is deeper. */
const maximumDepth = 256

export type Found = {
  path: string
  entry: Entry
  /** Position of the folder around it in the walk; -1 for what was named itself. */
  parent: number
  /** A folder that could not be read: what is in it is not known. */
  isUnread: boolean
  /** A link that looked like a folder until it was deleted. */
  isGone?: boolean
}

const unsafe = (name: string) =>
  new AppError('unsafe-name', 'The name would lead out of its folder', { path: name })

export type WalkVisitor = {
  signal: AbortSignal
  /** Links listed as folders are deleted before they could be entered. */
  isDeleting?: boolean
  found(found: Found): void
  failed(path: string, error: unknown): void
}

/** Rethrows what ends a whole job; everything else concerns one entry. */
export function rethrowFatal(error: unknown, volume: Volume): void {
  if (AppError.from(error).code === 'cancelled' || !volume.isUsable()) throw error
}

/**
 * Everything at and below the given paths, folders before their content. Links are listed and
 * never entered, also those that a server lists as folders. What cannot be read is reported, and
 * the walk goes on.
 */
export async function walk(
  volume: Volume,
  paths: readonly string[],
  visitor: WalkVisitor,
): Promise<Found[]> {
  const all: Found[] = []

  const visit = async (path: string, listed: Entry, parent: number, depth: number) => {
    if (visitor.signal.aborted) throw cancelled()
    const isFolder = listed.kind === 'directory'
    const isOwn = isFolder && (await volume.isOwnFolder(path))
    const isGone = isOwn && visitor.isDeleting === true && (await volume.removeIfLink(path))
    const isLink = isFolder && (!isOwn || isGone)
    const entry: Entry = isLink ? { ...listed, kind: 'link' } : listed
    const found: Found = { path, entry, parent, isUnread: false, isGone }
    const index = all.push(found) - 1
    visitor.found(found)
    if (entry.kind !== 'directory') return
    try {
      if (depth >= maximumDepth)
        throw new AppError('unsafe-name', 'The folders are nested too deeply', { path })
      for (const child of await volume.list(path)) {
        if (isSafeEntryName(child.name))
          await visit(volume.join(path, child.name), child, index, depth + 1)
        else {
          found.isUnread = true
          visitor.failed(`${path} : ${child.name}`, unsafe(child.name))
        }
      }
    } catch (error) {
      rethrowFatal(error, volume)
      found.isUnread = true
      visitor.failed(path, error)
    }
  }
  for (const path of paths) {
    try {
      await visit(path, await volume.inspect(path), -1, 0)
    } catch (error) {
      rethrowFatal(error, volume)
      visitor.failed(path, error)
    }
  }
  return all
}
