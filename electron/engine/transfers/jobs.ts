import type { Item } from './store/rows.ts'
import { directRoute } from './copy/routes.ts'
import { addSample, speedOf, type Sample } from './meter.ts'
import type { Live } from './views.ts'

/** Why a running item is stopped. */
export type StopReason = 'paused' | 'cancelled' | 'held'

export type Job = {
  readonly item: Item
  readonly live: Live & { samples: Sample[] }
  readonly signal: AbortSignal
  /** Bytes that an earlier attempt had left. */
  readonly keptBefore: number
  /** Set once it is stopped. */
  stopped: StopReason | null
  /** From now on the target may hold bytes of ours. */
  isTouched: boolean
  /** Settles when nothing of it runs any more. */
  readonly ended: Promise<void>
}

export type Jobs = ReturnType<typeof createJobs>

/** What runs at the moment. */
export function createJobs() {
  const jobs = new Map<number, { job: Job; abort: AbortController; end: () => void }>()
  /** Bytes that passed in this process, by direction, for the total speeds. */
  const passed = { upload: 0, download: 0 }

  return {
    start(item: Item): Job {
      const abort = new AbortController()
      const { promise, resolve } = Promise.withResolvers<void>()
      const live = {
        phase: 'preparing' as const,
        transferred: item.kept,
        speed: 0,
        operation: undefined,
        samples: [],
      }
      const { signal } = abort
      const job: Job = {
        item,
        live,
        signal,
        keptBefore: item.kept,
        stopped: null,
        isTouched: false,
        ended: promise,
      }
      jobs.set(item.id, { job, abort, end: resolve })
      return job
    },

    end(job: Job): void {
      const entry = jobs.get(job.item.id)
      if (entry?.job === job) jobs.delete(job.item.id)
      entry?.end()
    },

    /** Really stops the bytes; the job's own end comes a little later. */
    stop(id: number, reason: StopReason): void {
      const entry = jobs.get(id)
      if (!entry || entry.job.stopped) return
      entry.job.stopped = reason
      entry.abort.abort()
    },

    get: (id: number): Job | undefined => jobs.get(id)?.job,
    all: (): Job[] => [...jobs.values()].map(({ job }) => job),
    get size() {
      return jobs.size
    },

    /** Counts bytes of a job up to `total`. */
    progress(job: Job, total: number): void {
      const more = total - job.live.transferred
      job.live.transferred = total
      // What passes between two servers does not pass here.
      if (more <= 0 || job.item.route === directRoute) return
      if (job.item.direction !== 'upload') passed.download += more
      if (job.item.direction !== 'download') passed.upload += more
    },
    passed,

    /** Takes the speed of every job; gives those whose bytes moved since the last time. */
    sample(at: number): number[] {
      const moved: number[] = []
      for (const { job } of jobs.values()) {
        const { live } = job
        const before = live.samples.at(-1)
        if (live.phase !== 'transferring' && !before) continue
        live.samples = addSample(live.samples, { at, bytes: live.transferred })
        const speed = live.phase === 'transferring' ? speedOf(live.samples) : 0
        if (before?.bytes !== live.transferred || speed !== live.speed) moved.push(job.item.id)
        live.speed = speed
      }
      return moved
    },
  }
}
