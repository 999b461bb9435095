import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { Place } from './files.ts'
import { call, stream } from './rpc.ts'
import { ConflictChoice } from './sessions.ts'

export const TransferId = z.string()

export const ConflictPolicy = z.enum(['ask', ...ConflictChoice.options])
export type ConflictPolicy = z.infer<typeof ConflictPolicy>

/** One thing to copy. `target` is the full path of the new entry, not the folder around it. */
export const NewTransfer = z.object({
  source: Place,
  target: Place,
  kind: z.enum(['file', 'directory', 'link', 'unknown']),
  /** Bytes as listed; null: not known. */
  size: z.number().nullable(),
  /** Milliseconds since 1970 UTC as listed; null: not known. */
  modifiedAt: z.number().nullable(),
})
export type NewTransfer = z.infer<typeof NewTransfer>

export const TransferOptions = z.object({
  onConflict: ConflictPolicy.default('ask'),
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
  z.object({ state: z.literal('done'), proof: Proof.optional(), finishedAt: z.number() }),
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

export const Transfer = z.object({
  id: TransferId,
  direction: z.enum(['upload', 'download', 'remote']),
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

export const TransferQuery = z.object({
  tab: TransferTab,
  offset: z.int().min(0),
  limit: z.int().min(0).max(1_000),
  search: z.string().max(500).optional(),
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
  /** Seconds; null when it cannot be told. */
  secondsLeft: z.number().nullable(),
})
export type QueueTotals = z.infer<typeof QueueTotals>

const TransferIds = z.array(TransferId).max(200_000)
export const TransferSelection = z.union([TransferIds, z.literal('all')])

export const transferCalls = {
  enqueueTransfers: call(
    z.tuple([z.array(NewTransfer).min(1).max(100_000), TransferOptions]),
    z.array(TransferId),
  ),
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
  watchQueue: stream(z.tuple([]), QueueTotals),
  /** Items as they run and as they change state; newest value per item. */
  watchTransfers: stream(z.tuple([]), Transfer),
}
