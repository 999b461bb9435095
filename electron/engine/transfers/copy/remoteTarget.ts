import { AppError } from '../../../contract/errors.ts'
import type { NotKept } from '../../../contract/transfers.ts'
import { freeName, partNameOf } from '../../files/localFilesTarget.ts'
import { joinRemote, remoteName, remoteParent } from '../../files/remotePaths.ts'
import type { Connection } from '../../ftp/connection.ts'
import type { RemotePlace } from '../remoteFolders.ts'
import type { Existing, Flow, Prepared, SourcePeer, TargetPeer } from './peers.ts'
import { remoteRange } from './sources.ts'
import type { CopyContext, CopyTask } from './task.ts'

/** Bytes compared before an upload goes on behind what is on the server. */
const comparedTail = 64 * 1024
/** Files below this size are sent again from their start: asking costs more. */
const resumedFrom = 1024 * 1024
const rollBack = 8 * 1024

/** The temporary name of an upload, beside its target. */
export function temporaryPathOf(target: string, itemId: string): string {
  return joinRemote(remoteParent(target) ?? '/', partNameOf(remoteName(target), itemId))
}

/**
 * Whether an upload gets its name only when it is proven: where the settings say so, and where its
 * source can vanish in the middle without a way to go on.
 */
export const isUploadTemporary = (
  context: Pick<CopyContext, 'settings' | 'handed'>,
  source: string,
): boolean => context.settings().uploadToTemporaryName || context.handed?.holds(source) === true

/**
 * A file on a server. It grows under its final name, as the protocol has it, or under a temporary
 * one if the settings say so; then the final name keeps its old content until all is proven.
 */
export function remoteTarget(
  context: CopyContext,
  task: CopyTask,
  connection: Connection,
  server: string,
): TargetPeer {
  const { store, remoteFolders } = context
  const { item } = task
  const isTemporary = isUploadTemporary(context, item.source)
  const place = (signal: AbortSignal): RemotePlace => ({ server, connection, signal })
  const growingPath = () =>
    isTemporary ? temporaryPathOf(item.target, task.transferId) : item.target
  let size = 0
  /** Bytes on the server that are known to be the beginning of the file. */
  let proven = -1
  /** What stands at the target is not the beginning of the file. */
  let isForeign = false

  const isSameTail = async (
    path: string,
    length: number,
    source: SourcePeer,
    signal: AbortSignal,
  ): Promise<boolean> => {
    if (length === 0 || length === proven) return true
    const range = { offset: Math.max(0, length - comparedTail), length: 0 }
    range.length = length - range.offset
    const ours = await source.range(range.offset, range.length, signal)
    if (ours === null) return false
    const theirs = await remoteRange(connection, path, range, signal)
    if (Buffer.from(ours).equals(theirs)) proven = length
    return proven === length
  }

  /** The answer to RNTO was lost, or the queue ended before it could note it. */
  const wasRenamed = async (size: number, source: SourcePeer, signal: AbortSignal) =>
    size === source.expected.size &&
    (await remoteFolders.find(place(signal), growingPath(), true)) === null &&
    (await isSameTail(item.target, size, source, signal))

  /** Bytes of an earlier attempt that may stay on the server. */
  const bytesLeft = async (source: SourcePeer, signal: AbortSignal): Promise<number> => {
    if (isForeign || task.begunBefore === 0 || (source.expected.size ?? 0) < resumedFrom) return 0
    if (store.servers.factsOf(server).cannotResume) return 0
    const left = await connection.size(growingPath(), signal).catch((error: unknown) => {
      if (AppError.from(error).code === 'remote-not-found') return 0
      throw error
    })
    if (left === null || left > source.expected.size!) return 0
    // In this life of the queue it is known how much was sent; else the content has to tell.
    if (task.begunBefore === store.life && left <= item.kept) return left
    return (await isSameTail(growingPath(), left, source, signal)) ? left : 0
  }

  const prepared = (left: number, total: number | null): Prepared => {
    size = left === total ? left : Math.max(0, left - rollBack)
    return { offset: size, isWhole: left > 0 && left === total }
  }

  return {
    existing: (signal) => remoteFolders.find(place(signal), item.target, !task.hasSiblings),

    async ownership(existing: Existing, source, signal) {
      if (existing.kind !== 'file' || existing.size === null) return null
      if (isTemporary) return (await wasRenamed(existing.size, source, signal)) ? 'placed' : null
      if (task.begunBefore === store.life) return 'begun'
      isForeign = existing.size > (source.expected.size ?? 0)
      if (isForeign) return null
      // All of it had been sent when the queue was killed; only the proof was missing.
      if (existing.size === item.kept && item.kept === source.expected.size) return 'begun'
      isForeign = !(await isSameTail(item.target, existing.size, source, signal))
      return isForeign ? null : 'begun'
    },

    async freeName(signal) {
      const folder = remoteParent(item.target) ?? '/'
      const { entries } = await remoteFolders.listing(place(signal), folder)
      return freeName(item.target, (path) => entries.has(remoteName(path)), '/')
    },

    async prepare(source, append, signal) {
      if (append?.size && !isTemporary) {
        if (await isSameTail(item.target, append.size, source, signal))
          return prepared(append.size, source.expected.size)
        throw new AppError('resume-refused', 'What is on the server is not the beginning of it', {
          path: item.target,
        })
      }
      const left = await bytesLeft(source, signal)
      return prepared(left, source.expected.size)
    },

    async receive(source, offset, flow) {
      size = offset
      task.touch()
      try {
        await send(source, offset, false, flow)
      } catch (error) {
        const { code } = AppError.from(error)
        // Some servers say 553 where others say 550.
        const mayMiss = code === 'remote-not-found' || code === 'remote-name-refused'
        if (mayMiss && offset === 0 && connection.isOpen) {
          // Nobody has made the folder yet.
          await remoteFolders.ensure(place(flow.signal), remoteParent(item.target) ?? '/')
          await send(source, 0, false, flow)
        } else if (code === 'resume-refused' && offset > 0) {
          // APPE goes on where the file ends, without REST (RFC 959 §4.1.3).
          const left = await connection.size(growingPath(), flow.signal)
          if (left === null || left === 0) throw error
          await send(source, left, true, flow)
        } else throw error
      }
    },

    get size() {
      return size
    },

    async confirm(source, _offset, signal) {
      if (!(await source.isUnchanged()))
        throw new AppError('source-changed', 'The file changed while it was sent', {
          path: item.source,
        })
      const { size: expected } = source.expected
      if (expected !== null && size !== expected)
        throw new AppError('transfer-incomplete', `Only ${size} of ${expected} bytes were sent`, {
          path: item.source,
        })
      // A temporary name is renamed one by one anyway, and nobody lists those.
      if (!isTemporary) return { isConfirmed: false, size }
      const now = await connection.size(growingPath(), signal)
      if (now === size) return { isConfirmed: true, size }
      throw unconfirmed(now, size, growingPath())
    },

    hash: (_algorithm, signal) => connection.hash(growingPath(), signal),

    async place({ modifiedAt, permissions }, signal) {
      const notKept: NotKept[] = []
      if (modifiedAt !== null && !(await setTime(new Date(modifiedAt), signal)))
        notKept.push('time')
      // Last, as a file that may only be read takes no time any more.
      if (permissions !== null && !(await setPermissions(permissions, signal)))
        notKept.push('permissions')
      if (isTemporary) await renameOver(connection, growingPath(), item.target, signal)
      remoteFolders.noteFile(server, item.target, { size, modifiedAt })
      return notKept
    },

    async discard() {
      // STOR from the first byte replaces what is there.
      size = 0
    },
    async close() {},
  }

  /** A file whose time was refused is fine, too. */
  async function setTime(time: Date, signal: AbortSignal): Promise<boolean> {
    try {
      return await connection.setModifiedAt(growingPath(), time, signal)
    } catch (error) {
      if (!connection.isOpen || signal.aborted) throw error
      return false
    }
  }

  /** A server that does not know SITE CHMOD is not asked for each file; the file is fine. */
  async function setPermissions(permissions: number, signal: AbortSignal): Promise<boolean> {
    if (store.servers.factsOf(server).cannotChangePermissions) return false
    try {
      await connection.setPermissions(growingPath(), permissions, signal)
      return true
    } catch (error) {
      const { code } = AppError.from(error)
      if (!connection.isOpen || signal.aborted) throw error
      if (code === 'not-supported') store.servers.learn(server, { cannotChangePermissions: true })
      return false
    }
  }

  async function send(
    source: SourcePeer,
    from: number,
    append: boolean,
    flow: Flow,
  ): Promise<void> {
    if (!append && source.sendStraight && (await goStraight(source, from, flow))) return
    const { source: pieces, end } = source.readFrom(from, flow)
    const counted = {
      async read() {
        const piece = await pieces.read()
        if (piece) size += piece.length
        return piece
      },
    }
    size = from
    try {
      await connection.upload(growingPath(), counted, {
        signal: flow.signal,
        offset: from,
        append,
        ...(source.expected.size === null ? {} : { size: source.expected.size }),
        limiter: flow.limiter,
        onProgress: (bytes) => flow.onBytes(from + bytes),
      })
    } catch (error) {
      await end(error)
      throw error
    }
    await end(undefined)
  }

  /** What passed between two servers nobody here has counted: the target tells. */
  async function goStraight(source: SourcePeer, from: number, flow: Flow): Promise<boolean> {
    const path = growingPath()
    const whole = source.expected.size ?? (await source.factsNow(flow.signal)).size
    // Without the size of the source nothing would prove that all of it has arrived.
    if (whole === null) return false
    try {
      if (!(await source.sendStraight!({ connection, path, offset: from }, flow))) return false
      size = whole
    } catch (error) {
      const signal = AbortSignal.timeout(askPatience)
      if (connection.isOpen) size = (await connection.size(path, signal).catch(() => null)) ?? 0
      flow.onBytes(size)
      throw error
    }
    flow.onBytes(size)
    return true
  }
}

/** Milliseconds for asking how far a copy came that was stopped. */
const askPatience = 5_000

/** A size that the server states and that is not ours. */
export function unconfirmed(
  stated: number | 'nothing' | null,
  size: number,
  path: string,
): AppError {
  return stated === null
    ? new AppError('transfer-unverified', 'The server does not confirm the size', { path })
    : new AppError('transfer-incomplete', `The server has ${stated} of ${size} bytes`, { path })
}

/** RNTO onto a file that exists replaces it on most servers; others want it gone first. */
async function renameOver(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await connection.rename(from, to, signal)
  } catch (error) {
    const { code } = AppError.from(error)
    if (!connection.isOpen || signal.aborted || code === 'cancelled') throw error
    if ((await connection.size(to, signal).catch(() => null)) === null) throw error
    await connection.deleteFile(to, signal)
    await connection.rename(from, to, signal)
  }
}
