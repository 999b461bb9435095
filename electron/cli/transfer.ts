import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import type { ErrorData } from '../contract/errors.ts'
import type { NewTransfer, QueueTotals, Transfer } from '../contract/transfers.ts'
import type { Answers } from './answers.ts'
import type { RunOptions, Work } from './arguments.ts'
import type { ExitCode } from './exitCodes.ts'
import { exitCodeOf } from './exitCodes.ts'
import { watchProgress } from './progress.ts'
import { formatBytes, formatSeconds } from './rates.ts'
import type { Report } from './report.ts'
import type { Terminal } from './terminal.ts'

type Context = {
  server: EngineServer
  answers: Answers
  report: Report
  terminal: Terminal
  options: RunOptions
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

/** Speed, places and what happens to existing targets, as the command line says. */
export async function applySettings(
  server: EngineServer,
  options: RunOptions,
  signal: AbortSignal,
) {
  const { parallel, limitRate } = options
  await server.changeSettings(signal, {
    parallelTransfers: parallel,
    parallelUploads: parallel,
    parallelDownloads: parallel,
    rememberHistory: false,
    ...(limitRate === undefined ? {} : { downloadLimit: limitRate, uploadLimit: limitRate }),
  })
}

export const usualConflict = (work: Work) =>
  work.do === 'mirror' ? 'overwrite-if-different' : 'ask'

/** Puts transfers into the queue and waits until all of it has come to an end. */
export async function transfer(
  context: Context,
  transfers: NewTransfer[],
  onConflict: NonNullable<RunOptions['onConflict']>,
): Promise<ExitCode> {
  const { server, signal } = context
  const started = performance.now()
  await server.enqueueTransfers(signal, transfers, { onConflict, first: false, paused: false })
  return finishQueue(context, started)
}

/** Goes on with what an earlier run has left. */
export async function resumeQueue(context: Context): Promise<ExitCode> {
  const { server, signal } = context
  const started = performance.now()
  await server.resumeTransfers(signal, 'all')
  await server.runQueue(signal, true)
  return finishQueue(context, started)
}

async function finishQueue(context: Context, started: number): Promise<ExitCode> {
  const { server, answers, report, options, signal } = context
  const over = new AbortController()
  const progress = watchProgress(context, over.signal)
  let hold: ErrorData | undefined
  try {
    hold = await ended(server, answers, signal)
  } finally {
    over.abort()
    progress.stop()
  }
  if (signal.aborted) return interrupted(context)
  // The queue tells of items at most ten times a second, and may end in between.
  const all = await rowsOf(server, 'failed', signal)
  const isSilent = options.isQuiet && !report.isJson
  const done = isSilent ? [] : await rowsOf(server, 'done', signal)
  progress.told([...done, ...all])
  const failed = all.filter(({ kind, status }) => kind === 'file' || status.state === 'failed')
  for (const { source, status } of failed)
    if (status.state === 'failed') report.fail(AppError.fromData(status.error), source)
  if (hold) {
    report.fail(AppError.fromData(hold))
    await stopQueue(server, options)
  }
  if (!options.isQuiet) {
    const counts = countDone(done)
    const seconds = (performance.now() - started) / 1_000
    report.event({ event: 'summary', ...counts, failed: failed.length, seconds })
    report.note(summaryOf(counts, failed.length, seconds))
  }
  if (hold) return exitCodeOf(hold.code)
  const first = failed[0]?.status
  if (first?.state === 'failed') return exitCodeOf(first.error.code)
  return answers.leftAlone > 0 ? 7 : 0
}

/** Resolves when nothing is left to do, or with the reason why nothing more will happen. */
function ended(
  server: EngineServer,
  answers: Answers,
  signal: AbortSignal,
): Promise<ErrorData | undefined> {
  const over = new AbortController()
  const inner = AbortSignal.any([signal, over.signal])
  return new Promise<ErrorData | undefined>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
    const look = async ({ queued, active }: QueueTotals) => {
      if (queued === 0 && active === 0) return resolve(undefined)
      if (active > 0 || answers.open > 0) return
      const hold = await holdOf(server, inner)
      if (hold) resolve(hold)
    }
    void server.watchQueue({
      signal: inner,
      async send(batch) {
        await look(batch.at(-1)!).catch(reject)
      },
    })
  }).finally(() => over.abort())
}

/** Why none of the queued items will run, if that is so. */
async function holdOf(server: EngineServer, signal: AbortSignal): Promise<ErrorData | undefined> {
  const { rows } = await server.listTransfers(signal, { tab: 'queue', offset: 0, limit: 100 })
  let reason: ErrorData | undefined
  for (const { status, kind } of rows as Transfer[]) {
    // An open folder only waits for what is in it.
    if (kind === 'directory' && status.state === 'transferring') continue
    if (status.state !== 'waiting' || !status.holdReason || status.retryAt !== undefined)
      return undefined
    reason ??= status.holdReason
  }
  return reason
}

async function rowsOf(
  server: EngineServer,
  tab: 'failed' | 'done',
  signal: AbortSignal,
): Promise<Transfer[]> {
  const found: Transfer[] = []
  for (;;) {
    const query = { tab, offset: found.length, limit: 1_000 }
    const { rows, total } = await server.listTransfers(signal, query)
    found.push(...(rows as Transfer[]))
    if (rows.length === 0 || found.length >= total) return found
  }
}

async function interrupted({ server, options, report }: Context): Promise<ExitCode> {
  await stopQueue(server, options)
  const { queueFolder } = options
  report.note(
    queueFolder === undefined
      ? 'Interrupted. What was not finished was removed.'
      : `Interrupted. Go on with: sampan resume --queue ${queueFolder}`,
  )
  return 130
}

/** A kept queue is only halted; of any other nothing may be left behind. */
async function stopQueue(server: EngineServer, { queueFolder }: RunOptions): Promise<void> {
  const { signal } = new AbortController()
  if (queueFolder === undefined) await server.cancelTransfers(signal, 'all')
  else await server.runQueue(signal, false)
}

type Counts = { files: number; bytes: number; skipped: number }

function countDone(done: readonly Transfer[]): Counts {
  const counts: Counts = { files: 0, bytes: 0, skipped: 0 }
  for (const { kind, status, size } of done) {
    if (kind === 'directory') continue
    if (status.state === 'skipped') counts.skipped++
    if (status.state !== 'done') continue
    counts.files++
    counts.bytes += size ?? 0
  }
  return counts
}

function summaryOf({ files, bytes, skipped }: Counts, failed: number, seconds: number): string {
  const count = (number: number) => `${number} ${number === 1 ? 'file' : 'files'}`
  const speed = seconds > 0 ? ` (${formatBytes(bytes / seconds)}/s)` : ''
  return [
    `${count(files)}, ${formatBytes(bytes)} in ${formatSeconds(seconds)}${speed}, verified`,
    ...(skipped > 0 ? [`${skipped} left as they were`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join('; ')
}
