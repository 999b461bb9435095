import type { ConflictChoice } from '../../../electron/contract/sessions.ts'

type Facts = { size: number | null; modifiedAt: number | null }

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

/** Never a choice that loses the newer file; where that is unknown, one that keeps both. */
export function suggestedChoice(source: Facts, existing: Facts): ConflictChoice {
  const { modifiedAt: sourceTime } = source
  const { modifiedAt: existingTime } = existing
  if (sourceTime !== null && existingTime !== null)
    return sourceTime > existingTime ? 'overwrite' : 'overwrite-if-newer'
  return 'rename'
}
