import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')
export const reportFile = join(root, 'docs/performance.md')
export const resultsFile = join(root, '.cache/bench/results.json')

/** Bytes that the largest suite needs at once. */
const room = 9 * 1024 ** 3

/** A scratch folder in memory if there is room, so that the disk is not what is measured. */
export function openScratch(): { folder: string; kind: string; remove(): void } {
  const inMemory = hasRoom('/dev/shm')
  const folder = mkdtempSync(join(inMemory ? '/dev/shm' : tmpdir(), 'sampan-bench-'))
  // The servers' user passes through on the way to its files.
  chmodSync(folder, 0o711)
  return {
    folder,
    kind: inMemory ? 'in memory (tmpfs)' : 'on disk',
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > room
  } catch {
    return false
  }
}
