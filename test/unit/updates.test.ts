import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UpdateOptions, Updater } from '../../electron/desktop/updates.ts'
import { createUpdates, readSource } from '../../electron/desktop/updates.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-updates-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Stands for the place of releases, which no test may ask. */
function releases(version: string) {
  const done: string[] = []
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    allowPrerelease: true,
    disableWebInstaller: false,
    channel: null,
    async checkForUpdates() {
      done.push('check')
      return { isUpdateAvailable: version !== '1.0.0', updateInfo: { version } }
    },
    async downloadUpdate() {
      done.push('download')
    },
    quitAndInstall: () => void done.push('install'),
  }
  return { updater, done }
}

function setUp(changes: Partial<UpdateOptions> = {}, source = 'provider: github\nowner: x\n') {
  const sourceFile = join(folder, 'app-update.yml')
  writeFileSync(sourceFile, source)
  const { updater, done } = releases('1.1.0')
  let loads = 0
  const updates = createUpdates({
    isPackaged: true,
    platform: 'darwin',
    version: '1.0.0',
    sourceFile,
    settings: () => ({ checkForUpdates: true, updateChannel: 'latest' }),
    async loadUpdater() {
      loads++
      return updater
    },
    ...changes,
  })
  return { updates, updater, done, loads: () => loads }
}

describe('the check for updates', () => {
  it('asks nobody unless the user agreed, and nothing at all in the repository', async () => {
    const off = setUp({ settings: () => ({ checkForUpdates: false, updateChannel: 'latest' }) })
    expect(await off.updates.check()).toEqual({ state: 'off' })
    const unpacked = setUp({ isPackaged: false })
    expect(await unpacked.updates.check()).toEqual({ state: 'unavailable' })
    const nowhere = setUp({ sourceFile: join(folder, 'missing.yml') })
    expect(await nowhere.updates.check()).toEqual({ state: 'unavailable' })
    expect([off.loads(), unpacked.loads(), nowhere.loads()]).toEqual([0, 0, 0])
  })

  it('downloads only on request, never downwards, and previews only on their channel', async () => {
    const { updates, updater, done } = setUp()
    expect(await updates.check()).toEqual({
      state: 'available',
      version: '1.1.0',
      canInstall: true,
    })
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
      channel: 'latest',
    })
    expect(done).toEqual(['check'])
    await updates.install()
    expect(done).toEqual(['check', 'download', 'install'])
    const beta = setUp({ settings: () => ({ checkForUpdates: true, updateChannel: 'beta' }) })
    await beta.updates.check()
    expect(beta.updater).toMatchObject({ channel: 'beta', allowPrerelease: true })
    expect(beta.updater.allowDowngrade).toBe(false)
  })

  it('installs only what a signature vouches for', async () => {
    const signed = 'provider: github\npublisherName: Someone\n'
    const can = async (platform: NodeJS.Platform, source: string) => {
      const { updates, done } = setUp({ platform }, source)
      const found = await updates.check()
      const error = await updates.install().then(
        () => undefined,
        (reason: { code: string }) => reason.code,
      )
      expect(error).toBe(done.includes('install') ? undefined : 'not-possible-now')
      return found.state === 'available' && found.canInstall
    }
    expect(await can('win32', signed)).toBe(true)
    expect(await can('win32', 'provider: github\n')).toBe(false)
    expect(await can('linux', signed)).toBe(false)
  })

  it('trusts GitHub and https alone', () => {
    expect(readSource('provider: github\nowner: x')).toEqual({ isSigned: false })
    expect(readSource('provider: generic\nurl: https://example.org/x')).toBeDefined()
    expect(readSource("provider: generic\nurl: 'https://example.org/x'")).toBeDefined()
    for (const source of [
      'provider: generic\nurl: http://example.org/x',
      'provider: generic\nurl: ftp://https://x',
      'provider: generic',
      'provider: github\nprotocol: http',
      'provider: s3\nbucket: x',
      'url: https://example.org',
      '',
    ])
      expect(readSource(source)).toBeUndefined()
    expect(readSource(undefined)).toBeUndefined()
  })

  it('says that nobody answered', async () => {
    const { updates, updater } = setUp()
    updater.checkForUpdates = async () => {
      throw new Error('offline')
    }
    await expect(updates.check()).rejects.toMatchObject({
      code: 'connection-failed',
      message: 'No answer about new versions: offline',
    })
  })
})
