import { createHash } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { ConnectionSettings, Credentials } from '../contract/sessions.ts'
import { emptyModeMemory } from './ftp/dataModes.ts'
import type { ModeMemory, Strategy } from './ftp/dataModes.ts'
import { cancelled } from './ftp/errors.ts'
import { openFtpConnection } from './ftp/ftpConnection.ts'
import type { FtpConnection, SharedMemory } from './ftp/ftpConnection.ts'
import type { Transcript } from './ftp/transcript.ts'
import { runOperation } from './operations.ts'
import { createGatekeeper } from './serverGate.ts'
import type { GatekeeperOptions } from './serverGate.ts'
import type { Lease, ServerRecord, Servers } from './servers.ts'

type Waiter = { resolve(connection: FtpConnection): void; reject(error: Error): void }

/** A server with everything that its connections share. */
type Entry = {
  record: ServerRecord
  credentials: Credentials
  memory: SharedMemory
  idle: FtpConnection[]
  lent: Set<FtpConnection>
  opening: number
  waiting: Waiter[]
  /** Transfer connections that the server turned out to allow. */
  learntLimit: number
  browsing: Set<FtpConnection>
  /** The server's words about the last password, which is not sent again. */
  refused: string | undefined
  /** Session whose protocol view shows the transfer connections as well. */
  viewId: string
}

export type ServerPool = Servers & {
  /** A connection of its own for a browsing session, outside the transfer limit. */
  openBrowsing(id: string, sessionId: string, signal: AbortSignal): Promise<FtpConnection>
  settingsOf(id: string): ConnectionSettings
  /** The name of the site whose lines carry this session; undefined where it is no saved site. */
  siteTitleOf(sessionId: string): string | undefined
  changeSettings(id: string, change: Partial<ConnectionSettings>): void
  /** Forgets a password that the server refused, so that the next login asks; with its words. */
  forgetPassword(id: string, refused?: string): void
  /** What a connection to this server was opened with; it never leaves the engine. */
  credentialsOf(id: string): Credentials
  /** A site was edited: the next connections use what it says now. */
  updateSite(siteId: string, change: Omit<ServerRecord, 'id' | 'siteId'>): void
  /** Secrets of a site were changed or deleted. */
  forgetCredentials(siteId: string): void
  /** It is no longer known that this server speaks TLS. */
  forgetTls(host: string, port: number): void
}

export type ServerPoolOptions = GatekeeperOptions & {
  transcript: Transcript
  /** Whether a connection to this server was ever protected, as far as the disk remembers. */
  hadTls?: (settings: ConnectionSettings) => boolean
  onProtected?: (settings: ConnectionSettings) => void
  /** What way of opening data connections worked on a server, as far as the disk remembers. */
  modes?: {
    of(settings: ConnectionSettings): Strategy | undefined
    note(settings: ConnectionSettings, strategy: Strategy): void
  }
  /** Nobody looks around while transfers run, so that these may use the session's connection, too. */
  lendsBrowsing?: boolean
}

/** Milliseconds after which an unused transfer connection is closed. */
const idlePatience = 60_000

/** The same for the same server, or site, over restarts. */
export const serverIdOf = ({ siteId, settings }: Omit<ServerRecord, 'id'>) => {
  const { host, port, user, encryption } = settings
  const identity = siteId ? ['site', siteId] : [host.toLowerCase(), port, user, encryption]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)
}

export function createServerPool(options: ServerPoolOptions): ServerPool {
  const { transcript } = options
  const entries = new Map<string, Entry>()
  const gate = createGatekeeper(options)
  const closing = new AbortController()

  const entryOf = (id: string): Entry => {
    const entry = entries.get(id)
    if (!entry) throw new AppError('not-possible-now', 'The server is not known any more')
    return entry
  }
  const ofSite = (siteId: string) =>
    [...entries.values()].filter(({ record }) => record.siteId === siteId)
  const newMemory = (settings: ConnectionSettings): SharedMemory => ({
    features: undefined,
    hadTls: options.hadTls?.(settings) ?? false,
    modes: newModes(settings),
    lists: { refused: new Set() },
  })
  const newModes = (settings: ConnectionSettings): ModeMemory => ({
    ...emptyModeMemory(),
    remembered: options.modes?.of(settings),
    onWorked: (strategy) => options.modes?.note(settings, strategy),
  })
  const add = (record: ServerRecord): Entry => {
    const entry: Entry = {
      record,
      credentials: {},
      memory: newMemory(record.settings),
      idle: [],
      lent: new Set(),
      opening: 0,
      waiting: [],
      learntLimit: Infinity,
      browsing: new Set(),
      refused: undefined,
      viewId: record.id,
    }
    entries.set(record.id, entry)
    return entry
  }

  const open = async (entry: Entry, sessionId: string, signal: AbortSignal) => {
    const ends = AbortSignal.any([signal, closing.signal])
    const connection = await openFtpConnection({
      ...(await gate.routeSecrets(entry.record, entry.credentials, ends)),
      settings: () => entry.record.settings,
      async credentials(inner, wanted) {
        const { refused } = entry
        entry.refused = undefined
        return gate.credentials(entry.record, entry.credentials, inner, wanted, refused)
      },
      acceptPlain: (inner) => gate.acceptPlain(entry.record, inner),
      trust: (question, inner) => gate.trust(entry.record, question, inner),
      memory: entry.memory,
      transcript,
      sessionId,
      signal: ends,
    })
    if (connection.tls) options.onProtected?.(entry.record.settings)
    return connection
  }

  const limitOf = (entry: Entry) =>
    Math.max(1, Math.min(entry.record.settings.connectionLimit, entry.learntLimit))

  const takeIdle = (entry: Entry): FtpConnection | undefined => {
    for (;;) {
      const connection = entry.idle.pop()
      if (!connection || connection.isOpen) return connection
    }
  }

  const spareBrowsing = (entry: Entry): FtpConnection | undefined =>
    [...entry.browsing].find((connection) => connection.isOpen && !entry.lent.has(connection))

  /** Hands a connection to whoever waits longest, or keeps it warm for a while. */
  const giveBack = (entry: Entry, connection: FtpConnection) => {
    const wasLent = entry.lent.delete(connection)
    // Beside whoever has it: nobody else may have it meanwhile.
    if (!wasLent && entry.browsing.has(connection)) return
    if (!connection.isOpen || closing.signal.aborted) {
      connection.close()
      serveWaiting(entry)
      return
    }
    const next = entry.waiting.shift()
    if (next) {
      entry.lent.add(connection)
      next.resolve(connection)
      return
    }
    if (entry.browsing.has(connection)) return
    entry.idle.push(connection)
    keepWarm(entry, connection)
  }

  const keepWarm = (entry: Entry, connection: FtpConnection) => {
    const close = setTimeout(() => {
      const index = entry.idle.indexOf(connection)
      if (index < 0) return
      entry.idle.splice(index, 1)
      connection.close()
    }, idlePatience)
    close.unref()
    void connection.closed.then(() => clearTimeout(close))
  }

  /** A place became free: whoever waits first may open a connection in it. */
  const serveWaiting = (entry: Entry) => {
    if (entry.waiting.length === 0 || entry.lent.size + entry.opening >= limitOf(entry)) return
    const next = entry.waiting.shift()!
    openFor(entry, closing.signal).then(
      (connection) => next.resolve(connection),
      (error: unknown) => next.reject(AppError.from(error)),
    )
  }

  const wait = (entry: Entry, signal: AbortSignal): Promise<FtpConnection> =>
    new Promise((resolve, reject) => {
      let isGone = false
      const leave = () => {
        isGone = true
        const index = entry.waiting.indexOf(waiter)
        if (index >= 0) entry.waiting.splice(index, 1)
        reject(cancelled())
      }
      const waiter: Waiter = {
        resolve(connection) {
          // It left while this one was being opened for it.
          if (isGone) return giveBack(entry, connection)
          signal.removeEventListener('abort', leave)
          resolve(connection)
        },
        reject(error) {
          signal.removeEventListener('abort', leave)
          reject(error)
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      entry.waiting.push(waiter)
    })

  /** Opens a connection; learns from a server that will not have one more. */
  const openFor = async (entry: Entry, signal: AbortSignal): Promise<FtpConnection> => {
    let refusal: AppError
    entry.opening++
    try {
      const connection = await open(entry, entry.viewId, signal)
      entry.lent.add(connection)
      if (closing.signal.aborted) connection.close()
      return connection
    } catch (error) {
      refusal = AppError.from(error)
    } finally {
      entry.opening--
    }
    const instead = refusal.code === 'too-many-connections' && insteadOf(entry, signal)
    // Whoever waited for this one to come up must not wait for ever.
    if (entry.lent.size + entry.opening === 0) serveWaiting(entry)
    if (instead) return instead
    throw refusal
  }

  /** The server has no room for one more: one of those that it let in must do, if there are any. */
  const insteadOf = (
    entry: Entry,
    signal: AbortSignal,
  ): FtpConnection | Promise<FtpConnection> | undefined => {
    entry.idle = entry.idle.filter((connection) => connection.isOpen)
    // Those that are just logging in count until they are refused themselves.
    const letIn = entry.lent.size + entry.idle.length + entry.opening
    entry.learntLimit = Math.min(entry.learntLimit, Math.max(1, letIn))
    const warm = takeIdle(entry)
    if (warm) {
      entry.lent.add(warm)
      return warm
    }
    if (letIn > 0) return wait(entry, signal)
    // Not even one beside the browsing session: then the two must share.
    return [...entry.browsing].find((connection) => connection.isOpen)
  }

  const acquire = async (entry: Entry, signal: AbortSignal): Promise<FtpConnection> => {
    const warm = takeIdle(entry) ?? (options.lendsBrowsing ? spareBrowsing(entry) : undefined)
    if (warm) {
      entry.lent.add(warm)
      return warm
    }
    if (entry.lent.size + entry.opening < limitOf(entry)) return openFor(entry, signal)
    return wait(entry, signal)
  }

  return {
    register(server, credentials = {}) {
      const id = serverIdOf(server)
      const known = entries.get(id)
      const entry = known ?? add({ ...server, id })
      if (known) known.record = { ...server, id }
      entry.credentials = { ...entry.credentials, ...credentials }
      return entry.record
    },
    restore(record) {
      if (!entries.has(record.id)) add(record)
    },
    get: (id) => entries.get(id)?.record,
    async lease(id, signal): Promise<Lease> {
      if (signal.aborted) throw cancelled()
      const entry = entryOf(id)
      const connection = await acquire(entry, signal)
      let isReleased = false
      return {
        connection,
        operation: (label, job) => runOperation(transcript, connection, entry.viewId, label, job),
        release() {
          if (isReleased) return
          isReleased = true
          giveBack(entry, connection)
        },
      }
    },
    limitOf: (id) => limitOf(entryOf(id)),
    async openBrowsing(id, sessionId, signal) {
      const entry = entryOf(id)
      entry.viewId = sessionId
      const connection = await open(entry, sessionId, signal)
      entry.browsing.add(connection)
      void connection.closed.then(() => entry.browsing.delete(connection))
      return connection
    },
    settingsOf: (id) => entryOf(id).record.settings,
    siteTitleOf(sessionId) {
      for (const { viewId, record } of entries.values())
        if (viewId === sessionId) return record.siteId ? record.title : undefined
      return undefined
    },
    changeSettings(id, change) {
      const entry = entryOf(id)
      entry.record = { ...entry.record, settings: { ...entry.record.settings, ...change } }
      // What failed in one mode says nothing about the next one.
      if (change.mode || change.quirks) entry.memory.modes = newModes(entry.record.settings)
      if (change.quirks || change.showHidden !== undefined) entry.memory.lists.refused.clear()
    },
    forgetPassword(id, refused = '') {
      const entry = entryOf(id)
      const { password: _wrong, ...rest } = entry.credentials
      entry.credentials = rest
      entry.refused = refused
    },
    credentialsOf: (id) => entryOf(id).credentials,
    updateSite(siteId, change) {
      for (const entry of ofSite(siteId)) {
        const { host, port } = entry.record.settings
        entry.record = { ...entry.record, ...change }
        if (host === change.settings.host && port === change.settings.port) continue
        // Another server: nothing that was learnt of the old one holds.
        entry.memory = newMemory(change.settings)
        for (const connection of entry.idle.splice(0)) connection.close()
      }
    },
    forgetCredentials(siteId) {
      for (const entry of ofSite(siteId)) entry.credentials = {}
    },
    forgetTls(host, port) {
      for (const { record, memory } of entries.values())
        if (record.settings.host.toLowerCase() === host && record.settings.port === port)
          memory.hadTls = false
    },
    async close() {
      closing.abort()
      for (const entry of entries.values()) {
        for (const waiter of entry.waiting.splice(0)) waiter.reject(cancelled())
        for (const connection of [...entry.idle, ...entry.lent, ...entry.browsing])
          connection.close()
      }
    },
  }
}
