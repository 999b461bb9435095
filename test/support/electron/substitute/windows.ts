import { EventEmitter } from 'node:events'
import type {
  BrowserWindow as RealWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
} from 'electron'
import type { Browser } from './browser.ts'
import { Contents, preventable } from './contents.ts'
import type { DevTools, Values } from './devTools.ts'
import { Frame, toBrowser } from './frame.ts'
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
let profile = ''
const windows: SubstituteWindow[] = []
const attached = new Map<string, string>()
let focused: SubstituteWindow | undefined

/** From here on windows can be made. Pages that no window asked for are closed at once. */
export async function useBrowser(
  started: Browser,
  folders: { profile: string; downloads: string },
): Promise<void> {
  browser = started
  profile = folders.profile
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
    downloadPath: folders.downloads,
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
      browser?.devTools.send('Target.closeTarget', { targetId }).catch(() => {})
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
      | 'getBounds'
      | 'getNormalBounds'
      | 'setBounds'
      | 'isMaximized'
      | 'maximize'
      | 'unmaximize'
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
  readonly #frame: Frame
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
    if (options.name && windows.some((window) => window.options.name === options.name))
      throw new Error(`The window name ${options.name} is in use`)
    this.options = options
    this.#frame = new Frame(options, profile)
    if (this.#frame.isRestored) process.nextTick(() => this.emit('persisted-state-restored'))
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
      ...toBrowser(this.#frame.normalBounds),
    })
    this.sessionId = attached.get(String(targetId)) ?? ''
    await this.webContents.adopt(String(targetId), this.sessionId)
    const found = await devTools.send('Browser.getWindowForTarget', {
      targetId: String(targetId),
    })
    const windowId = Number(found['windowId'])
    this.#frame.follow((bounds) => {
      devTools.send('Browser.setWindowBounds', { windowId, bounds }).catch(() => {})
    })
    beingMade--
    closeStrangers()
  }

  async loadURL(url: string) {
    await this.#made
    await this.webContents.load(url)
  }
  show() {
    this.#isVisible = true
    this.#frame.show()
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
  getBounds() {
    return this.#frame.bounds
  }
  getNormalBounds() {
    return this.#frame.normalBounds
  }
  setBounds(bounds: Partial<Rectangle>) {
    this.#frame.setBounds(bounds)
    this.emit('resize')
  }
  isMaximized() {
    return this.#frame.isMaximized
  }
  maximize() {
    this.#frame.setMaximized(true)
  }
  unmaximize() {
    this.#frame.setMaximized(false)
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
    attached.delete(this.webContents.target)
    this.#frame.save()
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
