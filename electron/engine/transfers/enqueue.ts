import { dirname, basename, join, resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import type { NewTransfer, TransferOptions } from '../../contract/transfers.ts'
import { toLocalName, type Platform } from '../files/localName.ts'
import { createLocalGuard } from '../files/localRoots.ts'
import { checkRemotePath } from '../files/remotePaths.ts'
import type { ServerRecord, Servers } from '../servers.ts'
import { compileFilter, type Filter } from './filters.ts'
import type { QueueStore } from './store/index.ts'
import type { NewItem } from './store/items.ts'

type New = z.output<typeof NewTransfer>
type Options = z.output<typeof TransferOptions>

/** Items added before other work gets its turn. */
const sliceSize = 1_000

export type Enqueue = ReturnType<typeof createEnqueue>

/** Puts transfers into the queue, all or none; resolves when they are on disk. */
export function createEnqueue(context: {
  store: QueueStore
  servers: Servers
  /** New items wait on these servers, at the end of the queue or before others. */
  added: (servers: ReadonlySet<string>, options: Options) => void
  sessionServer: (sessionId: string) => string
  localRoots: string[] | undefined
  platform: Platform
  now: () => number
}) {
  const { store, servers, platform } = context
  const guard = createLocalGuard(context.localRoots)

  /** Resolves places; what many share (server, folder) is looked at once. */
  function createResolver(serverOf: (key: string) => ServerRecord) {
    const records = new Map<string, ServerRecord>()
    const folders = new Map<string, Promise<string>>()
    const recordOf = (key: string): ServerRecord => {
      let record = records.get(key)
      if (!record) {
        record = serverOf(key)
        records.set(key, record)
      }
      return record
    }
    const checkedFolder = (folder: string): Promise<string> => {
      let checked = folders.get(folder)
      if (!checked) {
        checked = guard.check(folder)
        folders.set(folder, checked)
      }
      return checked
    }
    const localPath = async (path: string): Promise<string> => {
      const absolute = resolve(path)
      const folder = dirname(absolute)
      return folder === absolute
        ? guard.check(absolute)
        : join(await checkedFolder(folder), basename(absolute))
    }
    return {
      records,
      async place(place: Place): Promise<{ server: string | null; path: string }> {
        if (place.kind === 'local') return { server: null, path: await localPath(place.path) }
        return { server: recordOf(place.sessionId).id, path: checkRemotePath(place.path) }
      },
    }
  }

  async function toItem(
    transfer: New,
    resolver: ReturnType<typeof createResolver>,
  ): Promise<Omit<NewItem, 'rank' | 'batch' | 'state'>> {
    const source = await resolver.place(transfer.source)
    const target = await resolver.place(transfer.target)
    if (source.server === null && target.server === null)
      throw new AppError('bad-request', 'One side of a transfer has to be on a server', {
        path: source.path,
      })
    const direction =
      source.server === null ? 'upload' : target.server === null ? 'download' : 'remote'
    const path =
      direction === 'download'
        ? join(dirname(target.path), toLocalName(basename(target.path), platform))
        : target.path
    // Of two servers the lesser id is always leased first: nobody waits in a circle.
    const [server] = [source.server, target.server].filter((id) => id !== null).sort()
    return {
      parent: null,
      root: null,
      depth: 0,
      direction,
      kind: transfer.kind,
      server: server!,
      sourceServer: source.server,
      targetServer: target.server,
      source: source.path,
      target: path,
      size: transfer.kind === 'file' ? transfer.size : null,
      modifiedAt: transfer.modifiedAt,
    }
  }

  async function add(
    transfers: readonly New[],
    options: Options,
    filter: Filter | null,
    serverOf: (key: string) => ServerRecord,
  ): Promise<{ ids: number[] }> {
    if (filter) compileFilter(filter, context.now())
    const resolver = createResolver(serverOf)
    const items: Omit<NewItem, 'rank' | 'batch' | 'state'>[] = []
    for (const transfer of transfers) items.push(await toItem(transfer, resolver))

    const ids: number[] = []
    await store.inTurn(async () => {
      const ranks = store.positions.ranksAt(options.first ? 'front' : 'back', items.length)
      for (const record of resolver.records.values()) store.servers.remember(record)
      const batch = store.servers.addBatch(options.onConflict, filter)
      const state = options.paused ? ('paused' as const) : ('waiting' as const)
      for (let at = 0; at < items.length; at += sliceSize) {
        store.commits.change(() => {
          for (let index = at; index < Math.min(at + sliceSize, items.length); index++)
            ids.push(store.items.insert({ ...items[index]!, rank: ranks[index]!, batch, state }))
        })
        if (items.length > sliceSize) await nextTurn()
      }
      store.itemsAdded(ids)
    })
    await store.commits.committed()
    context.added(new Set(items.map((item) => item.server)), options)
    return { ids }
  }

  const ofSession = (sessionId: string): ServerRecord => {
    const record = servers.get(context.sessionServer(sessionId))
    if (!record) throw new AppError('session-not-found', 'The session is closed')
    return record
  }

  return {
    /** Places on servers are named by session; what is stored is the server. */
    fromSessions: (transfers: readonly New[], options: Options, filter: Filter | null = null) =>
      add(transfers, options, filter, ofSession),
    /** The same with `sessionId` standing for any key of a server. */
    from: (transfers: readonly New[], options: Options, serverOf: (key: string) => ServerRecord) =>
      add(transfers, options, null, serverOf),
  }
}
