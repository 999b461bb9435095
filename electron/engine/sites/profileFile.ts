import { copyFile, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { previousOf, removeLeftovers, writeFileAtomically } from '../storage/atomicFile.ts'
import { createTurns } from '../storage/inTurn.ts'
import { setAside } from '../storage/setAside.ts'

export type ProfileFileOptions<T> = {
  file: string
  /** Version of the content that this Sampan writes: 1, 2, 3 … */
  schemaVersion: number
  /** Checks content of the current version; throws if it is not right (a zod schema's `parse`). */
  parse: (content: unknown) => T
  /** Content of a file that does not exist yet. */
  initial: () => T
  /** No version before stays beside the file: what is forgotten is to be gone. */
  forgetsPrevious?: boolean
  /** Brings content of an older version to the current one, before `parse`. */
  migrate?: (content: unknown, fromVersion: number) => unknown
}

export type ProfileRead<T> =
  | { state: 'ok'; value: T }
  /** There is no file yet; `value` is the initial content. */
  | { state: 'absent'; value: T }
  /** Not readable as profiles. `backup` is the newest earlier version that is. */
  | { state: 'damaged'; backup?: string }
  /** Written by a newer Sampan. */
  | { state: 'newer'; version: number; backup?: string }

export type ProfileFile<T> = {
  read(): Promise<ProfileRead<T>>
  /**
   * Replaces the content; the version before stays beside it. Refused with `not-possible-now`
   * before the first `read`, and while the file is damaged or newer.
   */
  write(value: T): Promise<void>
  /** Moves a damaged or newer file aside and puts the backup in its place. */
  restoreBackup(): Promise<ProfileRead<T>>
  /** Moves a damaged or newer file aside and begins with the initial content. */
  startAgain(): Promise<ProfileRead<T>>
}

const Envelope = z.object({ schemaVersion: z.int().positive(), content: z.unknown() })

type Judged<T> =
  | { is: 'ok'; value: T; version: number }
  | { is: 'damaged' }
  | { is: 'newer'; version: number }

/** A readable JSON file of `{ schemaVersion, content }` that is never lost by a write. */
export function createProfileFile<T>(options: ProfileFileOptions<T>): ProfileFile<T> {
  const { file, schemaVersion, parse, initial, migrate, forgetsPrevious = false } = options
  /** Version found by the last read; undefined: writing is not allowed. */
  let versionOnDisk: number | undefined
  const inTurn = createTurns()

  function judge(text: string): Judged<T> {
    try {
      const { schemaVersion: version, content } = Envelope.parse(JSON.parse(text))
      if (version > schemaVersion) return { is: 'newer', version }
      if (version < schemaVersion && !migrate) return { is: 'damaged' }
      const current = version < schemaVersion ? migrate?.(content, version) : content
      return { is: 'ok', value: parse(current), version }
    } catch {
      // The causes of JSON and of checks quote the file; who looks for them finds the file itself.
      return { is: 'damaged' }
    }
  }

  async function read(): Promise<ProfileRead<T>> {
    versionOnDisk = undefined
    await removeLeftovers(file)
    const text = await readIfThere(file)
    if (text === undefined) {
      versionOnDisk = schemaVersion
      return { state: 'absent', value: initial() }
    }
    const judged = judge(text)
    if (judged.is === 'ok') {
      versionOnDisk = judged.version
      return { state: 'ok', value: judged.value }
    }
    const backup = await newestBackup()
    const found = judged.is === 'newer' ? { state: judged.is, version: judged.version } : undefined
    return { ...(found ?? { state: 'damaged' }), ...(backup ? { backup } : {}) }
  }

  async function newestBackup(): Promise<string | undefined> {
    for (const path of [previousOf(file), ...(await copiesOfOlderSchemas(file))]) {
      const text = await readIfThere(path)
      if (text !== undefined && judge(text).is === 'ok') return path
    }
    return undefined
  }

  async function write(value: T): Promise<void> {
    if (versionOnDisk === undefined)
      throw new AppError(
        'not-possible-now',
        'The saved sites could not be read, so they are not overwritten. ' +
          'Restore the backup or start again first.',
        { path: file },
      )
    // `.previous` is gone after the next write; an older Sampan needs a file that it can read.
    if (versionOnDisk < schemaVersion) await copyFile(file, schemaCopyOf(file, versionOnDisk))
    const text = `${JSON.stringify({ schemaVersion, content: value }, undefined, 2)}\n`
    await writeFileAtomically(file, text, { keepPrevious: !forgetsPrevious })
    if (forgetsPrevious) await rm(previousOf(file), { force: true })
    versionOnDisk = schemaVersion
  }

  async function replaceUnusable(text: string): Promise<ProfileRead<T>> {
    const now = await read()
    if (now.state !== 'damaged' && now.state !== 'newer') return now
    await setAside(file, now.state)
    await writeFileAtomically(file, text)
    return read()
  }

  return {
    read: () => inTurn(read),
    write: (value) => inTurn(() => write(value)),
    restoreBackup: () =>
      inTurn(async () => {
        const backup = await newestBackup()
        if (!backup)
          throw new AppError('not-possible-now', 'There is no usable backup of the saved sites', {
            path: file,
          })
        return replaceUnusable(await readFile(backup, 'utf8'))
      }),
    startAgain: () =>
      inTurn(() =>
        replaceUnusable(`${JSON.stringify({ schemaVersion, content: initial() }, undefined, 2)}\n`),
      ),
  }
}

const schemaCopyOf = (file: string, version: number) => `${file}.schema-${version}`

/** Copies kept at a change of the schema, newest schema first. */
async function copiesOfOlderSchemas(file: string): Promise<string[]> {
  const prefix = `${basename(file)}.schema-`
  const names = await readdir(dirname(file)).catch(() => [])
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .sort((one, other) => Number(other.slice(prefix.length)) - Number(one.slice(prefix.length)))
    .map((name) => join(dirname(file), name))
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
