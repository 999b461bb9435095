import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import { plainAddress } from './addresses.ts'
import { runDataCommand } from './dataCommand.ts'
import type { DataResult, Timeouts } from './dataCommand.ts'
import type { DataProtection } from './dataChannel.ts'
import { isPassive, strategiesFor } from './dataModes.ts'
import type { ModeMemory, Strategy } from './dataModes.ts'
import type { ProxyRoute } from './dial.ts'
import type { EngineContext } from './engineContext.ts'
import { TransferError, cancelled, errorFromReply } from './errors.ts'
import { openData } from './openData.ts'
import type { PumpOptions } from './pump.ts'
import type { ConnectionLog, Transcript } from './transcript.ts'

/** A command with a data connection, and what moves its bytes. */
export type DataJob = {
  command: string
  direction: 'receive' | 'send'
  signal: AbortSignal
  isListing?: true
  /** First byte, from 0. */
  offset?: number
  /** Bytes wanted from there; none: all. */
  length?: number
  /** Commands that must come right before, in the same turn. */
  prepare?(): Promise<void>
  pump(options: Omit<PumpOptions, 'limiter'>): Promise<number>
  /** It is known to fit into any buffer on the way. */
  isLittle?: boolean
  /** Something has been taken from the source, which cannot be read again. */
  isBegun?(): boolean
  isPartial?(bytes: number): boolean
}

export type DataJobHost = {
  context: EngineContext
  features: ReadonlyMap<string, string>
  log: ConnectionLog
  transcript: Transcript
  modes(): ModeMemory
  settings(): ConnectionSettings
  timeouts(): Timeouts
  proxy: ProxyRoute | undefined
  protection: DataProtection | undefined
}

/** Milliseconds that an automatic attempt may hang before the next strategy has its turn. */
const attemptPatience = 5_000

/**
 * Runs data jobs: tries one strategy after the other as long as no byte has moved and the control
 * connection is alive, and remembers what worked. The caller sees to it that jobs do not overlap.
 */
export function createDataJobs(host: DataJobHost): (job: DataJob) => Promise<DataResult> {
  const { context, features, log, settings, timeouts } = host
  let isRangeRefused = false

  const opener = () => ({
    context,
    log,
    transcript: host.transcript,
    settings: settings(),
    replyTimeout: timeouts().reply,
    openTimeout: settings().mode === 'auto' ? attemptPatience : settings().connectTimeout * 1_000,
    ...(host.proxy ? { proxy: host.proxy } : {}),
    ...(host.protection ? { protection: host.protection } : {}),
  })

  const strategies = () =>
    strategiesFor({
      mode: settings().mode,
      isIPv6: plainAddress(context.socket.remoteAddress ?? '').includes(':'),
      hasProxy: host.proxy !== undefined,
      noEpsv: settings().quirks.noEpsv,
      memory: host.modes(),
    })

  /** One strategy, from PASV or PORT to the final reply. */
  const attempt = async (strategy: Strategy, job: DataJob): Promise<DataResult> => {
    const memory = host.modes()
    if (features.has('PRET')) {
      const reply = await context.ask(`PRET ${job.command}`, timeouts().reply)
      if (reply.code >= 300) throw errorFromReply(reply, job.command)
    }
    const channel = await openData(strategy, opener())
    try {
      // An address not yet proven is dialled first: a dead one must not leave the server waiting
      // with a transfer under way. A proven one is dialled beside the command.
      if (memory.worked !== strategy) await channel.reached()
      const endsItself = await askForRange(job)
      if (job.offset && !endsItself) await restartAt(job.offset)
      if (job.signal.aborted) {
        if (endsItself) await takeBack('RANG 1 0')
        else if (job.offset) await takeBack('REST 0')
        throw cancelled()
      }
      const result = await runDataCommand({
        context,
        channel,
        command: job.command,
        direction: job.direction,
        signal: job.signal,
        timeouts: timeouts(),
        pump: (socket, signal, onBytes) =>
          job.pump({ socket, signal, onBytes, idleTimeout: timeouts().dataIdle }),
        isPartial: job.isPartial ?? (() => false),
        endsItself,
        isEager:
          job.isLittle === true &&
          isPassive(strategy) &&
          memory.worked === strategy &&
          !host.protection,
      })
      if (memory.worked !== strategy) memory.onWorked?.(strategy)
      memory.worked = strategy
      memory.failed.delete(strategy)
      return result
    } catch (error) {
      channel.dispose()
      throw error
    }
  }

  /**
   * RANG (draft-bryan-ftp-range) has the server end by itself behind the wanted part, where a mere
   * REST must be aborted. True when it agreed.
   */
  const askForRange = async ({ offset = 0, length }: DataJob): Promise<boolean> => {
    if (length === undefined || length === 0 || !features.has('RANG') || isRangeRefused)
      return false
    const command = `RANG ${offset} ${offset + length - 1}`
    const reply = await context.ask(command, timeouts().reply)
    isRangeRefused = reply.code !== 350
    return !isRangeRefused
  }

  const restartAt = async (offset: number) => {
    const command = `REST ${offset}`
    const reply = await context.ask(command, timeouts().reply)
    if (reply.code === 350) return
    throw new AppError('resume-refused', 'The server does not resume transfers', {
      reply: reply.lines.join('\n'),
      command,
    })
  }

  /** Servers keep a beginning for whatever transfer comes next, be it of another file. */
  const takeBack = async (command: string) => {
    const reply = await context.ask(command, timeouts().reply)
    if (reply.code !== 350) context.closeWithError(errorFromReply(reply, command))
  }

  /** Books a failure and tells in the record what comes next. */
  const giveUp = (strategy: Strategy, cause: AppError, next: Strategy | undefined) => {
    const memory = host.modes()
    memory.failed.set(strategy, cause.message)
    if (memory.worked === strategy) memory.worked = undefined
    log.record({
      kind: 'note',
      level: 'warning',
      code: next ? 'data-mode-skipped' : 'data-mode-failed',
      values: {
        mode: strategy.toUpperCase(),
        reason: cause.message,
        ...(next ? { next: next.toUpperCase() } : {}),
      },
    })
  }

  return async (job) => {
    const order = strategies()
    for (const [index, strategy] of order.entries()) {
      try {
        return await attempt(strategy, job)
      } catch (error) {
        const cause = AppError.from(error)
        if (!isModeFailure(cause) || job.signal.aborted) throw cause
        const next = job.isBegun?.() ? undefined : order[index + 1]
        giveUp(strategy, cause, next)
        if (!next || context.closeReason) throw cause
      }
    }
    throw new AppError('active-mode-impossible', 'Active mode does not work through a proxy')
  }
}

/** Failures that another way of opening the data connection may cure. */
function isModeFailure(error: AppError): boolean {
  if (error instanceof TransferError && (error.bytes > 0 || error.isDataComplete)) return false
  if (error.code === 'data-connection-failed') return true
  if (error instanceof TransferError) return false
  // A refusal of PASV, EPSV, PORT or EPRT itself, or a reply to it that makes no sense.
  const { command = '' } = error.details ?? {}
  return error.code === 'protocol-error' || /^(EPSV|PASV|EPRT|PORT)\b/.test(command)
}
