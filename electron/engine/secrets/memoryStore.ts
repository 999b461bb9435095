import type { SecretStore } from './secretStore.ts'

/** For whoever wants nothing saved: secrets last as long as the process and touch no disk. */
export function createMemoryStore(): SecretStore {
  const secrets = new Map<string, string>()
  return {
    state: 'open',
    protection: () => 'none',
    keys: () => [...secrets.keys()],
    get: async (key) => secrets.get(key),
    set: async (key, secret) => {
      secrets.set(key, secret)
    },
    setAll: async (all) => {
      for (const [key, secret] of all) secrets.set(key, secret)
    },
    delete: async (key) => {
      secrets.delete(key)
    },
  }
}
