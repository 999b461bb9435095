import type { z } from 'zod'
import type { ErrorData } from '../../contract/errors.ts'
import type { NotKept, Priority, Route, Transfer, TransferState } from '../../contract/transfers.ts'
import type { ItemState } from './states.ts'
import type { ListedItem } from './store/lists.ts'
import type { Item } from './store/rows.ts'

/** What only this process knows of an item that runs. */
export type Live = {
  phase: 'preparing' | 'transferring' | 'verifying'
  /** Bytes across that count. */
  transferred: number
  speed: number
  operation: number | undefined
}

export type ViewSources = {
  /** Part of every id, so that the ids of another queue are not taken for ours. */
  token: string
  live: (id: number) => Live | undefined
  /** Why nothing runs on a server at the moment. */
  holdOf: (item: Item) => { reason?: ErrorData; retryAt?: number } | undefined
  titleOf: (serverId: string) => string
}

export const idText = (id: number, token: string): string => `${id}-${token}`

/** The number in a transfer's id; undefined for an id of another queue. */
export function idNumber(text: string, token: string): number | undefined {
  const match = /^(\d{1,15})-([0-9a-f]+)$/.exec(text)
  return match && match[2] === token ? Number(match[1]) : undefined
}

const underWay: ReadonlySet<ItemState> = new Set(['claimed', 'verifying', 'paused'])

/** A row as the screen sees it: what is on disk, and what runs on top of it. */
export function toTransfer(item: ListedItem, sources: ViewSources): z.input<typeof Transfer> {
  const { token, titleOf } = sources
  // What was paused a moment ago may still be ending, and knows better than the disk how far it is.
  const live = underWay.has(item.state) ? sources.live(item.id) : undefined
  const { folder } = item
  const isFolder = item.kind === 'directory'
  const path = item.direction === 'upload' ? item.source : item.target
  return {
    id: idText(item.id, token),
    direction: item.direction,
    kind: isFolder ? 'directory' : 'file',
    ...(item.parent === null ? {} : { parentId: idText(item.root ?? item.parent, token) }),
    serverTitle: titleOf(item.sourceServer ?? item.server),
    ...(item.direction === 'remote' ? { targetServerTitle: titleOf(item.targetServer!) } : {}),
    serverId: item.server,
    ...(item.route === null ? {} : { route: JSON.parse(item.route) as Route }),
    source: item.source,
    target: item.target,
    name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
    size: item.direction === 'delete' ? null : folder ? folder.bytes : item.size,
    transferred: live?.transferred ?? bytesOf(item),
    speed: item.state === 'paused' ? 0 : (live?.speed ?? 0),
    attempts: item.attempts,
    priority: priorityName(item.priority),
    ...(folder
      ? {
          children: {
            total: folder.files,
            done: folder.done,
            failed: folder.failed,
            planned: folder.planned === 1,
          },
        }
      : {}),
    ...(live?.operation === undefined ? {} : { operation: live.operation }),
    status: statusOf(item, live, sources),
  }
}

const priorities = { high: 1, normal: 0, low: -1 } as const satisfies Record<Priority, number>
export const priorityNumber = (name: Priority): number => priorities[name]
const priorityName = (value: number): Priority =>
  value > 0 ? 'high' : value < 0 ? 'low' : 'normal'

function bytesOf(item: ListedItem): number {
  if (item.folder) return item.folder.bytesDone
  return item.state === 'done' ? (item.size ?? item.kept) : item.kept
}

function statusOf(
  item: ListedItem,
  live: Live | undefined,
  { holdOf }: ViewSources,
): z.input<typeof TransferState> {
  const finishedAt = item.finishedAt ?? 0
  switch (item.state) {
    case 'waiting':
      return waiting(item, holdOf)
    case 'claimed':
      // What is only claimed ahead of time still waits.
      return live ? { state: live.phase } : waiting(item, holdOf)
    case 'delayed':
      return {
        state: 'waiting',
        ...(item.detail ? { holdReason: JSON.parse(item.detail) as ErrorData } : {}),
        ...(item.retryAt === null ? {} : { retryAt: item.retryAt }),
      }
    case 'held':
      return { state: 'waiting', holdReason: JSON.parse(item.detail!) as ErrorData }
    case 'asking':
      return { state: 'preparing' }
    case 'open':
      return { state: 'transferring' }
    case 'verifying':
      return { state: 'verifying' }
    case 'paused':
      return { state: 'paused' }
    case 'done':
      if (item.kind === 'directory' || item.direction === 'delete')
        return { state: 'done', finishedAt }
      return { state: 'done', finishedAt, ...proven(item) }
    case 'failed':
      return { state: 'failed', error: JSON.parse(item.detail!) as ErrorData, finishedAt }
    case 'skipped':
      return { state: 'skipped', reason: item.detail ?? '', finishedAt }
    case 'cancelled':
      return { state: 'cancelled', finishedAt }
  }
}

function waiting(item: Item, holdOf: ViewSources['holdOf']): z.input<typeof TransferState> {
  const hold = holdOf(item)
  return {
    state: 'waiting',
    ...(hold?.reason ? { holdReason: hold.reason } : {}),
    ...(hold?.retryAt === undefined ? {} : { retryAt: hold.retryAt }),
  }
}

type DoneDetail = ({ by: 'size' } | { by: 'hash'; algorithm: string; value: string }) & {
  notKept?: NotKept[]
}

function proven({ detail, size }: Item) {
  const bySize = { by: 'size', size: size ?? 0 } as const
  if (detail === null) return { proof: bySize }
  const { notKept, ...proof } = JSON.parse(detail) as DoneDetail
  return { proof: proof.by === 'size' ? bySize : proof, ...(notKept ? { notKept } : {}) }
}
