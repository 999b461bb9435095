import { AppError } from '../../../contract/errors.ts'
import * as fs from 'node:fs'
import { dirname, sep } from 'node:path'
import { hashLocalFile } from '../../files/localFilesSource.ts'
import {
  freeName,
  localFacts,
  openPartFile,
  partPathOf,
  partSize,
  type PartFile,
} from '../../files/localFilesTarget.ts'
import { isSameMoment } from '../conflicts.ts'
import {
  acrossOf,
  isComplete,
  rangesFromText,
  segmentedFrom,
  wholeFile,
  type Range,
} from '../segments.ts'
import { receiveInSegments } from './segmented.ts'
import type { Prepared, SourcePeer, TargetPeer } from './peers.ts'
import type { CopyContext, CopyTask } from './task.ts'

/** Bytes at the end of a part file that are fetched again: a crash may have torn them. */
const rollBack = 8 * 1024

/** A file on this machine, written beside its final place and renamed when it is proven whole. */
export function localTarget(context: CopyContext, task: CopyTask): TargetPeer {
  const { store, pace } = context
  const { item } = task
  let part: PartFile | undefined
  let announced: number | null = null
  /** Set while the file is fetched in pieces; its length on disk then says nothing. */
  let ranges: Range[] | undefined

  const open = async (resume: boolean) => {
    task.touch()
    const options = { resume, expectedSize: item.size, pace }
    try {
      part = await openPartFile(partPathOf(item.target, task.transferId), options)
      return part
    } catch (error) {
      const { code, details } = AppError.from(error)
      if (code !== 'local-not-found') throw error
      // A disk was unplugged, or somebody removed the folder: that can be undone.
      throw new AppError('local-failed', 'The folder of the target is gone', details)
    }
  }

  const startAnew = async (): Promise<Prepared> => {
    await part?.close()
    ranges = undefined
    item.segments = null
    if (item.parent === null && item.depth === 0) makeParent(item.target)
    await open(false)
    return { offset: 0, isWhole: false }
  }

  /** Goes on behind what an earlier attempt left, if the source is still the same. */
  const resume = async (size: number, source: SourcePeer, signal: AbortSignal) => {
    const now = await source.factsNow(signal)
    const isSame =
      (item.size === null || now.size === item.size) &&
      isSameMoment(item.modifiedAt, now.modifiedAt)
    if (now.size === null || !isSame || size > now.size) {
      const modifiedAt = now.modifiedAt ?? item.modifiedAt
      if (now.size !== null) store.items.plan(item, { size: now.size, modifiedAt })
      return startAnew()
    }
    if (item.size === null) store.items.plan(item, { size: now.size })
    const file = await open(true)
    const known = rangesFromText(item.segments, now.size)
    if (known) {
      ranges = known
      return { offset: acrossOf(known), isWhole: known.every(isComplete) }
    }
    if (item.segments !== null) return startAnew()
    if (size === now.size) return { offset: size, isWhole: true }
    const offset = Math.max(0, size - rollBack)
    await file.truncate(offset)
    return { offset, isWhole: false }
  }

  return {
    existing: async () => localFacts(item.target),

    async ownership(existing, source) {
      // After the rename the queue may have been killed before it could note that. A part file
      // says that there was no rename yet.
      if (existing.kind !== 'file' || partSize(partPathOf(item.target, task.transferId)) !== null)
        return null
      if (existing.size !== source.expected.size) return null
      const isSame =
        context.settings().preserveTimes && source.expected.modifiedAt !== null
          ? Math.abs(existing.modifiedAt! - source.expected.modifiedAt) <= 2_000
          : existing.modifiedAt! >= store.startOfLife(task.begunBefore)
      return isSame ? 'placed' : null
    },

    freeName: async () =>
      freeName(item.target, (path) => localFacts(path) !== null, sep === '\\' ? '\\' : '/'),

    async prepare(source, append, signal) {
      const path = partPathOf(item.target, task.transferId)
      const left = task.begunBefore > 0 ? partSize(path) : null
      if (left !== null && left > 0 && !store.servers.factsOf(item.server).cannotResume)
        return resume(left, source, signal)
      if (!append?.size || store.servers.factsOf(item.server).cannotResume) return startAnew()
      // The old content stays in its place until the new one is whole: a copy of it grows.
      task.touch()
      await fs.promises.rm(path, { force: true })
      await fs.promises.copyFile(item.target, path, fs.constants.COPYFILE_FICLONE)
      return resume(append.size, source, signal)
    },

    async receive(source, offset, flow) {
      const { size } = item
      if (!ranges && offset === 0 && size !== null && mayUsePieces(size)) ranges = wholeFile(size)
      if (ranges) {
        await receiveInSegments(context, task, { part: part!, ranges, size: size! })
        return
      }
      const { announcedSize } = await source.sendTo(part!.sinkAt(offset), offset, flow)
      if (offset === 0) announced = announcedSize
    },

    get size() {
      return ranges ? acrossOf(ranges) : (part?.size ?? 0)
    },

    async confirm(source, offset, signal) {
      const size = this.size
      if ((item.size ?? announced) === size) return { isConfirmed: true, size }
      return { isConfirmed: true, size: await checkAgain(source, offset, signal) }
    },

    async hash(algorithm, signal) {
      if (algorithm === null) return null
      const value = await hashLocalFile(part!.path, algorithm, signal)
      return value === null ? null : { algorithm, value }
    },

    async place({ modifiedAt, permissions }) {
      await part!.place(item.target, modifiedAt, permissions)
      return permissions !== null && process.platform === 'win32' ? ['permissions'] : []
    },
    async discard() {
      item.segments = null
      ranges = undefined
      await part?.discard()
    },
    async close() {
      await part?.close()
    },
  }

  /** REST in stream mode has to be known (RFC 3659 §5), and not refused before. */
  function mayUsePieces(size: number): boolean {
    const { segmentsHelp, cannotResume } = store.servers.factsOf(item.server)
    if (cannotResume || (context.segments === 'auto' && segmentsHelp === false)) return false
    if (context.segments === 1 || size < segmentedFrom) return false
    return /STREAM/i.test(task.lease.connection.features.get('REST') ?? '')
  }

  /** The size is not the one that was listed: which of the two is right now? */
  async function checkAgain(source: SourcePeer, offset: number, signal: AbortSignal) {
    const size = part!.size
    const { size: now, modifiedAt } = await source.factsNow(signal)
    const details = { path: item.source }
    if (now === size) {
      // It changed before it was fetched; what is here is what is there. Behind bytes of an
      // earlier attempt, however, a changed file is a mixture.
      if (offset === 0 || item.size === null) {
        store.items.plan(item, { modifiedAt: modifiedAt ?? item.modifiedAt })
        return size
      }
      throw new AppError('source-changed', 'The file changed while it was fetched', details)
    }
    if (now === null) {
      if (item.size !== null && size < item.size)
        throw new AppError(
          'transfer-incomplete',
          `Only ${size} of ${item.size} bytes came`,
          details,
        )
      throw new AppError('transfer-unverified', 'The server does not confirm the size', {
        path: part!.path,
      })
    }
    if (size < now)
      throw new AppError('transfer-incomplete', `Only ${size} of ${now} bytes came`, details)
    // More than there is: the server did not start where it was told to.
    if (offset > 0)
      throw new AppError('resume-refused', 'The server sent the file from its beginning', details)
    throw new AppError(
      'transfer-unverified',
      `${size} bytes came, but the server says that there are ${now}`,
      { path: part!.path },
    )
  }
}

/** The folder around what the user enqueued; inside folder transfers the plan has made them. */
function makeParent(path: string): void {
  const folder = dirname(path)
  if (fs.existsSync(folder)) return
  fs.mkdirSync(folder, { recursive: true })
}
