import type { ConflictChoice } from '../../contract/sessions.ts'
import { sameTimeWithin } from '../../contract/transfers.ts'
import type { ConflictPolicy } from '../../contract/transfers.ts'

export type Facts = { size: number | null; modifiedAt: number | null }

/** What to do about a target that exists already. Skipping says why, as text for the user. */
export type Decision =
  | { action: 'write' }
  | { action: 'resume' }
  | { action: 'rename' }
  | { action: 'skip'; reason: string }
  | { action: 'ask' }

/** Pure: the answer of a policy, or of the user, to one existing target. */
export function decide(
  policy: ConflictPolicy | ConflictChoice,
  source: Facts,
  existing: Facts,
): Decision {
  const areSizesKnown = source.size !== null && existing.size !== null
  const isSizeEqual = areSizesKnown && source.size === existing.size
  const difference =
    source.modifiedAt === null || existing.modifiedAt === null
      ? null
      : source.modifiedAt - existing.modifiedAt
  switch (policy) {
    case 'ask':
      return { action: 'ask' }
    case 'overwrite':
      return { action: 'write' }
    case 'rename':
      return { action: 'rename' }
    case 'skip':
      return { action: 'skip', reason: 'exists' }
    case 'overwrite-if-size-differs':
      return isSizeEqual ? { action: 'skip', reason: 'same-size' } : { action: 'write' }
    case 'overwrite-if-newer':
      // Without times only the sizes can tell that there is something new.
      if (difference === null)
        return isSizeEqual ? { action: 'skip', reason: 'same-size' } : { action: 'write' }
      return difference > sameTimeWithin
        ? { action: 'write' }
        : { action: 'skip', reason: 'not-newer' }
    case 'overwrite-if-different':
      if (!isSizeEqual) return { action: 'write' }
      return difference === null || Math.abs(difference) <= sameTimeWithin
        ? { action: 'skip', reason: 'same-size-and-time' }
        : { action: 'write' }
    case 'resume':
      if (isSizeEqual) return { action: 'skip', reason: 'same-size' }
      if (!areSizesKnown) return { action: 'write' }
      // What is longer than its source cannot be the beginning of it.
      return existing.size! < source.size!
        ? { action: 'resume' }
        : { action: 'skip', reason: 'target-larger' }
  }
}

/**
 * Whether two statements about a file's time may be about the same moment. Listings are often
 * given to the minute or the day and in a time zone of their own, MDTM to the second in UTC.
 */
export function isSameMoment(listed: number | null, exact: number | null): boolean {
  if (listed === null || exact === null) return true
  const difference = Math.abs(listed - exact)
  if (difference <= sameTimeWithin) return true
  const minute = 60_000
  if (listed % minute !== 0) return false
  const day = 24 * 60 * minute
  const zone = 14 * 60 * minute
  if (listed % day === 0) return difference <= day + zone
  // Zones differ by quarters of an hour; the listing cut the seconds off.
  return difference <= zone + minute && (exact - listed + day) % (15 * minute) < minute
}
