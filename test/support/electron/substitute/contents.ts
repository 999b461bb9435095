import { EventEmitter } from 'node:events'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { WebContents, WebFrameMain, WebPreferences } from 'electron'
import type { DevTools, Values } from './devTools.ts'
import { ipcMain } from './ipcMain.ts'
import { answerFromHandler, toAppUrl, toBrowserUrl } from './schemes.ts'
import { defaultSession, networkRequests } from './session.ts'
import { bindingName, pageWorldScript, preloadWorld, preloadWorldScript } from './worlds.ts'

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

/** An event of Electron that a listener can prevent. */
export function preventable<T extends object>(values: T) {
  return {
    ...values,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}

type Message = { channel: string; args: unknown[] } | { open: string }

type PausedRequest = {
  requestId: string
  request: { url: string; method: string }
  frameId: string
  resourceType: string
  redirectedRequestId?: string
}

class Frame implements Pick<WebFrameMain, 'url' | 'origin'> {
  url = 'about:blank'
  get origin() {
    return /^[a-z]+:\/\/[^/]*/.exec(this.url)?.[0] ?? 'null'
  }
}

/** One page in Chromium, as Electron's main process sees it. */
export class Contents
  extends EventEmitter
  implements
    Pick<
      WebContents,
      | 'send'
      | 'setWindowOpenHandler'
      | 'reload'
      | 'isDestroyed'
      | 'forcefullyCrashRenderer'
      | 'executeJavaScript'
      | 'getURL'
    >
{
  static #count = 0
  readonly id = ++Contents.#count
  readonly mainFrame = new Frame()
  readonly session = defaultSession
  readonly #devTools: DevTools
  readonly #preferences: WebPreferences
  #target = ''
  #sessionId = ''
  #preloadContext: number | undefined
  #openHandler: OpenHandler | undefined
  #isDestroyed = false
  /** Address of a load that the main process itself asked for: no will-navigate. */
  #ownLoad: string | undefined

  constructor(devTools: DevTools, preferences: WebPreferences) {
    super()
    this.#devTools = devTools
    this.#preferences = preferences
  }

  get target() {
    return this.#target
  }

  call(method: string, params: Values = {}): Promise<Values> {
    return this.#devTools.send(method, params, this.#sessionId)
  }

  /** Takes over a fresh target that waits for the debugger. */
  async adopt(target: string, sessionId: string): Promise<void> {
    this.#target = target
    this.#sessionId = sessionId
    const secret = randomUUID()
    const { preload } = this.#preferences
    await Promise.all([
      this.call('Page.enable'),
      this.call('Inspector.enable'),
      this.call('Runtime.enable'),
      this.call('Runtime.addBinding', { name: bindingName, executionContextName: preloadWorld }),
      this.call('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.call('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldScript(secret) }),
      ...(preload
        ? [
            this.call('Page.addScriptToEvaluateOnNewDocument', {
              source: preloadWorldScript(secret, readFileSync(preload, 'utf8')),
              worldName: preloadWorld,
            }),
          ]
        : []),
      this.call('Runtime.runIfWaitingForDebugger'),
    ])
  }

  async load(url: string): Promise<void> {
    await this.#grantPermissions(url)
    this.#ownLoad = url
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()))
    const { errorText } = await this.call('Page.navigate', { url: toBrowserUrl(url) })
    if (errorText) throw new Error(`${String(errorText)} loading ${url}`)
    await loaded
  }

  reload() {
    this.#ownLoad = this.mainFrame.url
    // A crashed page cannot be reloaded, only navigated.
    void this.call('Page.navigate', { url: toBrowserUrl(this.mainFrame.url) })
  }

  send(channel: string, ...args: unknown[]) {
    const expression = `__substituteReceive(${JSON.stringify(channel)}, ${JSON.stringify(args)})`
    const contextId = this.#preloadContext
    // A page that is just left hears nothing, as with Electron.
    if (contextId !== undefined)
      this.call('Runtime.evaluate', { expression, contextId }).catch(() => {})
  }

  /** Files that the test is about to drop, so that the preload script can tell their paths. */
  async announceFiles(files: { name: string; size: number; path: string }[]): Promise<void> {
    const expression = `__substituteFiles(${JSON.stringify(files)})`
    await this.call('Runtime.evaluate', { expression, contextId: this.#preloadContext })
  }

  setWindowOpenHandler(handler: OpenHandler) {
    this.#openHandler = handler
  }
  isDestroyed() {
    return this.#isDestroyed
  }
  forcefullyCrashRenderer() {
    this.call('Page.crash').catch(() => {})
  }
  async executeJavaScript(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true }
    const { result } = await this.call('Runtime.evaluate', params)
    return (result as Values)['value']
  }
  /** Not documented by Electron, but there. */
  getLastWebPreferences() {
    return this.#preferences
  }
  getURL() {
    return this.mainFrame.url
  }

  destroy() {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.emit('destroyed')
  }

  async #grantPermissions(url: string) {
    const origin = /^[a-z]+:\/\/[^/]*/.exec(url)?.[0] ?? url
    const contents = this as unknown as WebContents
    for (const [name, isGranted] of await defaultSession.permissions(contents, origin))
      await this.#devTools.send('Browser.setPermission', {
        permission: {
          name,
          ...(name === 'clipboard-write' ? { allowWithoutSanitization: false } : {}),
        },
        setting: isGranted ? 'granted' : 'denied',
        origin: toBrowserUrl(origin),
      })
  }

  onEvent(method: string, params: Values) {
    if (method === 'Fetch.requestPaused') void this.#onRequest(params).catch(() => {})
    else if (method === 'Runtime.executionContextCreated')
      this.#onContext(params['context'] as Values)
    else if (method === 'Runtime.bindingCalled') this.#onSend(params)
    else if (method === 'Page.frameNavigated') this.#onNavigated(params['frame'] as Values)
    else if (method === 'Page.loadEventFired') this.emit('did-finish-load')
    else if (method === 'Page.windowOpen') this.#onWindowOpen(String(params['url']))
    else if (method === 'Inspector.targetCrashed') {
      this.#preloadContext = undefined
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    }
  }

  #onContext({ id, name, auxData }: Values) {
    const { frameId } = auxData as Values
    if (name === preloadWorld && frameId === this.#target) this.#preloadContext = id as number
  }

  #onSend({ executionContextId, payload }: Values) {
    if (executionContextId !== this.#preloadContext) return
    const message = JSON.parse(String(payload)) as Message
    if ('open' in message) return this.#onWindowOpen(message.open)
    const { channel, args } = message
    ipcMain.emit(channel, { sender: this, senderFrame: this.mainFrame, type: 'frame' }, ...args)
  }

  #onNavigated({ parentId, url }: Values) {
    if (parentId !== undefined) return
    this.mainFrame.url = toAppUrl(String(url))
    this.emit('did-navigate', {}, this.mainFrame.url)
  }

  #onWindowOpen(url: string) {
    const details = { url: toAppUrl(url), frameName: '', features: '', disposition: 'new-window' }
    const answer = this.#openHandler?.(details as Parameters<OpenHandler>[0])
    if (answer?.action !== 'deny') throw new Error('The substitute opens no windows for pages')
  }

  async #onRequest(params: Values) {
    const { requestId, request, frameId, resourceType, redirectedRequestId } =
      params as PausedRequest
    const { url: browserUrl, method } = request
    const url = toAppUrl(browserUrl)
    const fail = (errorReason: string) => this.call('Fetch.failRequest', { requestId, errorReason })
    if (resourceType === 'Document') {
      const isMainFrame = frameId === this.#target
      if (!this.#mayNavigate(url, isMainFrame, redirectedRequestId !== undefined))
        return fail('Aborted')
    }
    const details = { url, method, resourceType: 'other' as const }
    if (await defaultSession.isCancelled(details)) return fail('BlockedByClient')
    const answer = await answerFromHandler(url, method)
    if (!answer) {
      networkRequests.push(url)
      return fail('InternetDisconnected')
    }
    return this.call('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: answer.headers.map(([name, value]) => ({ name, value })),
      body: answer.body.toString('base64'),
    })
  }

  #mayNavigate(url: string, isMainFrame: boolean, isRedirect: boolean): boolean {
    if (isMainFrame && url === this.#ownLoad) {
      this.#ownLoad = undefined
      return true
    }
    const event = preventable({ url, isMainFrame, isSameDocument: false })
    if (isRedirect) this.emit('will-redirect', event, url)
    else {
      this.emit('will-frame-navigate', event)
      if (isMainFrame) this.emit('will-navigate', event, url)
    }
    return !event.defaultPrevented
  }
}
