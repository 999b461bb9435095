import { defineStore } from 'pinia'
import { useEventListener, useThrottleFn } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { VaultStatus } from '../../electron/contract/vault.ts'
import { useBridge } from '../bridge.ts'

export type VaultDialog = 'create' | 'unlock' | 'change'

/** Milliseconds between two words to the engine that somebody is there. */
const activityInterval = 20_000

/** What protects saved passwords, and the dialogs that open or set it up. */
export const useVault = defineStore('vault', () => {
  const bridge = useBridge()
  const status = shallowRef<VaultStatus>({
    protection: 'none',
    available: 'none',
    state: 'open',
    saved: 0,
  })
  const dialog = shallowRef<{ kind: VaultDialog; done(isOpen: boolean): void }>()
  bridge.follow((api) =>
    api.watchVault({
      batch: (items) => {
        status.value = items.at(-1) ?? status.value
      },
      error: bridge.reportFailure,
    }),
  )

  const noteActivity = useThrottleFn(() => {
    if (status.value.available === 'vault' && status.value.state === 'open')
      void bridge.api.noteActivity().catch(() => {})
  }, activityInterval)
  for (const event of ['pointerdown', 'keydown', 'wheel'] as const)
    useEventListener(window, event, () => void noteActivity(), { passive: true, capture: true })

  const ask = (kind: VaultDialog): Promise<boolean> =>
    new Promise((resolve) => {
      dialog.value?.done(false)
      const done = (isOpen: boolean) => {
        dialog.value = undefined
        resolve(isOpen)
      }
      dialog.value = { kind, done }
    })

  /** Makes sure that secrets can be saved and read; false: the user does not want to. */
  const ensureOpen = async (): Promise<boolean> => {
    const { protection, state } = status.value
    if (protection === 'none') return false
    if (state === 'open') return true
    return ask(state === 'absent' ? 'create' : 'unlock')
  }

  return {
    status,
    dialog,
    ask,
    ensureOpen,
    create: (masterPassword: string) => bridge.api.createVault(masterPassword),
    unlock: (masterPassword: string) => bridge.api.unlockVault(masterPassword),
    lock: () => bridge.api.lockVault(),
    change: (current: string, next: string) => bridge.api.changeMasterPassword(current, next),
    giveUp: () => bridge.api.giveUpVault(),
    forgetAll: () => bridge.api.forgetSecrets(),
  }
})
