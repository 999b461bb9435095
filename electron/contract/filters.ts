import { z } from 'zod'

export const FilterPattern = z.object({
  /** Glob: `*`, `?`, `[a-z]`, `{a,b}`, and `**` over folders; regex: as JavaScript has it. */
  kind: z.enum(['glob', 'regex']),
  text: z.string().min(1).max(1_000),
  appliesTo: z.enum(['files', 'folders', 'both']).default('both'),
})

/** Which contents of a folder are transferred. A folder that is left out is not entered. */
export const Filter = z.object({
  name: z.string().optional(),
  ignoreCase: z.boolean().default(false),
  /** With any of these for files, a file must match one of them. */
  include: z.array(FilterPattern).default([]),
  /** What matches one of these is left out, also where it is included. */
  exclude: z.array(FilterPattern).default([]),
  /** Bytes, both inclusive. A file of unknown size passes. */
  minimumSize: z.number().min(0).optional(),
  maximumSize: z.number().min(0).optional(),
  /** Milliseconds of age, both inclusive. A file of unknown age passes. */
  minimumAge: z.number().min(0).optional(),
  maximumAge: z.number().min(0).optional(),
})
export type Filter = z.input<typeof Filter>
