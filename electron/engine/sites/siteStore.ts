import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { Site, SiteFolder, SiteOptions } from '../../contract/sites.ts'
import type { SitesChange, SitesFileState } from '../../contract/sites.ts'
import { createFeed } from '../feed.ts'
import type { Feed } from '../feed.ts'
import { createTurns } from '../storage/inTurn.ts'
import { createProfileFile } from './profileFile.ts'
import type { ProfileRead } from './profileFile.ts'
import { emptyTree, treeOf } from './siteTree.ts'
import type { SiteTree } from './siteTree.ts'

const SitesFile = z.object({
  defaults: SiteOptions,
  folders: z.array(SiteFolder),
  sites: z.array(Site),
  /** Deleted sites whose secrets are to be forgotten when the deletion can no longer be undone. */
  deleted: z.array(z.string()).default([]),
})
type SitesFile = z.infer<typeof SitesFile>

export type SitesState = SiteTree & { defaults: SiteOptions; deleted: readonly string[] }

export type SiteStore = {
  get(): SitesState
  /** Changes one after the other; on disk when it resolves. Throws `storage-damaged`. */
  change(next: (state: SitesState) => SitesState): Promise<void>
  restore(how: 'backup' | 'start-again'): Promise<void>
  onChange(listener: (changes: SitesChange[]) => void): () => void
  feed: Feed<SitesChange>
}

const empty: SitesState = { ...emptyTree, defaults: {}, deleted: [] }

const keyOf = (change: SitesChange) =>
  change.kind === 'site'
    ? change.site.id
    : change.kind === 'folder'
      ? change.folder.id
      : change.kind === 'gone'
        ? change.id
        : change.kind

/** The sites of the data folder, in memory and in `sites.json`. The caller holds the lock. */
export async function openSiteStore(dataFolder: string): Promise<SiteStore> {
  const path = join(dataFolder, 'sites.json')
  const file = createProfileFile<SitesFile>({
    file: path,
    schemaVersion: 1,
    parse: (content) => SitesFile.parse(content),
    initial: () => ({ defaults: {}, folders: [], sites: [], deleted: [] }),
  })
  let state = empty
  let fileState: SitesFileState = { state: 'ok', file: path }
  const listeners = new Set<(changes: SitesChange[]) => void>()
  const feed = createFeed<SitesChange>({
    key: keyOf,
    snapshot: () => [{ kind: 'reset', file: fileState }, ...itemsOf(state)],
  })

  const take = (found: ProfileRead<SitesFile>) => {
    if ('value' in found) {
      const { defaults, deleted } = found.value
      state = { ...treeOf(found.value), defaults, deleted }
      fileState = { state: 'ok', file: path }
    } else {
      state = empty
      fileState = { ...found, file: path }
    }
  }
  take(await file.read())

  const inTurn = createTurns()
  const tell = (changes: SitesChange[]) => {
    for (const change of changes) feed.publish(change)
    for (const listener of listeners) listener(changes)
  }

  return {
    feed,
    get: () => state,
    change: (next) =>
      inTurn(async () => {
        if (fileState.state !== 'ok')
          throw new AppError(
            'storage-damaged',
            'The file of the sites cannot be read, so it is not overwritten',
            { path },
          )
        const before = state
        const after = next(before)
        if (after === before) return
        const { defaults, deleted } = after
        await file.write({
          defaults,
          folders: [...after.folders.values()],
          sites: [...after.sites.values()],
          deleted: [...deleted],
        })
        state = after
        tell(differences(before, after))
      }),
    restore: (how) =>
      inTurn(async () => {
        const before = state
        take(how === 'backup' ? await file.restoreBackup() : await file.startAgain())
        tell([
          { kind: 'reset', file: fileState },
          ...differences(before, state).filter(({ kind }) => kind === 'gone'),
          ...itemsOf(state),
        ])
      }),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function itemsOf({ folders, sites, defaults }: SitesState): SitesChange[] {
  return [
    { kind: 'defaults', options: defaults },
    ...[...folders.values()].map((folder) => ({ kind: 'folder' as const, folder })),
    ...[...sites.values()].map((site) => ({ kind: 'site' as const, site })),
  ]
}

/** Changed values are new objects, so comparing identities is enough. */
function differences(before: SitesState, after: SitesState): SitesChange[] {
  const changes: SitesChange[] = []
  if (before.defaults !== after.defaults)
    changes.push({ kind: 'defaults', options: after.defaults })
  for (const [id, folder] of after.folders)
    if (before.folders.get(id) !== folder) changes.push({ kind: 'folder', folder })
  for (const [id, site] of after.sites)
    if (before.sites.get(id) !== site) changes.push({ kind: 'site', site })
  for (const map of ['folders', 'sites'] as const)
    for (const id of before[map].keys()) if (!after[map].has(id)) changes.push({ kind: 'gone', id })
  return changes
}
