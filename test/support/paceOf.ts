import type { Pace } from '../../electron/engine/files/localFilesPace.ts'

/** Says how quick the disk is at the moment, and counts what ran on the engine's thread. */
export function paceOf(isQuick: () => boolean): Pace & { measured: number } {
  const pace = {
    measured: 0,
    isQuick,
    measure<T>(operation: () => T): T {
      pace.measured++
      return operation()
    },
  }
  return pace
}
