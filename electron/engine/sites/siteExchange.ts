import { createHash, randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { AppError } from '../../contract/errors.ts'
import type { Server } from '../../contract/rpc.ts'
import type { ImportPreview, siteExchangeCalls } from '../../contract/siteExchange.ts'
import type { Site } from '../../contract/sites.ts'
import { createLocalGuard } from '../files/localRoots.ts'
import type { SecretAccess } from '../secrets/secretAccess.ts'
import { markDuplicates } from './import/duplicates.ts'
import { findImports } from './import/find.ts'
import type { FoundImport, SearchedMachine } from './import/find.ts'
import type { ReadySite } from './import/toSite.ts'
import { readFound, readGiven } from './importSource.ts'
import type { ReadSource } from './importSource.ts'
import { exportSites } from './siteExport.ts'
import type { SiteSecrets } from './siteSecrets.ts'
import type { SiteStore } from './siteStore.ts'
import { ensureFolders, nextPosition, put } from './siteTree.ts'
import type { SiteTree } from './siteTree.ts'

/** Previews that wait for the user; the oldest goes when another one comes. */
const mostPreviews = 8

const thisMachine = (): SearchedMachine => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
})

/** Import and export of sites. What an import holds stays here until the user has chosen. */
export function createSiteExchange(options: {
  store: SiteStore
  secrets: SiteSecrets
  access: SecretAccess
  localRoots: string[] | undefined
  machine?: SearchedMachine
}): Server<typeof siteExchangeCalls> {
  const { store, secrets, access } = options
  const guard = createLocalGuard(options.localRoots)
  const previews = new Map<string, ReadySite[]>()

  /** Only files that the page may see; an id stands for a path, so that no other can be named. */
  const find = async () => {
    const found = new Map<string, FoundImport>()
    for (const item of await findImports(options.machine ?? thisMachine())) {
      const isVisible = await guard.check(item.path).then(
        () => true,
        () => false,
      )
      const id = createHash('sha256').update(item.path).digest('hex').slice(0, 16)
      if (isVisible) found.set(id, item)
    }
    return found
  }

  const preview = (read: ReadSource): ImportPreview => {
    const { client, ready, notTaken, masterPassword } = read
    const saved = [...store.get().sites.values()]
    const marked = markDuplicates(
      ready.map(({ draft: { host, port, user } }) => ({ host, port, user })),
      saved.map(({ id, host, port, user }) => ({ id, host, port, user })),
    )
    const ticket = randomUUID()
    previews.set(ticket, ready)
    const [oldest] = previews.keys()
    if (oldest !== undefined && previews.size > mostPreviews) previews.delete(oldest)
    return {
      ticket,
      client,
      masterPassword,
      rows: ready.map(({ draft, folder, secrets: own }, index) => {
        const { name, host, port, user, encryption, postLoginCommands } = draft
        const { duplicateOf } = marked[index]!
        return {
          index,
          folder,
          name,
          host,
          port,
          user,
          encryption,
          postLoginCommands,
          hasPassword: Object.keys(own).length > 0,
          ...(duplicateOf ? { duplicateOf: 'savedSite' in duplicateOf ? 'saved' : 'earlier' } : {}),
        }
      }),
      notTaken: [...notTaken, ...ready.flatMap((site) => site.notTaken)].map(
        ({ name, folder, part, code, detail }) => ({
          name,
          folder,
          part,
          code,
          ...(detail === undefined ? {} : { detail }),
        }),
      ),
    }
  }

  return {
    async findImports() {
      return [...(await find())].map(([id, { format, content, path }]) => ({
        id,
        client: format,
        content,
        path,
      }))
    },
    async previewImport(_signal, source, password) {
      if (source.kind === 'file')
        return preview(await readGiven(Buffer.from(source.base64, 'base64'), password))
      const found = (await find()).get(source.id)
      if (!found) throw new AppError('local-not-found', 'The file is not there any more')
      return preview(await readFound(found, password))
    },
    async applyImport(_signal, wishes) {
      const ready = previews.get(wishes.ticket)
      if (!ready) throw new AppError('not-possible-now', 'Read the file again first')
      const chosen = [...new Set(wishes.rows)].flatMap((index) => ready[index] ?? [])
      const savesPasswords = wishes.savePasswords && access.protection() !== 'none'
      const ids = chosen.map(() => randomUUID() as string)
      const kept = new Map(chosen.map((site, index) => [ids[index]!, site.secrets]))
      // Secrets first: when the vault is locked nothing has happened yet.
      if (savesPasswords) await secrets.saveAll(kept)
      let folders = 0
      await store.change((state) => {
        const added = addSites(state, chosen, ids, { ...wishes, savesPasswords })
        folders = added.folders
        return { ...state, ...added.tree }
      })
      previews.delete(wishes.ticket)
      const withPassword = chosen.filter((site) => Object.keys(site.secrets).length > 0).length
      return {
        sites: chosen.length,
        folders,
        passwords: savesPasswords ? withPassword : 0,
        passwordsLeftOut: savesPasswords ? 0 : withPassword,
      }
    },
    cancelImport: async (_signal, ticket) => void previews.delete(ticket),
    exportSites: (_signal, wishes) => exportSites(store.get(), secrets, wishes),
  }
}

function addSites(
  tree: SiteTree,
  chosen: readonly ReadySite[],
  ids: readonly string[],
  wishes: {
    parentId: string | null
    newFolder?: string | undefined
    withCommands: boolean
    savesPasswords: boolean
  },
): { tree: SiteTree; folders: number } {
  let folders = 0
  const isThere = wishes.parentId !== null && tree.folders.has(wishes.parentId)
  const places = new Map<string, { parentId: string | null; position: number }>()
  const placeOf = (path: readonly string[]) => {
    const key = path.join('\0')
    let place = places.get(key)
    if (!place) {
      const made = ensureFolders(tree, path, isThere ? wishes.parentId : null, randomUUID)
      folders += made.made
      tree = made.tree
      place = { parentId: made.parentId, position: nextPosition(tree, made.parentId) }
      places.set(key, place)
    }
    return place
  }
  const top = wishes.newFolder === undefined ? [] : [wishes.newFolder]
  const sites = chosen.map(({ draft, folder, secrets }, index): Site => {
    const place = placeOf([...top, ...folder])
    const losesPassword = !wishes.savesPasswords && secrets.password !== undefined
    return {
      ...draft,
      ...(losesPassword && draft.logon === 'password' ? { logon: 'ask' as const } : {}),
      ...(wishes.withCommands ? {} : { postLoginCommands: [] }),
      id: ids[index]!,
      parentId: place.parentId,
      position: place.position++,
      trustedCertificates: [],
    }
  })
  return { tree: put(tree, { sites }), folders }
}
