import type { StreamSink } from '../../contract/rpc.ts'

/** Sends items in order without making their source wait; `sent` settles when all are out. */
export type OrderedSender<T> = { send(item: T): void; sent(): Promise<void> }

export function createOrderedSender<T>(sink: StreamSink<T>): OrderedSender<T> {
  let waiting: T[] = []
  let sending: Promise<void> = Promise.resolve()
  let isSending = false
  const pump = async () => {
    isSending = true
    try {
      while (waiting.length > 0 && !sink.signal.aborted) {
        const batch = waiting
        waiting = []
        await sink.send(batch)
      }
    } catch {
      // The reader has gone; its signal tells whoever works for it.
    } finally {
      isSending = false
    }
  }
  return {
    send(item) {
      waiting.push(item)
      if (!isSending) sending = pump()
    },
    sent: () => sending,
  }
}
