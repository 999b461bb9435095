import type { SecretStore } from './secretStore.ts'

/** For whoever wants nothing saved: secrets last as long as the process and touch no disk. */
export function createMemoryStore(): SecretStore {
  const secrets = new Map<string, string>()
  return {
    state: 'open',
    protection: () => 'none',
    get: async (key) => secrets.get(key),
    set: async (key, secret) => {
      secrets.set(key, secret)
    },
    delete: async (key) => {
      secrets.delete(key)
    },
  }
}
