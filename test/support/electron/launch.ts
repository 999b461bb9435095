import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type * as Electron from 'electron'
import type { Browser, Page } from 'playwright-core'
import { _electron, chromium } from 'playwright-core'

export const repository = join(import.meta.dirname, '../../..')

/** True in the public workflow: the same tests, on the real thing. */
export const isRealElectron = process.env['SAMPAN_REAL_ELECTRON'] === '1'

export type DesktopRun = {
  /** The first page, once it is loaded. */
  firstPage(): Promise<Page>
  pages(): Page[]
  /** Runs a function in the main process. It travels as text: no variables from outside. */
  evaluate<R, A>(run: (electron: typeof Electron, arg: A) => R | Promise<R>, arg: A): Promise<R>
  evaluate<R>(run: (electron: typeof Electron) => R | Promise<R>): Promise<R>
  /** Drops files from the desktop on the middle of an element. */
  dropFiles(page: Page, selector: string, paths: string[]): Promise<void>
  /** What the main process says over Node's ipc channel; the substitute only. */
  onMessage(listener: (message: object) => void): void
  send(message: object): void
  /** Resolves with the exit code. */
  exited: Promise<number>
  /** Ends it as a user's Ctrl+C does. */
  close(): Promise<void>
}

export type LaunchOptions = {
  /** Folder with package.json and the built bundles; the repository by default. */
  appFolder?: string
  args?: string[]
  env?: Record<string, string>
}

/** Starts the built desktop application, on Electron or on its substitute. */
export function launchDesktop(options: LaunchOptions = {}): Promise<DesktopRun> {
  return isRealElectron ? launchElectron(options) : launchSubstitute(options)
}

async function launchElectron({ appFolder = repository, args = [], env = {} }: LaunchOptions) {
  const electron = await _electron.launch({
    executablePath: createRequire(import.meta.url)('electron') as unknown as string,
    args: [appFolder, ...args],
    env: { ...(process.env as Record<string, string>), ...env },
  })
  const child = electron.process()
  return {
    firstPage: () => electron.firstWindow(),
    pages: () => electron.windows(),
    evaluate: ((run: never, arg: unknown) => electron.evaluate(run, arg)) as DesktopRun['evaluate'],
    dropFiles: dropByDevTools,
    onMessage: () => {},
    send: () => {},
    exited: exitOf(child),
    close: () => electron.close(),
  }
}

async function launchSubstitute(options: LaunchOptions): Promise<DesktopRun> {
  const { appFolder = repository, args = [], env = {} } = options
  const child = fork(join(import.meta.dirname, 'substitute/main.ts'), [appFolder, ...args], {
    env: { ...process.env, ...env },
    execArgv: [],
    serialization: 'advanced',
  })
  const exited = exitOf(child)
  type Answer = { endpoint?: string; id?: number; result?: unknown; error?: string }
  const answers = new Map<number, (answer: Answer) => void>()
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: Answer) => {
      if (message.endpoint !== undefined) resolve(message.endpoint)
      else if (message.id !== undefined) answers.get(message.id)?.(message)
    })
    void exited.then((code) => reject(new Error(`The application ended with ${code}`)))
  })
  const browser = await chromium.connectOverCDP(endpoint)
  // A question that made the application end gets no answer any more.
  void exited.then(() => {
    for (const settle of answers.values()) settle({ error: 'The application has ended' })
  })
  let nextId = 0
  const evaluate = (run: unknown, arg?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      if (!child.connected) return reject(new Error('The application has ended'))
      const id = nextId++
      answers.set(id, ({ result, error }) => {
        answers.delete(id)
        if (error === undefined) resolve(result)
        else reject(new Error(error))
      })
      child.send({ id, source: String(run), arg })
    })
  return {
    firstPage: () => firstPage(browser),
    pages: () => appPages(browser),
    evaluate: evaluate,
    async dropFiles(page, selector, paths) {
      const files = paths.map((path) => ({ name: basename(path), size: statSync(path).size, path }))
      await evaluate(async ({ BrowserWindow }: typeof Electron, list: unknown) => {
        for (const { webContents } of BrowserWindow.getAllWindows())
          await (
            webContents as unknown as { announceFiles(files: unknown): Promise<void> }
          ).announceFiles(list)
      }, files)
      await dropByDevTools(page, selector, paths)
    },
    onMessage: (listener) => void child.on('message', listener),
    send: (message) => void child.send(message),
    exited,
    async close() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await exited
      await browser.close().catch(() => {})
    },
  }
}

const appPages = (browser: Browser) =>
  (browser.contexts()[0]?.pages() ?? []).filter((page) => page.url() !== 'about:blank')

async function firstPage(browser: Browser): Promise<Page> {
  const context = browser.contexts()[0]!
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForURL((url) => url.href !== 'about:blank')
  return page
}

async function dropByDevTools(page: Page, selector: string, files: string[]): Promise<void> {
  const target = page.locator(selector)
  // It stands still and lies under nothing: a row that moves away leaves another one there.
  await target.hover({ trial: true })
  const box = (await target.boundingBox())!
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...point, data })
  await session.detach()
}

const exitOf = (child: ChildProcess) =>
  new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
