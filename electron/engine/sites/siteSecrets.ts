import { AppError } from '../../contract/errors.ts'
import { SecretName } from '../../contract/sites.ts'
import type { SecretChanges } from '../../contract/sites.ts'
import { secretKey } from '../serverGate.ts'
import type { SecretStore } from '../secrets/secretStore.ts'

/** In place of a site's id: the secrets of the default proxy. */
export const defaultsId = 'defaults'

/** The secrets of sites, by site and name. */
export function createSiteSecrets(secrets: SecretStore) {
  const saved = (siteId: string): SecretName[] => {
    const keys = new Set(secrets.keys())
    return SecretName.options.filter((name) => keys.has(secretKey(siteId, name)))
  }
  const forget = async (siteId: string, names: readonly SecretName[] = SecretName.options) => {
    for (const name of names) await secrets.delete(secretKey(siteId, name))
  }
  return {
    saved,
    forget,
    async change(siteId: string, changes: SecretChanges): Promise<void> {
      for (const name of SecretName.options) {
        const secret = changes[name]
        if (secret === undefined) continue
        if (secret === null || secret === '') await forget(siteId, [name])
        else await secrets.set(secretKey(siteId, name), secret)
      }
    },
    /** Many at once, by site. Throws `vault-locked`, and `not-possible-now` where nothing is kept. */
    async saveAll(all: ReadonlyMap<string, Partial<Record<SecretName, string>>>): Promise<void> {
      const entries = [...all].flatMap(([siteId, own]) =>
        Object.entries(own).map(
          ([name, secret]) => [secretKey(siteId, name as SecretName), secret] as const,
        ),
      )
      if (entries.length > 0) await secrets.setAll(new Map(entries))
    },
    async reveal(siteId: string, name: SecretName): Promise<string> {
      const secret = await secrets.get(secretKey(siteId, name))
      if (secret === undefined) throw new AppError('not-possible-now', 'No such secret is saved')
      return secret
    },
    /** All that a site has saved. Throws `vault-locked`. */
    async read(siteId: string): Promise<Partial<Record<SecretName, string>>> {
      const all: Partial<Record<SecretName, string>> = {}
      for (const name of saved(siteId)) {
        const secret = await secrets.get(secretKey(siteId, name))
        if (secret !== undefined) all[name] = secret
      }
      return all
    },
  }
}

export type SiteSecrets = ReturnType<typeof createSiteSecrets>
