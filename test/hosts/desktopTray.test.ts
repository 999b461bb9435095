import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestDesktop } from '../support/electron/desktopApp.ts'
import {
  buildDesktop,
  callFromPage,
  createTestDesktop,
  engineThrough,
  patience,
} from '../support/electron/desktopApp.ts'
import type { DesktopRun } from '../support/electron/launch.ts'
import { until } from '../support/systemUntil.ts'

let desktop: TestDesktop
beforeAll(() => {
  buildDesktop()
  desktop = createTestDesktop()
}, 180_000)
afterAll(() => desktop.close())

/** What the tray shows from now on, and what is asked, for the functions below to look at. */
const watchTray = (run: DesktopRun) =>
  run.evaluate(({ dialog, Tray }) => {
    const tray = { tip: '', menu: null as unknown, isThere: false, asked: [] as string[] }
    Reflect.set(globalThis, 'tray', tray)
    const { setToolTip, setContextMenu, destroy } = Tray.prototype
    Tray.prototype.setToolTip = function (tip) {
      Object.assign(tray, { tip, isThere: true })
      return setToolTip.call(this, tip)
    }
    Tray.prototype.setContextMenu = function (menu) {
      Object.assign(tray, { menu })
      return setContextMenu.call(this, menu)
    }
    Tray.prototype.destroy = function () {
      tray.isThere = false
      return destroy.call(this)
    }
    Reflect.set(dialog, 'showMessageBox', async ({ message }: Electron.MessageBoxOptions) => {
      tray.asked.push(message)
      return { response: 1, checkboxChecked: false }
    })
  })
type Seen = { tip: string; isThere: boolean; asked: string[]; labels: string[] }
const seen = (run: DesktopRun) =>
  run.evaluate((): Seen => {
    const { menu, ...rest } = Reflect.get(globalThis, 'tray') as Seen & {
      menu: { items: MenuItemConstructorOptions[] } | null
    }
    const labels = (menu?.items ?? []).map(({ label }) => label ?? '').filter(Boolean)
    return { ...rest, labels }
  })
const choose = (run: DesktopRun, label: string) =>
  run.evaluate((_electron, wanted) => {
    const { menu } = Reflect.get(globalThis, 'tray') as {
      menu: { items: { label?: string; click(): void }[] }
    }
    menu.items.find((item) => item.label === wanted)!.click()
  }, label)
const closeWindow = (run: DesktopRun) =>
  run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
const windows = (run: DesktopRun) =>
  run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

it(
  'transfers go on in the tray, for those who want it, and the program ends with the last',
  { timeout: 90_000 },
  async () => {
    const { run, page } = await desktop.launchOnPractice()
    await watchTray(run)
    await callFromPage(page, 'changeSettings', { uploadLimit: 20_000 })
    await page.getByTestId('status-bar').getByText('Speed limit').waitFor()
    const file = join(desktop.folder, 'mine', 'slow.bin')
    writeFileSync(file, Buffer.alloc(4_000_000, 1))
    await run.dropFiles(page, '[data-testid=pane-remote] >> text="5 MiB.bin"', [file])
    const badge = () => run.evaluate(({ app }) => app.getBadgeCount())
    await expect.poll(badge, patience).toBe(1)
    expect((await seen(run)).isThere).toBe(false)

    await callFromPage(page, 'changeSettings', { keepInTray: true })
    await expect
      .poll(async () => ({ ...(await seen(run)), badge: await badge() }), patience)
      .toMatchObject({ isThere: true, badge: 1 })
    expect((await seen(run)).tip).toMatch(/^Sampan · \d+ % · 1 left$/)
    expect((await seen(run)).labels).toEqual(['Show window', 'Hold the queue', 'Quit'])
    await choose(run, 'Hold the queue')
    await expect
      .poll(async () => (await seen(run)).labels, patience)
      .toEqual(['Show window', 'Start the queue', 'Quit'])
    expect((await seen(run)).tip).toMatch(/held, 1 left$/)
    await choose(run, 'Start the queue')
    await expect
      .poll(async () => (await seen(run)).labels, patience)
      .toEqual(['Show window', 'Hold the queue', 'Quit'])

    // Nothing is asked, because nothing ends.
    await closeWindow(run)
    await expect.poll(() => windows(run), patience).toBe(0)
    expect((await seen(run)).isThere).toBe(true)
    await choose(run, 'Show window')
    const again = await until(async () => run.pages().find((one) => one !== page), patience)
    await again.getByTestId('pane-remote').waitFor()

    // Some seconds more, in which the window is closed.
    await (await engineThrough(again)).changeSettings({ uploadLimit: 600_000 })
    await closeWindow(run)
    await expect.poll(() => windows(run), patience).toBe(0)
    expect((await seen(run)).asked).toEqual([])
    expect(await run.exited).toBe(0)
  },
)
