import * as fs from 'node:fs'
import { AppError } from '../../contract/errors.ts'
import type { OperationVerb } from '../../contract/protocolLog.ts'
import { localError } from '../files/localErrors.ts'
import type { HandedFiles } from '../files/handedFiles.ts'
import { openLocalSource } from '../files/localFilesSource.ts'
import type { LocalSource } from '../files/localFilesSource.ts'
import type { Connection } from '../ftp/connection.ts'
import type { Lease } from '../servers.ts'
import { copy } from './copy/copy.ts'
import { localTarget } from './copy/localTarget.ts'
import { remoteTarget, temporaryPathOf } from './copy/remoteTarget.ts'
import { straightSender } from './copy/straightSender.ts'
import { localSource, remoteSource } from './copy/sources.ts'
import type { CopyContext, CopyTask } from './copy/task.ts'
import { isSameMoment } from './conflicts.ts'
import type { Outcome } from './outcome.ts'
import { planFolder, type PlanContext } from './planFolder.ts'
import { performDelete } from './deleteItem.ts'
import type { Direction, Item } from './store/rows.ts'

/** Milliseconds for removing what can never be finished. */
const tidyTime = 5_000

const verbs = {
  upload: 'upload',
  download: 'download',
  remote: 'copy',
  delete: 'change',
} as const satisfies Record<Direction, OperationVerb>

/** One attempt at one item, whatever it is. */
export function perform(context: CopyContext & PlanContext, task: CopyTask): Promise<Outcome> {
  const { item, lease, flow } = task
  const label = { verb: verbs[item.direction], subject: item.source, transferId: task.transferId }
  return lease.operation(label, (operation) => {
    task.setOperation(operation)
    if (item.direction === 'delete') return performDelete(context, task)
    if (item.kind === 'directory') return plan(context, task)
    if (item.kind !== 'file') return resolve(context, task, flow.signal)
    return item.direction === 'download'
      ? download(context, task)
      : item.direction === 'upload'
        ? upload(context, task)
        : betweenServers(context, task)
  })
}

async function plan(context: PlanContext, task: CopyTask): Promise<Outcome> {
  const { item, flow } = task
  const leases = {
    source: item.sourceServer === null ? null : leaseFor(task, item.sourceServer),
    target: item.targetServer === null ? null : leaseFor(task, item.targetServer),
  }
  const files = await planFolder(context, item, leases, flow.signal)
  return { kind: 'planned', files }
}

/** What the user named himself is followed, once; what was found inside a folder is not. */
async function resolve(
  { mayFollowLinks }: CopyContext,
  task: CopyTask,
  signal: AbortSignal,
): Promise<Outcome> {
  const { item } = task
  if (item.sourceServer === null) {
    if (!mayFollowLinks) return { kind: 'skipped', reason: 'link' }
    try {
      const facts = fs.statSync(item.source)
      if (facts.isDirectory()) return { kind: 'resolved', as: 'directory', size: null }
      return { kind: 'resolved', as: 'file', size: facts.size }
    } catch (error) {
      throw localError(error, item.source)
    }
  }
  const { connection } = leaseFor(task, item.sourceServer)
  const isFolder = await connection.isFolder(item.source, signal)
  if (isFolder && item.parent !== null && item.kind === 'link')
    return { kind: 'skipped', reason: 'link' }
  return { kind: 'resolved', as: isFolder ? 'directory' : 'file', size: item.size }
}

const listedFacts = ({ size, modifiedAt, permissions }: Item) => ({ size, modifiedAt, permissions })

function download(context: CopyContext, task: CopyTask): Promise<Outcome> {
  const { item, lease } = task
  const source = remoteSource(item.source, lease.connection, listedFacts(item))
  return copy(context, task, source, localTarget(context, task))
}

async function upload(context: CopyContext, task: CopyTask): Promise<Outcome> {
  const { item } = task
  if (context.handed?.holds(item.source)) return uploadHanded(context, context.handed, task)
  const file = await openLocalSource(item.source, {
    follow: item.parent === null && context.mayFollowLinks,
    pace: context.pace,
  })
  return uploadFrom(context, task, file)
}

/** What only a page holds; when that is closed, nothing half done stays on the server. */
async function uploadHanded(
  context: CopyContext,
  handed: HandedFiles,
  task: CopyTask,
): Promise<Outcome> {
  const { item, lease } = task
  try {
    const outcome = await uploadFrom(context, task, handed.open(item.source))
    if (outcome.kind === 'done' || outcome.kind === 'sent') handed.release(item.source)
    return outcome
  } catch (error) {
    if (AppError.from(error).code === 'page-gone') {
      const path = temporaryPathOf(item.target, task.transferId)
      // It may not have begun, and failing to tidy up is no other failure.
      await lease.connection.deleteFile(path, AbortSignal.timeout(tidyTime)).catch(() => {})
    }
    throw error
  }
}

function uploadFrom(context: CopyContext, task: CopyTask, file: LocalSource): Promise<Outcome> {
  const { item, lease } = task
  const { size, modifiedAt } = file.facts
  if (size !== item.size || modifiedAt !== item.modifiedAt)
    context.store.items.plan(item, { size, modifiedAt })
  const target = remoteTarget(context, task, lease.connection, item.server)
  return copy(context, task, localSource(item.source, file), target)
}

/** Server to server: straight from one to the other, or through this machine. */
async function betweenServers(context: CopyContext, task: CopyTask): Promise<Outcome> {
  const { item } = task
  const from = leaseFor(task, item.sourceServer!).connection
  const to = targetConnection(task)
  if (task.begunBefore > 0) await lookAgain(context, task, from)
  const source = remoteSource(item.source, from, listedFacts(item))
  source.sendStraight = straightSender(context, item, from)
  return copy(context, task, source, remoteTarget(context, task, to, item.targetServer!))
}

/** What changed since the last attempt is another file: nothing of the old one counts any more. */
async function lookAgain(context: CopyContext, task: CopyTask, from: Connection): Promise<void> {
  const { item, flow } = task
  const now = await remoteSource(item.source, from, listedFacts(item)).factsNow(flow.signal)
  const isSame =
    (now.size === null || now.size === item.size) && isSameMoment(item.modifiedAt, now.modifiedAt)
  if (isSame) return
  item.kept = 0
  const { size, modifiedAt } = now
  context.store.items.plan(item, {
    size: size ?? item.size,
    modifiedAt: modifiedAt ?? item.modifiedAt,
  })
}

/** Within one server, source and target still need a connection each. */
function targetConnection({ item, lease, otherLease }: CopyTask): Connection {
  const isSame = item.sourceServer === item.targetServer
  if (!otherLease) throw new AppError('internal', 'A second connection is missing')
  return isSame || item.targetServer !== item.server ? otherLease.connection : lease.connection
}

function leaseFor(task: Pick<CopyTask, 'item' | 'lease' | 'otherLease'>, server: string): Lease {
  if (server === task.item.server) return task.lease
  if (!task.otherLease) throw new AppError('internal', 'A second connection is missing')
  return task.otherLease
}
