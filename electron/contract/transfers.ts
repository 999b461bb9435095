import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { Filter } from './filters.ts'
import { EntryKind, Place, RemotePlace } from './files.ts'
import { call, stream } from './rpc.ts'
import { ConflictChoice } from './sessions.ts'

export const TransferId = z.string()

/** Milliseconds. FAT keeps times to two seconds: nothing that is closer is called newer. */
export const sameTimeWithin = 2_000

export const ConflictPolicy = z.enum(['ask', ...ConflictChoice.options])
export type ConflictPolicy = z.infer<typeof ConflictPolicy>

/** One thing to copy. `target` is the full path of the new entry, not the folder around it. */
export const NewTransfer = z.object({
  source: Place,
  target: Place,
  kind: EntryKind,
  /** Bytes as listed; null: not known. */
  size: z.number().nullable(),
  /** Milliseconds since 1970 UTC as listed; null: not known. */
  modifiedAt: z.number().nullable(),
  /** As listed: `rwxr-xr-x`-like text, or octal digits. */
  permissions: z.string().max(4_096).optional(),
})
export type NewTransfer = z.infer<typeof NewTransfer>

export const TransferOptions = z.object({
  onConflict: ConflictPolicy.default('ask'),
  /** What of a folder's contents is transferred; none: all of it. */
  filter: Filter.optional(),
  /** Put them at the front of the queue. */
  first: z.boolean().default(false),
  /** Add them without starting them. */
  paused: z.boolean().default(false),
})
export type TransferOptions = z.input<typeof TransferOptions>

/** How it was proved that the copy is whole. */
export const Proof = z.discriminatedUnion('by', [
  z.object({ by: z.literal('size'), size: z.number() }),
  z.object({ by: z.literal('hash'), algorithm: z.string(), value: z.string() }),
])
export type Proof = z.infer<typeof Proof>

/** What a copy should have kept of its source, and the target did not take. */
export const NotKept = z.enum(['time', 'permissions'])
export type NotKept = z.infer<typeof NotKept>

export const TransferState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('waiting'),
    /** Why it does not run although its turn may have come; shown as it is. */
    holdReason: ErrorData.optional(),
    /** Milliseconds since 1970 UTC of the next automatic attempt. */
    retryAt: z.number().optional(),
  }),
  /** Connecting, planning, asking about a conflict. */
  z.object({ state: z.literal('preparing') }),
  z.object({ state: z.literal('transferring') }),
  /** All bytes are across; their number or hash is being confirmed. */
  z.object({ state: z.literal('verifying') }),
  z.object({ state: z.literal('paused') }),
  z.object({
    state: z.literal('done'),
    proof: Proof.optional(),
    notKept: z.array(NotKept).optional(),
    finishedAt: z.number(),
  }),
  z.object({ state: z.literal('failed'), error: ErrorData, finishedAt: z.number() }),
  z.object({ state: z.literal('skipped'), reason: z.string(), finishedAt: z.number() }),
  z.object({ state: z.literal('cancelled'), finishedAt: z.number() }),
])
export type TransferState = z.infer<typeof TransferState>

/** How a copy between two servers goes: straight from one to the other (FXP), or through us. */
export const Route = z.discriminatedUnion('way', [
  z.object({ way: z.literal('direct') }),
  z.object({
    way: z.literal('relayed'),
    /**
     * refused: one of the servers will not have it; protection: they have no common way to protect
     * the data; failed: they could not reach each other; limited: a site has a speed limit, which
     * holds for bytes that pass here only; setting: the user wants it so.
     */
    reason: z.enum(['refused', 'protection', 'failed', 'limited', 'setting']),
    /** The server's words. */
    reply: z.string().optional(),
  }),
])
export type Route = z.infer<typeof Route>

/** Runs sooner or later than its place in the queue says. */
export const Priority = z.enum(['high', 'normal', 'low'])
export type Priority = z.infer<typeof Priority>

export const Transfer = z.object({
  id: TransferId,
  direction: z.enum(['upload', 'download', 'remote', 'delete']),
  kind: z.enum(['file', 'directory']),
  /** The folder transfer it belongs to. */
  parentId: TransferId.optional(),
  serverTitle: z.string(),
  serverId: z.string(),
  /** From server to server: the one that the bytes go to; `serverTitle` has them. */
  targetServerTitle: z.string().optional(),
  /** From server to server, once it is known. */
  route: Route.optional(),
  source: z.string(),
  target: z.string(),
  name: z.string(),
  size: z.number().nullable(),
  /** Bytes that are across and count: a resumed transfer starts at its verified offset. */
  transferred: z.number(),
  /** Bytes a second over the last seconds; 0 unless transferring. */
  speed: z.number(),
  attempts: z.int(),
  priority: Priority,
  /** Folders: children by outcome. */
  children: z
    .object({ total: z.int(), done: z.int(), failed: z.int(), planned: z.boolean() })
    .optional(),
  /** Transcript operation that shows its lines in the protocol view. */
  operation: z.int().optional(),
  status: TransferState,
})
export type Transfer = z.infer<typeof Transfer>

export const TransferTab = z.enum(['queue', 'failed', 'done'])
export type TransferTab = z.infer<typeof TransferTab>

/** Items of one server, and then of one folder that they go to (or, deleted, are in). */
export const TransferGroupKey = z.object({ serverId: z.string(), folder: z.string().optional() })
export type TransferGroupKey = z.infer<typeof TransferGroupKey>

export const TransferGroup = z.object({
  key: TransferGroupKey,
  serverTitle: z.string(),
  items: z.int(),
  /** Bytes of those whose size is known. */
  bytes: z.number(),
})
export type TransferGroup = z.infer<typeof TransferGroup>

export const TransferQuery = z.object({
  tab: TransferTab,
  offset: z.int().min(0),
  limit: z.int().min(0).max(1_000),
  search: z.string().max(500).optional(),
  /** Only items of one group, as `listTransferGroups` names it. */
  group: TransferGroupKey.optional(),
})
export type TransferQuery = z.infer<typeof TransferQuery>

/** Totals for tabs and status bar. `revision` grows whenever a window of rows may have changed. */
export const QueueTotals = z.object({
  revision: z.number(),
  isRunning: z.boolean(),
  /** Rows of the queue's list, those that run among them. */
  queued: z.int(),
  /** How many of them run. */
  active: z.int(),
  failed: z.int(),
  done: z.int(),
  /** Bytes of all items still to come whose size is known. */
  bytesLeft: z.number(),
  downloadSpeed: z.number(),
  uploadSpeed: z.number(),
  /** Speed limits that hold at the moment, in bytes a second; 0: none. */
  limits: z.object({
    download: z.number(),
    upload: z.number(),
    total: z.number(),
    /** By the hours of the schedule. */
    isScheduled: z.boolean(),
  }),
  /** Seconds; null when it cannot be told. */
  secondsLeft: z.number().nullable(),
})
export type QueueTotals = z.infer<typeof QueueTotals>

/** The beginning of a file, for the eye. Never the whole of a big one. */
export const Preview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), isWhole: z.boolean() }),
  z.object({
    kind: z.literal('image'),
    type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']),
    base64: z.string(),
  }),
  z.object({
    kind: z.literal('none'),
    reason: z.enum(['binary', 'too-big', 'empty', 'not-there']),
  }),
])
export type Preview = z.infer<typeof Preview>

const TransferIds = z.array(TransferId).max(200_000)
/** Some by id, all of a list, or all that is unfinished on one server. */
export const TransferSelection = z.union([
  TransferIds,
  z.literal('all'),
  z.object({ serverId: z.string() }),
])
export type TransferSelection = z.infer<typeof TransferSelection>

export const transferCalls = {
  enqueueTransfers: call(
    z.tuple([z.array(NewTransfer).min(1).max(100_000), TransferOptions]),
    z.array(TransferId),
  ),
  /**
   * Deletes on servers as items of the queue, folders with their content. Links are removed, never
   * entered. Local files have the system's trash (`deleteEntries`).
   */
  enqueueDeletes: call(
    z.tuple([
      z
        .array(z.object({ place: RemotePlace, kind: EntryKind }))
        .min(1)
        .max(100_000),
      TransferOptions.pick({ first: true, paused: true }),
    ]),
    z.array(TransferId),
  ),
  setTransferPriority: call(z.tuple([TransferSelection, Priority]), z.void()),
  pauseTransfers: call(z.tuple([TransferSelection]), z.void()),
  resumeTransfers: call(z.tuple([TransferSelection]), z.void()),
  cancelTransfers: call(z.tuple([TransferSelection]), z.void()),
  /** Failed, cancelled or skipped items go back to the queue. */
  retryTransfers: call(z.tuple([TransferSelection]), z.void()),
  /** Takes finished items out of their list. Nothing on disk is touched. */
  forgetTransfers: call(z.tuple([TransferSelection, TransferTab]), z.void()),
  moveTransfers: call(
    z.tuple([
      TransferIds,
      z.union([z.enum(['top', 'up', 'down', 'bottom']), z.object({ before: TransferId })]),
    ]),
    z.void(),
  ),
  /** Starts or holds the whole queue; holding really stops the bytes. */
  runQueue: call(z.tuple([z.boolean()]), z.void()),
  listTransfers: call(
    z.tuple([TransferQuery]),
    z.object({ rows: z.array(Transfer), total: z.int(), revision: z.number() }),
  ),
  /** The groups of a list in the order of their first items; at most 1,000. */
  listTransferGroups: call(
    z.tuple([
      TransferQuery.pick({ tab: true, search: true }).extend({ by: z.enum(['site', 'folder']) }),
    ]),
    z.array(TransferGroup),
  ),
  /** Everything unfinished but deletions, as JSON without secrets. */
  exportQueue: call(z.tuple([]), z.string()),
  /** Adds what was exported, paused; gives how many. Throws `import-unreadable`. */
  importQueue: call(z.tuple([z.string().max(200_000_000)]), z.int()),
  /** How one of two files begins that are in conflict. */
  previewConflict: call(z.tuple([TransferId, z.enum(['source', 'existing'])]), Preview),
  watchQueue: stream(z.tuple([]), QueueTotals),
  /** Items as they run and as they change state; newest value per item. */
  watchTransfers: stream(z.tuple([]), Transfer),
}
