import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Site, SiteFolder } from '../../electron/contract/sites.ts'

/** A site with an id like its name, in the order given. */
export const siteNamed = (name: string, position: number, more: object = {}) =>
  Site.parse({
    id: `id-${name}`,
    name,
    position,
    host: `${name.toLowerCase().replaceAll(/\W+/g, '-')}.example.com`,
    port: 21,
    user: 'sam',
    logon: 'ask',
    ...more,
  })
export const folderNamed = (name: string, position: number, parentId: string | null = null) =>
  SiteFolder.parse({ id: `id-${name}`, name, position, parentId })

/** A folder for `startApp` whose data hold these sites already. */
export function folderWithSites(
  sites: readonly Site[],
  folders: readonly SiteFolder[] = [],
): string {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-sites-'))
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  const content = { defaults: {}, folders, sites, deleted: [] }
  writeFileSync(join(folder, 'data', 'sites.json'), JSON.stringify({ schemaVersion: 1, content }))
  return folder
}
