import { execFileSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BaseWindow, MenuItemConstructorOptions } from 'electron'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DesktopRun } from '../support/electron/launch.ts'
import { launchDesktop, repository } from '../support/electron/launch.ts'
import { until } from '../support/systemUntil.ts'

let folder: string
let runs: DesktopRun[] = []

beforeAll(() => {
  execFileSync(process.execPath, ['build/ensureBuilt.ts'], { cwd: repository, stdio: 'inherit' })
}, 180_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-desktop-'))
  mkdirSync(join(folder, 'mine'))
})
afterEach(async () => {
  await Promise.all(runs.map((run) => run.close()))
  runs = []
  rmSync(folder, { recursive: true, force: true })
})

const data = () => ['--data', join(folder, 'data')]

async function launch(...args: string[]): Promise<DesktopRun> {
  const run = await launchDesktop({ args, env: { XDG_CONFIG_HOME: folder } })
  runs.push(run)
  return run
}

async function launchOnPractice(): Promise<{ run: DesktopRun; page: Page }> {
  const run = await launch('--practice', ...data(), '--root', join(folder, 'mine'))
  const page = await run.firstPage()
  // To its end: rows that come later move the others.
  await page.locator('[data-testid=pane-remote][data-state=ready]').waitFor()
  await row(page, 'remote', 'README.txt').waitFor()
  return { run, page }
}

const row = (page: Page, side: 'local' | 'remote', name: string) =>
  page.getByTestId(`pane-${side}`).getByTestId('row').filter({ hasText: name }).first()

/** Files of the practice server with this name, wherever it keeps them. */
const received = (name: string) => globSync(join(tmpdir(), 'sampan-practice*/**', name))

/** Answers the next message boxes; gives what they said. */
const answerDialogs = (run: DesktopRun, answers: number[]) =>
  run.evaluate(({ dialog }, responses) => {
    const said: string[] = []
    Reflect.set(globalThis, 'said', said)
    const showMessageBox = async (options: Electron.MessageBoxOptions) => {
      said.push(options.message)
      return { response: responses.shift() ?? 1, checkboxChecked: false }
    }
    Reflect.set(dialog, 'showMessageBox', showMessageBox)
  }, answers)
const saidBy = (run: DesktopRun) => run.evaluate(() => Reflect.get(globalThis, 'said') as string[])

/** Starting Chromium and the application takes seconds, on a busy machine many. */
const patience = { timeout: 20_000 }

describe('the desktop application', { timeout: 90_000 }, () => {
  it('shows the practice server, and uploads what is dropped from the desktop', async () => {
    const { run, page } = await launchOnPractice()
    const content = `dropped ${Math.random()}\n`
    const file = join(folder, 'mine', '!来自桌面.txt')
    writeFileSync(file, content)
    await run.dropFiles(page, '[data-testid=pane-remote] >> text="5 MiB.bin"', [file])
    await row(page, 'remote', '!来自桌面.txt').waitFor()
    const copies = received('!来自桌面.txt').map((copy) => readFileSync(copy, 'utf8'))
    expect(copies).toContain(content)
    const window = await run.evaluate(({ BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows()
      return { isVisible: first!.isVisible(), url: first!.webContents.getURL() }
    })
    expect(window).toEqual({ isVisible: true, url: 'app://sampan/index.html' })
  })

  it('comes back after a crash of the page', async () => {
    const { run, page } = await launchOnPractice()
    const hasCrashed = page.waitForEvent('crash')
    await run.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer(),
    )
    // Playwright gives a crashed page up for good, so the main process looks.
    const panes = () =>
      run.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
          "[...document.querySelectorAll('[data-testid=pane-remote] [data-testid=row]')].length",
        ),
      )
    await hasCrashed
    await expect.poll(panes, patience).toBeGreaterThan(5)
  })

  it('asks before it follows a link, and opens nothing when told not to', async () => {
    const run = await launch('ftp://ann@127.0.0.1:9/pub/')
    const page = await run.firstPage()
    await page.getByTestId('start-page').waitFor()
    // The substitute cancels a dialog that nobody answers.
    expect(run.pages()).toHaveLength(1)
    await answerDialogs(run, [0])
    const second = await launchDesktop({
      args: ['ftp://ben@127.0.0.1:9/', 'ftp://h/%0d%0aDELE%20x'],
      env: { XDG_CONFIG_HOME: folder },
    }).catch((error: Error) => error)
    // The second start hands its links over and ends.
    expect(second).toBeInstanceOf(Error)
    await expect
      .poll(() => saidBy(run), patience)
      .toEqual(['Connect to ben@127.0.0.1:9?', 'Sampan does not open this link'])
    await expect.poll(() => run.pages().length, patience).toBe(2)
  })

  it('shows what is in an export of sites that is opened, and takes over nothing by itself', async () => {
    const site = { name: 'Quay', folder: [], host: 'quay.example.com', port: 21 }
    const content = {
      format: 'sampan-export',
      version: 1,
      kind: 'plain',
      payload: { sites: [site] },
    }
    writeFileSync(join(folder, 'some.sampan'), JSON.stringify(content))
    const run = await launch(join(folder, 'some.sampan'))
    const preview = await until(async () => {
      for (const page of run.pages())
        if ((await page.getByTestId('dialog-import').count()) > 0) return page
      return undefined
    }, patience)
    await preview.getByTestId('import-row').filter({ hasText: 'Quay' }).waitFor()
    await answerDialogs(run, [])
    await launchDesktop({
      args: [join(folder, 'none.sampan')],
      env: { XDG_CONFIG_HOME: folder },
    }).catch(() => undefined)
    await expect.poll(() => saidBy(run), patience).toEqual(['Sampan cannot read this file'])
    await preview.reload()
    await preview.getByTestId('start-page').waitFor()
    expect(await preview.getByTestId('dialog-import').count()).toBe(0)
    expect(existsSync(join(folder, 'Sampan', 'data', 'sites.json'))).toBe(false)
  })

  it('ends with 0 when its last window is closed', async () => {
    const run = await launch(...data())
    await (await run.firstPage()).getByTestId('start-page').waitFor()
    await run
      .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
      .catch(() => {})
    expect(await run.exited).toBe(0)
    expect(existsSync(join(folder, 'data', 'sampan.lock'))).toBe(false)
  })

  it('follows theme and language of the settings', async () => {
    const run = await launch(...data())
    const page = await run.firstPage()
    await page.getByTestId('start-page').waitFor()
    const menu = () =>
      run.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()!.items.map((item) => item.label || String(item.role)),
      )
    await expect
      .poll(menu, patience)
      .toEqual(['File', 'Edit', 'View', 'Go', 'Transfers', 'Connection', 'Window', 'Help'])
    await page.evaluate(() => {
      const { sampanHost } = window as unknown as { sampanHost: { post(message: object): void } }
      const change = { language: 'zh-CN', theme: 'dark' }
      sampanHost.post({ id: 900_000, name: 'changeSettings', args: [change] })
    })
    await expect
      .poll(menu, patience)
      .toEqual(expect.arrayContaining(['文件', '编辑', '窗口', '帮助']))
    expect(await run.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  })

  it('opens a second window from the menu, on the same engine', async () => {
    const { run, page } = await launchOnPractice()
    await run.evaluate(({ Menu }) => {
      const [file] = Menu.getApplicationMenu()!.items as unknown as MenuItemConstructorOptions[]
      const submenu = (file!.submenu as unknown as { items?: MenuItemConstructorOptions[] }).items
      const [item] = submenu ?? (file!.submenu as MenuItemConstructorOptions[])
      const click = item!.click as (item: unknown, window: BaseWindow | undefined) => void
      click(item, undefined)
    })
    await expect.poll(() => run.pages().length, patience).toBe(2)
    const other = run.pages().find((one) => one !== page)!
    // Sessions belong to the engine, so the new window shows the one that is open.
    await row(other, 'remote', 'README.txt').waitFor()
  })

  it('asks before it ends while transfers run, and shows their progress', async () => {
    const { run, page } = await launchOnPractice()
    await page.evaluate(() => {
      const { sampanHost } = window as unknown as { sampanHost: { post(message: object): void } }
      const change = { uploadLimit: 20_000 }
      sampanHost.post({ id: 900_000, name: 'changeSettings', args: [change] })
    })
    const file = join(folder, 'mine', 'slow.bin')
    writeFileSync(file, Buffer.alloc(4_000_000, 1))
    await run.dropFiles(page, '[data-testid=pane-remote] >> text="5 MiB.bin"', [file])
    const badge = () => run.evaluate(({ app }) => app.getBadgeCount())
    await expect.poll(badge, patience).toBeGreaterThan(0)

    await answerDialogs(run, [1, 0])
    const closeWindow = () =>
      run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
    await closeWindow()
    await expect.poll(() => saidBy(run), patience).toEqual(['Transfers are running'])
    expect(run.pages()).toHaveLength(1)
    await closeWindow().catch(() => {})
    expect(await run.exited).toBe(0)
  })

  it('keeps the machine awake while transfers run, and says when all are done', async () => {
    const { run, page } = await launchOnPractice()
    await run.evaluate(({ BrowserWindow, Notification, powerSaveBlocker }) => {
      const noted: string[] = []
      Reflect.set(globalThis, 'noted', noted)
      Notification.prototype.show = function () {
        noted.push(this.title)
      }
      const { start, stop } = powerSaveBlocker
      powerSaveBlocker.start = (kind) => {
        noted.push(kind)
        return start.call(powerSaveBlocker, kind)
      }
      powerSaveBlocker.stop = (id) => {
        noted.push('rest')
        return stop.call(powerSaveBlocker, id)
      }
      BrowserWindow.getAllWindows()[0]!.minimize()
    })
    const file = join(folder, 'mine', 'small.bin')
    writeFileSync(file, Buffer.alloc(50_000, 1))
    await run.dropFiles(page, '[data-testid=pane-remote] >> text="5 MiB.bin"', [file])
    const noted = () => run.evaluate(() => Reflect.get(globalThis, 'noted') as string[])
    await expect.poll(noted, patience).toContain('rest')
    await expect.poll(noted, patience).toContain('All transfers have finished')
    expect((await noted())[0]).toBe('prevent-app-suspension')
    expect(await run.evaluate(({ app }) => app.getBadgeCount())).toBe(0)
  })

  it('saves what it makes itself, and downloads nothing else', async () => {
    const { run, page } = await launchOnPractice()
    await run.evaluate(({ session }) => {
      const seen: [string, boolean][] = []
      Reflect.set(globalThis, 'downloads', seen)
      session.defaultSession.on('will-download', (event, item) => {
        seen.push([item.getFilename(), event.defaultPrevented])
      })
    })
    const attempt = (address: string, name: string) =>
      page.evaluate(
        ([href, download]) => {
          const link = Object.assign(document.createElement('a'), { href, download })
          if (href === 'own') link.href = URL.createObjectURL(new Blob(['{"sites":[]}']))
          link.click()
        },
        [address, name] as const,
      )
    await attempt('data:text/plain,foreign', 'foreign.txt')
    await attempt('app://sampan/index.html', 'page.html')
    const [download] = await Promise.all([
      page.waitForEvent('download', (one) => one.suggestedFilename() === 'sites.json'),
      attempt('own', 'sites.json'),
    ])
    expect(readFileSync(await download.path(), 'utf8')).toBe('{"sites":[]}')
    const seen = await run.evaluate(() => Reflect.get(globalThis, 'downloads') as unknown)
    expect(seen).toContainEqual(['sites.json', false])
    expect(seen).not.toContainEqual(['foreign.txt', false])
    expect(seen).not.toContainEqual(['page.html', false])
    expect(seen).toContainEqual(['foreign.txt', true])
  })

  it('writes no password into its folder without encryption', async () => {
    const { page } = await launchOnPractice()
    await page.getByTestId('pane-remote').waitFor()
    const canary = 'canary-7391'
    await page.evaluate((password) => {
      const { sampanHost } = window as unknown as { sampanHost: { post(message: object): void } }
      const settings = { host: '127.0.0.1', port: 9, user: 'ann', encryption: 'none' }
      const request = { settings, credentials: { password } }
      sampanHost.post({ id: 900_001, name: 'openSession', args: [request] })
    }, canary)
    await Promise.all(runs.map((run) => run.close()))
    const found = globSync(join(folder, '**/*'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(canary))
    expect(found).toEqual([])
  })
})
