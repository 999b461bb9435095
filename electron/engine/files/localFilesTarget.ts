import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../../contract/errors.ts'
import type { DataSink } from '../ftp/connection.ts'
import { renameStubbornly } from '../storage/atomicFile.ts'
import { localError } from './localErrors.ts'
import type { Pace } from './localFilesPace.ts'

const open = promisify(fs.open)
const close = promisify(fs.close)
const read = promisify(fs.read)
const writev = promisify(fs.writev)
const ftruncate = promisify(fs.ftruncate)
const fchmod = promisify(fs.fchmod)
const futimes = promisify(fs.futimes)
const fdatasync = promisify(fs.fdatasync)

/** Files up to this size are written on the engine's thread, as long as the disk is quick. */
const smallFile = 256 * 1024
/**
 * From this size on a part file is flushed to disk before it gets its final name. Below, the flush
 * would cost more than sending the file again; the queue looks at the size of what it finished last
 * when it starts after a power cut.
 */
const flushedFrom = 4 * 1024 * 1024

/**
 * Where a download grows, beside its target and under a name of its own; the target keeps its old
 * content until `place`. All errors are AppErrors with a `local-…` code.
 */
export type PartFile = {
  readonly path: string
  /** Bytes from 0 that are in the file, as far as writes came in order. */
  readonly size: number
  /** Writes from this position on. */
  sinkAt(position: number): DataSink
  /** Bytes that were written before. */
  read(position: number, length: number): Promise<Buffer>
  truncate(size: number): Promise<void>
  close(): Promise<void>
  /** Sets time and permissions, flushes and renames; the file is then closed. */
  place(target: string, modifiedAt: number | null, permissions?: number | null): Promise<void>
  /** Closes and removes it. */
  discard(): Promise<void>
}

/** A name beside the target that is ours: hidden, unique by the item, at most 255 bytes long. */
export function partNameOf(name: string, itemId: string): string {
  const ending = `.${itemId}.sampan-part`
  const characters = [...name]
  while (Buffer.byteLength(characters.join('')) > 254 - ending.length) characters.pop()
  return `.${characters.join('')}${ending}`
}

export const partPathOf = (target: string, itemId: string): string =>
  join(dirname(target), partNameOf(basename(target), itemId))

/** Size of a part file left from before; null: there is none that can be used. */
export function partSize(path: string): number | null {
  const facts = fs.lstatSync(path, { throwIfNoEntry: false })
  return facts?.isFile() && facts.nlink === 1 ? facts.size : null
}

/**
 * Opens a part file: `resume` takes the one that is there, else whatever is in its place is
 * removed. Neither follows a link (O_NOFOLLOW): a planted one must not lead the bytes elsewhere.
 */
export async function openPartFile(
  path: string,
  options: { resume: boolean; expectedSize: number | null; pace: Pace },
): Promise<PartFile> {
  const { O_CREAT, O_EXCL, O_RDWR, O_NOFOLLOW = 0 } = fs.constants
  const flags = options.resume ? O_RDWR | O_NOFOLLOW : O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW
  const isSmall = options.expectedSize !== null && options.expectedSize <= smallFile
  try {
    if (isSmall && options.pace.isQuick()) {
      const fd = options.pace.measure(() => openQuickly(path, flags, options.resume))
      return wrap(path, fd, options.resume ? fs.fstatSync(fd).size : 0, options.pace, isSmall)
    }
    if (!options.resume) await fs.promises.rm(path, { force: true })
    const fd = await open(path, flags, 0o666)
    return wrap(path, fd, options.resume ? fs.fstatSync(fd).size : 0, options.pace, isSmall)
  } catch (error) {
    throw localError(error, path)
  }
}

function openQuickly(path: string, flags: number, resume: boolean): number {
  try {
    return fs.openSync(path, flags, 0o666)
  } catch (error) {
    if (resume || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    fs.unlinkSync(path)
    return fs.openSync(path, flags, 0o666)
  }
}

/**
 * Writes run on this thread for as long as the disk is quick: where a second thread has no core of
 * its own, it takes time from the server or the network. Ending runs there for small files only,
 * as a network drive may bring all of a big one home at that point.
 */
function wrap(
  path: string,
  fd: number,
  initialSize: number,
  pace: Pace,
  isSmall: boolean,
): PartFile {
  let size = initialSize
  let isOpen = true
  const endsQuickly = () => isSmall && pace.isQuick()

  /** Writes all of it: a short write says that the disk is full, the next one says why. */
  const writeAll = async (buffers: Uint8Array[], position: number): Promise<number> => {
    let rest = buffers
    for (;;) {
      const wanted = rest.reduce((sum, buffer) => sum + buffer.length, 0)
      if (wanted === 0) return position
      const written = pace.isQuick()
        ? pace.measure(() => fs.writevSync(fd, rest, position))
        : (await writev(fd, rest, position)).bytesWritten
      position += written
      // What is on the disk counts, also when the rest finds no room: a resume starts behind it.
      if (position > size) size = position
      if (written === wanted) return position
      rest = skipBytes(rest, written)
    }
  }

  const closeFile = async () => {
    if (!isOpen) return
    isOpen = false
    if (endsQuickly()) pace.measure(() => fs.closeSync(fd))
    else await close(fd)
  }

  const guard = async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      return await operation()
    } catch (error) {
      throw localError(error, path)
    }
  }

  const placeQuickly = (target: string, modifiedAt: number | null, permissions: number | null) =>
    pace.measure(() => {
      if (permissions !== null) fs.fchmodSync(fd, permissions)
      if (modifiedAt !== null) fs.futimesSync(fd, modifiedAt / 1_000, modifiedAt / 1_000)
      isOpen = false
      fs.closeSync(fd)
      fs.renameSync(path, target)
    })

  return {
    path,
    get size() {
      return size
    },
    sinkAt(position) {
      return {
        write: (buffers) =>
          guard(async () => {
            position = await writeAll(buffers, position)
          }),
      }
    },
    read: (position, length) =>
      guard(async () => {
        const buffer = Buffer.alloc(length)
        const { bytesRead } = await read(fd, buffer, 0, length, position)
        return buffer.subarray(0, bytesRead)
      }),
    truncate: (length) =>
      guard(async () => {
        await ftruncate(fd, length)
        size = length
      }),
    close: () => guard(closeFile),
    place: (target, modifiedAt, permissions = null) =>
      guard(async () => {
        if (endsQuickly() && process.platform !== 'win32')
          return placeQuickly(target, modifiedAt, permissions)
        if (permissions !== null && process.platform !== 'win32') await fchmod(fd, permissions)
        if (modifiedAt !== null) await futimes(fd, modifiedAt / 1_000, modifiedAt / 1_000)
        if (size >= flushedFrom) await fdatasync(fd)
        await closeFile()
        await renameStubbornly(path, target)
      }),
    discard: () =>
      guard(async () => {
        await closeFile()
        await fs.promises.rm(path, { force: true })
      }),
  }
}

function skipBytes(buffers: Uint8Array[], bytes: number): Uint8Array[] {
  let at = 0
  while (at < buffers.length && bytes >= buffers[at]!.length) bytes -= buffers[at++]!.length
  return at === buffers.length ? [] : [buffers[at]!.subarray(bytes), ...buffers.slice(at + 1)]
}

export type LocalFacts = {
  kind: 'file' | 'directory' | 'link' | 'unknown'
  size: number
  modifiedAt: number
  /** rwx of user, group and others; null where the system has no such bits. */
  permissions: number | null
}

/** What is at a path, links not followed; null: nothing. Throws `local-…`. */
export function localFacts(path: string): LocalFacts | null {
  try {
    const facts = fs.lstatSync(path, { throwIfNoEntry: false })
    return facts ? asFacts(facts) : null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw localError(error, path)
  }
}

export function asFacts(facts: fs.Stats): LocalFacts {
  const kind = facts.isFile()
    ? 'file'
    : facts.isDirectory()
      ? 'directory'
      : facts.isSymbolicLink()
        ? 'link'
        : 'unknown'
  const permissions = process.platform === 'win32' ? null : facts.mode & 0o777
  return { kind, size: facts.size, modifiedAt: Math.round(facts.mtimeMs), permissions }
}

/** `name (2).ext`, `name (3).ext` … until one is free. */
export function freeName(
  path: string,
  isTaken: (path: string) => boolean,
  separator: string,
): string {
  const at = path.lastIndexOf(separator) + 1
  const [folder, name] = [path.slice(0, at), path.slice(at)]
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 2; number < 10_000; number++) {
    const candidate = `${folder}${stem} (${number})${ending}`
    if (!isTaken(candidate)) return candidate
  }
  throw new AppError('name-collision', 'No free name was found', { path })
}
