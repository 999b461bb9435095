import { z } from 'zod'

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
