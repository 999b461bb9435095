import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ShellServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { rootFolder } from '../engine/product.ts'

/** A browser has menus, dialogs and windows of its own, and none of them is ours to open. */
const notHere = async (): Promise<never> => {
  throw new AppError('not-supported', 'A page in a browser cannot do this; the desktop app can')
}

/** What a page in a browser may ask of the program that serves it. */
export function createWebShell(options: {
  dataFolder: string
  newLink(): string
  end(): void
  report(): string
}): ShellServer {
  return {
    offerMenu: notHere,
    watchMenuChoices: () => {},
    openWindow: async () => ({ link: options.newLink() }),
    chooseFolder: notHere,
    revealLocal: notHere,
    // The browser itself asks before it closes a page with changes.
    noteUnsaved: async () => {},
    async endProgram() {
      // The answer goes first.
      setTimeout(options.end, 50)
    },
    checkForUpdate: async () => ({ state: 'unavailable' }),
    installUpdate: notHere,
    diagnosticReport: async () => options.report(),
    async programDetails() {
      const notices = join(rootFolder, 'dist', 'THIRD-PARTY-NOTICES.txt')
      return {
        versions: { 'Node.js': process.versions.node },
        notices: existsSync(notices) ? readFileSync(notices, 'utf8') : '',
        dataFolder: options.dataFolder,
      }
    },
  }
}
