import { cp, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import type { DataFolderState } from '../../contract/dataFolder.ts'
import { AppError } from '../../contract/errors.ts'
import { localError } from '../files/localErrors.ts'
import { writeFileAtomically } from './atomicFile.ts'
import { lockFileName, lockFolder } from './lock.ts'

/** In a folder that is to move at the next start. */
const wishName = 'move-to.json'
/** In a folder whose data lie elsewhere by now. */
const pointerName = 'moved-to.json'
/** Why a move could not be made; the data are where they were. */
const failureName = 'move-failed.json'
const attemptName = 'attempt'
/** What belongs to the place, or to a browser that runs there, and not to the user. */
const staying = new Set([
  wishName,
  pointerName,
  failureName,
  lockFileName,
  'chromium',
  'lost+found',
])

const Direction = z.strictObject({
  folder: z.string().min(1),
  /** Milliseconds since 1970 UTC: of two folders that point at each other the later word holds. */
  at: z.number(),
})
const Failure = z.strictObject({ folder: z.string(), code: z.string(), message: z.string() })

/**
 * Finds the folder that holds the data: moves it first where the user wished so, and follows where
 * it was moved before. Called before anything in it is opened. A crash at any moment leaves either
 * the old or the new folder whole and in charge. Throws `local-not-found` when the place is gone,
 * for example a drive, and `data-folder-in-use`.
 */
export async function settleDataFolder(folder: string): Promise<string> {
  for (;;) {
    const present = await follow(folder, 'tidily')
    const wish = await readNote(present, wishName, Direction)
    if (!wish || !(await move(present, wish.folder))) return present
  }
}

/** The same without moving or changing anything, for whoever only reads. */
export const presentDataFolder = (folder: string): Promise<string> => follow(folder, 'as it is')

async function follow(folder: string, how: 'tidily' | 'as it is'): Promise<string> {
  const passed = new Map<string, number>()
  for (let at = resolve(folder); ;) {
    const pointer = await readNote(at, pointerName, Direction)
    if (!pointer) return at
    if (isStale(passed, at, pointer.at)) {
      if (how === 'tidily') await rm(join(at, pointerName))
      return at
    }
    passed.set(at, pointer.at)
    const next = resolve(pointer.folder)
    await checkThere(next, at)
    if (how === 'tidily') await removeRemnants(at, next)
    at = next
  }
}

/** True where the data came back after they had gone: the word of the other folder is later. */
const isStale = (passed: ReadonlyMap<string, number>, folder: string, at: number) =>
  passed.has(folder) || [...passed.values()].some((other) => other > at)

/** Notes the user's wish to move; nothing moves while Sampan runs. */
export async function wishToMove(folder: string, target: string | null): Promise<void> {
  await rm(join(folder, failureName), { force: true })
  if (target === null) return rm(join(folder, wishName), { force: true })
  const to = resolve(target)
  if (!isAbsolute(target) || isInside(to, folder) || isInside(folder, to))
    throw new AppError('bad-request', 'The new folder must lie apart from the present one', {
      path: target,
    })
  await makeWritable(to)
  await write(folder, wishName, { folder: to, at: Date.now() })
}

export async function dataFolderState(folder: string): Promise<DataFolderState> {
  const [wish, failed] = await Promise.all([
    readNote(folder, wishName, Direction),
    readNote(folder, failureName, Failure),
  ])
  return { folder, ...(wish ? { movesTo: wish.folder } : {}), ...(failed ? { failed } : {}) }
}

/** False when it stays where it is; why is then written down for the user. */
async function move(from: string, to: string): Promise<boolean> {
  const lock = await lockFolder(from)
  try {
    await makeWritable(to, await namesOf(from))
    await copyAll(from, to)
    await syncFolder(to)
    // The one step that decides: before it the old folder is in charge, after it the new one.
    await rename(join(from, wishName), join(from, pointerName))
    await syncFolder(from)
  } catch (thrown) {
    for (const name of await namesOf(from)) await remove(join(to, name))
    const { code, message } = localError(thrown, to)
    await write(from, failureName, { folder: to, code, message }).catch(() => {})
    await remove(join(from, wishName))
    await lock.release()
    return false
  }
  for (const name of await namesOf(from)) await remove(join(from, name))
  await lock.release()
  return true
}

/** What cannot be removed is a copy too many, no loss. */
const remove = (path: string) => rm(path, { recursive: true, force: true }).catch(() => {})

/** Left by a crash right after a move; only what the new folder has as well. */
async function removeRemnants(old: string, present: string): Promise<void> {
  const moved = new Set(await namesOf(present))
  for (const name of await namesOf(old)) if (moved.has(name)) await remove(join(old, name))
}

async function copyAll(from: string, to: string): Promise<void> {
  for (const name of await namesOf(from)) {
    await cp(join(from, name), join(to, name), {
      recursive: true,
      force: true,
      preserveTimestamps: true,
    })
    await syncAll(join(to, name), join(from, name))
  }
}

/** On disk, and as long as the original. */
async function syncAll(copy: string, original: string): Promise<void> {
  const [made, there] = [await stat(copy), await stat(original)]
  if (made.isDirectory()) {
    for (const name of await readdir(original))
      await syncAll(join(copy, name), join(original, name))
    return syncFolder(copy)
  }
  if (made.size !== there.size)
    throw new AppError('local-failed', 'The copy is not as long as the original', { path: copy })
  const file = await open(copy, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; its rename is on disk when it returns.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const namesOf = async (folder: string) =>
  (await readdir(folder)).filter((name) => !staying.has(name))

/** Makes the folder; it must be empty but for what an earlier attempt left, and take a file. */
async function makeWritable(folder: string, expected: readonly string[] = []): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const strangers = (await namesOf(folder)).filter((name) => !expected.includes(name))
    if (strangers.length > 0)
      throw new AppError('local-exists', 'The new folder is not empty', { path: folder })
    await writeFileAtomically(join(folder, attemptName), '')
    await rm(join(folder, attemptName))
  } catch (thrown) {
    throw localError(thrown, folder)
  }
}

async function checkThere(folder: string, cameFrom: string): Promise<void> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isThere)
    throw new AppError(
      'local-not-found',
      `Your data were moved to ${folder}, which is not there now. Connect the drive, or delete ` +
        `${join(cameFrom, pointerName)} to begin anew.`,
      { path: folder },
    )
}

const isInside = (path: string, folder: string) => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

const write = (folder: string, name: string, note: object) =>
  writeFileAtomically(join(folder, name), `${JSON.stringify(note, undefined, 2)}\n`)

/** A note that cannot be read says nothing. */
async function readNote<T>(
  folder: string,
  name: string,
  shape: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    return shape.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))
  } catch {
    return undefined
  }
}
