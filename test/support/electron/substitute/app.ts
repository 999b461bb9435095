import { EventEmitter } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { preventable } from './contents.ts'
import { hooks, sandbox, SubstituteWindow } from './windows.ts'

type Used =
  | 'enableSandbox'
  | 'exit'
  | 'getAppPath'
  | 'getLocale'
  | 'getVersion'
  | 'getPath'
  | 'setPath'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setBadgeCount'
  | 'getBadgeCount'
  | 'whenReady'

class SubstituteApp extends EventEmitter implements Pick<App, Used | 'isPackaged' | 'name'> {
  readonly isPackaged = process.env['SAMPAN_SUBSTITUTE_PACKAGED'] === '1'
  readonly name = 'sampan'
  #folder = ''
  #version = ''
  readonly #paths = new Map<string, string>()
  #badge = 0
  #isQuitting = false
  #ready = Promise.withResolvers<void>()
  #isReady = false
  #cleanUp: () => void = () => {}

  /** Called by the runner with the app's folder. */
  start(folder: string) {
    this.#folder = folder
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    this.#version = (JSON.parse(text) as { version: string }).version
    hooks.contentsCreated = (contents) => void this.emit('web-contents-created', {}, contents)
    hooks.allClosed = () => {
      if (this.#isQuitting) this.exit(0)
      else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
      else this.quit()
    }
  }
  becomeReady(cleanUp: () => void) {
    this.#cleanUp = cleanUp
    this.#isReady = true
    this.emit('ready')
    this.#ready.resolve()
  }

  isReady() {
    return this.#isReady
  }
  whenReady() {
    return this.#ready.promise
  }
  enableSandbox() {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    sandbox.isForced = true
  }
  getAppPath() {
    return this.#folder
  }
  getVersion() {
    return this.#version
  }
  getLocale() {
    return process.env['SAMPAN_SUBSTITUTE_LOCALE'] ?? 'en-US'
  }
  setPath(name: string, path: string) {
    this.#paths.set(name, path)
  }
  getPath(name: string) {
    const known = this.#paths.get(name)
    if (known) return known
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'appData') return appData
    if (name === 'userData') return join(appData, this.name)
    if (name === 'downloads') return join(appData, 'downloads')
    throw new Error(`The substitute knows no path named ${name}`)
  }
  setBadgeCount(count = 0) {
    this.#badge = count
    return true
  }
  getBadgeCount() {
    return this.#badge
  }

  /** The first instance owns a file; later ones leave their arguments beside it and go. */
  requestSingleInstanceLock() {
    const folder = join(this.getPath('userData'), 'instances')
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, 'first')
    const owner = readNumber(lock)
    if (owner !== undefined && isAlive(owner)) {
      writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(process.argv))
      return false
    }
    writeFileSync(lock, String(process.pid))
    const read = () => {
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
        const argv = parseWhole(readFileSync(join(folder, name), 'utf8'))
        if (!argv) continue
        rmSync(join(folder, name))
        this.emit('second-instance', {}, argv, process.cwd(), null)
      }
    }
    watch(folder, read).unref()
    return true
  }

  quit() {
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#isQuitting = true
    const windows = SubstituteWindow.getAllWindows()
    if (windows.length === 0) this.exit(0)
    for (const window of windows) window.close()
    // A window that refused to close keeps the app running.
    this.#isQuitting = false
  }
  exit(code = 0) {
    this.emit('will-quit', preventable({}))
    this.emit('quit', {}, code)
    this.#cleanUp()
    process.exit(code)
  }
}

export const app = new SubstituteApp()

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function parseWhole(text: string): string[] | undefined {
  try {
    return JSON.parse(text) as string[]
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
