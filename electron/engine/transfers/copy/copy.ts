import { AppError } from '../../../contract/errors.ts'
import type { ConflictPolicy } from '../../../contract/transfers.ts'
import { classify } from '../retry.ts'
import { decide, type Facts } from '../conflicts.ts'
import type { CopyOutcome, Existing, Hash, SourcePeer, TargetPeer } from './peers.ts'
import type { CopyContext, CopyTask } from './task.ts'

/**
 * One attempt to copy one file from peer to peer:
 * settle the conflict, prepare, move the bytes, confirm, place.
 * Rejects with the AppError that ended it; what is across then stays for the next attempt, except
 * where it must not.
 */
export async function copy(
  context: CopyContext,
  task: CopyTask,
  source: SourcePeer,
  target: TargetPeer,
): Promise<CopyOutcome> {
  try {
    return await attempt(context, task, source, target)
  } catch (error) {
    const cause = AppError.from(error)
    if (classify(cause) === 'restart') {
      if (cause.code === 'resume-refused') {
        const server = task.item.sourceServer ?? task.item.server
        context.store.servers.learn(server, { cannotResume: true })
      }
      await target.discard()
    }
    // An empty part file is of no use to anybody.
    if (target.size === 0) await target.discard()
    throw cause
  } finally {
    await Promise.all([target.close(), source.close()])
  }
}

async function attempt(
  context: CopyContext,
  task: CopyTask,
  source: SourcePeer,
  target: TargetPeer,
): Promise<CopyOutcome> {
  const { signal } = task.flow
  const conflict = await settleConflict(context, task, source, target)
  if (conflict.kind === 'own') {
    const { size } = conflict.existing
    return { kind: 'done', size: size!, hash: null, notKept: [] }
  }
  if (conflict.kind !== 'go') return conflict

  task.isNewTarget = !conflict.found
  const { offset, isWhole } = await target.prepare(source, conflict.append, signal)
  task.flow.onBytes(offset)
  if (!isWhole) {
    task.moveOn('transferring')
    const doubt = await move(task, source, target, offset)
    task.moveOn('verifying')
    if (doubt && (await source.factsNow(signal)).size !== target.size) throw doubt
  }
  task.moveOn('verifying')
  const confirmation = await target.confirm(source, offset, signal)
  const hash = context.settings().verifyByHash ? await compareHashes(source, target, signal) : null

  // Something may have appeared at the target while the bytes were on their way.
  if (!conflict.found && task.item.direction === 'download') {
    const late = await settleConflict(context, task, source, target)
    if (late.kind === 'skipped') await target.discard()
    if (late.kind === 'skipped' || late.kind === 'ask') return late
  }
  const { preserveTimes, preservePermissions } = context.settings()
  const time = source.expected.modifiedAt ?? task.item.modifiedAt
  const notKept = await target.place(
    {
      modifiedAt: preserveTimes ? time : null,
      permissions: preservePermissions ? source.permissions : null,
    },
    signal,
  )
  const { size, isConfirmed } = confirmation
  return isConfirmed || hash
    ? { kind: 'done', size, hash, notKept }
    : { kind: 'sent', size, notKept }
}

type Settled =
  | { kind: 'go'; append: Existing | null; found: boolean }
  /** The copy is there already; the queue ended before it could note that. */
  | { kind: 'own'; existing: Existing }
  | Extract<CopyOutcome, { kind: 'skipped' | 'ask' }>

async function settleConflict(
  context: CopyContext,
  task: CopyTask,
  source: SourcePeer,
  target: TargetPeer,
): Promise<Settled> {
  const { item, flow } = task
  const policy = policyOf(context, task)
  const isFirst = task.begunBefore === 0
  if (policy === 'overwrite' && isFirst) return { kind: 'go', append: null, found: true }
  const existing = await target.existing(flow.signal)
  if (!existing) return { kind: 'go', append: null, found: false }
  const own = isFirst ? null : await target.ownership(existing, source, flow.signal)
  if (own === 'placed') return { kind: 'own', existing }
  if (own === 'begun') return { kind: 'go', append: null, found: true }
  if (existing.kind === 'directory')
    throw new AppError(
      item.direction === 'download' ? 'local-exists' : 'remote-exists',
      'A folder of that name is in the way',
      { path: item.target },
    )
  const facts: Facts = {
    size: item.size ?? source.expected.size,
    modifiedAt: item.modifiedAt ?? source.expected.modifiedAt,
  }
  const decision = decide(policy, facts, existing)
  switch (decision.action) {
    case 'write':
      return { kind: 'go', append: null, found: true }
    case 'resume':
      return { kind: 'go', append: existing, found: true }
    case 'skip':
      return { kind: 'skipped', reason: decision.reason }
    case 'ask':
      return { kind: 'ask', source: facts, existing }
    case 'rename': {
      const free = await target.freeName(flow.signal)
      context.store.items.plan(item, { target: free, choice: 'rename' })
      // The new name has to be known for as long as bytes of it may lie about.
      context.store.commits.flush()
      return { kind: 'go', append: null, found: false }
    }
  }
}

/** The item's own answer, one given for all of its batch, the batch's policy, the settings. */
function policyOf(context: CopyContext, { item, batch }: CopyTask): ConflictPolicy {
  const answer = item.choice ?? batch.answers[item.direction]
  if (answer) return answer
  if (batch.policy !== 'ask') return batch.policy
  const { onConflictDownload, onConflictUpload } = context.settings()
  return item.direction === 'download' ? onConflictDownload : onConflictUpload
}

/**
 * Moves the bytes. An error after the last of them is no failure yet: servers say 426 or 451, or
 * lose the control connection, although all is well. Whether it is, confirming will tell, now
 * (the error is then given back as a doubt) or, on a lost connection, at the next attempt.
 */
async function move(
  task: CopyTask,
  source: SourcePeer,
  target: TargetPeer,
  offset: number,
): Promise<AppError | null> {
  try {
    await target.receive(source, offset, task.flow)
    return null
  } catch (error) {
    const cause = AppError.from(error)
    const isWhole = source.expected.size !== null && target.size === source.expected.size
    const mayBeWhole = isWhole && (cause as { isDataComplete?: boolean }).isDataComplete === true
    if (!mayBeWhole || !task.lease.connection.isOpen || classify(cause) !== 'transient') throw cause
    if (task.flow.signal.aborted) throw cause
    return cause
  }
}

async function compareHashes(
  source: SourcePeer,
  target: TargetPeer,
  signal: AbortSignal,
): Promise<Hash | null> {
  const asked = await source.hash(null, signal)
  const answer = await target.hash(asked?.algorithm ?? null, signal)
  if (!answer) return null
  const own = asked ?? (await source.hash(answer.algorithm, signal))
  if (!own || own.algorithm.toUpperCase() !== answer.algorithm.toUpperCase()) return null
  if (own.value.toLowerCase() === answer.value.toLowerCase()) return answer
  await target.discard()
  throw new AppError('transfer-incomplete', `The ${own.algorithm} hashes differ`)
}
