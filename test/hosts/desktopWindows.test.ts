import { join } from 'node:path'
import type { Rectangle } from 'electron'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestDesktop } from '../support/electron/desktopApp.ts'
import {
  buildDesktop,
  callFromPage,
  createTestDesktop,
  patience,
} from '../support/electron/desktopApp.ts'
import type { DesktopRun } from '../support/electron/launch.ts'
import { isRealElectron } from '../support/electron/launch.ts'

/** On Linux a window manager does it, and the bare X server of the public workflow has none. */
const canMaximise = !isRealElectron || process.platform !== 'linux'

let desktop: TestDesktop
beforeAll(buildDesktop, 180_000)
beforeEach(() => {
  desktop = createTestDesktop()
})
afterEach(() => desktop.close())

/** Until its window is shown. */
async function start(): Promise<DesktopRun> {
  const run = await desktop.launch('--data', join(desktop.folder, 'data'))
  await (await run.firstPage()).getByTestId('start-page').waitFor()
  const isShown = () =>
    run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())
  await expect.poll(isShown, patience).toBe(true)
  return run
}

async function quit(run: DesktopRun) {
  // It may end before it answers.
  await run.evaluate(({ app }) => app.quit()).catch(() => {})
  expect(await run.exited).toBe(0)
}

const place = (run: DesktopRun, bounds: Rectangle) =>
  run.evaluate(
    ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]!.setBounds(wanted),
    bounds,
  )
const placesOf = (run: DesktopRun) =>
  run.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getNormalBounds()),
  )
const isMaximised = (run: DesktopRun) =>
  run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isMaximized())
/** What the page itself sees of its window. */
const outerSize = async (run: DesktopRun) =>
  (await run.firstPage()).evaluate(() => ({ width: outerWidth, height: outerHeight }))

describe('windows of the desktop application', { timeout: 120_000 }, () => {
  it('opens where it was left, with the size it had, maximised when it was', async () => {
    const bounds = { x: 60, y: 64, width: 760, height: 560 }
    const first = await start()
    expect(await outerSize(first)).not.toMatchObject({ width: 760 })
    await place(first, bounds)
    await expect.poll(() => outerSize(first), patience).toEqual({ width: 760, height: 560 })
    await quit(first)

    const second = await start()
    expect(await placesOf(second)).toEqual([bounds])
    await expect.poll(() => outerSize(second), patience).toEqual({ width: 760, height: 560 })
    if (!canMaximise) return
    await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.maximize())
    await expect.poll(() => isMaximised(second), patience).toBe(true)
    await quit(second)

    const third = await start()
    await expect.poll(() => isMaximised(third), patience).toBe(true)
    await expect.poll(async () => (await outerSize(third)).width, patience).toBeGreaterThan(760)
    // The size from before is still known.
    await third.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.unmaximize())
    await expect.poll(() => outerSize(third), patience).toEqual({ width: 760, height: 560 })
  })

  it('opens a further window beside the first, whose place alone is kept, on a screen that is there', async () => {
    const bounds = { x: 60, y: 60, width: 720, height: 540 }
    const first = await start()
    await place(first, bounds)
    await callFromPage(await first.firstPage(), 'openWindow')
    await expect.poll(() => first.pages().length, patience).toBe(2)
    const places = await placesOf(first)
    expect(places).toContainEqual(bounds)
    expect(places).toContainEqual({ ...bounds, x: 88, y: 88 })
    await quit(first)

    const second = await start()
    expect(await placesOf(second)).toEqual([bounds])
    await place(second, { ...bounds, x: 40_000, y: 30_000 })
    await quit(second)

    const third = await start()
    const seen = await third.evaluate(({ BrowserWindow, screen }) => {
      const { x, y, width, height } = BrowserWindow.getAllWindows()[0]!.getBounds()
      const { workArea } = screen.getDisplayMatching({ x, y, width, height })
      const right = Math.min(x + width, workArea.x + workArea.width)
      const bottom = Math.min(y + height, workArea.y + workArea.height)
      return { across: right - Math.max(x, workArea.x), down: bottom - Math.max(y, workArea.y) }
    })
    expect(seen.across).toBeGreaterThanOrEqual(30)
    expect(seen.down).toBeGreaterThanOrEqual(30)
  })
})
