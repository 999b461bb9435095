export type Gate = ReturnType<typeof createGate>

/** Keeps workers from taking items while many rows change at once. */
export function createGate() {
  let closers = 0
  let waiting: (() => void)[] = []
  return {
    get isClosed() {
      return closers > 0
    },
    opened: (): Promise<void> =>
      closers === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    async closedFor<T>(work: () => Promise<T>): Promise<T> {
      closers++
      try {
        return await work()
      } finally {
        if (--closers === 0) {
          const all = waiting
          waiting = []
          for (const go of all) go()
        }
      }
    },
  }
}
