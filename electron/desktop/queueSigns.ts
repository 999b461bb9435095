import { app, BrowserWindow, Notification } from 'electron'
import type { QueueTotals } from '../contract/transfers.ts'
import type { Say } from './texts.ts'

export type QueueSigns = {
  /** Gives the progress that it shows. */
  show(totals: QueueTotals): number
  /** Transfers run, or are about to: a held queue waits for the next start anyway. */
  isBusy(): boolean
}

/**
 * The queue as the desktop shows it: progress on the task bar or dock, a count on the icon, and a
 * word at the end when no window is in front.
 */
export function createQueueSigns(say: () => Say, announces: () => boolean): QueueSigns {
  let last: QueueTotals | undefined
  /** Most bytes that were left since the queue was last empty: the whole of the bar. */
  let whole = 0

  return {
    isBusy: () => last !== undefined && (last.active > 0 || (last.isRunning && last.queued > 0)),
    show(totals) {
      const wasBusy = (last?.queued ?? 0) > 0
      const isBusy = totals.queued > 0
      whole = isBusy ? Math.max(whole, totals.bytesLeft) : 0
      last = totals
      app.setBadgeCount(totals.queued)
      const progress = progressOf(totals, whole)
      for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(progress)
      const hasEnded = wasBusy && !isBusy
      if (hasEnded && announces() && BrowserWindow.getFocusedWindow() === null) announce(totals)
      return progress
    },
  }

  function announce({ failed }: QueueTotals) {
    if (!Notification.isSupported()) return
    const title = failed > 0 ? say()('queueDoneWithFailures', failed) : say()('queueDone')
    new Notification({ title, silent: true }).show()
  }
}

/** 0 to 1; -1 takes the bar away, 2 shows that something runs whose size is not known. */
export function progressOf({ active, bytesLeft }: QueueTotals, whole: number): number {
  if (active === 0) return -1
  return whole > 0 ? 1 - bytesLeft / whole : 2
}
