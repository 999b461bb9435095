import type { QueueColumn } from './queueColumns.ts'

const widths: Record<QueueColumn, number> = {
  progress: 150,
  amount: 128,
  speed: 84,
  timeLeft: 62,
  attempts: 62,
  state: 150,
}
/** What is missed least goes first where there is no room for all. */
const dispensable: readonly QueueColumn[] = [
  'attempts',
  'timeLeft',
  'speed',
  'amount',
  'progress',
  'state',
]
/** Icon, name and buttons with the padding of a row; the gap before each further column. */
const fixedWidth = 16 + 180 + 56 + 24 + 2 * 12
const gap = 12

/** Those of the chosen columns that fit into a list of this width, in pixels. */
export function fittingColumns(chosen: readonly QueueColumn[], width: number): QueueColumn[] {
  const fitting = [...chosen]
  const needed = () => fitting.reduce((sum, column) => sum + widths[column] + gap, fixedWidth)
  for (const column of dispensable) {
    if (needed() <= width) break
    const at = fitting.indexOf(column)
    if (at >= 0) fitting.splice(at, 1)
  }
  return fitting
}

/** Grid columns of a transfer's row: its icon, its name, what is chosen to be seen, its buttons. */
export const columnTracks = (columns: readonly QueueColumn[]): string =>
  ['16px', 'minmax(140px, 1fr)', ...columns.map((column) => `${widths[column]}px`), '56px'].join(
    ' ',
  )
