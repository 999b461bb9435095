import { randomBytes } from 'node:crypto'
import { access, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../contract/errors.ts'
import { setAside } from '../../storage/setAside.ts'
import { migrations } from './schema.ts'

export type QueueDatabase = {
  writer: DatabaseSync
  /** Sees what is committed and nothing else: what is read here may be shown. */
  reader: DatabaseSync
  /** Which opening of the file this is, from 1. */
  life: number
  /** When a life began, in milliseconds since 1970 UTC; Infinity for one that is not known. */
  startOfLife: (life: number) => number
  /** Random, and kept with the file: ids of another queue are not mistaken for ours. */
  token: string
  /** False when the last life ended without `close`: a crash, or a power cut. */
  wasClosed: boolean
  /** Present when an unusable file was moved away to this path. */
  setAsideAs?: string
  close(): void
}

const fileName = 'queue.sqlite'

/**
 * Opens or makes the queue's file. A damaged file, or one of a newer version, is moved aside
 * and never deleted. The caller holds the lock of the data folder.
 *
 * synchronous=NORMAL: with WAL a commit is then in the hands of the system, which is what a
 * killed process needs, without a flush to disk (FULL) that would block the engine's only thread
 * for milliseconds several times a second. A power cut can take back the last moments, to a
 * consistent state; files are checked against their source when such an item runs again.
 */
export async function openQueueDatabase(folder: string): Promise<QueueDatabase> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, fileName)
  try {
    return open(file)
  } catch (error) {
    if (!isUnusable(error)) throw asAppError(error)
    const setAsideAs = await moveAway(file)
    return { ...open(file), setAsideAs }
  }
}

function open(file: string): QueueDatabase {
  const writer = new DatabaseSync(file, { timeout: 5_000 })
  try {
    writer.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY',
    )
    migrate(writer)
    const check = writer.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (check.quick_check !== 'ok') throw new UnusableFile(check.quick_check)
    const { life, token, wasClosed } = startLife(writer)
    const readMeta = writer.prepare('SELECT value FROM meta WHERE key = ?')
    const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    return {
      writer,
      reader,
      life,
      token,
      startOfLife: (which) => {
        const row = readMeta.get(`life ${which}`) as { value: string } | undefined
        return row ? Number(row.value) : Infinity
      },
      wasClosed,
      close() {
        writer.exec("INSERT OR REPLACE INTO meta(key, value) VALUES ('closed', 'yes')")
        reader.close()
        writer.close()
      },
    }
  } catch (error) {
    writer.close()
    throw error
  }
}

function migrate(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (row.user_version > migrations.length)
    throw new UnusableFile(`made by a newer version (${row.user_version})`)
  for (let version = row.user_version; version < migrations.length; version++)
    database.exec(`BEGIN; ${migrations[version]}; PRAGMA user_version = ${version + 1}; COMMIT`)
}

function startLife(database: DatabaseSync) {
  const read = database.prepare('SELECT value FROM meta WHERE key = ?')
  const write = database.prepare('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)')
  const value = (key: string) => (read.get(key) as { value: string } | undefined)?.value
  const life = Number(value('life') ?? 0) + 1
  const token = value('token') ?? randomBytes(3).toString('hex')
  const wasClosed = life === 1 || value('closed') === 'yes'
  database.exec('BEGIN IMMEDIATE')
  write.run('closed', 'no')
  // Items of older lives have been finished, or have been begun anew, long since.
  database.prepare('DELETE FROM meta WHERE key = ?').run(`life ${life - 1_000}`)
  write.run('life', String(life))
  write.run(`life ${life}`, String(Date.now()))
  write.run('token', token)
  database.exec('COMMIT')
  return { life, token, wasClosed }
}

class UnusableFile extends Error {}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and a schema that is not what its version says. */
function isUnusable(error: unknown): boolean {
  if (error instanceof UnusableFile) return true
  const code = (error as { errcode?: number }).errcode
  return code !== undefined && [1, 11, 26].includes(code & 0xff)
}

async function moveAway(file: string): Promise<string> {
  const moved = await setAside(file, 'damaged')
  // The log belongs to the file: left behind it would be played into the new one.
  for (const ending of ['-wal', '-shm'])
    if (await exists(file + ending)) await rename(file + ending, moved + ending)
  return moved
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** What SQLite says about the disk under it, in our words. */
export function asAppError(error: unknown): AppError {
  const { errcode, message } = error as { errcode?: number; message?: string }
  const details = { cause: message ?? String(error) }
  switch ((errcode ?? 0) & 0xff) {
    case 5:
    case 6:
      return new AppError('data-folder-in-use', 'The queue is in use by another process', details)
    case 8:
      return new AppError('local-read-only', 'The queue cannot be written: read-only', details)
    case 13:
      return new AppError('local-disk-full', 'The queue cannot be written: disk full', details)
    case 10:
    case 14:
      return new AppError('local-failed', 'The queue cannot be read or written', details)
    default:
      return AppError.from(error)
  }
}
