import { formatClock } from '../../format.ts'

/** Clock of the day, milliseconds since the first shown line, or since the line before. */
export type TimeMode = 'clock' | 'start' | 'previous'
export const timeModes: readonly TimeMode[] = ['clock', 'start', 'previous']

type Moment = { time: number; at: number }

/** The time column of a line. Differences come from the clock that never jumps. */
export function wordTime(
  mode: TimeMode,
  line: Moment,
  first: Moment | undefined,
  previous: Moment | undefined,
): string {
  if (mode === 'clock') return formatClock(line.time)
  const from = mode === 'start' ? first : previous
  return `+${((line.at - (from ?? line).at) / 1_000).toFixed(3)}`
}
