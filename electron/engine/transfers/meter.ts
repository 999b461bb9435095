/** Bytes across at moments in milliseconds, oldest first. */
export type Sample = { at: number; bytes: number }

/** Seconds that the shown speed looks back over. */
const windowMilliseconds = 4_000

/** Adds a sample and drops those that no longer count; one older than the window is kept. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const from = sample.at - windowMilliseconds
  let first = 0
  while (first + 1 < samples.length && samples[first + 1]!.at <= from) first++
  return [...samples.slice(first), sample]
}

/** Bytes a second over the window; 0 before there are two samples. */
export function speedOf(samples: readonly Sample[]): number {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at <= first.at) return 0
  return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1_000)
}

/** Seconds, or null where it cannot be told. */
export function secondsLeft(bytesLeft: number, speed: number): number | null {
  if (bytesLeft <= 0) return 0
  return speed > 0 ? bytesLeft / speed : null
}
