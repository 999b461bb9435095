/** Runs jobs one after the other, in the order of the calls; a job that fails stops none after it. */
export function createTurns(): <T>(job: () => T | Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const result = last.then(job)
    last = result.catch(() => {})
    return result
  }
}
