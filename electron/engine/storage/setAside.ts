import { access } from 'node:fs/promises'
import { renameStubbornly } from './atomicFile.ts'

/**
 * Moves a file that cannot be used out of the way, under a name that says why and when, for
 * example `sites.json.damaged-20260131T120000Z`. Nothing is ever deleted. Gives the new path.
 */
export async function setAside(file: string, why: string, now = new Date()): Promise<string> {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '')
  for (let number = 1; ; number++) {
    const path = `${file}.${why}-${stamp}${number === 1 ? '' : `-${number}`}`
    if (await exists(path)) continue
    await renameStubbornly(file, path)
    return path
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
