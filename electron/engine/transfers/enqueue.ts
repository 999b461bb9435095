import { sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { EntryKind, Place } from '../../contract/files.ts'
import type { NewTransfer, TransferOptions } from '../../contract/transfers.ts'
import { parsePermissions } from '../../contract/permissions.ts'
import { toLocalName, type Platform } from '../files/localName.ts'
import { createLocalGuard } from '../files/localRoots.ts'
import { checkRemotePath, joinRemote, remoteParent } from '../files/remotePaths.ts'
import type { ServerRecord, Servers } from '../servers.ts'
import type { Filter } from '../../contract/filters.ts'
import { compileFilter } from './filters.ts'
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
  added: (servers: ReadonlySet<string>, options: Pick<Options, 'first' | 'paused'>) => void
  sessionServer: (sessionId: string) => string
  localRoots: string[] | undefined
  /** True for the name of a file that a page holds; it may be a source, never a target. */
  isHanded?: (path: string) => boolean
  platform: Platform
  now: () => number
}) {
  const { store, servers, platform } = context
  const guard = createLocalGuard(context.localRoots)

  /**
   * Resolves places; what many share (server, folder) is looked at once, and ahead of the rest, so
   * that the rest is quick and cannot fail half-way.
   */
  async function createResolver(
    transfers: readonly New[],
    serverOf: (key: string) => ServerRecord,
  ) {
    const records = new Map<string, ServerRecord>()
    const localFolders = new Map<string, string>()
    const remoteFolders = new Map<string, string>()
    for (const { source, target } of transfers)
      for (const place of [source, target]) {
        const { folder } = split(place)
        if (place.kind === 'remote') {
          if (!records.has(place.sessionId)) records.set(place.sessionId, serverOf(place.sessionId))
          if (!remoteFolders.has(folder)) remoteFolders.set(folder, checkRemotePath(folder))
        } else if (!localFolders.has(folder)) {
          const isHanded = place === source && context.isHanded?.(folder) === true
          localFolders.set(folder, isHanded ? folder : await guard.check(folder))
        }
      }

    /** A name that moves within its folder's path is worked out with it; none is simply added. */
    return {
      records,
      local(place: Place): string {
        const { folder, name } = split(place)
        const checked = localFolders.get(folder)!
        if (name === '') return checked
        return checked.endsWith(sep) ? checked + name : checked + sep + name
      },
      remote(place: Place): string {
        const { folder, name } = split(place)
        if (/[\r\n]/.test(name))
          throw new AppError('unsafe-name', 'Line breaks in names cannot be sent over FTP', {
            path: place.path,
          })
        const checked = remoteFolders.get(folder)!
        return name === '' ? checked : joinRemote(checked, name)
      },
    }
  }

  type Resolver = Awaited<ReturnType<typeof createResolver>>

  const idOf = (place: Place, { records }: Resolver): string | null =>
    place.kind === 'local' ? null : records.get(place.sessionId)!.id

  function toItem(
    { source, target, kind, size, modifiedAt, permissions }: New,
    resolver: Resolver,
    place: Pick<NewItem, 'rank' | 'batch' | 'state'>,
  ): NewItem {
    const sourceServer = idOf(source, resolver)
    const targetServer = idOf(target, resolver)
    if (sourceServer === null && targetServer === null)
      throw new AppError('bad-request', 'One side of a transfer has to be on a server', {
        path: source.path,
      })
    const direction =
      sourceServer === null ? 'upload' : targetServer === null ? 'download' : 'remote'
    return {
      parent: null,
      root: null,
      depth: 0,
      batch: place.batch,
      rank: place.rank,
      state: place.state,
      direction,
      kind,
      server: leadOf(sourceServer, targetServer),
      sourceServer,
      targetServer,
      source: sourceServer === null ? resolver.local(source) : resolver.remote(source),
      target:
        targetServer === null ? localTargetOf(resolver.local(target)) : resolver.remote(target),
      size: kind === 'file' ? size : null,
      modifiedAt,
      permissions: parsePermissions(permissions ?? ''),
    }
  }

  /** Whatever a window makes of a server's name, it becomes one that is harmless here. */
  function localTargetOf(path: string): string {
    const at = path.lastIndexOf(sep) + 1
    const name = path.slice(at)
    if (name === '') return path
    const safe = toLocalName(name, platform)
    return safe === name ? path : path.slice(0, at) + safe
  }

  async function add(
    transfers: readonly New[],
    options: Options,
    filter: Filter | null,
    serverOf: (key: string) => ServerRecord,
  ): Promise<{ ids: number[] }> {
    if (filter) compileFilter(filter, context.now())
    const resolver = await createResolver(transfers, serverOf)
    const state = options.paused ? ('paused' as const) : ('waiting' as const)
    // All or none: what cannot be added is found before anything is.
    for (const transfer of transfers) toItem(transfer, resolver, { rank: 0, batch: 0, state })

    const ids: number[] = []
    const waitingOn = new Set<string>()
    await store.inTurn(async () => {
      const ranks = store.positions.ranksAt(options.first ? 'front' : 'back', transfers.length)
      for (const record of resolver.records.values()) store.servers.remember(record)
      const batch = store.servers.addBatch(options.onConflict, filter)
      for (let at = 0; at < transfers.length; at += sliceSize) {
        const end = Math.min(at + sliceSize, transfers.length)
        store.commits.change(() => {
          for (let index = at; index < end; index++) {
            const place = { rank: ranks[index]!, batch, state }
            const item = toItem(transfers[index]!, resolver, place)
            waitingOn.add(item.server)
            ids.push(store.items.insert(item))
          }
        })
        if (transfers.length > sliceSize) await nextTurn()
      }
      store.itemsAdded(ids)
    })
    await store.commits.committed()
    context.added(waitingOn, options)
    return { ids }
  }

  async function addDeletes(
    entries: readonly { place: Place & { kind: 'remote' }; kind: EntryKind }[],
    options: Pick<Options, 'first' | 'paused'>,
  ): Promise<number[]> {
    const state = options.paused ? ('paused' as const) : ('waiting' as const)
    const items = entries.map(({ place, kind }) => {
      const record = ofSession(place.sessionId)
      const path = checkRemotePath(place.path)
      if (remoteParent(path) === null)
        throw new AppError('bad-request', 'The root folder cannot be deleted', { path })
      return { record, path, kind: kind === 'link' ? ('file' as const) : kind }
    })
    const ids: number[] = []
    await store.inTurn(() => {
      const ranks = store.positions.ranksAt(options.first ? 'front' : 'back', items.length)
      store.commits.change(() => {
        for (const record of new Set(items.map((item) => item.record)))
          store.servers.remember(record)
        const batch = store.servers.addBatch('overwrite', null)
        for (const [index, { record, path, kind }] of items.entries())
          ids.push(
            store.items.insert({
              parent: null,
              root: null,
              depth: 0,
              batch,
              rank: ranks[index]!,
              state,
              direction: 'delete',
              kind,
              server: record.id,
              sourceServer: record.id,
              targetServer: null,
              source: path,
              target: path,
              // No bytes move.
              size: 0,
              modifiedAt: null,
            }),
          )
      })
      store.itemsAdded(ids)
    })
    await store.commits.committed()
    context.added(new Set(items.map(({ record }) => record.id)), options)
    return ids
  }

  const ofSession = (sessionId: string): ServerRecord => {
    const record = servers.get(context.sessionServer(sessionId))
    if (!record) throw new AppError('session-not-found', 'The session is closed')
    return record
  }

  return {
    deletes: addDeletes,
    /** Places on servers are named by session; what is stored is the server. */
    fromSessions: (transfers: readonly New[], options: Options) =>
      add(transfers, options, options.filter ?? null, ofSession),
    /** The same with `sessionId` standing for any key of a server. */
    from: (transfers: readonly New[], options: Options, serverOf: (key: string) => ServerRecord) =>
      add(transfers, options, null, serverOf),
  }
}

/** Folder and name; for names like `..` all of the path is the folder. */
function split({ kind, path }: Place): { folder: string; name: string } {
  const at =
    kind === 'remote' || sep === '/'
      ? path.lastIndexOf('/')
      : Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  const name = path.slice(at + 1)
  if (at < 0 || name === '' || name === '.' || name === '..') return { folder: path, name: '' }
  return { folder: path.slice(0, at + 1), name }
}

/** Of two servers the lesser id is always leased first: nobody waits in a circle. */
function leadOf(source: string | null, target: string | null): string {
  if (source === null || target === null) return (source ?? target)!
  return source < target ? source : target
}
