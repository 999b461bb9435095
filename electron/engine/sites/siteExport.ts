import { z } from 'zod'
import { ItemName, SecretName, SiteDraft } from '../../contract/sites.ts'
import type { Site } from '../../contract/sites.ts'
import { writeEncryptedExport, writePlainExport } from './exportFile.ts'
import type { SiteSecrets } from './siteSecrets.ts'
import { subtree } from './siteTree.ts'
import type { SiteTree } from './siteTree.ts'

/** A site in an export. Certificates stay at home: each machine asks its own user whom to trust. */
export const ExportedSite = SiteDraft.omit({ parentId: true }).extend({
  /** From the outermost folder inwards. */
  folder: z.array(ItemName).max(100),
  secrets: z.partialRecord(SecretName, z.string()).optional(),
})
export type ExportedSite = z.infer<typeof ExportedSite>

export const ExportPayload = z.object({ sites: z.array(ExportedSite).max(100_000) })

export type ExportWishes = {
  ids: readonly string[] | 'all'
  as: { kind: 'plain' } | { kind: 'encrypted'; passphrase: string }
}

/** The text of an export. Throws `vault-locked` when it is to hold secrets that are locked. */
export async function exportSites(
  tree: SiteTree,
  secrets: SiteSecrets,
  { ids, as }: ExportWishes,
): Promise<{ name: string; text: string; sites: number; passwords: number }> {
  const chosen = ids === 'all' ? [...tree.sites.values()] : subtree(tree, ids).sites
  const sites: ExportedSite[] = []
  let passwords = 0
  for (const site of inOrder(tree, chosen)) {
    const exported = withoutPlace(tree, site)
    const own = as.kind === 'encrypted' ? await secrets.read(site.id) : {}
    passwords += Object.keys(own).length
    sites.push(Object.keys(own).length > 0 ? { ...exported, secrets: own } : exported)
  }
  const text =
    as.kind === 'encrypted'
      ? await writeEncryptedExport({ sites }, as.passphrase)
      : writePlainExport({ sites })
  const day = new Date().toISOString().slice(0, 10)
  const name = `sampan-sites-${day}${as.kind === 'encrypted' ? '-encrypted' : ''}.sampan`
  return { name, text, sites: sites.length, passwords }
}

function pathOf(tree: SiteTree, { parentId }: Site): string[] {
  const names: string[] = []
  for (let at = parentId; at !== null;) {
    const folder = tree.folders.get(at)
    if (!folder) break
    names.unshift(folder.name)
    at = folder.parentId
  }
  return names
}

function inOrder(tree: SiteTree, sites: Site[]): Site[] {
  const keyOf = new Map(sites.map((site) => [site, pathOf(tree, site).join('\0')]))
  return sites.sort((one, other) => {
    const [first, second] = [keyOf.get(one)!, keyOf.get(other)!]
    return first === second ? one.position - other.position : first < second ? -1 : 1
  })
}

function withoutPlace(tree: SiteTree, site: Site): ExportedSite {
  const { id: _id, parentId: _parent, position: _position, ...rest } = site
  const { trustedCertificates: _trusted, ...draft } = rest
  return { ...draft, folder: pathOf(tree, site) }
}
