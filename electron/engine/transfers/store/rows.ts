import type { ConflictChoice } from '../../../contract/sessions.ts'
import type { ItemState } from '../states.ts'
import { fromStored } from './exactText.ts'

export type Direction = 'upload' | 'download' | 'remote' | 'delete'
/** What can meet something at its target. */
export type CopyDirection = Exclude<Direction, 'delete'>
/** A link is resolved to a file or a folder when its turn comes. */
export type ItemKind = 'file' | 'directory' | 'link' | 'unknown'
/** Folders are planned ahead, and small files are kept flowing beside big ones. */
export type Lane = 'folder' | 'small' | 'big'

/** One row of the queue. Sizes in bytes, times in milliseconds since 1970 UTC. */
export type Item = {
  id: number
  /** Folder item it is directly in, and the one that was enqueued. */
  parent: number | null
  root: number | null
  /** Folders between it and its root. */
  depth: number
  batch: number
  rank: number
  sub: number
  state: ItemState
  direction: Direction
  kind: ItemKind
  lane: Lane
  /** Server whose connection runs it; of two, the one that is leased first. */
  server: string
  sourceServer: string | null
  targetServer: string | null
  source: string
  target: string
  /** As listed, or as confirmed; null: not known. */
  size: number | null
  modifiedAt: number | null
  attempts: number
  /** Attempts in a row that brought nothing. */
  failures: number
  /** The user's answer to a conflict, or what a policy came to. */
  choice: ConflictChoice | null
  /** Life of the queue in which its target may have been touched first; 0: untouched. */
  begun: number
  /** Bytes at the target that count, as of the end of the last attempt. */
  kept: number
  /** Ranges of a download over several connections, as JSON. */
  segments: string | null
  /** JSON: the error, the proof by hash, or why it was skipped. */
  detail: string | null
  retryAt: number | null
  finishedAt: number | null
  /** Higher runs sooner; 0 is normal. */
  priority: number
  /** Unix permission bits of the source as listed; null: not known. */
  permissions: number | null
  /** JSON of a `Route`, for copies between two servers. */
  route: string | null
}

/** Columns under the names of `Item`, for `readItem`. */
export const itemColumns = `
  item.id, item.parent, item.root, item.depth, item.batch, item.rank, item.sub, item.state,
  item.direction, item.kind, item.lane, item.server, item.source_server AS sourceServer,
  item.target_server AS targetServer, item.source, item.target, item.size,
  item.modified AS modifiedAt, item.attempts, item.failures, item.choice, item.begun, item.kept,
  item.segments, item.detail, item.retry_at AS retryAt, item.finished AS finishedAt,
  item.priority, item.permissions, item.route`

/** SQLite's rows are dictionaries, slow to read and to copy: an item has its fields in place. */
export function readItem(row: unknown): Item {
  const read = row as Item
  return {
    id: read.id,
    parent: read.parent,
    root: read.root,
    depth: read.depth,
    batch: read.batch,
    rank: read.rank,
    sub: read.sub,
    state: read.state,
    direction: read.direction,
    kind: read.kind,
    lane: read.lane,
    server: read.server,
    sourceServer: read.sourceServer,
    targetServer: read.targetServer,
    source: fromStored(read.source),
    target: fromStored(read.target),
    size: read.size,
    modifiedAt: read.modifiedAt,
    attempts: read.attempts,
    failures: read.failures,
    choice: read.choice,
    begun: read.begun,
    kept: read.kept,
    segments: read.segments,
    detail: read.detail,
    retryAt: read.retryAt,
    finishedAt: read.finishedAt,
    priority: read.priority,
    permissions: read.permissions,
    route: read.route,
  }
}

/** What only folder items have. Counts of files and bytes are kept for a root only. */
export type Folder = {
  id: number
  planned: number
  /** Direct children that are not finished. */
  open: number
  files: number
  done: number
  failed: number
  bytes: number
  bytesDone: number
}

export const folderColumns = `
  folder.id, folder.planned, folder.open, folder.files, folder.done, folder.failed, folder.bytes,
  folder.bytes_done AS bytesDone`

/** Files from this size on are "big": one slot a server is kept for the others. */
export const bigFile = 8 * 1024 * 1024

export function laneOf(kind: ItemKind, size: number | null): Lane {
  if (kind !== 'file') return 'folder'
  return size === null || size >= bigFile ? 'big' : 'small'
}

/** Lists of the screen. Planned subfolders are in none while all is well with them. */
export const tabs = { hidden: 0, queue: 1, failed: 2, done: 3 } as const

export function tabOf(state: ItemState, isSubfolder: boolean): number {
  if (state === 'failed') return tabs.failed
  if (isSubfolder) return tabs.hidden
  return state === 'done' || state === 'skipped' || state === 'cancelled' ? tabs.done : tabs.queue
}
