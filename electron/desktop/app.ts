import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  app,
  dialog,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
} from 'electron'
import { BrowserWindow, shell } from 'electron'
import { api } from '../contract/api.ts'
import type { EngineServer } from '../contract/api.ts'
import type { AppInfo } from '../contract/app.ts'
import { Settings } from '../contract/app.ts'
import { AppError } from '../contract/errors.ts'
import type { StreamSink } from '../contract/rpc.ts'
import { serve } from '../contract/rpc.ts'
import { ConnectionSettings } from '../contract/sessions.ts'
import type { Engine } from '../engine/engine.ts'
import { openAppLog, systemLine } from '../engine/appLog.ts'
import { createEngine } from '../engine/engine.ts'
import { createLocalGuard } from '../engine/files/localRoots.ts'
import { settleDataFolder } from '../engine/storage/dataFolder.ts'
import type { Launch, Link } from './launch.ts'
import { listenForDrags } from './dragOut.ts'
import { readExport } from './exportFile.ts'
import { setOpenAtLogin } from './loginItem.ts'
import { createMenuBar } from './menu.ts'
import { createIpcBridge } from './port.ts'
import { serveAppScheme } from './protocol.ts'
import { createQueueSigns } from './queueSigns.ts'
import { openSecrets } from './secrets.ts'
import { createShell } from './shell.ts'
import { guardContents, guardSession } from './security.ts'
import { sleepMachine } from './sleep.ts'
import { textsFor } from './texts.ts'
import { createTrayIcon } from './tray.ts'
import { createUpdates } from './updates.ts'
import { createWindow, loadPage } from './window.ts'

/** Milliseconds that the engine may take to say goodbye to its servers. */
const closeTime = 5_000

/** What one window opens first. */
type First = Pick<AppInfo, 'openAtStart' | 'importAtStart'>

export type DesktopApp = {
  openWindow(first?: First): void
  /** Asks the user first: links and files come from strangers. */
  open(launch: Pick<Launch, 'links' | 'refusedLinks' | 'files'>): Promise<void>
  /** Transfers go on without a window, and the tray shows them. */
  staysInTray(): boolean
  /** Brings a window to the front, or opens one. */
  activate(): void
  /** Ends the engine; asks first while transfers run, unless told not to. False: the user stays. */
  end(asks: boolean): Promise<boolean>
}

/** Wires the engine to Electron. The app is ready; rejects when the engine cannot start. */
export async function startApp(launch: Launch): Promise<DesktopApp> {
  const roots = launch.roots.length > 0 ? launch.roots : undefined
  const guard = createLocalGuard(roots)
  const dataFolder = await settleDataFolder(
    launch.dataFolder ?? join(app.getPath('userData'), 'data'),
  )
  const log = openAppLog(dataFolder, `Sampan ${app.getVersion()}, ${systemLine()}`)
  const engine = await createEngine({
    dataFolder,
    secrets: await openSecrets(safeStorage, dataFolder),
    host: 'desktop',
    version: app.getVersion(),
    abilities: {
      moveToTrash: (path) => shell.trashItem(path),
      openFile,
      keepAwake,
      quit: async () => app.quit(),
      sleep: sleepMachine,
    },
    ...(roots ? { localRoots: roots } : {}),
  })
  let ending: Promise<void> | undefined
  let hasEnded = false
  const bridge = createIpcBridge()
  const stopDrags = listenForDrags(launch.roots.length > 0 ? launch.roots : undefined)
  const watching = new AbortController()
  let say = textsFor('system', app.getLocale())
  /** Windows with unsaved changes, and how many each has. */
  const unsaved = new Map<BrowserWindow, number>()
  const menu = createMenuBar(
    () => say,
    () => openWindow(),
  )

  guardContents(app)
  guardSession(session.defaultSession)
  serveAppScheme(protocol, join(app.getAppPath(), 'dist', 'renderer'), engine.served)

  function openWindow(first: First = {}) {
    const window = createWindow(join(app.getAppPath(), 'dist', 'desktop'))
    window.on('close', (event) => {
      if (hasEnded || process.platform === 'darwin' || BrowserWindow.getAllWindows().length > 1)
        return
      if (staysInTray() && unsavedCount() === 0) return
      // The last window stays until the user has agreed to the end of what runs.
      event.preventDefault()
      app.quit()
    })
    const { webContents } = window
    webContents.on('render-process-gone', (_event, { reason }) => log.note(`page: ${reason}`))
    window.on('focus', () => menu.turnTo(webContents))
    window.on('closed', () => {
      menu.forget(webContents)
      unsaved.delete(window)
    })
    const noteUnsaved = (one: BrowserWindow, count: number) => void unsaved.set(one, count)
    const shellServer = createShell(window, { ...shellParts, noteUnsaved })
    const server = { ...withFirst(engine.server, first), ...shellServer }
    bridge.addWindow(webContents, (port) => {
      // A new document has offered and changed nothing yet.
      unsaved.delete(window)
      serve(api, server, port)
    })
    void loadPage(window)
  }

  const signs = createQueueSigns(
    () => say,
    () => settingsNow.notifyAtEnd,
  )
  const tray = createTrayIcon({
    say: () => say,
    isWanted: () => settingsNow.keepInTray,
    showWindow: activate,
    runQueue(shouldRun) {
      engine.server
        .runQueue(watching.signal, shouldRun)
        .catch((error: Error) => log.note(`tray: ${error.message}`))
    },
    ended({ failed }) {
      if (process.platform === 'darwin' || BrowserWindow.getAllWindows().length > 0) return
      // What failed wants to be seen.
      if (failed > 0) openWindow()
      else app.quit()
    },
  })
  const staysInTray = () => tray.isShown() && signs.isBusy()
  void engine.server.watchQueue(
    latest(watching.signal, (totals) => tray.show(totals, signs.show(totals))),
  )
  const updates = createUpdates({
    isPackaged: app.isPackaged,
    platform: process.platform,
    version: app.getVersion(),
    sourceFile: join(process.resourcesPath ?? '', 'app-update.yml'),
    settings: () => settingsNow,
    loadUpdater: async () => (await import('electron-updater')).autoUpdater,
  })
  const shellParts = { menu, guard, dataFolder, openWindow, updates, log }
  let settingsNow = Settings.parse({})
  let opensAtLogin = false
  void engine.server.watchSettings(
    latest(watching.signal, (settings) => {
      settingsNow = Settings.parse(settings)
      const { theme, language, openAtLogin } = settingsNow
      nativeTheme.themeSource = theme
      say = textsFor(language, app.getLocale())
      menu.rebuild()
      if (openAtLogin !== opensAtLogin) setOpenAtLogin(openAtLogin)
      opensAtLogin = openAtLogin
    }),
  )

  const unsavedCount = () => [...unsaved.values()].reduce((sum, count) => sum + count, 0)

  async function isAgreed(link: Link): Promise<boolean> {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: say('openLink', link.title),
      detail: say('openLinkDetail'),
      buttons: [say('connect'), say('cancel')],
      defaultId: 1,
      cancelId: 1,
    })
    return response === 0
  }

  /** Asks once, about everything that an end would interrupt or lose. */
  async function mayEnd(): Promise<boolean> {
    const isBusy = signs.isBusy()
    const unsavedHere = unsavedCount()
    const unsent = engine.unsentEdits().slice(0, 10).map(plainName).join('\n')
    if (!isBusy && unsavedHere === 0 && unsent === '') return true
    const details = [
      ...(unsent === '' ? [] : [say('unsentDetail', unsent)]),
      ...(unsavedHere > 0 ? [say('unsavedDetail')] : []),
      ...(isBusy ? [say('quitDetail')] : []),
    ]
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: say(isBusy ? 'quitTitle' : 'unsavedTitle'),
      detail: details.join('\n\n'),
      buttons: [say('quit'), say('keepRunning')],
      defaultId: 1,
      cancelId: 1,
    })
    return response === 0
  }

  const refuse = (message: string, detail: string) =>
    dialog.showMessageBox({ type: 'warning', message, detail })

  openWindow(launch.practice ? { openAtStart: await practiceAtStart(engine, launch.roots[0]) } : {})

  function activate() {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return openWindow()
    if (window.isMinimized()) window.restore()
    window.focus()
  }

  return {
    openWindow,
    staysInTray,
    activate,
    async open({ links, refusedLinks, files }) {
      for (const link of links) if (await isAgreed(link)) openWindow({ openAtStart: link })
      if (refusedLinks > 0) await refuse(say('badLink'), say('badLinkDetail'))
      for (const path of files) {
        const file = await readExport(path).catch(() => undefined)
        // The window shows what is in it before anything is taken over.
        if (file) openWindow({ importAtStart: file })
        else await refuse(say('badFile'), say('badFileDetail', plainName(path)))
      }
    },
    async end(asks) {
      if (!ending && asks && !(await mayEnd())) return false
      ending ??= (async () => {
        watching.abort()
        bridge.close()
        stopDrags()
        await Promise.race([engine.close(), delay(closeTime)])
        log.close()
        hasEnded = true
      })()
      await ending
      return true
    },
  }
}

async function practiceAtStart(
  engine: Engine,
  localFolder?: string,
): Promise<AppInfo['openAtStart']> {
  const { title, settings, password } = await engine.server.startPractice(
    new AbortController().signal,
  )
  return {
    title,
    settings: ConnectionSettings.parse(settings),
    password,
    ...(localFolder ? { localFolder } : {}),
  }
}

/** The same server, telling one window what to open first. */
function withFirst(server: EngineServer, first: First): EngineServer {
  return { ...server, appInfo: async (signal) => ({ ...(await server.appInfo(signal)), ...first }) }
}

/** A reader inside this process: each batch's last value. */
function latest<T>(signal: AbortSignal, use: (value: T) => void): StreamSink<T> {
  return {
    signal,
    send: async (batch) => {
      const value = batch.at(-1)
      if (value !== undefined) use(value)
    },
  }
}

/** A name from a server in a system dialog: nothing in it may steer the text around it. */
const plainName = (name: string) => name.replaceAll(/\p{C}/gu, '\ufffd')

async function openFile(path: string): Promise<void> {
  // It resolves in any case, with what went wrong as text.
  const problem = await shell.openPath(path)
  if (problem !== '') throw new AppError('local-failed', problem, { path })
}

function keepAwake(): () => void {
  const id = powerSaveBlocker.start('prevent-app-suspension')
  return () => void powerSaveBlocker.stop(id)
}
