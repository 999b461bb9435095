import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { isAlive, isSameStart, ownStart, startOf } from './processStart.ts'

/** Held by the one process that may write a data folder. */
export type FolderLock = {
  /** Gives the folder free; calling it again does nothing. */
  release(): Promise<void>
}

/** The name of the lock file inside the folder. */
export const lockFileName = 'sampan.lock'

const Owner = z.strictObject({
  pid: z.int().positive(),
  start: z.union([
    z.strictObject({ exact: z.string() }),
    z.strictObject({ wallClock: z.number() }),
  ]),
  host: z.string(),
  token: z.string(),
})
type Owner = z.infer<typeof Owner>

/**
 * Locks a data folder for this process. What a crashed process left is taken over; a living owner
 * makes it throw `data-folder-in-use`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, lockFileName)
  const own: Owner = {
    pid: process.pid,
    start: await ownStart(),
    host: hostname(),
    token: randomUUID(),
  }
  const text = JSON.stringify(own)

  while (!(await created(file, text))) {
    const found = await readIfThere(file)
    if (found === undefined) continue
    const owner = parseOwner(found)
    if (owner && (await isHeld(owner))) throw inUse(folder, file, owner)
    if (!owner && (await isBeingWritten(file, found))) continue
    await removeStale(file, found)
  }

  return {
    async release() {
      if ((await readIfThere(file)) === text) await unlink(file)
    },
  }
}

/** Where there are no hard links, a lock can be seen before its text is there. */
async function isBeingWritten(file: string, found: string): Promise<boolean> {
  await delay(200)
  return (await readIfThere(file)) !== found
}

/** Whether the owner still lives. One on another machine (a shared folder) cannot be asked. */
async function isHeld(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return true
  if (!isAlive(owner.pid)) return false
  const start = await startOf(owner.pid)
  return start === undefined || isSameStart(owner.start, start)
}

/**
 * Appears whole or not at all: a lock that is being written would otherwise look damaged, hence
 * stale, to a second process.
 */
async function created(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(draft, file)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // FAT, exFAT and some network shares know no hard links.
    return createdByOpen(file, text)
  } finally {
    await unlink(draft)
  }
}

async function createdByOpen(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(text)
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Two processes may both have judged the same lock stale. Only the one that holds the guard looks
 * again and removes it, so the slower one cannot remove what the faster one has made meanwhile.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const guard = `${file}.takeover`
  if (!(await createdByOpen(guard, ''))) {
    await removeOldGuard(guard)
    return
  }
  try {
    if ((await readIfThere(file)) === stale) await unlink(file)
  } finally {
    await unlink(guard).catch(ignoreMissing)
  }
}

/** The guard is held for moments; one that is there for long belongs to a process that crashed. */
async function removeOldGuard(guard: string): Promise<void> {
  await delay(20)
  const made = await stat(guard).catch(() => undefined)
  if (made && Date.now() - made.mtimeMs > 10_000) await unlink(guard).catch(ignoreMissing)
}

function parseOwner(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function inUse(folder: string, file: string, owner: Owner): AppError {
  const where = owner.host === hostname() ? '' : ` on the machine ${owner.host}`
  return new AppError(
    'data-folder-in-use',
    `Another Sampan (process ${owner.pid}${where}) is using this data folder. ` +
      `Close it, or use another data folder. If no other Sampan is running, delete ${file}.`,
    { path: folder },
  )
}
