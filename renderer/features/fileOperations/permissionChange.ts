import type { ModeChange } from '../../../electron/contract/fileJobs.ts'
import type { Entry } from '../../../electron/contract/files.ts'
import { parsePermissions } from '../../../electron/contract/permissions.ts'

const allBits = 0o7777

/**
 * The bits that all of the entries share, as the change that leaves them as they are; bits that
 * differ, or are not known, are in neither part. Nothing known: a usual mode to begin with.
 */
export function commonMode(entries: readonly Entry[], usual: number): ModeChange {
  const modes = entries.map((entry) => parsePermissions(entry.permissions ?? ''))
  const known = modes.filter((mode) => mode !== null)
  if (known.length === 0) return { set: usual, clear: ~usual & 0o777 }
  const set = known.reduce((shared, mode) => shared & mode, allBits)
  const clear = known.reduce((shared, mode) => shared & ~mode, allBits)
  return known.length === modes.length ? { set, clear } : { set: 0, clear: 0 }
}

export const changesNothing = ({ set, clear }: ModeChange): boolean => (set | clear) === 0
