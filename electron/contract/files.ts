import { z } from 'zod'
import { FolderPart } from './entries.ts'
import { folderWire } from './entryColumns.ts'
import { call, stream } from './rpc.ts'
import { SessionId } from './sessions.ts'

export { Entry, EntryKind, FolderPart } from './entries.ts'

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

export const LocalRoots = z.object({
  home: z.string(),
  separator: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** Drives, mounts, and the usual places (desktop, documents, downloads). */
  roots: z.array(z.object({ name: z.string(), path: z.string() })),
})
export type LocalRoots = z.infer<typeof LocalRoots>

export const FailureReport = z.object({
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
}
