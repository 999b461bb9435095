import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import type {
  Dialog,
  Menu as RealMenu,
  MenuItemConstructorOptions,
  NativeImage,
  NativeTheme,
  NotificationConstructorOptions,
  PowerSaveBlocker,
  SafeStorage,
  Shell,
  Tray as RealTray,
} from 'electron'
import { app } from './app.ts'
import { SubstituteWindow } from './windows.ts'

/** What the app did to the rest of the desktop, for tests to look at. */
export const done = {
  openedLinks: [] as string[],
  notifications: [] as NotificationConstructorOptions[],
  messages: [] as Electron.MessageBoxOptions[],
  /** Buttons that a user presses, in order; without one the dialog is cancelled. */
  answers: [] as number[],
  menu: null as MenuSubstitute | null,
  revealed: [] as string[],
  /** Paths that a user chooses, a dialog at a time; without them the dialog is cancelled. */
  chosen: [] as string[][],
  blockers: new Set<number>(),
}

export const dialog: Pick<Dialog, 'showErrorBox'> & {
  showMessageBox(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>
  showOpenDialog(
    window: unknown,
    options: Electron.OpenDialogOptions,
  ): Promise<Electron.OpenDialogReturnValue>
} = {
  async showOpenDialog() {
    const filePaths = done.chosen.shift()
    return { canceled: filePaths === undefined, filePaths: filePaths ?? [] }
  },
  async showMessageBox(options) {
    done.messages.push(options)
    const response = done.answers.shift() ?? options.cancelId ?? 0
    return { response, checkboxChecked: false }
  },
  showErrorBox: (title, content) => void process.stderr.write(`${title}: ${content}\n`),
}

export const shell: Pick<Shell, 'openExternal' | 'trashItem' | 'showItemInFolder'> = {
  showItemInFolder: (path) => void done.revealed.push(path),
  async openExternal(url) {
    done.openedLinks.push(url)
  },
  async trashItem(path) {
    const trash = join(app.getPath('userData'), 'substitute-trash')
    mkdirSync(trash, { recursive: true })
    renameSync(path, join(trash, basename(path)))
  },
}

const backend = (process.env['SAMPAN_SUBSTITUTE_BACKEND'] ??
  (process.argv.includes('--password-store=basic')
    ? 'basic_text'
    : 'gnome_libsecret')) as ReturnType<SafeStorage['getSelectedStorageBackend']>
/** Stands for the login keychain: known to the user's session, in no file of the app. */
const keychainKey = createHash('sha256').update('the keychain of the substitute').digest()

export const safeStorage: Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
> = {
  isAsyncEncryptionAvailable: async () => app.isReady(),
  getSelectedStorageBackend: () => (app.isReady() ? backend : 'unknown'),
  async encryptStringAsync(plain) {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keychainKey, iv)
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), body])
  },
  async decryptStringAsync(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', keychainKey, sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(12, 28))
    const plain = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
    return { result: plain.toString('utf8'), shouldReEncrypt: false }
  },
}

class SubstituteTheme extends EventEmitter implements Pick<NativeTheme, 'themeSource'> {
  #source: NativeTheme['themeSource'] = 'system'
  get themeSource() {
    return this.#source
  }
  set themeSource(source) {
    this.#source = source
    for (const { webContents } of SubstituteWindow.getAllWindows())
      void webContents.call('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: source === 'system' ? '' : source }],
      })
  }
  get shouldUseDarkColors() {
    return this.#source === 'dark'
  }
}
export const nativeTheme = new SubstituteTheme()

/** A picture as its text: what is drawn of it is the system's business. */
export const nativeImage = {
  createFromDataURL: (text: string): Pick<NativeImage, 'isEmpty' | 'toDataURL'> => ({
    isEmpty: () => !text.startsWith('data:image/'),
    toDataURL: () => text,
  }),
}

let nextBlocker = 1
export const powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'> = {
  start() {
    done.blockers.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id) => done.blockers.delete(id),
  isStarted: (id) => done.blockers.has(id),
}

export class Notification {
  readonly #options: NotificationConstructorOptions
  constructor(options: NotificationConstructorOptions) {
    this.#options = options
  }
  static isSupported = () => true
  get title() {
    return this.#options.title ?? ''
  }
  show() {
    done.notifications.push(this.#options)
  }
}

export class Tray
  extends EventEmitter
  implements Pick<RealTray, 'destroy' | 'isDestroyed' | 'setToolTip'>
{
  #isDestroyed = false
  constructor(image: string) {
    super()
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`)
  }
  setToolTip() {}
  setContextMenu(_menu: MenuSubstitute | null) {}
  destroy() {
    this.#isDestroyed = true
  }
  isDestroyed() {
    return this.#isDestroyed
  }
}

type MenuSubstitute = {
  items: MenuItemConstructorOptions[]
  getMenuItemById(id: string): MenuItemConstructorOptions | null
}
export const Menu: {
  buildFromTemplate(template: MenuItemConstructorOptions[]): MenuSubstitute
  setApplicationMenu(menu: MenuSubstitute | null): void
  getApplicationMenu(): MenuSubstitute | null
} & Record<keyof Pick<typeof RealMenu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown> = {
  buildFromTemplate: (template) => ({
    items: template,
    getMenuItemById: (id) => allItems(template).find((item) => item.id === id) ?? null,
  }),
  setApplicationMenu: (menu) => void (done.menu = menu),
  getApplicationMenu: () => done.menu,
}

const allItems = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? allItems(item.submenu) : [])])
