import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Server } from '../../contract/rpc.ts'
import type {
  Certificate,
  ConnectionSettings,
  Credentials,
  Session,
  SessionRequest,
  SiteRequest,
} from '../../contract/sessions.ts'
import { Site, SiteOptions, settingsOfSite } from '../../contract/sites.ts'
import type { SitesPatch, SiteDraft, siteCalls } from '../../contract/sites.ts'
import type { ServerLimits, ServerRecord } from '../servers.ts'
import { isAnonymous, secretKey } from '../serverGate.ts'
import type { SecretAccess } from '../secrets/secretAccess.ts'
import { codecFor } from '../ftp/encoding.ts'
import { createDeletions } from './deletions.ts'
import type { KnownServers } from './knownServers.ts'
import { checkedDraft, uselessSecrets } from './siteDraft.ts'
import { createSiteSecrets, defaultsId } from './siteSecrets.ts'
import type { SiteSecrets } from './siteSecrets.ts'
import type { SiteStore } from './siteStore.ts'
import { duplicated, move, nextPosition, put, sortedByName } from './siteTree.ts'
import type { Visits } from './visits.ts'

/** The part of the servers' pool that must hear of edited sites. */
export type SiteListener = {
  updateSite(siteId: string, change: Omit<ServerRecord, 'id' | 'siteId'>): void
  forgetCredentials(siteId: string): void
  forgetTls(host: string, port: number): void
}

export type ResolvedRequest = {
  title: string
  settings: ConnectionSettings
  credentials: Credentials
  siteId?: string
  limits?: ServerLimits
}

export type SiteService = {
  calls: Omit<Server<typeof siteCalls>, 'testSite'>
  /** What to connect with. Of a request's certificates none is trusted: pins are kept here. */
  resolve(request: z.output<typeof SessionRequest> | z.output<typeof SiteRequest>): ResolvedRequest
  /** The same for a site as it stands in a form, saved or not. */
  resolveDraft(draft: SiteDraft, credentials: Credentials, id?: string): ResolvedRequest
  /** A record of a site as the site is now; others as they are. */
  refreshed(record: ServerRecord): ServerRecord
  secretKeyFor(record: ServerRecord, name: keyof Credentials): string | undefined
  pin(record: ServerRecord, certificate: Certificate): Promise<void>
  noteVisit(session: Session): Promise<void>
  secrets: SiteSecrets
  /** Secrets of deleted sites are gone when it resolves. */
  close(): Promise<void>
}

export async function createSiteService(options: {
  store: SiteStore
  known: KnownServers
  visits: Visits
  secrets: SecretAccess
  servers: () => SiteListener
  /** A session as it was opened, with what it was opened with. */
  sessionOf: (id: string) => { session: Session; credentials: Credentials }
  /** A certificate that this process made itself (practice server). */
  isOwnCertificate: (fingerprint: string) => boolean
}): Promise<SiteService> {
  const { store, known, visits } = options
  const secrets = createSiteSecrets(options.secrets)
  const deletions = createDeletions(store, secrets)
  await deletions.finishAll().catch(() => {})

  const siteOf = (id: string): Site => {
    const site = store.get().sites.get(id)
    if (!site) throw new AppError('bad-request', 'There is no such site any more')
    return site
  }
  const recordOf = (site: Site) => {
    const { defaults } = store.get()
    const own = site.trustedCertificates
    // A certificate that was trusted for the server before it became a site.
    const trustedCertificates =
      own.length > 0 ? own : (known.of(site.host, site.port)?.certificates ?? [])
    return {
      title: site.name,
      settings: settingsOfSite({ ...site, trustedCertificates }, defaults),
      limits: limitsOf(site.options, defaults),
    }
  }
  const tellServers = (sites: Iterable<Site>) => {
    for (const site of sites) options.servers().updateSite(site.id, recordOf(site))
  }
  const change = async (ids: readonly string[], edit: (site: Site) => Site) => {
    await store.change((state) => ({
      ...state,
      ...put(state, { sites: ids.flatMap((id) => state.sites.get(id) ?? []).map(edit) }),
    }))
    tellServers(ids.flatMap((id) => store.get().sites.get(id) ?? []))
  }
  const changeSecrets: SiteService['calls']['changeSecrets'] = async (_signal, id, changes) => {
    if (id !== defaultsId) siteOf(id)
    await secrets.change(id, changes)
    options.servers().forgetCredentials(id)
  }

  async function saveSite(draft: SiteDraft, id?: string): Promise<Site> {
    const checked = checkedDraft(draft)
    const siteId = id ?? randomUUID()
    if (id !== undefined) siteOf(id)
    await store.change((state) => {
      const old = state.sites.get(siteId)
      const parentId =
        checked.parentId !== null && state.folders.has(checked.parentId) ? checked.parentId : null
      const isSameServer = old && old.host === checked.host && old.port === checked.port
      const site: Site = {
        ...checked,
        id: siteId,
        parentId,
        position: old?.parentId === parentId ? old.position : nextPosition(state, parentId),
        // A pin says something about one server, not about the next one of the same name.
        trustedCertificates: isSameServer ? old.trustedCertificates : [],
      }
      return { ...state, ...put(state, { sites: [site] }) }
    })
    if (id !== undefined) await secrets.forget(siteId, uselessSecrets(checked))
    const site = siteOf(siteId)
    tellServers([site])
    return site
  }

  const calls: SiteService['calls'] = {
    watchSites: (sink) => store.feed.attach(sink),
    saveSite: (_signal, draft, id) => saveSite(draft, id),
    async saveFolder(_signal, { name, parentId }, id) {
      const folderId = id ?? randomUUID()
      await store.change((state) => {
        const old = state.folders.get(folderId)
        if (old) return { ...state, ...put(state, { folders: [{ ...old, name }] }) }
        const parent = parentId !== null && state.folders.has(parentId) ? parentId : null
        const position = nextPosition(state, parent)
        const folder = { id: folderId, name, parentId: parent, position }
        return { ...state, ...put(state, { folders: [folder] }) }
      })
      return store.get().folders.get(folderId)!
    },
    async saveDefaults(_signal, defaults) {
      if (defaults.encoding !== undefined) codecFor(defaults.encoding)
      await store.change((state) => ({ ...state, defaults }))
      const { proxy } = defaults
      if (!proxy || proxy === 'none' || proxy.user === undefined) await secrets.forget(defaultsId)
      tellServers(store.get().sites.values())
      return defaults
    },
    changeSites: (_signal, ids, patch) => change(ids, (site) => patched(site, patch)),
    deleteSites: (_signal, ids) => deletions.delete(ids),
    undoDelete: (_signal, ticket) => deletions.undo(ticket),
    moveSites: (_signal, ids, parentId, before) =>
      store.change((state) => ({ ...state, ...move(state, ids, parentId, before) })),
    sortSites: (_signal, parentId) =>
      store.change((state) => ({ ...state, ...sortedByName(state, parentId) })),
    async duplicateSites(_signal, ids) {
      const made = duplicated(store.get(), ids, randomUUID)
      // Secrets first: a locked vault must not leave copies without them.
      for (const site of made.sites)
        await secrets.change(site.id, await secrets.read(made.copyOf.get(site.id) ?? ''))
      await store.change((state) => ({ ...state, ...made.tree }))
      return made.sites
    },
    restoreSites: (_signal, how) => store.restore(how),

    savedSecrets: async (_signal, id) => secrets.saved(id),
    changeSecrets,
    revealSecret: (_signal, id, name) => secrets.reveal(id, name),
    async saveSession(signal, sessionId, { name, parentId, savePassword }) {
      const { session, credentials } = options.sessionOf(sessionId)
      const site = await saveSite(draftOf(session, { name, parentId, savePassword }))
      const { password, account } = credentials
      if (savePassword)
        await changeSecrets(signal, site.id, {
          ...(password === undefined ? {} : { password }),
          ...(account === undefined ? {} : { account }),
        })
      return siteOf(site.id)
    },

    watchVisits: (sink) => visits.feed.attach(sink),
    clearVisits: () => visits.clear(),
    watchKnownServers: (sink) => known.feed.attach(sink),
    async forgetCertificate(_signal, { fingerprint, from }) {
      if (!('siteId' in from)) return known.forgetCertificate(from.host, from.port, fingerprint)
      await change([from.siteId], (site) => ({
        ...site,
        trustedCertificates: site.trustedCertificates.filter(
          (certificate) => certificate.fingerprint !== fingerprint,
        ),
      }))
    },
    async forgetServer(_signal, host, port) {
      await known.forget(host, port)
      options.servers().forgetTls(host, port)
    },
    async forgetAllCertificates() {
      // Of all sites, in turn with the changes under way: one may be getting its pin just now.
      await change([...store.get().sites.keys()], (site) =>
        site.trustedCertificates.length > 0 ? { ...site, trustedCertificates: [] } : site,
      )
      await known.forgetCertificates()
    },
  }

  return {
    calls,
    secrets,
    resolve(request) {
      const { credentials, siteId } = request
      const site = siteId === undefined ? undefined : store.get().sites.get(siteId)
      if (site) {
        const record = recordOf(site)
        const given = 'settings' in request ? request.settings : record.settings
        const { trustedCertificates } = record.settings
        const settings = { ...given, trustedCertificates }
        return { ...record, settings, credentials, siteId: site.id }
      }
      if (!('settings' in request)) throw new AppError('bad-request', 'There is no such site')
      const { settings, title = `${settings.user}@${settings.host}` } = request
      const { host, port } = settings
      const { proxy } = store.get().defaults
      const trusted = known.of(host, port)?.certificates ?? []
      return {
        title,
        credentials,
        settings: {
          ...settings,
          trustedCertificates: [
            ...trusted.map(({ fingerprint }) => fingerprint),
            ...settings.trustedCertificates.filter(options.isOwnCertificate),
          ],
          ...(settings.proxy || !proxy || proxy === 'none' ? {} : { proxy }),
        },
      }
    },
    resolveDraft(draft, credentials, id) {
      const checked = checkedDraft(draft)
      const saved = id === undefined ? undefined : siteOf(id)
      const { host, port } = checked
      const isSameServer = saved && saved.host === host && saved.port === port
      const trustedCertificates = isSameServer ? saved.trustedCertificates : []
      const record = recordOf({ ...checked, id: id ?? '', position: 0, trustedCertificates })
      return { ...record, credentials, ...(id === undefined ? {} : { siteId: id }) }
    },
    refreshed(record) {
      const site = record.siteId === undefined ? undefined : store.get().sites.get(record.siteId)
      return site ? { ...record, ...recordOf(site) } : record
    },
    secretKeyFor({ siteId, settings }, name) {
      const site = siteId === undefined ? undefined : store.get().sites.get(siteId)
      if (name === 'proxyPassword' && site?.options.proxy === undefined) {
        const { proxy } = store.get().defaults
        // Only for the very proxy that the password was saved for.
        const isDefault =
          proxy && proxy !== 'none' && JSON.stringify(proxy) === JSON.stringify(settings.proxy)
        return isDefault ? secretKey(defaultsId, name) : undefined
      }
      return site && secretKey(site.id, name)
    },
    async pin(record, certificate) {
      const trusted = { ...certificate, trustedAt: Date.now() }
      const { host, port } = record.settings
      const { siteId } = record
      if (siteId === undefined || !store.get().sites.has(siteId)) known.pin(host, port, trusted)
      // A pin that cannot be written counts for this time; the next connection asks again.
      else
        await store
          .change((state) => {
            const site = state.sites.get(siteId)
            if (!site) return state
            const pinned = { ...site, trustedCertificates: [trusted] }
            return { ...state, ...put(state, { sites: [pinned] }) }
          })
          .catch(() => {})
    },
    async noteVisit({ siteId, settings }) {
      const { host, port, user, encryption, mode, trustedCertificates } = settings
      if (trustedCertificates.some(options.isOwnCertificate)) return
      await visits.add({ ...(siteId ? { siteId } : {}), host, port, user, encryption, mode })
    },
    async close() {
      await deletions.finishAll().catch(() => {})
      await visits.close()
      await known.close()
    },
  }
}

function limitsOf(own: SiteOptions, defaults: SiteOptions): ServerLimits {
  const { parallelUploads, parallelDownloads, uploadLimit, downloadLimit } = {
    ...defaults,
    ...own,
  }
  return {
    ...(parallelUploads === undefined ? {} : { uploads: parallelUploads }),
    ...(parallelDownloads === undefined ? {} : { downloads: parallelDownloads }),
    ...(uploadLimit ? { uploadSpeed: uploadLimit } : {}),
    ...(downloadLimit ? { downloadSpeed: downloadLimit } : {}),
  }
}

/** A site with some fields changed. An option that is null is taken from the defaults again. */
function patched(site: Site, { colour, options, ...rest }: SitesPatch): Site {
  const { colour: oldColour, ...others } = site
  const nextColour = colour === undefined ? oldColour : (colour ?? undefined)
  const merged = Object.entries({ ...site.options, ...options }).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  const parsed = SiteOptions.parse(Object.fromEntries(merged))
  if (parsed.encoding !== undefined) codecFor(parsed.encoding)
  return Site.parse({
    ...others,
    ...rest,
    options: parsed,
    ...(nextColour ? { colour: nextColour } : {}),
  })
}

/** What a session was opened with, as a site. What is as the factory has it is not set. */
function draftOf(
  { settings, homeFolder }: Session,
  wishes: { name: string; parentId: string | null; savePassword: boolean },
): SiteDraft {
  const { host, port, encryption, user, mode, encoding, remoteFolder, postLoginCommands } = settings
  const { quirks, showHidden, timeOffsetMinutes } = settings
  return {
    name: wishes.name,
    parentId: wishes.parentId,
    notes: '',
    isFavourite: false,
    host,
    port,
    encryption,
    user: isAnonymous(user) ? '' : user,
    logon: isAnonymous(user) ? 'anonymous' : wishes.savePassword ? 'password' : 'ask',
    synchronizedBrowsing: false,
    bookmarks: [],
    synchronizations: [],
    postLoginCommands,
    ...(remoteFolder && remoteFolder !== homeFolder ? { remoteFolder } : {}),
    options: {
      ...(mode === 'auto' ? {} : { mode }),
      ...(encoding === 'auto' ? {} : { encoding }),
      ...(showHidden ? {} : { showHidden }),
      ...(timeOffsetMinutes === 0 ? {} : { timeOffsetMinutes }),
      ...Object.fromEntries(Object.entries(quirks).filter(([, isOn]) => isOn)),
    },
  }
}
