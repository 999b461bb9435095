/** A piece of a file that one connection fetches: bytes from `position` to `end` are missing. */
export type Range = { start: number; position: number; end: number }

/** Pieces smaller than this are not worth a connection of their own. */
export const smallestPiece = 4 * 1024 * 1024
/** Files from this size on are fetched over several connections, where that helps. */
export const segmentedFrom = 32 * 1024 * 1024
/** Bytes at the end of each range that are fetched again after an interruption. */
const rollBack = 8 * 1024

export const wholeFile = (size: number): Range[] => [{ start: 0, position: 0, end: size }]

export const isComplete = ({ position, end }: Range): boolean => position >= end

/** Bytes that are across. */
export const acrossOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { start, position }) => sum + position - start, 0)

/** Where a new piece would begin: amid what is missing most. null: nothing is worth it. */
export function bestSplit(ranges: readonly Range[]): { of: Range; at: number } | null {
  let largest: Range | undefined
  for (const range of ranges)
    if (!largest || range.end - range.position > largest.end - largest.position) largest = range
  if (!largest || largest.end - largest.position < 2 * smallestPiece) return null
  const middle = largest.position + Math.floor((largest.end - largest.position) / 2)
  return { of: largest, at: middle }
}

/** The map as it goes to disk. */
export const rangesToText = (ranges: readonly Range[]): string =>
  JSON.stringify(ranges.map(({ start, position, end }) => [start, position, end]))

/**
 * The map from disk, each range set back a little; null where it does not describe a file of this
 * size without gaps and overlaps.
 */
export function rangesFromText(text: string | null, size: number): Range[] | null {
  if (text === null) return null
  const parsed: unknown = JSON.parse(text)
  if (!Array.isArray(parsed)) return null
  let expected = 0
  const ranges: Range[] = []
  for (const entry of parsed) {
    const [start, position, end] = entry as number[]
    if (start !== expected || !(position! >= start && position! <= end!)) return null
    const isWhole = position === end
    ranges.push({
      start,
      position: isWhole ? position! : Math.max(start, position! - rollBack),
      end: end!,
    })
    expected = end!
  }
  return expected === size ? ranges : null
}

/** What is known about fetching a file over one more connection. */
export type Trial = { connections: number; speedBefore: number; speedAfter: number }

/** One more connection has to bring this much to be worth its place. */
const worthwhile = 1.15
/** Bytes a second at which the machine, and not the line, is the limit. */
export const fastEnough = 120 * 1024 * 1024

export const didHelp = ({ speedBefore, speedAfter }: Trial): boolean =>
  speedAfter >= speedBefore * worthwhile
