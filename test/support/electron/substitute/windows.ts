import { EventEmitter } from 'node:events'
import type { BrowserWindow as RealWindow, BrowserWindowConstructorOptions } from 'electron'
import type { Browser } from './browser.ts'
import { Contents, preventable } from './contents.ts'
import type { DevTools, Values } from './devTools.ts'
import { toAppUrl } from './schemes.ts'
import { defaultSession } from './session.ts'

/** What the app switches on before it is ready; `app.enableSandbox()` sets it. */
export const sandbox = { isForced: false }
/** Told of each new page and of the last window's end; set by the app. */
export const hooks = {
  contentsCreated: (_contents: Contents) => {},
  allClosed: () => {},
}

let browser: Browser | undefined
const windows: SubstituteWindow[] = []
const attached = new Map<string, string>()
let focused: SubstituteWindow | undefined

/** From here on windows can be made. Pages that no window asked for are closed at once. */
export async function useBrowser(started: Browser, downloadFolder: string): Promise<void> {
  browser = started
  const { devTools } = started
  devTools.onEvent(({ method, params, sessionId }) => {
    const owner = windows.find((window) => window.sessionId === sessionId)
    if (sessionId) return owner?.webContents.onEvent(method, params)
    if (method === 'Target.attachedToTarget') {
      const { targetId, type } = params['targetInfo'] as { targetId: string; type: string }
      if (type === 'page') attached.set(targetId, String(params['sessionId']))
      else void devTools.send('Runtime.runIfWaitingForDebugger', {}, String(params['sessionId']))
      closeStrangers()
    }
    if (method === 'Browser.downloadWillBegin') beginDownload(devTools, params)
    if (method === 'Target.detachedFromTarget') {
      const gone = windows.find((window) => window.sessionId === params['sessionId'])
      gone?.onClosed()
    }
  })
  await devTools.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: downloadFolder,
    eventsEnabled: true,
  })
  await devTools.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  })
}

/** A download that nobody prevents is saved; a real Electron would ask where. */
function beginDownload(devTools: DevTools, { guid, url, suggestedFilename, frameId }: Values) {
  const contents = windows.find(({ webContents }) => webContents.target === frameId)?.webContents
  const event = preventable({})
  const item = { getURL: () => toAppUrl(String(url)), getFilename: () => String(suggestedFilename) }
  defaultSession.emit('will-download', event, item, contents)
  if (event.defaultPrevented) void devTools.send('Browser.cancelDownload', { guid: String(guid) })
}

function setFocus(window: SubstituteWindow) {
  if (focused === window) return
  focused = window
  window.emit('focus')
}

let beingMade = 0
function closeStrangers() {
  if (beingMade > 0) return
  for (const [targetId] of attached)
    if (!windows.some((window) => window.webContents.target === targetId)) {
      attached.delete(targetId)
      void browser?.devTools.send('Target.closeTarget', { targetId })
    }
}

export class SubstituteWindow
  extends EventEmitter
  implements
    Pick<
      RealWindow,
      | 'loadURL'
      | 'show'
      | 'focus'
      | 'restore'
      | 'minimize'
      | 'isMinimized'
      | 'isVisible'
      | 'isDestroyed'
      | 'setProgressBar'
      | 'close'
      | 'destroy'
    >
{
  readonly webContents: Contents
  readonly options: BrowserWindowConstructorOptions
  sessionId = ''
  progress = -1
  #isVisible: boolean
  #isMinimized = false
  readonly #made: Promise<void>

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    const { webPreferences = {} } = options
    const isSafe =
      webPreferences.nodeIntegration !== true &&
      webPreferences.contextIsolation !== false &&
      webPreferences.webSecurity !== false &&
      (sandbox.isForced || webPreferences.sandbox !== false)
    if (!isSafe) throw new Error('The substitute knows safe windows only')
    if (!browser) throw new Error('Cannot create BrowserWindow before app is ready')
    this.options = options
    this.#isVisible = options.show !== false
    this.webContents = new Contents(browser.devTools, webPreferences)
    windows.push(this)
    hooks.contentsCreated(this.webContents)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.#made = this.#make(browser)
  }

  async #make({ devTools }: Browser) {
    beingMade++
    const { targetId } = await devTools.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width: this.options.width ?? 800,
      height: this.options.height ?? 600,
    })
    this.sessionId = attached.get(String(targetId)) ?? ''
    await this.webContents.adopt(String(targetId), this.sessionId)
    beingMade--
    closeStrangers()
  }

  async loadURL(url: string) {
    await this.#made
    await this.webContents.load(url)
  }
  show() {
    this.#isVisible = true
    this.focus()
  }
  focus() {
    setFocus(this)
  }
  minimize() {
    this.#isMinimized = true
    if (focused === this) focused = undefined
  }
  restore() {
    this.#isMinimized = false
  }
  isMinimized() {
    return this.#isMinimized
  }
  isVisible() {
    return this.#isVisible
  }
  isDestroyed() {
    return this.webContents.isDestroyed()
  }
  setProgressBar(progress: number) {
    this.progress = progress
  }
  close() {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy() {
    const { target } = this.webContents
    browser?.devTools.send('Target.closeTarget', { targetId: target }).catch(() => {})
    this.onClosed()
  }

  onClosed() {
    const index = windows.indexOf(this)
    if (index === -1) return
    windows.splice(index, 1)
    if (focused === this) focused = undefined
    this.webContents.destroy()
    this.emit('closed')
    if (windows.length === 0) hooks.allClosed()
  }

  static getAllWindows = () => [...windows]
  static getFocusedWindow = () => focused ?? null
  static fromWebContents = (contents: Contents) =>
    windows.find((window) => window.webContents === contents) ?? null
}
