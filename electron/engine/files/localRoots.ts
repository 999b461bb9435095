import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { AppError } from '../../contract/errors.ts'

/** Decides which local paths a caller may name. */
export type LocalGuard = {
  /** The path in absolute form. Throws AppError when it lies outside the allowed roots. */
  check(path: string): Promise<string>
}

/**
 * Without roots every absolute path is allowed. With roots (the web host) the real place counts:
 * a link inside a root that points outside is outside.
 */
export function createLocalGuard(roots: string[] | undefined): LocalGuard {
  const realRoots = roots
    ? Promise.all(roots.map((root) => realpath(root).catch(() => resolve(root))))
    : undefined
  return {
    async check(path) {
      if (!isAbsolute(path))
        throw new AppError('bad-request', 'Local paths must be absolute', { path })
      const absolute = resolve(path)
      if (!realRoots) return absolute
      const real = await realPlace(absolute)
      for (const root of await realRoots)
        if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))
          return absolute
      throw new AppError(
        'local-permission-denied',
        'Sampan was started with access to other folders only',
        { path },
      )
    },
  }
}

/** Where a path really is; for one that does not exist yet, where it would come to be. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPlace(parent), basename(path))
  }
}
