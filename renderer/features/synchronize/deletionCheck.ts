/** From this number on deletions are asked about once more, whatever share they are. */
const always = 25
/** Below this number they are not, whatever share they are. */
const never = 3
const largeShare = 0.2

/**
 * Whether so many deletions are unusual enough to ask once more. `entries`: all that were compared,
 * equal ones too; a wrong folder shows by a large share of it being deleted.
 */
export function isDrastic(deletions: number, entries: number): boolean {
  if (deletions < never) return false
  return deletions >= always || deletions / Math.max(1, entries) >= largeShare
}
