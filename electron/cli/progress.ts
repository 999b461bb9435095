import type { EngineServer } from '../contract/api.ts'
import type { QueueTotals, Transfer } from '../contract/transfers.ts'
import { formatBytes, formatSeconds } from './rates.ts'
import type { Report } from './report.ts'
import type { Terminal } from './terminal.ts'
import { harmless } from './terminal.ts'

type Context = { server: EngineServer; report: Report; terminal: Terminal }

/** Milliseconds between two drawings. */
const drawEvery = 200
/** Running files that are drawn at most. */
const maximumBars = 8

export type Progress = {
  /** How items ended, where the queue's news were slower than its end. */
  told(transfers: readonly Transfer[]): void
  stop(): void
}

/**
 * Shows how it goes: bars on a terminal, events as JSON, nothing else. What nobody sees is not
 * even asked for.
 */
export function watchProgress(context: Context, signal: AbortSignal): Progress {
  const { report, terminal } = context
  if (report.isJson) return watchAsJson(context, signal)
  if (report.isQuiet || !terminal.canDraw) return { told() {}, stop() {} }
  return drawBars(context, signal)
}

function watchAsJson({ server, report }: Context, signal: AbortSignal): Progress {
  const states = new Map<string, string>()
  const isNews = ({ id, status }: Transfer) => states.get(id) !== status.state
  const tell = (transfer: Transfer) => {
    const { id, direction, kind, source, target, size, transferred, status } = transfer
    const event = isNews(transfer) ? 'transfer' : 'progress'
    states.set(id, status.state)
    report.event({ event, id, direction, kind, source, target, size, transferred, ...status })
  }
  void server.watchTransfers({
    signal,
    async send(batch) {
      for (const transfer of batch as Transfer[])
        if (isNews(transfer) || !report.isQuiet) tell(transfer)
    },
  })
  return {
    told(transfers) {
      for (const transfer of transfers) if (isNews(transfer)) tell(transfer)
    },
    stop() {},
  }
}

function drawBars({ server, terminal }: Context, signal: AbortSignal): Progress {
  const running = new Map<string, Transfer>()
  let totals: QueueTotals | undefined
  void server.watchTransfers({
    signal,
    async send(batch) {
      for (const item of batch as Transfer[])
        if (item.kind === 'file' && underWay.has(item.status.state)) running.set(item.id, item)
        else running.delete(item.id)
    },
  })
  void server.watchQueue({
    signal,
    async send(batch) {
      totals = batch.at(-1)
    },
  })
  const draw = () => {
    const columns = terminal.columns() - 1
    const bars = [...running.values()].slice(0, maximumBars).map((item) => barOf(item, columns))
    terminal.draw([...bars, ...(totals ? [totalLine(totals)] : [])])
  }
  const timer = setInterval(draw, drawEvery)
  return {
    told() {},
    stop() {
      clearInterval(timer)
      terminal.draw([])
    },
  }
}

const underWay = new Set(['preparing', 'transferring', 'verifying'])
const barWidth = 20

/** `name  [#####     ]  25%  1.5 MiB/s`, cut to the width of the terminal. */
export function barOf({ name, size, transferred, speed }: Transfer, columns: number): string {
  const part = size ? Math.min(1, transferred / size) : 0
  const filled = Math.round(part * barWidth)
  const bar = `[${'#'.repeat(filled)}${' '.repeat(barWidth - filled)}]`
  const percent = size ? `${Math.floor(part * 100)}%`.padStart(4) : '   ?'
  const facts = `  ${bar} ${percent}  ${formatBytes(speed)}/s`.slice(0, columns)
  const room = Math.max(0, columns - facts.length)
  const shown = harmless(name)
  const label =
    shown.length > room ? `…${shown.slice(shown.length - Math.max(0, room - 1))}` : shown
  return room > 0 ? label.slice(0, room) + facts : facts
}

export function totalLine(totals: QueueTotals): string {
  const { queued, done, failed, downloadSpeed, uploadSpeed, secondsLeft } = totals
  return [
    `${done} done`,
    `${queued} to go`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${formatBytes(downloadSpeed + uploadSpeed)}/s`,
    ...(!secondsLeft ? [] : [`${formatSeconds(secondsLeft)} left`]),
  ].join(', ')
}
