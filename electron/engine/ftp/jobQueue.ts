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
      return new Promise((resolve, reject) => {
        const leave = () => reject(cancelled())
        signal.addEventListener('abort', leave, { once: true })
        tail = tail.then(async () => {
          // From here the job itself answers to its signal: it may have things to tidy up.
          signal.removeEventListener('abort', leave)
          try {
            if (signal.aborted) throw cancelled()
            resolve(await job())
          } catch (error) {
            reject(error)
          } finally {
            jobs--
          }
        })
      })
    },
  }
}
