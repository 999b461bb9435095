import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../contract/errors.ts'
import type { Entry } from '../../contract/files.ts'
import { parsePermissions } from '../../contract/permissions.ts'
import { listLocalFolder } from '../files/localFolder.ts'
import { collisionKey, fromLocalName, toLocalName, type Platform } from '../files/localName.ts'
import { localError } from '../files/localErrors.ts'
import { freeName, localFacts } from '../files/localFilesTarget.ts'
import { joinRemote } from '../files/remotePaths.ts'
import type { Lease } from '../servers.ts'
import { compileFilter } from './filters.ts'
import type { RemoteFolders } from './remoteFolders.ts'
import type { QueueStore } from './store/index.ts'
import type { NewItem } from './store/items.ts'
import type { Item } from './store/rows.ts'

/** Folders in folders; deeper is a loop that no listing showed. */
export const maximumDepth = 256
/** Items added before other work gets its turn. */
const sliceSize = 1_000
/** Equal listings from a folder upwards that mean a loop. */
const loopAfter = 2

export type PlanContext = {
  store: QueueStore
  remoteFolders: RemoteFolders
  platform: Platform
  now: () => number
}

type Found = {
  name: string
  kind: 'file' | 'directory' | 'link' | 'unknown'
  size: number | null
  modifiedAt: number | null
  permissions: number | null
}

/** What becomes of one entry: an item, or one that has come to its end already. */
export type Planned = Pick<
  NewItem,
  'state' | 'kind' | 'source' | 'target' | 'size' | 'modifiedAt'
> & {
  detail?: string
  permissions?: number | null
}

/**
 * Lists one folder, makes its counterpart and puts its contents into the queue, all of it or
 * nothing. Links are never followed. Gives the number of files found.
 */
export async function planFolder(
  context: PlanContext,
  item: Item,
  leases: { source: Lease | null; target: Lease | null },
  signal: AbortSignal,
): Promise<number> {
  if (item.depth >= maximumDepth)
    throw new AppError('not-supported', `Folders are nested deeper than ${maximumDepth}`, {
      path: item.source,
    })
  const { found, fingerprint } = leases.source
    ? await listRemote(item.source, leases.source, signal)
    : await listLocal(item.source, signal)
  if (fingerprint && isLoop(context.store, item.id, fingerprint))
    throw new AppError('not-supported', 'The folder seems to contain itself', { path: item.source })
  if (leases.target) {
    const { connection } = leases.target
    await context.remoteFolders.ensure(
      { server: item.targetServer!, connection, signal },
      item.target,
    )
  } else makeLocalFolder(item, rootOf(context.store, item))

  const isWanted = filterFor(context, item)
  const nameAt = leases.target
    ? remoteNames(item, leases.source === null ? context.platform : null)
    : localNames(item, context.platform)
  const planned = found.filter(isWanted).map((entry) => planEntry(entry, item, nameAt))
  // Files first: they can be sent while the folders beside them are still being listed.
  planned.sort((a, b) => Number(a.kind === 'directory') - Number(b.kind === 'directory'))
  await insertContents(context, item, planned, fingerprint)
  return planned.length
}

async function listRemote(path: string, lease: Lease, signal: AbortSignal) {
  const found: Found[] = []
  const hash = createHash('sha1')
  let hasFolders = false
  const { isComplete } = await lease.connection.list(
    path,
    (slice) => {
      for (const { name, kind, size, modifiedAt, permissions } of slice) {
        const time = modifiedAt?.getTime() ?? null
        hash.update(`${kind} ${size} ${time} ${name}\n`)
        hasFolders ||= kind === 'directory'
        const bits = parsePermissions(permissions ?? '')
        found.push({ name, kind, size, modifiedAt: time, permissions: bits })
      }
    },
    signal,
  )
  if (!isComplete) throw new AppError('transfer-incomplete', 'The listing was cut short', { path })
  return { found, fingerprint: hasFolders ? hash.digest('base64') : null }
}

async function listLocal(path: string, signal: AbortSignal) {
  const found: Found[] = []
  const add = (entry: Entry) =>
    found.push({ ...entry, permissions: parsePermissions(entry.permissions ?? '') })
  await listLocalFolder(path, async (slice) => slice.forEach(add), signal)
  // Links are not followed, so that a local tree cannot contain itself.
  return { found, fingerprint: null }
}

/** A server may show one folder inside itself under ever longer paths (a link listed as folder). */
function isLoop(store: QueueStore, id: number, fingerprint: string): boolean {
  const above = store.folders.fingerprintsAbove(id)
  return above.filter((other) => other === fingerprint).length >= loopAfter
}

const rootOf = (store: QueueStore, item: Item): Item =>
  item.root === null ? item : (store.items.read(item.root) ?? item)

/** Inside the transferred folder nothing may lead out of it, whatever lies there already. */
function makeLocalFolder(item: Item, root: Item): void {
  try {
    if (item === root) {
      fs.mkdirSync(item.target, { recursive: true })
      return
    }
    const place = relative(fs.realpathSync(root.target), fs.realpathSync(dirname(item.target)))
    if (place === '..' || place.startsWith(`..${sep}`))
      throw new AppError('unsafe-name', 'A link leads out of the folder', { path: item.target })
    const existing = localFacts(item.target)
    if (existing?.kind === 'directory') return
    if (existing)
      throw new AppError('local-exists', 'Something else is in the place of the folder', {
        path: item.target,
      })
    fs.mkdirSync(item.target)
  } catch (error) {
    throw localError(error, item.target)
  }
}

function filterFor({ store, now }: PlanContext, item: Item): (entry: Found) => boolean {
  const { filter } = store.servers.batch(item.batch)
  const passes = filter && compileFilter(filter, now())
  const root = rootOf(store, item)
  const prefix = item.source.slice(root.source.length).replaceAll('\\', '/').replace(/^\//, '')
  return (entry) => {
    // What another transfer left half done is nobody's file.
    if (/^\..*\.\d+-[0-9a-f]+\.sampan-part$/.test(entry.name)) return false
    if (!passes) return true
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    return passes({ ...entry, path, isFolder: entry.kind === 'directory' })
  }
}

/** Gives the path of the target for a name, or throws what is wrong with the name. */
type Namer = (name: string) => string

function localNames(item: Item, platform: Platform): Namer {
  const taken = new Set<string>()
  const separator = platform === 'win32' ? '\\' : '/'
  return (name) => {
    const wanted = toLocalName(name, platform)
    // Names that this system cannot tell apart would overwrite each other.
    const isTaken = (path: string) =>
      taken.has(collisionKey(path.slice(path.lastIndexOf(separator) + 1), platform))
    const path = item.target + separator + wanted
    const free = isTaken(path) ? freeName(path, isTaken, separator) : path
    const own = free.slice(item.target.length + 1)
    taken.add(collisionKey(own, platform))
    return join(item.target, own)
  }
}

function remoteNames(item: Item, localPlatform: Platform | null): Namer {
  return (name) => {
    if (/[\r\n]/.test(name))
      throw new AppError('unsafe-name', 'Line breaks in names cannot be sent over FTP', {
        path: name,
      })
    return joinRemote(item.target, localPlatform ? fromLocalName(name, localPlatform) : name)
  }
}

function planEntry(entry: Found, item: Item, nameAt: Namer): Planned {
  const { name, kind, size, modifiedAt, permissions } = entry
  const isLocal = item.sourceServer === null
  const source = isLocal ? join(item.source, name) : joinRemote(item.source, name)
  const plain = { kind, source, size, modifiedAt, permissions }
  if (kind === 'link') return { ...plain, target: name, state: 'skipped', detail: 'link' }
  if (isLocal && kind === 'unknown')
    return { ...plain, target: name, state: 'skipped', detail: 'not-a-file' }
  try {
    return { ...plain, target: nameAt(name), state: 'waiting' }
  } catch (error) {
    const detail = JSON.stringify(AppError.from(error).toData())
    return { ...plain, kind: 'file', target: name, state: 'failed', detail }
  }
}

/** Puts the contents of a claimed folder behind it, all or nothing, and opens it. */
export async function insertContents(
  { store, now }: Pick<PlanContext, 'store' | 'now'>,
  item: Item,
  planned: Planned[],
  fingerprint: string | null,
): Promise<void> {
  const { root, depth, batch, direction, server, sourceServer, targetServer } = item
  const below = { parent: item.id, root: root ?? item.id, depth: depth + 1 }
  // In turn with the user's commands: a pause must find all of the contents, or none.
  await store.inTurn(async () => {
    const row = store.items.read(item.id)
    if (row?.state !== 'claimed') throw new AppError('cancelled', 'Cancelled')
    const { rank, priority } = row
    const common = { batch, rank, priority, direction, server, sourceServer, targetServer }
    for (let at = 0; at < planned.length; at += sliceSize) {
      store.commits.change(() => {
        for (const entry of planned.slice(at, at + sliceSize))
          store.items.insert({
            ...common,
            ...below,
            ...entry,
            ...(entry.state === 'waiting' ? {} : { finishedAt: now() }),
          })
      })
      if (planned.length > sliceSize) await nextTurn()
    }
    store.folders.setPlanned(item.id, fingerprint)
    store.items.apply(item, 'open')
  })
}
