/**
 * Watches how long this thread computes without giving others a turn, in milliseconds of its own
 * computing: what the rest of the machine does meanwhile is nobody's fault here.
 */
export function watchTurns(): { stop(): number } {
  let longest = 0
  let isOver = false
  let last = process.threadCpuUsage()
  const turn = () => {
    const { user, system } = process.threadCpuUsage(last)
    longest = Math.max(longest, (user + system) / 1_000)
    last = process.threadCpuUsage()
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    stop() {
      isOver = true
      turn()
      return longest
    },
  }
}
