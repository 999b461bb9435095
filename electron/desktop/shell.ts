import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, dialog, shell } from 'electron'
import type { ShellServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import type { AppLog } from '../engine/appLog.ts'
import type { LocalGuard } from '../engine/files/localRoots.ts'
import type { MenuBar } from './menu.ts'
import type { Updates } from './updates.ts'

export type ShellOptions = {
  menu: MenuBar
  guard: LocalGuard
  dataFolder: string
  updates: Updates
  log: AppLog
  openWindow(): void
  noteUnsaved(window: BrowserWindow, count: number): void
}

/** What one window may ask of the program around it. */
export function createShell(window: BrowserWindow, options: ShellOptions): ShellServer {
  const { menu, guard, dataFolder } = options
  const contents = window.webContents
  const listeners = new Set<(id: string) => void>()
  const choose = (id: string) => {
    for (const tell of listeners) tell(id)
  }

  return {
    async offerMenu(_signal, plan) {
      menu.offer(contents, { plan, choose })
    },
    watchMenuChoices(sink) {
      const tell = (id: string) => void sink.send([id]).catch(() => {})
      listeners.add(tell)
      sink.signal.addEventListener('abort', () => listeners.delete(tell))
    },
    async openWindow() {
      options.openWindow()
      return {}
    },
    async chooseFolder() {
      const { filePaths } = await dialog.showOpenDialog(window, {
        properties: ['openDirectory', 'createDirectory'],
      })
      const [folder] = filePaths
      return folder === undefined ? undefined : guard.check(folder)
    },
    async revealLocal(_signal, path) {
      const place = await guard.check(path)
      if (!existsSync(place))
        throw new AppError('local-not-found', 'This is not there any more', { path: place })
      shell.showItemInFolder(place)
    },
    async noteUnsaved(_signal, count) {
      options.noteUnsaved(window, count)
    },
    async endProgram() {
      app.quit()
    },
    checkForUpdate: () => options.updates.check(),
    installUpdate: () => options.updates.install(),
    diagnosticReport: async () => options.log.report(),
    async programDetails() {
      const { electron, chrome, node } = process.versions
      return {
        versions: {
          ...(electron ? { Electron: electron } : {}),
          ...(chrome ? { Chromium: chrome } : {}),
          'Node.js': node,
        },
        notices: readNotices(app.getAppPath()),
        dataFolder,
      }
    },
  }
}

/** Packed beside the code; in the repository the build leaves it in dist. */
function readNotices(folder: string): string {
  const name = 'THIRD-PARTY-NOTICES.txt'
  const file = [join(folder, name), join(folder, 'dist', name)].find(existsSync)
  return file === undefined ? '' : readFileSync(file, 'utf8')
}
