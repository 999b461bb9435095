import { join } from 'node:path'
import { app, Menu, Tray } from 'electron'
import type { QueueTotals } from '../contract/transfers.ts'
import type { Say } from './texts.ts'

export type TrayOptions = {
  say(): Say
  /** The user wants it. */
  isWanted(): boolean
  showWindow(): void
  runQueue(shouldRun: boolean): void
  /** The queue that the icon stood for has ended. */
  ended(totals: QueueTotals): void
}

export type TrayIcon = {
  /** @param progress 0 to 1; others where it is not known */
  show(totals: QueueTotals, progress: number): void
  isShown(): boolean
}

/**
 * The queue in the tray, with which transfers go on when the last window is closed. It comes when
 * transfers start, stays while they are held, and goes with the last one.
 */
export function createTrayIcon(options: TrayOptions): TrayIcon {
  let tray: Tray | undefined
  let shown = ''

  return {
    isShown: () => tray !== undefined,
    show(totals, progress) {
      const isOver = totals.queued === 0
      const isNeeded = options.isWanted() && !isOver
      if (!isNeeded || (!tray && totals.active === 0)) {
        if (!tray) return
        tray.destroy()
        tray = undefined
        shown = ''
        if (isOver) options.ended(totals)
        return
      }
      tray ??= createIcon(options.showWindow)
      tray.setToolTip(tooltip(totals, progress, options.say()))
      showMenu(tray, totals.isRunning)
    },
  }

  /** Only when it changes: an open menu is closed by a new one. */
  function showMenu(icon: Tray, isRunning: boolean) {
    const say = options.say()
    const toggle = say(isRunning ? 'holdQueue' : 'runQueue')
    if (toggle === shown) return
    shown = toggle
    icon.setContextMenu(
      Menu.buildFromTemplate([
        { label: say('showWindow'), click: () => options.showWindow() },
        { label: toggle, click: () => options.runQueue(!isRunning) },
        { type: 'separator' },
        { label: say('quit'), click: () => app.quit() },
      ]),
    )
  }
}

function createIcon(showWindow: () => void): Tray {
  const tray = new Tray(join(app.getAppPath(), 'dist', 'renderer', 'tray.png'))
  // Where a click opens no menu.
  tray.on('click', showWindow)
  return tray
}

function tooltip({ isRunning, queued }: QueueTotals, progress: number, say: Say): string {
  const isKnown = progress >= 0 && progress <= 1
  const percent = isKnown ? [`${Math.floor(progress * 100)} %`] : []
  return ['Sampan', ...percent, say(isRunning ? 'queueLeft' : 'queueHeld', queued)].join(' · ')
}
