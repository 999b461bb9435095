import type { ColumnName } from '../../stores/paneViews.ts'

type Column = { name: ColumnName; width: number }

/** A name has at least this much room before other columns get any. */
const nameWidth = 150
/** Least needed first. */
const dispensable: ColumnName[] = ['owner', 'permissions', 'type', 'modified', 'size']

/** In a narrow pane the columns that matter least give way to the names. `width`: 0 is unknown. */
export function columnsThatFit(columns: Column[], width: number): Column[] {
  let shown = columns
  for (const name of dispensable) {
    const needed = shown.reduce(
      (sum, column) => sum + (column.name === 'name' ? nameWidth : column.width),
      0,
    )
    if (width === 0 || needed <= width) return shown
    shown = shown.filter((column) => column.name !== name)
  }
  return shown
}
