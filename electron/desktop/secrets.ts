import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { z } from 'zod'
import { AppError } from '../contract/errors.ts'
import type { SecretStore } from '../engine/secrets/secretStore.ts'
import { openVault } from '../engine/secrets/vault.ts'
import { writeFileAtomically } from '../engine/storage/atomicFile.ts'
import { setAside } from '../engine/storage/setAside.ts'

/**
 * Secrets under the system's keychain, or in the vault with its master password where Electron
 * would only obscure them: without a keychain on Linux it encrypts with a password that is part of
 * Chromium's source.
 */
export async function openSecrets(
  safeStorage: SafeStorage,
  dataFolder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  if (await hasKeychain(safeStorage, platform))
    return openKeychainStore(safeStorage, join(dataFolder, 'secrets.json'))
  const { vault } = await openVault({ file: join(dataFolder, 'vault.json') })
  return vault
}

async function hasKeychain(safeStorage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend()
    if (backend === 'basic_text' || backend === 'unknown') return false
  }
  return safeStorage.isAsyncEncryptionAvailable()
}

const SecretsFile = z.strictObject({
  version: z.literal(1),
  /** Key to encrypted secret in base64. */
  secrets: z.record(z.string(), z.base64()),
})

async function openKeychainStore(safeStorage: SafeStorage, file: string): Promise<SecretStore> {
  const secrets = await readSecrets(file)
  // One writer at a time: two saves must not overtake each other.
  let last: Promise<void> = Promise.resolve()
  const save = () => {
    const text = () => JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) })
    const saved = last.then(() => writeFileAtomically(file, text()))
    last = saved.catch(() => {})
    return saved
  }
  const setAll = async (all: ReadonlyMap<string, string>) => {
    const sealed = await Promise.all(
      [...all].map(async ([key, secret]) => {
        const bytes = await safeStorage.encryptStringAsync(secret)
        return [key, bytes.toString('base64')] as const
      }),
    )
    for (const [key, text] of sealed) secrets.set(key, text)
    await save()
  }
  const set = (key: string, secret: string) => setAll(new Map([[key, secret]]))

  return {
    state: 'open',
    protection: () => 'keychain',
    keys: () => [...secrets.keys()],
    async get(key) {
      const sealed = secrets.get(key)
      if (sealed === undefined) return undefined
      const { result, shouldReEncrypt } = await decrypt(safeStorage, sealed, file)
      if (shouldReEncrypt) await set(key, result)
      return result
    },
    set,
    setAll,
    async delete(key) {
      if (secrets.delete(key)) await save()
    },
  }
}

async function decrypt(safeStorage: SafeStorage, sealed: string, file: string) {
  try {
    return await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))
  } catch {
    throw new AppError(
      'storage-damaged',
      'The keychain does not open a saved password: enter and save it again',
      { path: file },
    )
  }
}

async function readSecrets(file: string): Promise<Map<string, string>> {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw error
  }
  try {
    return new Map(Object.entries(SecretsFile.parse(JSON.parse(text)).secrets))
  } catch {
    await setAside(file, 'damaged')
    return new Map()
  }
}
