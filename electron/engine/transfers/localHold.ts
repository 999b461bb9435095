import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AppError } from '../../contract/errors.ts'

/** Milliseconds between looks at a full disk, and the bytes that must be free to go on. */
const lookEvery = 15_000
const enoughFree = 64 * 1024 * 1024

export type LocalHold = ReturnType<typeof createLocalHold>

/**
 * A full disk stops every download at once: the next ones would only fetch bytes to lose them. The
 * queue goes on by itself when there is room again, or when the user says so.
 */
export function createLocalHold(options: { wake: () => void; changed: () => void }) {
  let reason: AppError | null = null
  let timer: NodeJS.Timeout | undefined

  const release = () => {
    clearInterval(timer)
    if (!reason) return
    reason = null
    options.changed()
    options.wake()
  }
  const look = async (folder: string) => {
    const facts = await statfs(folder).catch(() => null)
    if (facts && facts.bavail * facts.bsize >= enoughFree) release()
  }

  return {
    get reason() {
      return reason
    },
    /** Takes an error that concerns all downloads; false: it concerns its own item only. */
    take(error: AppError): boolean {
      if (error.code !== 'local-disk-full') return false
      if (reason) return true
      reason = error
      const folder = dirname(error.details?.path ?? process.cwd())
      timer = setInterval(() => void look(folder), lookEvery)
      timer.unref()
      options.changed()
      return true
    },
    release,
    close: () => clearInterval(timer),
  }
}
