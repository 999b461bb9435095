import type { z } from 'zod'
import type { StreamSink } from '../../contract/rpc.ts'
import type { QueueTotals, Transfer } from '../../contract/transfers.ts'
import { addSample, secondsLeft, speedOf, type Sample } from './meter.ts'
import type { Jobs } from './jobs.ts'
import type { QueueStore } from './store/index.ts'
import type { ListedItem } from './store/lists.ts'

/** Milliseconds between two batches to one reader, and between two looks at the speeds. */
const interval = 100
const sampleEvery = 250
/** Items of one batch at most. */
const batchSize = 500

type TransferView = z.input<typeof Transfer>

export type Watch = ReturnType<typeof createWatch>

/**
 * Tells readers what changes: only what is on disk already, the newest value of each item, one
 * batch at a time. What nobody reads costs nothing.
 */
export function createWatch(options: {
  store: QueueStore
  jobs: Jobs
  isRunning: () => boolean
  limits: () => QueueTotals['limits']
  view: (item: ListedItem) => TransferView
  now: () => number
}) {
  const { store, jobs, isRunning, limits, view, now } = options
  const totalReaders = new Set<() => void>()
  const itemReaders = new Set<(ids: Iterable<number>) => void>()
  let revision = 0
  let sampler: NodeJS.Timeout | undefined
  let samples: Record<'upload' | 'download', Sample[]> = { upload: [], download: [] }

  const totals = (): QueueTotals => {
    const downloadSpeed = speedOf(samples.download)
    const uploadSpeed = speedOf(samples.upload)
    const across = jobs.all().reduce((sum, { live }) => sum + live.transferred, 0)
    const bytesLeft = Math.max(0, store.totals.bytes - across)
    return {
      revision,
      isRunning: isRunning(),
      queued: store.totals.queue,
      active: jobs.size,
      failed: store.totals.failed,
      done: store.totals.done,
      bytesLeft,
      downloadSpeed,
      uploadSpeed,
      limits: limits(),
      secondsLeft: secondsLeft(bytesLeft, downloadSpeed + uploadSpeed),
    }
  }

  const tellTotals = () => {
    for (const tell of totalReaders) tell()
  }
  const changed = (ids: Iterable<number>) => {
    revision++
    for (const tell of itemReaders) tell(ids)
    tellTotals()
  }

  store.onPublished((published) => changed(published === 'many' ? [] : published.ids))

  function sample(): void {
    const at = now()
    const moved = jobs.sample(at)
    samples = {
      upload: addSample(samples.upload, { at, bytes: jobs.passed.upload }),
      download: addSample(samples.download, { at, bytes: jobs.passed.download }),
    }
    if (moved.length > 0) for (const tell of itemReaders) tell(moved)
    if (jobs.size === 0 && samples.upload.length > 1) {
      clearInterval(sampler)
      sampler = undefined
      samples = { upload: [], download: [] }
    }
    tellTotals()
  }

  return {
    get revision() {
      return revision
    },
    totals,

    /** Something runs: speeds are taken until nothing does. */
    start(): void {
      if (sampler) return
      sampler = setInterval(sample, sampleEvery)
      sample()
      sampler.unref()
    },

    /** What is shown of waiting items has changed without a change on disk. */
    reasonsChanged: () => changed([]),
    tellTotals,

    watchQueue(sink: StreamSink<QueueTotals>): void {
      let isDue = true
      const isOver = () => store.totals.queue === 0 && jobs.size === 0
      let wasOver = isOver()
      const pump = coalesced(sink, async () => {
        if (!isDue) return false
        isDue = false
        await sink.send([totals()])
        return true
      })
      const tell = () => {
        isDue = true
        const hasEnded = !wasOver && isOver()
        wasOver = isOver()
        pump(hasEnded)
      }
      totalReaders.add(tell)
      sink.signal.addEventListener('abort', () => totalReaders.delete(tell), { once: true })
      pump()
    },

    watchTransfers(sink: StreamSink<TransferView>): void {
      const due = new Set(jobs.all().map(({ item }) => item.id))
      const pump = coalesced(sink, async () => {
        if (due.size === 0) return false
        const ids = [...due].slice(0, batchSize)
        for (const id of ids) due.delete(id)
        const rows = store.lists.read(ids).map(view)
        if (rows.length > 0) await sink.send(rows)
        return true
      })
      const tell = (ids: Iterable<number>) => {
        for (const id of ids) due.add(id)
        pump()
      }
      itemReaders.add(tell)
      sink.signal.addEventListener('abort', () => itemReaders.delete(tell), { once: true })
      pump()
    },

    close(): void {
      clearInterval(sampler)
    },
  }
}

/**
 * Sends while there is something to send, one at a time and not too often, but at once where that
 * is asked for: whoever waits for the end of the queue waits for nothing else.
 */
function coalesced(
  sink: StreamSink<never>,
  sendOnce: () => Promise<boolean>,
): (isUrgent?: boolean) => void {
  let isSending = false
  let isUrgent = false
  let hurry = () => {}
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, isUrgent ? 0 : interval)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    isSending = true
    try {
      for (;;) {
        isUrgent = false
        if (sink.signal.aborted || !(await sendOnce())) return
        await pause()
      }
    } catch {
      // The reader has gone; its signal takes it off the list.
    } finally {
      isSending = false
    }
  }
  return (urgent = false) => {
    isUrgent ||= urgent
    if (!isSending) void run()
    else if (urgent) hurry()
  }
}
