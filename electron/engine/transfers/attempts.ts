import { AppError } from '../../contract/errors.ts'
import { partPathOf, partSize } from '../files/localFilesTarget.ts'
import type { NotKept } from '../../contract/transfers.ts'
import type { Lease } from '../servers.ts'
import type { Asker } from './asker.ts'
import type { Hash } from './copy/peers.ts'
import type { CopyContext, CopyTask, Spare } from './copy/task.ts'
import type { Delays } from './delays.ts'
import type { Job, Jobs } from './jobs.ts'
import type { LocalHold } from './localHold.ts'
import { isUploadTemporary } from './copy/remoteTarget.ts'
import type { Outcome } from './outcome.ts'
import { perform } from './perform.ts'
import type { PlanContext } from './planFolder.ts'
import { removePartial } from './partials.ts'
import type { RateLimiter } from '../ftp/connection.ts'
import type { Ready, ReadyItem } from './ready.ts'
import { backOff, classify, maximumFailures } from './retry.ts'
import type { Sites } from './sites.ts'
import type { Direction, Item } from './store/rows.ts'
import type { UploadChecks } from './uploadChecks.ts'
import { idText } from './views.ts'

export type AttemptContext = CopyContext &
  PlanContext & {
    jobs: Jobs
    ready: Ready
    sites: Sites
    asker: Asker
    delays: Delays
    checks: UploadChecks
    localHold: LocalHold
    limiterFor: (direction: Direction, server: string) => RateLimiter
    /** Items of a server wait that did not before. */
    wake: (server: string) => void
    random: () => number
  }

/** Connects to the other server of a copy. */
export type SecondLease = (signal: AbortSignal) => Promise<Lease>

export type Attempts = ReturnType<typeof createAttempts>

/** Runs items one by one on leased connections, and says what becomes of each. */
export function createAttempts(context: AttemptContext) {
  const { store, jobs, sites, asker, delays, checks, now } = context

  async function run(
    ready: ReadyItem & { durable: Promise<void> },
    leases: { lease: Lease; second: SecondLease | null; spare: Spare },
    hasSiblings: boolean,
  ): Promise<void> {
    const { item } = ready
    const begunBefore = await afterPrevious(ready)
    if (begunBefore === null) return
    const job = jobs.start(item)
    const task = describe(job, begunBefore, leases, hasSiblings)
    const endSending = item.targetServer === null ? null : checks.begin(item.targetServer, item)
    try {
      // Until its claim is on disk nothing of it may be.
      await ready.durable
      job.signal.throwIfAborted()
      if (leases.second) task.otherLease = await leases.second(job.signal)
      const outcome = await perform(context, task)
      endSending?.()
      succeed(job, begunBefore, outcome)
    } catch (error) {
      endSending?.()
      const begun = job.isTouched ? store.life : begunBefore
      noteKept(job, task.transferId)
      if (job.stopped) await stopped(job, begun, task)
      else failed(job, begun, AppError.from(error), leases.second !== null && !task.otherLease)
    } finally {
      task.otherLease?.release()
      jobs.end(job)
    }
  }

  /**
   * An item that was paused and resumed in one breath may still be ending. What that attempt left
   * counts for this one. Gives null where the item is not ours any more.
   */
  async function afterPrevious({ item, begunBefore }: ReadyItem): Promise<number | null> {
    const previous = jobs.get(item.id)
    if (!previous) return begunBefore
    await previous.ended
    const row = store.items.read(item.id)
    if (row?.state !== 'claimed') return null
    Object.assign(item, row)
    store.items.keepBytes(item.id, { ...row, begun: store.life })
    return row.begun
  }

  function describe(
    job: Job,
    begunBefore: number,
    { lease, spare }: { lease: Lease; spare: Spare },
    hasSiblings: boolean,
  ): CopyTask {
    const { item, live, signal } = job
    return {
      lease,
      spare,
      otherLease: null,
      item,
      transferId: idText(item.id, store.token),
      batch: store.servers.batch(item.batch),
      begunBefore,
      hasSiblings,
      isNewTarget: false,
      wasTouched: () => job.isTouched,
      flow: {
        signal,
        limiter: context.limiterFor(item.direction, item.server),
        onBytes: (bytes) => jobs.progress(job, bytes),
      },
      touch() {
        job.isTouched = true
      },
      setOperation(operation) {
        live.operation = operation
      },
      moveOn(phase) {
        live.phase = phase
      },
    }
  }

  function succeed(job: Job, begunBefore: number, outcome: Outcome): void {
    const { item } = job
    switch (outcome.kind) {
      case 'done': {
        const { size, hash, notKept } = outcome
        const detail = detailOfDone(hash, notKept)
        const fields = { size, kept: size, failures: 0, segments: null, finishedAt: now() }
        store.items.apply(item, 'finish', detail ? { ...fields, detail } : fields)
        return
      }
      case 'sent': {
        const { size, notKept } = outcome
        const detail = detailOfDone(null, notKept)
        const fields = { size, kept: size }
        if (store.items.apply(item, 'sent', detail ? { ...fields, detail } : fields))
          checks.add(item.targetServer!, item, size)
        return
      }
      case 'skipped':
        store.items.apply(item, 'skip', { detail: outcome.reason, finishedAt: now() })
        return
      case 'ask':
        if (store.items.apply(item, 'ask', { begun: job.isTouched ? store.life : begunBefore }))
          asker.add(item, outcome.source, outcome.existing)
        return
      case 'planned':
        sites.of(item.server).plannedAhead += outcome.files
        context.ready.giveBackBehind(item.server, item)
        context.wake(item.server)
        return
      case 'resolved':
        if (!store.items.apply(item, 'release', { kind: outcome.as, size: outcome.size })) return
        if (outcome.as === 'directory') store.items.makeFolder(item.id)
        context.wake(item.server)
    }
  }

  /** What counts of this attempt for the next one. */
  function noteKept({ item, live, isTouched }: Job, transferId: string): void {
    if (!isTouched) return
    const isInPieces = item.direction === 'download' && item.segments !== null
    item.kept =
      item.direction === 'download' && !isInPieces
        ? (partSize(partPathOf(item.target, transferId)) ?? 0)
        : live.transferred
  }

  async function stopped(job: Job, begun: number, task: CopyTask): Promise<void> {
    const { item } = job
    if (job.stopped === 'held') {
      store.items.apply(item, 'release', { begun, kept: item.kept })
      return
    }
    if (job.stopped === 'cancelled') {
      await removePartial(item, task, isUploadTemporary(context, item.source))
      store.items.keepBytes(item.id, { kept: 0, begun: 0, segments: null })
      return
    }
    store.items.keepBytes(item.id, { kept: item.kept, begun, segments: item.segments })
    // Until that is on disk this attempt is what the screen knows.
    await store.commits.committed()
  }

  /** `isOther`: the other server of a copy would not have us, which is no matter of this one. */
  function failed(job: Job, begun: number, error: AppError, isOther: boolean): void {
    const { item } = job
    const kind = classify(error)
    if (kind === 'site' && !isOther) {
      store.items.apply(item, 'release', { begun, kept: item.kept })
      sites.failed(sites.of(item.server), error)
      return
    }
    const detail = JSON.stringify(error.toData())
    if (kind === 'site') {
      store.items.apply(item, 'hold', { begun, detail })
      return
    }
    if (kind === 'local') {
      if (!context.localHold.take(error)) store.items.apply(item, 'hold', { begun, detail })
      else store.items.apply(item, 'release', { begun, kept: item.kept })
      return
    }
    fail(item, begun, error, kind === 'restart' ? 0 : item.kept, job.keptBefore)
  }

  /** An attempt, or the proof of an upload, did not come off. */
  function fail(
    item: Item,
    begun: number,
    error: AppError,
    kept: number,
    keptBefore: number,
  ): void {
    const detail = JSON.stringify(error.toData())
    const kind = classify(error)
    // What brought the file on is no failure in a row.
    const failures = kept > keptBefore ? 1 : item.failures + 1
    const isFinal = kind === 'permanent' || failures >= maximumFailures
    if (isFinal) {
      store.items.apply(item, 'fail', { begun, kept, failures, detail, finishedAt: now() })
      return
    }
    const delay = backOff(failures, context.random())
    const fields = { begun, kept, failures, detail, retryAt: now() + delay }
    if (store.items.apply(item, 'delay', fields)) delays.start(item.id, delay)
  }

  return {
    run,
    /** The proof of an upload has come, or has failed. */
    settleCheck(result: { item: Item } & ({ size: number } | { error: AppError })): void {
      const { item } = result
      if ('error' in result) fail(item, item.begun, result.error, 0, 0)
      else
        store.items.apply(item, 'finish', {
          ...{ finishedAt: now(), failures: 0 },
          ...(item.detail ? { detail: item.detail } : {}),
        })
    },
  }
}

/** How a copy was proven and what it lacks, where there is more to say than its size. */
function detailOfDone(hash: Hash | null, notKept: readonly NotKept[]): string | null {
  if (!hash && notKept.length === 0) return null
  const proof = hash ? { by: 'hash', ...hash } : { by: 'size' }
  return JSON.stringify(notKept.length === 0 ? proof : { ...proof, notKept })
}
