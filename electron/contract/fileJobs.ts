import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { EntryKind, Place } from './files.ts'
import { call, stream } from './rpc.ts'

const Places = z.array(Place).min(1).max(100_000)

/** An entry and what becomes of it: both are full paths on the same side. */
export const PlacePair = z.object({ from: Place, to: Place })
export type PlacePair = z.infer<typeof PlacePair>

const Bits = z.int().min(0).max(0o7777)
/** Permission bits to switch on and off; those in neither stay as they are. */
export const ModeChange = z.object({ set: Bits, clear: Bits })
export type ModeChange = z.infer<typeof ModeChange>

/** Something done to many entries. All places of a job are on one side, and on one server. */
export const FileJob = z.discriminatedUnion('kind', [
  /**
   * Deletes files, and folders with their content. Links are removed, never entered. Local entries
   * go to the system's trash where the host has one.
   */
  z.object({ kind: z.literal('delete'), places: Places }),
  /** Renames and moves. Nothing that exists is replaced; names may change places in a circle. */
  z.object({ kind: z.literal('rename'), pairs: z.array(PlacePair).min(1).max(100_000) }),
  /** Copies within one side. Nothing that exists is replaced. */
  z.object({ kind: z.literal('copy'), pairs: z.array(PlacePair).min(1).max(100_000) }),
  z.object({
    kind: z.literal('permissions'),
    places: Places,
    /** null: files, or folders, are left alone. */
    files: ModeChange.nullable(),
    folders: ModeChange.nullable(),
    isRecursive: z.boolean(),
  }),
  /** Modification time in milliseconds since 1970 UTC. */
  z.object({ kind: z.literal('times'), places: Places, modifiedAt: z.number() }),
  /** Counts what is there and adds up its bytes. */
  z.object({ kind: z.literal('measure'), places: Places }),
])
export type FileJob = z.infer<typeof FileJob>

export const JobFailure = z.object({ path: z.string(), error: ErrorData })
export type JobFailure = z.infer<typeof JobFailure>

/** How far a job is. Numbers are totals so far; `failures` and `succeeded` are news. */
export const JobUpdate = z.object({
  phase: z.enum(['counting', 'working', 'done']),
  files: z.int(),
  folders: z.int(),
  links: z.int(),
  /** Bytes of all counted files whose size is known. */
  bytes: z.number(),
  /** copy: bytes that are copied. */
  doneBytes: z.number(),
  /** Entries dealt with, failures included. */
  done: z.int(),
  /** Entries to deal with; null while they are being counted. */
  total: z.int().nullable(),
  /** Path at hand. */
  current: z.string(),
  failures: z.array(JobFailure),
  /** rename, copy: sources that are at their goal now. */
  succeeded: z.array(z.string()),
  /** permissions: entries whose new bits the listing does not show. */
  unconfirmed: z.int(),
})
export type JobUpdate = z.infer<typeof JobUpdate>

export const SearchQuery = z.object({
  /** Text that the name holds, or a pattern with `*` and `?`, or a regular expression. */
  name: z.string().max(1_000).default(''),
  how: z.enum(['contains', 'pattern', 'expression']).default('contains'),
  isCaseSensitive: z.boolean().default(false),
  kind: z.enum(['any', 'file', 'directory']).default('any'),
  /** Bytes, both inclusive. */
  minimumSize: z.number().min(0).optional(),
  maximumSize: z.number().min(0).optional(),
  /** Milliseconds since 1970 UTC, both inclusive. */
  modifiedFrom: z.number().optional(),
  modifiedTo: z.number().optional(),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const FoundEntry = z.object({
  /** Full path. */
  path: z.string(),
  folder: z.string(),
  name: z.string(),
  kind: EntryKind,
  size: z.number().nullable(),
  modifiedAt: z.number().nullable(),
})
export type FoundEntry = z.infer<typeof FoundEntry>

/** Parts of a search, any number of each, one `end`. */
export const SearchPart = z.discriminatedUnion('part', [
  z.object({ part: z.literal('found'), entries: z.array(FoundEntry) }),
  z.object({ part: z.literal('looking'), folder: z.string(), folders: z.int() }),
  z.object({ part: z.literal('unreadable'), path: z.string(), error: ErrorData }),
  /** `isCapped`: there is more than the search may find. */
  z.object({ part: z.literal('end'), folders: z.int(), isCapped: z.boolean() }),
])
export type SearchPart = z.infer<typeof SearchPart>

/** Everything that is known of one entry. */
export const EntryFacts = z.object({
  name: z.string(),
  kind: EntryKind,
  size: z.number().nullable(),
  modifiedAt: z.number().nullable(),
  target: z.string().optional(),
  permissions: z.string().optional(),
  owner: z.string().optional(),
  group: z.string().optional(),
  /** Facts as the server gives them (MLST, RFC 3659 §7), in its words. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
})
export type EntryFacts = z.infer<typeof EntryFacts>

export const FileHash = z.object({ algorithm: z.string(), value: z.string() })
export type FileHash = z.infer<typeof FileHash>

/** What a side can do with files, and why not. */
export const FileAbilities = z.object({
  /** unknown: the server does not say; trying tells. */
  permissions: z.enum(['yes', 'no', 'unknown']),
  times: z.boolean(),
  /** Name of the hash that is offered. */
  hash: z.string().nullable(),
  /** The server copies by itself; else the bytes go through this machine. */
  copiesInPlace: z.boolean(),
  /** Deleted entries can be got back from the system's trash. */
  hasTrash: z.boolean(),
})
export type FileAbilities = z.infer<typeof FileAbilities>

export const fileJobCalls = {
  /** Runs a job and tells how far it is; stopping the stream cancels it. Ends after `done`. */
  runFileJob: stream(z.tuple([FileJob]), JobUpdate),
  /** Looks for entries below a folder. Links are found, never entered. */
  searchFiles: stream(z.tuple([Place, SearchQuery]), SearchPart),
  /** Removes a folder that is empty; `not-possible-now` for one that is not. */
  removeEmptyFolder: call(z.tuple([Place]), z.void()),
  /** Asked of any place on the side. */
  fileAbilities: call(z.tuple([Place]), FileAbilities),
  describeEntry: call(z.tuple([Place]), EntryFacts),
  /** Hash of a whole file: the server's own, or computed here; null where the server offers none. */
  hashFile: call(z.tuple([Place]), FileHash.nullable()),
}
