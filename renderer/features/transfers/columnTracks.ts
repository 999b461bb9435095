import type { QueueColumn } from '../../stores/queueView.ts'

const widths: Record<QueueColumn, number> = {
  progress: 150,
  amount: 128,
  speed: 84,
  timeLeft: 62,
  attempts: 62,
  state: 150,
}

/** Grid columns of a transfer's row: its icon, its name, what is chosen to be seen, its buttons. */
export const columnTracks = (columns: readonly QueueColumn[]): string =>
  ['16px', 'minmax(140px, 1fr)', ...columns.map((column) => `${widths[column]}px`), '56px'].join(
    ' ',
  )
