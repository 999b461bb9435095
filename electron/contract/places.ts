import { z } from 'zod'

/** A pair of folders to go to that belongs to no site; a local one alone is usual. */
export const PlaceBookmark = z.object({
  name: z.string().trim().min(1).max(200),
  localFolder: z.string().max(32_768).optional(),
  remoteFolder: z.string().max(32_768).optional(),
})
export type PlaceBookmark = z.infer<typeof PlaceBookmark>

/** What a pane leaves out, under a name. Patterns are globs, separated by `;` or line ends. */
export const FilterSet = z.object({
  id: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(200),
  /** Only files that match one of these are shown; empty: all. Folders stay, to go through. */
  show: z.string().max(4_000).default(''),
  /** What matches one of these is left out. */
  hide: z.string().max(4_000).default(''),
  hidesFolders: z.boolean().default(true),
  /** Bytes, both inclusive. What the server does not say passes. */
  minimumSize: z.number().min(0).optional(),
  maximumSize: z.number().min(0).optional(),
  /** Days of age, both inclusive. */
  minimumDays: z.number().min(0).optional(),
  maximumDays: z.number().min(0).optional(),
})
export type FilterSet = z.infer<typeof FilterSet>
