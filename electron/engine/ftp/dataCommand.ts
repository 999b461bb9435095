import type { Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { DataChannel } from './dataChannel.ts'
import type { EngineContext } from './engineContext.ts'
import { TransferError, cancelled, errorFromReply } from './errors.ts'
import { LocalPumpError } from './pump.ts'
import type { Reply } from './replyReader.ts'

export type Timeouts = {
  /** Milliseconds for the first reply to a command. */
  reply: number
  /** Milliseconds without a byte on the data connection. */
  dataIdle: number
  /** Milliseconds for the final reply after the data ended: servers scan and move files then. */
  endOfTransfer: number
}

export type DataCommand = {
  context: EngineContext
  channel: DataChannel
  command: string
  direction: 'receive' | 'send'
  signal: AbortSignal
  timeouts: Timeouts
  /** Moves the bytes; resolves at the end of the data (or of the wanted part). */
  pump(socket: Socket, signal: AbortSignal, onBytes: (total: number) => void): Promise<number>
  /** True when the pump stopped on purpose before the end: the transfer is then aborted kindly. */
  isPartial(bytes: number): boolean
  /** The server was told where to stop: its final reply comes without an abort. */
  endsItself?: boolean
  /**
   * Bytes go out as soon as the data connection is there, which saves the round trip of the 150.
   * They wait in buffers; where the server refuses the command, they have gone nowhere.
   */
  isEager?: boolean
}

export type DataResult = { reply: Reply; preliminary: Reply | undefined; bytes: number }

/** Milliseconds within which a session must be idle again after a cancel. */
const abortPatience = 1_000
/** Milliseconds for the first answer to ABOR; then the marker goes out all the same. */
const markerPatience = 300
/** Milliseconds a control connection has to explain why its data connection broke. */
const explanationPatience = 5_000
/** The same for one that never came up: the server does not know yet that it failed. */
const refusalPatience = 500
/** Milliseconds for the final reply behind a range that the server agreed to. */
const rangePatience = 2_000
/** Milliseconds for data that follow a final reply without a 150 before it. */
const unannouncedPatience = 1_000

type DataOutcome = { bytes: number } | { error: unknown }

/**
 * One transfer command with its data connection, from the command to the point where the control
 * connection is free again: replies in any order, either side failing first, cancel at any time.
 */
export async function runDataCommand(options: DataCommand): Promise<DataResult> {
  const { context, channel, signal, timeouts, direction } = options
  const pumping = new AbortController()
  let bytes = 0
  let isAnswered = false
  let isDataOver = false
  let isOpen = false
  let preliminary: Reply | undefined
  let isAborting = false
  let isMarked = false
  let markerTimer: NodeJS.Timeout | undefined
  let reportStart = () => {}
  const started = new Promise<void>((resolve) => (reportStart = resolve))

  /** pure-ftpd reads on while it sends, and throws away what comes in one piece with ABOR. */
  const sendMarker = () => {
    clearTimeout(markerTimer)
    if (isMarked || context.closeReason) return
    isMarked = true
    try {
      context.send('NOOP')
    } catch (error) {
      context.closeWithError(AppError.from(error))
    }
  }

  const conversation = context.converse(options.command, {
    timeout: timeouts.reply,
    onReply(reply) {
      // Everything up to the answer of the NOOP marker belongs to the aborted transfer.
      if (isAborting) {
        if (isMarked && reply.code === 200) return 'done'
        sendMarker()
        return 'more'
      }
      if (reply.code >= 200) {
        isAnswered = true
        return 'done'
      }
      preliminary ??= reply
      // From here the data connection's own clock counts, until the data are over.
      conversation.setTimeout(isDataOver ? timeouts.endOfTransfer : 0)
      reportStart()
      return 'more'
    },
  })

  const moveData = async (): Promise<number> => {
    const socket = await channel.open()
    isOpen = true
    // Nothing is sent before the server agreed: a refused upload must not consume its source.
    if (direction === 'send' && !options.isEager) await started
    if (pumping.signal.aborted) throw cancelled()
    return options.pump(socket, pumping.signal, (total) => (bytes = total))
  }
  const data: Promise<DataOutcome> = moveData().then(
    (total) => ({ bytes: total }),
    (error: unknown) => ({ error }),
  )
  type ControlOutcome = { reply: Reply } | { lost: AppError }
  const control: Promise<ControlOutcome> = conversation.done.then(
    (reply) => ({ reply }),
    (error: unknown) => ({ lost: AppError.from(error) }),
  )
  let askToAbort = () => {}
  const abort = new Promise<'abort'>((resolve) => (askToAbort = () => resolve('abort')))
  if (signal.aborted) askToAbort()
  else signal.addEventListener('abort', askToAbort, { once: true })

  const endData = () => {
    pumping.abort(stopped)
    reportStart()
    channel.dispose()
  }
  const stopData = async (): Promise<DataOutcome> => {
    endData()
    return data
  }
  /** Frees the control connection in the middle of a transfer: ABOR, close data, NOOP marker. */
  const abortTransfer = async () => {
    if (!context.closeReason && !isAnswered) {
      isAborting = true
      try {
        context.send('ABOR')
        endData()
        markerTimer = setTimeout(sendMarker, markerPatience)
        conversation.setTimeout(abortPatience)
      } catch (error) {
        context.closeWithError(AppError.from(error))
      }
    }
    await stopData()
    await control
    clearTimeout(markerTimer)
  }
  /** What was sent before the server agreed has gone nowhere as long as it has not. */
  const wasTaken = () => !options.isEager || preliminary !== undefined
  const failed = (error: unknown, isDataComplete = false) => {
    const cause =
      error instanceof LocalPumpError ? AppError.from(error.reason) : AppError.from(error)
    return new TransferError(cause, wasTaken() ? bytes : 0, isDataComplete)
  }

  const settle = async (): Promise<DataResult> => {
    const first = await Promise.race([control, data, abort])
    if (first === 'abort') {
      await abortTransfer()
      throw failed(cancelled())
    }
    if ('reply' in first) return afterReply(first.reply)
    if ('lost' in first) return afterLoss(first.lost)
    if ('error' in first) return afterDataFailure(first.error)
    return afterData(first.bytes)
  }

  const afterData = async (total: number): Promise<DataResult> => {
    if (options.isPartial(total)) {
      // A server that ends TLS waits for our answer, which only who reads on can give.
      if (options.endsItself) (await channel.open()).resume()
      // A server that agreed to a range and goes on behind it is stopped all the same.
      const early =
        options.endsItself && (await Promise.race([control, abort, delay(rangePatience)]))
      if (early && early !== 'abort' && 'reply' in early && early.reply.code < 300)
        return { reply: early.reply, preliminary, bytes: total }
      await abortTransfer()
      return { reply: { code: 226, lines: ['226 Enough'] }, preliminary, bytes: total }
    }
    isDataOver = true
    conversation.setTimeout(preliminary ? timeouts.endOfTransfer : timeouts.reply)
    const end = await Promise.race([control, abort])
    if (end === 'abort') {
      await abortTransfer()
      throw failed(cancelled(), wasTaken())
    }
    if ('lost' in end) throw failed(end.lost, wasTaken())
    if (end.reply.code >= 300)
      throw failed(errorFromReply(end.reply, context.lastCommand), wasTaken())
    return { reply: end.reply, preliminary, bytes: total }
  }

  const afterReply = async (reply: Reply): Promise<DataResult> => {
    if (reply.code >= 300) {
      const outcome = await graceful(preliminary ? 200 : 0)
      const isOver = outcome !== undefined && 'bytes' in outcome
      if (!isOver) await stopData()
      throw failed(errorFromReply(reply, context.lastCommand), isOver && wasTaken())
    }
    // Success was announced; the last bytes may still be on their way.
    const end = preliminary
      ? await Promise.race([data, abort])
      : await graceful(unannouncedPatience)
    if (end === 'abort') {
      await stopData()
      throw failed(cancelled())
    }
    if (end === undefined) await stopData()
    else if ('error' in end && preliminary) throw failed(end.error)
    return { reply, preliminary, bytes }
  }

  /** The control connection died. Data that still flow may complete the file: let them end. */
  const afterLoss = async (lost: AppError): Promise<DataResult> => {
    const isHopeless = ['timeout', 'protocol-error', 'cancelled'].includes(lost.code)
    if (!preliminary || isHopeless) {
      await stopData()
      throw failed(lost)
    }
    const outcome = await Promise.race([data, abort])
    if (outcome === 'abort') await stopData()
    throw failed(
      outcome === 'abort' ? cancelled() : lost,
      outcome !== 'abort' && 'bytes' in outcome,
    )
  }

  const afterDataFailure = async (error: unknown): Promise<DataResult> => {
    const isOurs =
      error instanceof LocalPumpError || (error instanceof AppError && error.code === 'timeout')
    // The server usually says why the data connection broke (552 disk full, 425 …): hear it first.
    const explanation = isOurs
      ? undefined
      : await Promise.race([
          control,
          abort,
          delay(isOpen && preliminary ? explanationPatience : refusalPatience),
        ])
    if (explanation === undefined || explanation === 'abort') {
      await abortTransfer()
      throw failed(explanation === 'abort' ? cancelled() : error)
    }
    if ('reply' in explanation && explanation.reply.code >= 400)
      throw failed(errorFromReply(explanation.reply, context.lastCommand))
    throw failed(error)
  }

  const graceful = (patience: number): Promise<DataOutcome | undefined> =>
    Promise.race([data, delay(patience)])

  try {
    return await settle()
  } finally {
    // The caller's signal may live much longer than this transfer.
    signal.removeEventListener('abort', askToAbort)
    endChannel(channel, data)
  }
}

/** Given by hand: the reason that Node makes has a stack, which costs more than a small file. */
const stopped = 'stopped'

const delay = (milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))

/**
 * Lets the peer's close come in before the socket goes: closing with unread bytes would send RST
 * where the server expects an orderly end.
 */
function endChannel(channel: DataChannel, data: Promise<DataOutcome>): void {
  void data.then(async () => {
    const socket = await channel.open().catch(() => undefined)
    if (!socket) return channel.dispose()
    const close = () => {
      clearTimeout(timer)
      channel.finished({ by: socket.readableEnded ? 'server' : 'client' })
      channel.dispose()
    }
    const timer = setTimeout(close, 1_000)
    if (socket.destroyed) return close()
    socket.once('close', close)
    socket.resume()
  })
}
