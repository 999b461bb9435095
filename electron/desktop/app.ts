import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  app,
  dialog,
  Menu,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
} from 'electron'
import { BrowserWindow, shell } from 'electron'
import { api } from '../contract/api.ts'
import type { ApiServer } from '../contract/api.ts'
import type { AppInfo } from '../contract/app.ts'
import { Settings } from '../contract/app.ts'
import type { StreamSink } from '../contract/rpc.ts'
import { serve } from '../contract/rpc.ts'
import { ConnectionSettings } from '../contract/sessions.ts'
import type { Engine } from '../engine/engine.ts'
import { createEngine } from '../engine/engine.ts'
import type { Launch, Link } from './launch.ts'
import { buildMenu } from './menu.ts'
import { listenForDrags } from './dragOut.ts'
import { createIpcBridge } from './port.ts'
import { serveAppScheme } from './protocol.ts'
import { createQueueSigns } from './queueSigns.ts'
import { openSecrets } from './secrets.ts'
import { guardContents, guardSession } from './security.ts'
import { textsFor } from './texts.ts'
import { createWindow, loadPage } from './window.ts'

/** Milliseconds that the engine may take to say goodbye to its servers. */
const closeTime = 5_000

type OpenAtStart = AppInfo['openAtStart']

export type DesktopApp = {
  openWindow(openAtStart?: OpenAtStart): void
  /** Asks the user first: a link comes from a stranger. */
  openLinks(launch: Pick<Launch, 'links' | 'refusedLinks'>): Promise<void>
  /** Brings a window to the front, or opens one. */
  activate(): void
  /** Ends the engine; asks first while transfers run, unless told not to. False: the user stays. */
  end(asks: boolean): Promise<boolean>
}

/** Wires the engine to Electron. The app is ready; rejects when the engine cannot start. */
export async function startApp(launch: Launch): Promise<DesktopApp> {
  const dataFolder = launch.dataFolder ?? join(app.getPath('userData'), 'data')
  const engine = await createEngine({
    dataFolder,
    secrets: await openSecrets(safeStorage, dataFolder),
    host: 'desktop',
    version: app.getVersion(),
    abilities: { moveToTrash: (path) => shell.trashItem(path), keepAwake },
    ...(launch.roots.length > 0 ? { localRoots: launch.roots } : {}),
  })
  let ending: Promise<void> | undefined
  let hasEnded = false
  const bridge = createIpcBridge()
  const stopDrags = listenForDrags(launch.roots.length > 0 ? launch.roots : undefined)
  const watching = new AbortController()
  let say = textsFor('system', app.getLocale())

  guardContents(app)
  guardSession(session.defaultSession)
  serveAppScheme(protocol, join(app.getAppPath(), 'dist', 'renderer'))

  function openWindow(openAtStart?: OpenAtStart) {
    const window = createWindow(join(app.getAppPath(), 'dist', 'desktop'))
    window.on('close', (event) => {
      if (hasEnded || process.platform === 'darwin' || BrowserWindow.getAllWindows().length > 1)
        return
      // The last window stays until the user has agreed to the end of what runs.
      event.preventDefault()
      app.quit()
    })
    const server = withOpenAtStart(engine.server, openAtStart)
    bridge.addWindow(window.webContents, (port) => serve(api, server, port))
    void loadPage(window)
  }

  const signs = createQueueSigns(() => say)
  void engine.server.watchQueue(latest(watching.signal, (totals) => signs.show(totals)))
  void engine.server.watchSettings(
    latest(watching.signal, (settings) => {
      const { theme, language } = Settings.parse(settings)
      nativeTheme.themeSource = theme
      say = textsFor(language, app.getLocale())
      Menu.setApplicationMenu(buildMenu(say, { openWindow: () => openWindow() }))
    }),
  )

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

  openWindow(launch.practice ? await practiceAtStart(engine, launch.roots[0]) : undefined)

  return {
    openWindow,
    async openLinks({ links, refusedLinks }) {
      for (const link of links) if (await isAgreed(link)) openWindow(link)
      if (refusedLinks > 0)
        await dialog.showMessageBox({
          type: 'warning',
          message: say('badLink'),
          detail: say('badLinkDetail'),
        })
    },
    activate() {
      const [window] = BrowserWindow.getAllWindows()
      if (!window) return openWindow()
      if (window.isMinimized()) window.restore()
      window.focus()
    },
    async end(asks) {
      if (!ending && asks && signs.isBusy()) {
        const { response } = await dialog.showMessageBox({
          type: 'warning',
          message: say('quitTitle'),
          detail: say('quitDetail'),
          buttons: [say('quit'), say('keepRunning')],
          defaultId: 1,
          cancelId: 1,
        })
        if (response !== 0) return false
      }
      ending ??= (async () => {
        watching.abort()
        bridge.close()
        stopDrags()
        await Promise.race([engine.close(), delay(closeTime)])
        hasEnded = true
      })()
      await ending
      return true
    },
  }
}

async function practiceAtStart(engine: Engine, localFolder?: string): Promise<OpenAtStart> {
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
function withOpenAtStart(server: ApiServer, openAtStart: OpenAtStart): ApiServer {
  if (!openAtStart) return server
  return {
    ...server,
    appInfo: async (signal) => ({ ...(await server.appInfo(signal)), openAtStart }),
  }
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

function keepAwake(): () => void {
  const id = powerSaveBlocker.start('prevent-app-suspension')
  return () => void powerSaveBlocker.stop(id)
}
