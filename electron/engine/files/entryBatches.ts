import type { Entry } from '../../contract/files.ts'

/** Entries sent at a time at most: more would take the window longer than a frame or two. */
const largestBatch = 5_000
/** Entries that may wait for a slow reader before their source has to wait, too. */
const mostWaiting = 20_000

/**
 * Sends entries as the reader asks for them and gathers meanwhile what comes: the first few at once,
 * larger batches when the reader is slower than the source.
 */
export function createEntryBatches(send: (entries: Entry[]) => Promise<void>) {
  let waiting: Entry[] = []
  let running: Promise<void> | undefined
  /** Settles when the reader asks for more; never rejects. */
  let taken: Promise<void> = Promise.resolve()
  let failure: { reason: unknown } | undefined

  const sendWaiting = async () => {
    while (waiting.length > 0 && !failure) {
      const batch = waiting.slice(0, largestBatch)
      waiting = waiting.slice(largestBatch)
      taken = send(batch).catch((reason: unknown) => void (failure = { reason }))
      await taken
    }
    running = undefined
  }
  const check = () => {
    if (failure) throw failure.reason
  }

  return {
    /** Resolves when more may come. Rejects with what `send` failed with, now or before. */
    async add(entries: Entry[]): Promise<void> {
      for (const entry of entries) waiting.push(entry)
      if (waiting.length > 0) running ??= sendWaiting()
      while (waiting.length > mostWaiting && !failure) await taken
      check()
    },
    /** Resolves when all have been taken. */
    async end(): Promise<void> {
      await running
      check()
    },
  }
}
