import type { LogRow } from './logModel.ts'

/** When a row happened; undefined for the news of lines left out. */
export function momentOf(row: LogRow | undefined): { time: number; at: number } | undefined {
  if (row?.type === 'line') return row.line.event
  if (row?.type === 'operation') return row.group.operation
  return undefined
}
