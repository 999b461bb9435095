import type { StreamSink } from '../contract/rpc.ts'

/**
 * Sends values to any number of readers: the present ones first, then changes. While a reader is
 * busy only the newest value of each key waits for it, so a slow reader costs no memory.
 */
export type Feed<T> = {
  publish(item: T): void
  attach(sink: StreamSink<T>): void
}

export type FeedOptions<T> = {
  key(item: T): string
  snapshot(): T[]
  /** Milliseconds between two batches to the same reader. */
  interval?: number
}

export function createFeed<T>({ key, snapshot, interval = 0 }: FeedOptions<T>): Feed<T> {
  const readers = new Set<(item: T) => void>()
  return {
    publish(item) {
      for (const tell of readers) tell(item)
    },
    attach(sink) {
      let waiting = new Map<string, T>()
      let isSending = false
      const pump = async () => {
        isSending = true
        while (waiting.size > 0 && !sink.signal.aborted) {
          const batch = [...waiting.values()]
          waiting = new Map()
          await sink.send(batch)
          if (interval > 0) await pause(interval)
        }
        isSending = false
      }
      const start = () => {
        if (!isSending) void pump().catch(() => readers.delete(tell))
      }
      const tell = (item: T) => {
        waiting.set(key(item), item)
        start()
      }
      readers.add(tell)
      sink.signal.addEventListener('abort', () => readers.delete(tell), { once: true })
      const present = snapshot()
      for (const item of present) waiting.set(key(item), item)
      if (present.length > 0) start()
    },
  }
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
