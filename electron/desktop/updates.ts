import { readFile } from 'node:fs/promises'
import type { Settings } from '../contract/app.ts'
import { AppError } from '../contract/errors.ts'
import type { UpdateState } from '../contract/shell.ts'

/** The part of electron-updater's AppUpdater that is used. */
export type Updater = {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  allowPrerelease: boolean
  disableWebInstaller: boolean
  channel: string | null
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(): void
}

export type UpdateOptions = {
  isPackaged: boolean
  platform: NodeJS.Platform
  version: string
  /** Written into the package by the release build only: where releases are, and who signs them. */
  sourceFile: string
  settings(): Pick<Settings, 'checkForUpdates' | 'updateChannel'>
  /** Loaded at the first check, so that who never checks never loads it. */
  loadUpdater(): Promise<Updater>
}

export type Updates = {
  check(): Promise<UpdateState>
  /** Fetches what the last check found, verifies its signature, and restarts into it. */
  install(): Promise<void>
}

/** Asks for a newer version, if the user wants that; never by itself in a build without a source. */
export function createUpdates(options: UpdateOptions): Updates {
  const { isPackaged, platform, version, settings } = options
  let ready: Updater | undefined

  return {
    async check() {
      ready = undefined
      const { checkForUpdates, updateChannel } = settings()
      if (!checkForUpdates) return { state: 'off' }
      const source = isPackaged ? readSource(await read(options.sourceFile)) : undefined
      if (!source) return { state: 'unavailable' }
      const updater = await options.loadUpdater()
      updater.channel = updateChannel
      // Naming a channel switches this on: an old version must never come as a new one.
      updater.allowDowngrade = false
      updater.allowPrerelease = updateChannel === 'beta'
      updater.autoDownload = false
      updater.autoInstallOnAppQuit = false
      updater.disableWebInstaller = true
      const found = await updater.checkForUpdates().catch((error: Error) => {
        throw new AppError('connection-failed', `No answer about new versions: ${error.message}`)
      })
      if (!found?.isUpdateAvailable || found.updateInfo.version === version)
        return { state: 'current' }
      // Installed by itself is only what a signature vouches for: macOS checks it always, Windows
      // where the package names the publisher; Linux has none.
      const canInstall = platform === 'darwin' || (platform === 'win32' && source.isSigned)
      if (canInstall) ready = updater
      return { state: 'available', version: found.updateInfo.version, canInstall }
    },
    async install() {
      if (!ready)
        throw new AppError('not-possible-now', 'There is no update that can be installed from here')
      await ready.downloadUpdate()
      ready.quitAndInstall()
    },
  }
}

/** The release build's app-update.yml: GitHub, or a server that speaks https; all else counts not. */
export function readSource(text: string | undefined): { isSigned: boolean } | undefined {
  if (text === undefined) return undefined
  const value = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim()
  const provider = value('provider')
  const isSafe =
    (provider === 'github' && (value('protocol') ?? 'https') === 'https') ||
    (provider === 'generic' && /^['"]?https:\/\//.test(value('url') ?? ''))
  return isSafe ? { isSigned: value('publisherName') !== undefined } : undefined
}

const read = (file: string) => readFile(file, 'utf8').catch(() => undefined)
