import type { z } from 'zod'
import type { Filter } from '../../../electron/contract/filters.ts'
import type { FilterSet } from '../../../electron/contract/places.ts'
import { patternsOf } from '../panes/filterSets.ts'

const day = 86_400_000

/** What a pane would show of a folder, as the filter of its transfer. */
export function filterOfSet(set: FilterSet): z.input<typeof Filter> {
  const globs = (text: string, appliesTo: 'files' | 'both') =>
    patternsOf(text).map((pattern) => ({
      kind: 'glob' as const,
      // Only `*` and `?` mean something in a pane.
      text: pattern.replace(/[[\]{}\\]/g, '\\$&'),
      appliesTo,
    }))
  const { minimumSize, maximumSize, minimumDays, maximumDays } = set
  return {
    name: set.name,
    ignoreCase: true,
    include: globs(set.show, 'files'),
    exclude: globs(set.hide, set.hidesFolders ? 'both' : 'files'),
    ...(minimumSize === undefined ? {} : { minimumSize }),
    ...(maximumSize === undefined ? {} : { maximumSize }),
    ...(minimumDays === undefined ? {} : { minimumAge: minimumDays * day }),
    ...(maximumDays === undefined ? {} : { maximumAge: maximumDays * day }),
  }
}
