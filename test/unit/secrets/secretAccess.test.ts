import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSecretAccess } from '../../../electron/engine/secrets/secretAccess.ts'
import { openVault } from '../../../electron/engine/secrets/vault.ts'
import { openSettings } from '../../../electron/engine/settingsStore.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-access-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

it('a setting changed on waking up does not keep a vault open whose time ran out', async () => {
  const cost = { N: 1024, r: 8, p: 1 }
  const { vault } = await openVault({ file: join(folder, 'vault.json'), cost })
  await vault.create('correct horse')
  const settings = await openSettings(folder)
  vi.useFakeTimers({ toFake: ['Date'] })
  const ask = () => Promise.reject(new Error('nothing is asked'))
  const access = createSecretAccess({ store: vault, settings, questions: { ask } })
  vi.setSystemTime(Date.now() + 14 * 60_000)
  await settings.change({ rememberHistory: false })
  expect(access.state).toBe('open')
  vi.setSystemTime(Date.now() + 16 * 60_000)
  await settings.change({ rememberHistory: true })
  expect(access.state).toBe('locked')
  access.close()
})
