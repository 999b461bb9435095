import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { Path } from './files.ts'
import { call, stream } from './rpc.ts'
import { SessionId } from './sessions.ts'

/** upload: the server becomes like this machine. download: the other way. both: the newer wins. */
export const SyncDirection = z.enum(['upload', 'download', 'both'])
export type SyncDirection = z.infer<typeof SyncDirection>
/** hash: by content, as far as the server offers a hash of it. */
export const SyncCriterion = z.enum(['size', 'time', 'size-and-time', 'hash'])
export type SyncCriterion = z.infer<typeof SyncCriterion>

/** How two folders are made alike; what a site remembers of it has a name and folders besides. */
export const SyncRules = z.object({
  direction: SyncDirection.default('upload'),
  by: SyncCriterion.default('size-and-time'),
  /** Milliseconds that times may differ. */
  tolerance: z.number().min(0).max(86_400_000).default(2_000),
  /** Milliseconds that the server's times are ahead, beyond what the site says. */
  offset: z.number().min(-172_800_000).max(172_800_000).default(0),
  /** Propose to delete what is only on the side that is made alike. Never with `both`. */
  deletes: z.boolean().default(false),
  /** Globs of names that are left alone on both sides, separated by `;` or line ends. */
  exclude: z.string().max(4_000).default(''),
})
export type SyncRules = z.infer<typeof SyncRules>

/** A synchronization that a site keeps. */
export const SavedSync = SyncRules.extend({
  name: z.string().trim().min(1).max(200),
  localFolder: z.string().min(1).max(32_768),
  remoteFolder: z.string().min(1).max(32_768),
})
export type SavedSync = z.infer<typeof SavedSync>

export const SyncRequest = SyncRules.extend({
  sessionId: SessionId,
  localFolder: Path,
  remoteFolder: Path,
})
export type SyncRequest = z.infer<typeof SyncRequest>

export const SyncAction = z.enum([
  'upload',
  'download',
  'make-remote-folder',
  'make-local-folder',
  'delete-remote',
  'delete-local',
  'nothing',
])
export type SyncAction = z.infer<typeof SyncAction>

/** Why an action is proposed, or none. */
export const SyncReason = z.enum([
  'only-local',
  'only-remote',
  'local-newer',
  'remote-newer',
  'different',
  /** As large on both sides, but another content. */
  'content-differs',
  /** The server gave no hash of it, or it cannot be read. */
  'content-unknown',
  /** Both sides changed, or nothing tells which is the newer. */
  'conflict',
  /** A file on one side, a folder on the other. */
  'kinds-differ',
  /** A side does not say size or time. */
  'unknown',
  /** Links are neither followed nor made. */
  'link',
  /** The name cannot be one on the other side. */
  'unsafe-name',
  /** A listing was cut short: what is missing in it may exist all the same. */
  'incomplete',
])
export type SyncReason = z.infer<typeof SyncReason>

const SyncFacts = z.object({ size: z.number().nullable(), modifiedAt: z.number().nullable() })

export const SyncItem = z.object({
  /** Path below both folders, with `/`. */
  path: z.string(),
  kind: z.enum(['file', 'directory']),
  local: SyncFacts.nullable(),
  remote: SyncFacts.nullable(),
  reason: SyncReason,
  action: SyncAction,
  /** What the user may choose instead, `action` and 'nothing' among them. */
  choices: z.array(SyncAction),
})
export type SyncItem = z.infer<typeof SyncItem>

export const SyncPart = z.discriminatedUnion('part', [
  z.object({ part: z.literal('scanning'), folder: z.string(), entries: z.int() }),
  z.object({ part: z.literal('hashing'), path: z.string(), done: z.int(), total: z.int() }),
  z.object({ part: z.literal('items'), items: z.array(SyncItem) }),
  z.object({
    part: z.literal('end'),
    planId: z.string(),
    /** Entries that are the same on both sides. */
    equal: z.int(),
    /** Folders that could not be read whole. With any of them, nothing is ever deleted. */
    incomplete: z.array(z.object({ side: z.enum(['local', 'remote']), path: z.string() })),
  }),
])
export type SyncPart = z.infer<typeof SyncPart>

export const SyncReport = z.object({
  /** Transfers that are in the queue now. */
  queued: z.int(),
  folders: z.int(),
  deleted: z.int(),
  failures: z.array(z.object({ path: z.string(), error: ErrorData })),
})
export type SyncReport = z.infer<typeof SyncReport>

export const WatchReport = z.object({
  /** Uploads put into the queue so far. */
  uploads: z.int(),
  /** Path below the folder of the last one. */
  last: z.string().optional(),
  problem: ErrorData.optional(),
})
export type WatchReport = z.infer<typeof WatchReport>

export const synchronizeCalls = {
  /**
   * Reads both folders to their depths and proposes what to do. Changes nothing. Fails with
   * `not-supported` when contents are to be compared and the server offers no hash.
   */
  planSynchronization: stream(z.tuple([SyncRequest]), SyncPart),
  /**
   * Carries out a plan: folders first, transfers through the queue, deletions last. `changes` are
   * by index into the plan's items. `deletions` is the number that the user has agreed to; any
   * other number is refused with `not-possible-now`, and nothing is done.
   */
  runSynchronization: call(
    z.tuple([
      z.string(),
      z.array(z.object({ index: z.int().min(0), action: SyncAction })).max(500_000),
      z.int().min(0),
    ]),
    SyncReport,
  ),
  /** For files of one folder that are the same size: whether their content is; null: nobody can tell. */
  compareHashes: stream(
    z.tuple([SessionId, Path, Path, z.array(z.string().min(1)).min(1).max(100_000)]),
    z.object({ name: z.string(), isSame: z.boolean().nullable() }),
  ),
  /** Uploads what changes in a local folder, until the stream is stopped. Deletes nothing. */
  watchAndUpload: stream(
    z.tuple([
      z.object({
        sessionId: SessionId,
        localFolder: Path,
        remoteFolder: Path,
        exclude: z.string().max(4_000).default(''),
      }),
    ]),
    WatchReport,
  ),
}
