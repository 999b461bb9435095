/**
 * Whether short file operations may run on the engine's thread. A round through Node's thread pool
 * costs several times what creating a small file costs, but a slow disk or network drive must
 * never hold everything else up. So it is measured: two slow operations, or a very slow one, and
 * the next half minute goes through the pool.
 */
export type Pace = {
  isQuick(): boolean
  /** Runs a short operation and takes its time. */
  measure<T>(operation: () => T): T
}

/** Milliseconds on the engine's thread that are still unnoticed. */
const slow = 12
/** Milliseconds that are noticed even once. */
const verySlow = 50
const avoidFor = 30_000

export function createPace(now: () => number = () => performance.now()): Pace {
  let strikes = 0
  let avoidUntil = -Infinity
  return {
    isQuick: () => now() >= avoidUntil,
    measure(operation) {
      const started = now()
      try {
        return operation()
      } finally {
        const ended = now()
        const took = ended - started
        if (took < slow) strikes = 0
        else if (++strikes >= 2 || took >= verySlow) {
          avoidUntil = ended + avoidFor
          strikes = 0
        }
      }
    },
  }
}
