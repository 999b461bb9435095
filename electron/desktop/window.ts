import { join } from 'node:path'
import type { Rectangle } from 'electron'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { startPage } from './channel.ts'

/** The state of the first window is kept; further ones open beside it. */
const mainName = 'main'
/** Pixels from the edges of the window before: the titles of both are seen. */
const step = 28
/** Crashes in a minute after which reloading is given up. */
const maximumCrashes = 3

/** `folder`: where the bundles lie. */
export function createWindow(folder: string): BrowserWindow {
  const front = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().at(-1)
  const window = new BrowserWindow({
    ...(front
      ? besides(front)
      : { name: mainName, windowStatePersistence: true, width: 1240, height: 820 }),
    minWidth: 640,
    minHeight: 480,
    title: 'Sampan',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16191d' : '#ffffff',
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  reloadAfterCrash(window)
  return window
}

/** As large as the window in front, a step off it, or in the corner where that leaves the screen. */
function besides(front: BrowserWindow): Rectangle {
  const { x, y, width, height } = front.getNormalBounds()
  const { workArea } = screen.getDisplayMatching(front.getBounds())
  const fits =
    x + step + width <= workArea.x + workArea.width &&
    y + step + height <= workArea.y + workArea.height
  return fits
    ? { x: x + step, y: y + step, width, height }
    : { x: workArea.x, y: workArea.y, width, height }
}

export const loadPage = (window: BrowserWindow): Promise<void> => window.loadURL(startPage)

/** Transfers belong to the engine, so a crashed page only has to be shown again. */
function reloadAfterCrash(window: BrowserWindow) {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const now = Date.now()
    crashes = [...crashes.filter((time) => now - time < 60_000), now]
    if (crashes.length <= maximumCrashes) window.webContents.reload()
  })
}
