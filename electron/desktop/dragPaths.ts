import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { LocalGuard } from '../engine/files/localRoots.ts'

const Paths = z.array(z.string().min(1).max(32_768)).min(1).max(10_000)

/** The files of a drag: those that exist and may be touched. Throws AppError for one that may not. */
export async function filesToDrag(value: unknown, guard: LocalGuard): Promise<string[]> {
  const paths = await Promise.all(Paths.parse(value).map((path) => guard.check(path)))
  return paths.filter((path) => existsSync(path))
}
