import { cancelled } from './errors.ts'

/** Jobs run one after the other, in order of arrival; a waiting one leaves when its signal aborts. */
export type JobQueue = {
  run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T>
  readonly isBusy: boolean
}

export function createJobQueue(): JobQueue {
  let tail: Promise<unknown> = Promise.resolve()
  let jobs = 0
  return {
    get isBusy() {
      return jobs > 0
    },
    run(signal, job) {
      if (signal.aborted) return Promise.reject(cancelled())
      jobs++
      const mine = tail.then(() => {
        if (signal.aborted) throw cancelled()
        return job()
      })
      tail = mine.catch(() => {}).finally(() => jobs--)
      return new Promise((resolve, reject) => {
        const leave = () => reject(cancelled())
        signal.addEventListener('abort', leave, { once: true })
        mine.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
      })
    },
  }
}
