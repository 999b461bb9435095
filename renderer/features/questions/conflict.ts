import type { ConflictChoice } from '../../../electron/contract/sessions.ts'
import { sameTimeWithin } from '../../../electron/contract/transfers.ts'

export type Facts = { size: number | null; modifiedAt: number | null }

/** What makes sense for these two files: resuming needs a part that is shorter. */
export function conflictChoices(source: Facts, existing: Facts): ConflictChoice[] {
  const canResume =
    existing.size !== null &&
    existing.size > 0 &&
    source.size !== null &&
    existing.size < source.size
  const hasTimes = source.modifiedAt !== null && existing.modifiedAt !== null
  return [
    'overwrite',
    ...(hasTimes ? (['overwrite-if-newer'] as const) : []),
    'overwrite-if-size-differs',
    'overwrite-if-different',
    ...(canResume ? (['resume'] as const) : []),
    'rename',
    'skip',
  ]
}

/** As the queue decides it: times that are too close are the same. */
export const isNewer = ({ modifiedAt: one }: Facts, { modifiedAt: other }: Facts): boolean =>
  one !== null && other !== null && one - other > sameTimeWithin

/** Never a choice that loses the newer file; where that is unknown, one that keeps both. */
export function suggestedChoice(source: Facts, existing: Facts): ConflictChoice {
  if (source.modifiedAt === null || existing.modifiedAt === null) return 'rename'
  return isNewer(source, existing) ? 'overwrite' : 'overwrite-if-newer'
}
