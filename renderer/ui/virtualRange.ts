/** Rows drawn beyond each edge, so that scrolling finds them ready. */
const overscan = 10

export type VirtualRow = {
  index: number
  /** The same for rows that take each other's place on the screen: their elements are used again. */
  key: number
}

/**
 * Which of `count` rows of one height are to be drawn. `keepIndex` stays drawn wherever it is.
 * Costs nothing that grows with `count`.
 */
export function virtualRows(view: {
  count: number
  rowHeight: number
  top: number
  height: number
  keepIndex: number
}): VirtualRow[] {
  const { count, rowHeight, top, height, keepIndex } = view
  const capacity = Math.ceil(height / rowHeight) + 1 + 2 * overscan
  // The list may have become shorter than where it was scrolled to.
  const wanted = Math.floor(top / rowHeight) - overscan
  const first = Math.max(0, Math.min(wanted, count - capacity))
  const rows: VirtualRow[] = []
  for (let index = first; index < Math.min(count, first + capacity); index++)
    rows.push({ index, key: index % capacity })
  const isOutside = keepIndex < first || keepIndex >= first + capacity
  if (keepIndex >= 0 && keepIndex < count && isOutside) rows.push({ index: keepIndex, key: -1 })
  return rows
}

/** Where to scroll so that a row is in view; undefined if it is. */
export function scrollTarget(
  index: number,
  rowHeight: number,
  top: number,
  height: number,
): number | undefined {
  const start = index * rowHeight
  if (start < top) return start
  if (start + rowHeight > top + height) return start + rowHeight - height
  return undefined
}
