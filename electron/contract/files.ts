import { z } from 'zod'
import { folderWire } from './entryColumns.ts'
import { call, stream } from './rpc.ts'
import { SessionId } from './sessions.ts'

/** A path without NUL. Remote paths use `/`; local ones the system's own form. */
export const Path = z
  .string()
  .min(1)
  .max(32_768)
  .regex(/^[^\0]*$/, 'must not hold NUL')

export const RemotePlace = z.object({
  kind: z.literal('remote'),
  sessionId: SessionId,
  path: Path,
})

/** Somewhere a file can be: this machine, or the server of a session. */
export const Place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), path: Path }),
  RemotePlace,
])
export type Place = z.infer<typeof Place>

export const EntryKind = z.enum(['file', 'directory', 'link', 'unknown'])
export type EntryKind = z.infer<typeof EntryKind>

/**
 * One line of a folder. Names are exact: bytes that are not valid in the server's encoding come as
 * lone surrogates U+DC80 to U+DCFF and go back as the same bytes.
 */
export const Entry = z.object({
  name: z.string(),
  kind: EntryKind,
  /** Bytes; null where the server does not say. */
  size: z.number().nullable(),
  /** Milliseconds since 1970 UTC; null where unknown. */
  modifiedAt: z.number().nullable(),
  /** Where a link points, as written. */
  target: z.string().optional(),
  /** `rwxr-xr-x`-like text, or octal digits, as the server wrote it. */
  permissions: z.string().optional(),
  owner: z.string().optional(),
  group: z.string().optional(),
  isHidden: z.boolean().optional(),
})
export type Entry = z.infer<typeof Entry>

/** Parts of a folder's listing, in order: one `folder`, any number of `entries`, one `complete`. */
export const FolderPart = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('folder'),
    /** Absolute and resolved, as the server or the system names it. */
    path: z.string(),
    /** null at a root. */
    parent: z.string().nullable(),
  }),
  z.object({ part: z.literal('entries'), entries: z.array(Entry) }),
  z.object({
    part: z.literal('complete'),
    /** False when the listing was cut short: never base a deletion on it. */
    isComplete: z.boolean(),
    /** Lines that no parser understood. */
    unreadableLines: z.int(),
  }),
])
export type FolderPart = z.infer<typeof FolderPart>

export const LocalRoots = z.object({
  home: z.string(),
  separator: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** Drives, mounts, and the usual places (desktop, documents, downloads). */
  roots: z.array(z.object({ name: z.string(), path: z.string() })),
})
export type LocalRoots = z.infer<typeof LocalRoots>

export const FailureReport = z.object({
  done: z.int(),
  failures: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
})
export type FailureReport = z.infer<typeof FailureReport>

export const fileCalls = {
  localRoots: call(z.tuple([]), LocalRoots),
  /** Lists a folder in parts, first rows first. Ends by itself. */
  readFolder: stream(z.tuple([Place]), FolderPart, folderWire),
  /**
   * Tells when something in a local folder may have changed; ends when the folder can no longer be
   * watched. A value is the number of changes so far.
   */
  watchLocalFolder: stream(z.tuple([Path]), z.object({ changes: z.int() })),
  makeFolder: call(z.tuple([Place]), z.void()),
  makeFile: call(z.tuple([Place]), z.void()),
  /** Renames or moves within one side; the second place is the full new path. */
  renameEntry: call(z.tuple([Place, Place]), z.void()),
  /**
   * Deletes files and folders with their content. Links are removed, never entered. Local entries
   * go to the system's trash where the host has one.
   */
  deleteEntries: call(z.tuple([z.array(Place).min(1).max(100_000)]), FailureReport),
  /** Unix permission bits, 0 to 0o7777. */
  setPermissions: call(z.tuple([Place, z.int().min(0).max(0o7777)]), z.void()),
  /** Modification time in milliseconds since 1970 UTC. */
  setModifiedAt: call(z.tuple([Place, z.number()]), z.void()),
}
