import type { QueueStore } from './store/index.ts'

export type Delays = ReturnType<typeof createDelays>

/** Sends delayed items back to wait when their time has come. Timers do not follow the clock. */
export function createDelays(store: QueueStore, wake: (server: string) => void) {
  const timers = new Map<number, NodeJS.Timeout>()
  return {
    start(id: number, milliseconds: number): void {
      clearTimeout(timers.get(id))
      const end = () => {
        timers.delete(id)
        if (store.commits.isBroken) return
        const item = store.items.read(id)
        if (item && store.items.apply(item, 'wake', { detail: null })) wake(item.server)
      }
      timers.set(id, setTimeout(end, milliseconds))
    },
    close(): void {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
