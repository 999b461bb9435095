import { AppError } from '../../contract/errors.ts'
import type { Server } from '../../contract/rpc.ts'
import type { VaultStatus, vaultCalls } from '../../contract/vault.ts'
import { createFeed } from '../feed.ts'
import type { Questions } from '../questions.ts'
import type { SettingsStore } from '../settingsStore.ts'
import type { SecretStore } from './secretStore.ts'
import type { Vault } from './vault.ts'

/** The host's store as the user wants it used: what is saved, and who may open it when. */
export type SecretAccess = SecretStore & {
  /** Asks for the master password; false: the user goes on without. At once if it is open. */
  unlock(title: string, signal: AbortSignal): Promise<boolean>
  calls: Server<typeof vaultCalls>
  /** Stops the clock of the automatic lock, and locks. */
  close(): void
}

const isVault = (store: SecretStore): store is Vault => 'unlock' in store

export function createSecretAccess(options: {
  store: SecretStore
  settings: Pick<SettingsStore, 'get' | 'onChange'>
  questions: Pick<Questions, 'ask'>
}): SecretAccess {
  const { store, settings, questions } = options
  const vault = isVault(store) ? store : undefined
  const isWanted = () => settings.get().savePasswords

  const status = (): VaultStatus => ({
    protection: isWanted() ? store.protection() : 'none',
    available: store.protection(),
    state: store.state,
    saved: store.keys().length,
    ...(vault?.setAside ? { setAside: vault.setAside } : {}),
  })
  const feed = createFeed<VaultStatus>({ key: () => 'vault', snapshot: () => [status()] })
  const tell = () => feed.publish(status())

  let stopAutoLock: (() => void) | undefined
  const setAutoLock = () => {
    // A time that ran out while the machine slept has run out, whatever is set on waking up.
    vault?.noteActivity()
    stopAutoLock?.()
    const minutes = settings.get().autoLockMinutes
    stopAutoLock = minutes > 0 ? vault?.autoLock(minutes * 60_000) : undefined
  }
  setAutoLock()
  const stopListening = [
    vault?.onStateChange(tell),
    settings.onChange(() => {
      setAutoLock()
      tell()
    }),
  ]

  const needVault = (): Vault => {
    if (vault) return vault
    throw new AppError('not-possible-now', 'The passwords here need no master password', {
      cause: store.protection(),
    })
  }

  /** One question after the other until the password is right, or the user goes on without. */
  async function unlock(title: string, signal: AbortSignal): Promise<boolean> {
    let wasWrong = false
    while (vault && store.state === 'locked') {
      const answer = await askUnlessOpened(vault, title, wasWrong, signal)
      if (!answer) continue
      if (answer.masterPassword === undefined) return false
      try {
        await vault.unlock(answer.masterPassword)
      } catch (error) {
        if (AppError.from(error).code !== 'wrong-master-password') throw error
        wasWrong = true
      }
    }
    return store.state === 'open'
  }

  /** Undefined when the vault was opened in another way meanwhile. */
  async function askUnlessOpened(
    opened: Vault,
    title: string,
    wasWrong: boolean,
    signal: AbortSignal,
  ) {
    const away = new AbortController()
    const stop = opened.onStateChange(() => away.abort())
    try {
      const either = AbortSignal.any([signal, away.signal])
      return await questions.ask('unlock', { title, wasWrong }, either)
    } catch (error) {
      if (away.signal.aborted && !signal.aborted) return undefined
      throw error
    } finally {
      stop()
    }
  }

  const setAll = async (secrets: ReadonlyMap<string, string>) => {
    if (status().protection === 'none')
      throw new AppError('not-possible-now', 'Passwords are not saved here')
    await store.setAll(secrets)
    tell()
  }

  return {
    get state() {
      return store.state
    },
    protection: () => status().protection,
    keys: () => store.keys(),
    get: (key) => store.get(key),
    set: (key, secret) => setAll(new Map([[key, secret]])),
    setAll,
    async delete(key) {
      await store.delete(key)
      tell()
    },
    unlock,
    calls: {
      watchVault: (sink) => feed.attach(sink),
      createVault: (_signal, masterPassword) => needVault().create(masterPassword),
      unlockVault: (_signal, masterPassword) => needVault().unlock(masterPassword),
      lockVault: async () => needVault().lock(),
      changeMasterPassword: (_signal, current, next) => needVault().changePassword(current, next),
      giveUpVault: () => needVault().giveUp(),
      async forgetSecrets() {
        for (const key of store.keys()) await store.delete(key)
        tell()
      },
      noteActivity: async () => vault?.noteActivity(),
    },
    close() {
      for (const stop of stopListening) stop?.()
      stopAutoLock?.()
      vault?.lock()
    },
  }
}
