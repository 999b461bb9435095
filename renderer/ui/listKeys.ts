/**
 * Where a key leads in a list of `count` rows; undefined: it is not a key of lists. Nothing current
 * is -1.
 */
export function keyTarget(
  key: string,
  list: { current: number; count: number; page: number },
): number | undefined {
  const { current, count, page } = list
  const targets: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  return target === undefined ? undefined : Math.min(Math.max(0, target), count - 1)
}
