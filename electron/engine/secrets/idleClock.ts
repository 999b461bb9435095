/** Calls back after a time in which nobody said that the user is there. */
export type IdleClock = {
  /** Begins to count milliseconds; replaces an earlier limit. Gives what ends the counting. */
  start(limit: number): () => void
  /** The user is there: counts from zero again. */
  restart(): void
  /** Whether the time has run out, also if that was while the machine slept and timers stood. */
  isOver(): boolean
}

/** The longest delay that a timer takes; a longer one fires at once. */
const longestDelay = 2 ** 31 - 1

export function createIdleClock(over: () => void): IdleClock {
  let running: { limit: number } | undefined
  let since = 0
  let timer: NodeJS.Timeout | undefined

  const isOver = () => running !== undefined && Date.now() - since >= running.limit

  function wait() {
    clearTimeout(timer)
    if (!running) return
    const rest = running.limit - (Date.now() - since)
    timer = setTimeout(() => (isOver() ? over() : wait()), Math.min(rest, longestDelay))
    timer.unref()
  }

  function restart() {
    since = Date.now()
    wait()
  }

  return {
    restart,
    isOver,
    start(limit) {
      const own = (running = { limit })
      restart()
      return () => {
        if (running !== own) return
        running = undefined
        clearTimeout(timer)
      }
    },
  }
}
