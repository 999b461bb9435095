import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../ftp/connection.ts'
import { remoteName, remoteParent } from '../files/remotePaths.ts'

export type RemoteFacts = {
  kind: 'file' | 'directory' | 'link' | 'unknown'
  size: number | null
  modifiedAt: number | null
}

export type RemoteListing = {
  entries: Map<string, RemoteFacts>
  /** False: cut short. What is missing in it may exist all the same. */
  isComplete: boolean
}

/** Where a listing runs: any connection to that server. */
export type RemotePlace = { server: string; connection: Connection; signal: AbortSignal }

export type RemoteFolders = ReturnType<typeof createRemoteFolders>

/** Entries kept over all listings. */
const maximumEntries = 300_000
/** Milliseconds that a listing is good for deciding conflicts; slow ones live longer. */
const freshFor = 120_000

type Cached = RemoteListing & { until: number }

/**
 * What the queue knows of folders on servers: one listing a folder and run tells about conflicts
 * and sizes of all files in it. Workers that want the same listing share it.
 */
export function createRemoteFolders(now: () => number = () => performance.now()) {
  const cache = new Map<string, Cached>()
  const running = new Map<string, Promise<unknown>>()
  let entriesKept = 0
  const keyOf = (server: string, folder: string) => `${server}\0${folder}`

  const drop = (key: string) => {
    entriesKept -= cache.get(key)?.entries.size ?? 0
    cache.delete(key)
  }
  const keep = (key: string, listing: RemoteListing, took: number) => {
    drop(key)
    entriesKept += listing.entries.size
    cache.set(key, { ...listing, until: now() + Math.max(freshFor, 20 * took) })
    for (const oldest of cache.keys()) {
      if (entriesKept <= maximumEntries || oldest === key) break
      drop(oldest)
    }
  }

  /** One job for all who ask; whoever is cancelled leaves, and another one does the job. */
  async function shared<T>(key: string, signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    for (;;) {
      const other = running.get(key) as Promise<T> | undefined
      const mine = other ?? job()
      if (!other) {
        running.set(key, mine)
        mine.catch(() => {}).finally(() => running.delete(key))
      }
      try {
        return await mine
      } catch (error) {
        if (!other || signal.aborted || !isLoss(error)) throw error
      }
    }
  }

  async function read(place: RemotePlace, folder: string): Promise<RemoteListing> {
    const { connection, signal } = place
    const started = now()
    const entries = new Map<string, RemoteFacts>()
    const { isComplete } = await connection.list(
      folder,
      (slice) => {
        for (const { name, kind, size, modifiedAt } of slice)
          entries.set(name, { kind, size, modifiedAt: modifiedAt?.getTime() ?? null })
      },
      signal,
    )
    const listing = { entries, isComplete }
    keep(keyOf(place.server, folder), listing, now() - started)
    return listing
  }

  async function make(place: RemotePlace, folder: string): Promise<void> {
    const { server, connection, signal } = place
    const created = async () => {
      await connection.makeFolder(folder, signal)
      keep(keyOf(server, folder), { entries: new Map(), isComplete: true }, 0)
    }
    try {
      await created()
    } catch (error) {
      const { code } = AppError.from(error)
      if (code === 'remote-exists') return
      if (!connection.isOpen || signal.aborted) throw error
      // Few servers say whether it exists already or its parent is missing.
      if (code !== 'remote-not-found' && (await connection.isFolder(folder, signal))) return
      const parent = remoteParent(folder)
      if (parent === null || parent === '/' || (await connection.isFolder(parent, signal)))
        throw error
      await make(place, parent)
      await created()
    }
  }

  const peek = (server: string, folder: string): RemoteListing | undefined => {
    const cached = cache.get(keyOf(server, folder))
    return cached && cached.until > now() ? cached : undefined
  }

  return {
    /** The listing as of this run, from the server if it is not known. */
    async listing(place: RemotePlace, folder: string): Promise<RemoteListing> {
      return peek(place.server, folder) ?? this.fresh(place, folder)
    },

    /** A listing that began after this call, or with it. */
    fresh(place: RemotePlace, folder: string): Promise<RemoteListing> {
      return shared(`list ${keyOf(place.server, folder)}`, place.signal, () => read(place, folder))
    },

    /**
     * What is at a path; null: nothing. Where only this one is asked for, SIZE and MDTM are cheaper
     * than the listing of a folder that may be huge.
     */
    async find(place: RemotePlace, path: string, isOnlyOne: boolean): Promise<RemoteFacts | null> {
      const folder = remoteParent(path) ?? '/'
      const { connection, signal } = place
      const known = peek(place.server, folder)
      try {
        if (!known && isOnlyOne) {
          const size = await connection.size(path, signal)
          if (size !== null) {
            const time = await connection.modifiedAt(path, signal)
            return { kind: 'file', size, modifiedAt: time?.getTime() ?? null }
          }
        }
        const { entries, isComplete } = known ?? (await this.listing(place, folder))
        const found = entries.get(remoteName(path))
        if (found || isComplete) return found ?? null
        const size = await connection.size(path, signal)
        return { kind: 'file', size, modifiedAt: null }
      } catch (error) {
        if (AppError.from(error).code === 'remote-not-found') return null
        throw error
      }
    },

    peek,

    /** Makes a folder and what is missing above it; it is fine if it exists. */
    ensure(place: RemotePlace, folder: string): Promise<void> {
      return shared(`make ${keyOf(place.server, folder)}`, place.signal, () => make(place, folder))
    },

    /** A file is there now, without a look at the server. */
    noteFile(server: string, path: string, facts: Omit<RemoteFacts, 'kind'>): void {
      const known = cache.get(keyOf(server, remoteParent(path) ?? '/'))
      if (!known) return
      const name = remoteName(path)
      if (!known.entries.has(name)) entriesKept++
      known.entries.set(name, { ...facts, kind: 'file' })
    },

    forget(server: string, folder: string): void {
      drop(keyOf(server, folder))
    },
  }
}

/** The one who did the job was cancelled, or lost its connection: another may do better. */
function isLoss(error: unknown): boolean {
  const { code } = AppError.from(error)
  return ['cancelled', 'server-closed', 'timeout', 'protocol-error', 'connection-failed'].includes(
    code,
  )
}
