import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { ConnectionSettings } from '../contract/sessions.ts'
import type { Session } from '../contract/sessions.ts'
import type { Site, SiteOptions } from '../contract/sites.ts'
import { settingsOfSite } from '../contract/sites.ts'
import type { RemoteArgument, RunOptions } from './arguments.ts'
import type { Report } from './report.ts'
import { resolvePath } from './url.ts'

export type Connected = {
  session: Session
  /** Absolute path of an argument on this server. */
  pathOf(remote: RemoteArgument): string
}

export type Connector = {
  /** The session for an argument; arguments of the same server share one. */
  to(remote: RemoteArgument): Promise<Connected>
}

/** Opens sessions as the command line says: by URL, or by the name of a saved site. */
export function createConnector(
  server: EngineServer,
  options: RunOptions,
  report: Report,
  signal: AbortSignal,
): Connector {
  const sessions = new Map<string, Promise<Connected>>()

  async function open(remote: RemoteArgument): Promise<Connected> {
    const { address } = remote
    const request = address ? requestForUrl(address, options) : await requestForSite()
    if (address?.password !== undefined)
      report.warn(
        'a password in a URL can be seen by other users of this machine; use SAMPAN_PASSWORD',
      )
    const session = (await server.openSession(signal, request)) as Session
    report.event({
      event: 'connected',
      host: session.settings.host,
      port: session.settings.port,
      user: session.settings.user,
      encrypted: session.tls !== undefined,
      ...(session.tls ? { fingerprint: session.tls.fingerprint } : {}),
      software: session.software,
    })
    const home = session.settings.remoteFolder ?? session.homeFolder ?? '/'
    return { session, pathOf: ({ path }) => resolvePath(path, home) }
  }

  async function requestForSite() {
    const { site, defaults } = await findSite(server, options.site!)
    const settings = ConnectionSettings.parse({
      ...settingsOfSite(site, defaults),
      ...overridesOf(options),
    })
    return { settings, credentials: {}, siteId: site.id, title: site.name }
  }

  return {
    to(remote) {
      const { host, port, user, encryption } = remote.address ?? {}
      const key = JSON.stringify([host, port, user, encryption])
      let connected = sessions.get(key)
      if (!connected) {
        connected = open(remote)
        sessions.set(key, connected)
      }
      return connected
    },
  }
}

function requestForUrl(address: NonNullable<RemoteArgument['address']>, options: RunOptions) {
  const { host, user, password, encryption = 'auto' } = address
  const tls = options.tls ?? encryption
  const settings = ConnectionSettings.parse({
    host,
    port: address.port ?? (tls === 'implicit' ? 990 : 21),
    encryption: tls,
    ...(user === undefined ? {} : { user }),
    ...overridesOf(options),
  })
  return { settings, credentials: password === undefined ? {} : { password } }
}

function overridesOf({ mode, tls, encoding, parallel }: RunOptions) {
  return {
    connectionLimit: parallel,
    // Connections of a run are never idle for long.
    keepAliveInterval: 0,
    ...(mode === undefined ? {} : { mode }),
    ...(tls === undefined ? {} : { encryption: tls }),
    ...(encoding === undefined ? {} : { encoding }),
  }
}

async function findSite(
  server: EngineServer,
  name: string,
): Promise<{ site: Site; defaults: SiteOptions }> {
  const sites: Site[] = []
  let defaults: SiteOptions = {}
  const enough = new AbortController()
  await new Promise<void>((resolve) => {
    void server.watchSites({
      signal: enough.signal,
      async send(batch) {
        for (const change of batch)
          if (change.kind === 'site') sites.push(change.site as Site)
          else if (change.kind === 'defaults') defaults = change.options
        resolve()
      },
    })
  })
  enough.abort()
  const named = sites.filter((site) => site.name === name)
  if (named.length === 1) return { site: named[0]!, defaults }
  throw new AppError(
    'bad-request',
    named.length === 0
      ? `There is no saved site named ${name}`
      : `${named.length} saved sites are named ${name}: rename all but one in the application`,
  )
}
