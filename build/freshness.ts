import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root. */
export const root = join(import.meta.dirname, '..')

/** Whether a built file is missing or older than anything it is made from. Paths from the root. */
export function isStale(built: string, sources: string[]): boolean {
  const builtAt = modifiedAt(join(root, built))
  return builtAt === undefined || sources.some((source) => newest(join(root, source)) > builtAt)
}

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  // A folder's own time tells of removed files.
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    stat.mtimeMs,
  )
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
