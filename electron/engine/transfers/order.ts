/**
 * When the turn of an item comes: first by `priority` (the higher the sooner), then by `rank`,
 * which a folder's contents share with it, then by `sub`. The latter two are doubles with gaps, so
 * that a move writes the moved rows and no others.
 */
export type Position = { priority: number; rank: number; sub: number }

export const comparePositions = (a: Position, b: Position): number =>
  b.priority - a.priority || a.rank - b.rank || a.sub - b.sub

/**
 * `count` values strictly between two neighbours, evenly spread; null stands for no neighbour.
 * Gives null where doubles leave no room, so that the caller spreads its rows anew.
 */
export function spread(low: number | null, high: number | null, count: number): number[] | null {
  if (low === null && high === null) return Array.from({ length: count }, (_, index) => index)
  if (low === null) return Array.from({ length: count }, (_, index) => high! - count + index)
  if (high === null) return Array.from({ length: count }, (_, index) => low + index + 1)
  const step = (high - low) / (count + 1)
  const values = Array.from({ length: count }, (_, index) => low + step * (index + 1))
  let previous = low
  for (const value of values) {
    if (!(value > previous)) return null
    previous = value
  }
  return previous < high ? values : null
}
