import { randomUUID } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { Session, SessionChange } from '../contract/sessions.ts'
import { createFeed } from './feed.ts'
import type { Feed } from './feed.ts'
import type { Connection, OperationLabel } from './ftp/connection.ts'
import { codecFor } from './ftp/encoding.ts'
import { cancelled } from './ftp/errors.ts'
import type { FtpConnection } from './ftp/ftpConnection.ts'
import type { Transcript } from './ftp/transcript.ts'
import { runOperation } from './operations.ts'
import type { ServerPool } from './serverPool.ts'
import type { ResolvedRequest } from './sites/siteService.ts'

type Changes = Partial<
  Pick<Session['settings'], 'mode' | 'encoding' | 'showHidden' | 'timeOffsetMinutes' | 'quirks'>
>

export type Sessions = {
  open(request: ResolvedRequest, signal: AbortSignal): Promise<Session>
  close(id: string): void
  change(id: string, change: Changes): Session
  get(id: string): Session
  ids(): string[]
  serverOf(id: string): string
  /** It was saved as a site meanwhile. */
  nameSite(id: string, siteId: string, title: string): void
  cancelWork(id: string): void
  /**
   * Runs a job on the session's connection, reconnecting first if it was lost. A job that is safe
   * to repeat, asked when it matters, is repeated once when the connection breaks under it.
   */
  use<T>(
    id: string,
    label: OperationLabel,
    signal: AbortSignal,
    job: (connection: Connection, signal: AbortSignal) => Promise<T>,
    options?: { isRepeatable?: () => boolean },
  ): Promise<T>
  feed: Feed<SessionChange>
  closeAll(): void
}

type Live = {
  session: Session
  serverId: string
  connection: FtpConnection | undefined
  reconnecting: Promise<FtpConnection> | undefined
  /** Aborted by "cancel" and by closing; renewed after a cancel. */
  work: AbortController
  keepAlive: NodeJS.Timeout | undefined
  isClosed: boolean
}

/** Errors that say nothing about the job, only that its connection is gone. */
const lossCodes = new Set(['server-closed', 'timeout', 'protocol-error', 'connection-failed'])

export function createSessions(options: { pool: ServerPool; transcript: Transcript }): Sessions {
  const { pool, transcript } = options
  const sessions = new Map<string, Live>()
  const feed = createFeed<SessionChange>({
    key: (item) => (item.kind === 'session' ? item.session.id : item.id),
    snapshot: () => [...sessions.values()].map(({ session }) => ({ kind: 'session', session })),
  })

  const liveOf = (id: string): Live => {
    const live = sessions.get(id)
    if (!live) throw new AppError('session-not-found', 'The session is closed')
    return live
  }
  const update = (live: Live, change: Partial<Session>) => {
    live.session = { ...live.session, ...change, settings: pool.settingsOf(live.serverId) }
    if (!live.isClosed) feed.publish({ kind: 'session', session: live.session })
  }

  /** What the connection knows by now: mode and encoding may change with each transfer. */
  const refreshFacts = (live: Live) => {
    const { connection, session } = live
    if (!connection) return
    const { modeInUse, encoding } = connection
    const isSame =
      modeInUse === session.modeInUse &&
      encoding.name === session.encoding.name &&
      encoding.guessed === session.encoding.guessed
    if (!isSame) update(live, { encoding, modeInUse })
  }

  const attach = (live: Live, connection: FtpConnection) => {
    live.connection = connection
    const { software, tls, encoding, homeFolder } = connection
    update(live, {
      state: { state: 'ready' },
      features: [...connection.features].map(([name, value]) => `${name} ${value}`.trim()),
      encoding,
      homeFolder,
      ...(software ? { software } : {}),
      ...(tls ? { tls } : {}),
    })
    const interval = live.session.settings.keepAliveInterval * 1_000
    if (interval > 0) {
      live.keepAlive = setInterval(() => void connection.keepAlive().catch(() => {}), interval)
      live.keepAlive.unref()
    }
    void connection.closed.then(() => {
      clearInterval(live.keepAlive)
      if (live.connection === connection) live.connection = undefined
    })
  }

  const connect = async (live: Live, signal: AbortSignal): Promise<FtpConnection> => {
    const connection = await pool.openBrowsing(live.serverId, live.session.id, signal)
    if (live.isClosed) {
      connection.close()
      throw cancelled()
    }
    attach(live, connection)
    return connection
  }

  const connectionOf = (live: Live, signal: AbortSignal): Promise<FtpConnection> => {
    if (live.connection?.isOpen) return Promise.resolve(live.connection)
    if (live.reconnecting) return live.reconnecting
    update(live, { state: { state: 'reconnecting', attempt: 1 } })
    const attempt = connect(live, AbortSignal.any([signal, live.work.signal]))
    live.reconnecting = attempt
      .catch((error: unknown) => {
        update(live, { state: { state: 'closed', error: AppError.from(error).toData() } })
        throw error
      })
      .finally(() => (live.reconnecting = undefined))
    return live.reconnecting
  }

  const end = (live: Live) => {
    live.isClosed = true
    sessions.delete(live.session.id)
    live.work.abort()
    clearInterval(live.keepAlive)
    live.connection?.close()
    feed.publish({ kind: 'gone', id: live.session.id })
  }

  return {
    feed,
    get: (id) => liveOf(id).session,
    ids: () => [...sessions.keys()],
    serverOf: (id) => liveOf(id).serverId,
    nameSite: (id, siteId, title) => update(liveOf(id), { siteId, title }),
    async open(request, signal) {
      const { title, settings, credentials, siteId, limits } = request
      codecFor(settings.encoding)
      const record = pool.register(
        { title, settings, ...(siteId ? { siteId } : {}), ...(limits ? { limits } : {}) },
        credentials,
      )
      const live: Live = {
        session: {
          id: randomUUID(),
          title,
          settings: record.settings,
          state: { state: 'connecting', step: 'dialling' },
          features: [],
          encoding: { name: 'utf-8', guessed: false },
          ...(siteId ? { siteId } : {}),
        },
        serverId: record.id,
        connection: undefined,
        reconnecting: undefined,
        work: new AbortController(),
        keepAlive: undefined,
        isClosed: false,
      }
      sessions.set(live.session.id, live)
      feed.publish({ kind: 'session', session: live.session })
      try {
        await connect(live, AbortSignal.any([signal, live.work.signal]))
        return live.session
      } catch (error) {
        end(live)
        const { code, details } = AppError.from(error)
        if (code === 'login-failed') pool.forgetPassword(record.id, details?.reply ?? '')
        throw error
      }
    },
    close: (id) => end(liveOf(id)),
    change(id, change) {
      const live = liveOf(id)
      if (change.encoding !== undefined) codecFor(change.encoding)
      pool.changeSettings(live.serverId, change)
      update(live, {})
      refreshFacts(live)
      return live.session
    },
    cancelWork(id) {
      const live = liveOf(id)
      live.work.abort()
      live.work = new AbortController()
    },
    async use(id, label, signal, job, { isRepeatable = () => false } = {}) {
      const live = liveOf(id)
      const inner = AbortSignal.any([signal, live.work.signal])
      const run = async () => {
        const connection = await connectionOf(live, inner)
        return runOperation(transcript, connection, id, label, () =>
          job(connection, inner),
        ).finally(() => refreshFacts(live))
      }
      try {
        return await run()
      } catch (error) {
        const cause = AppError.from(error)
        const isLost = lossCodes.has(cause.code) && !live.connection?.isOpen
        if (!isLost || live.isClosed || inner.aborted || !isRepeatable()) throw cause
        return await run()
      }
    },
    closeAll() {
      for (const live of [...sessions.values()]) end(live)
    },
  }
}
