import { AddressError, parseHost } from '../address.ts'

/** What makes two sites the same server for the same person. */
export type SiteIdentity = { host: string; port: number; user?: string }

export type MarkedSite<T extends SiteIdentity> = {
  site: T
  /** The saved site that it repeats, or the place in the import of an earlier one. */
  duplicateOf?: { savedSite: string } | { imported: number }
}

/** Compares host, port and user with the saved sites and with what stands earlier in the import. */
export function markDuplicates<T extends SiteIdentity>(
  imported: readonly T[],
  existing: readonly (SiteIdentity & { id: string })[],
): MarkedSite<T>[] {
  const saved = new Map(existing.map((site) => [identityOf(site), site.id]))
  const earlier = new Map<string, number>()
  return imported.map((site, index) => {
    const identity = identityOf(site)
    const savedSite = saved.get(identity)
    if (savedSite !== undefined) return { site, duplicateOf: { savedSite } }
    const first = earlier.get(identity)
    if (first !== undefined) return { site, duplicateOf: { imported: first } }
    earlier.set(identity, index)
    return { site }
  })
}

function identityOf({ host, port, user }: SiteIdentity): string {
  return JSON.stringify([comparableHost(host), port, user || 'anonymous'])
}

/** Names without case and in ASCII; a dot at the end changes nothing but the search list. */
function comparableHost(host: string): string {
  try {
    return parseHost(host).toLowerCase().replace(/\.$/, '')
  } catch (error) {
    if (error instanceof AddressError) return host
    throw error
  }
}
