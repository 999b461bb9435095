import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineServer } from '../contract/api.ts'
import type { LogFilesState } from '../contract/app.ts'
import type { ConnectionSettings } from '../contract/sessions.ts'
import { createFeed } from './feed.ts'
import { siteExchangeCalls } from '../contract/siteExchange.ts'
import { createFileService } from './files/fileService.ts'
import { createHandedFiles } from './files/handedFiles.ts'
import type { HandedFiles } from './files/handedFiles.ts'
import { createLentFiles } from './files/lentFiles.ts'
import type { LentFiles } from './files/lentFiles.ts'
import { createLocalGuard } from './files/localRoots.ts'
import type { ServedContent } from './files/viewing.ts'
import { createTranscript } from './ftp/transcript.ts'
import { lazyCalls } from './lazyCalls.ts'
import type { EnginePorts } from './ports.ts'
import { openModeNotes } from './modeNotes.ts'
import { createPracticeService } from './practiceService.ts'
import { openLogFiles } from './protocol/logFiles.ts'
import { openProtocolService } from './protocol/openService.ts'
import { streamProtocol } from './protocolStream.ts'
import { createQuestions } from './questions.ts'
import { checkRawCommand } from './rawCommands.ts'
import { createServerPool, serverIdOf } from './serverPool.ts'
import { createSecretAccess } from './secrets/secretAccess.ts'
import { createGatekeeper, isAnonymous } from './serverGate.ts'
import type { GatekeeperOptions } from './serverGate.ts'
import { createSessions } from './sessions.ts'
import { openSettings } from './settingsStore.ts'
import { openKnownServers } from './sites/knownServers.ts'
import { createSiteService } from './sites/siteService.ts'
import { openSiteStore } from './sites/siteStore.ts'
import { testConnection } from './sites/siteTest.ts'
import { openVisits } from './sites/visits.ts'
import { dataFolderState, wishToMove } from './storage/dataFolder.ts'
import { lockFolder } from './storage/lock.ts'
import { createSynchronizeService } from './synchronize/synchronizeService.ts'
import { createTransferQueue } from './transfers/queue.ts'

export type Engine = {
  /** What a host serves to its windows. */
  server: EngineServer
  /** Files that pass between a page and its host outside the bridge. */
  handing: Pick<HandedFiles, 'receive'> & Pick<LentFiles, 'take'>
  /** Pictures, sound and film that a window has open, for a host to serve to it under their ids. */
  served: (id: string) => ServedContent | undefined
  /** Names of files whose last save in another program was not uploaded. */
  unsentEdits: () => string[]
  /** Ends connections, queue and practice server; everything is on disk when it resolves. */
  close(): Promise<void>
}

/** Bytes of the record where no window shows it. */
const unwatchedTranscript = 256 * 1024

/**
 * The FTP client without a window; all its parts are wired here and nowhere else. Throws AppError
 * `data-folder-in-use` when another Sampan has the data folder.
 */
export async function createEngine(ports: EnginePorts): Promise<Engine> {
  await mkdir(ports.dataFolder, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(ports.dataFolder)
  const abilities = ports.abilities ?? {}
  const settings = await openSettings(ports.dataFolder)
  // On the command line nobody looks back: the record is kept for diagnoses of the moment.
  const isWatched = ports.host !== 'cli'
  const transcript = createTranscript(isWatched ? undefined : unwatchedTranscript)
  const questions = createQuestions()
  const secrets = createSecretAccess({ store: ports.secrets, settings, questions })
  const practice = createPracticeService()
  const known = await openKnownServers(ports.dataFolder)
  const modes = await openModeNotes(ports.dataFolder)
  const store = await openSiteStore(ports.dataFolder)
  const sites = await createSiteService({
    store,
    known,
    secrets,
    visits: await openVisits(ports.dataFolder, settings),
    servers: () => ({
      ...pool,
      updateSite(siteId, change) {
        pool.updateSite(siteId, change)
        queue.limitsChanged()
      },
    }),
    sessionOf: (id) => ({
      session: sessions.get(id),
      credentials: pool.credentialsOf(sessions.serverOf(id)),
    }),
    isOwnCertificate: (fingerprint) => practice.isOwnCertificate(fingerprint),
  })
  const gateOptions: GatekeeperOptions = {
    questions,
    secrets,
    secretKeyFor: (record, name) => sites.secretKeyFor(record, name),
    onTrusted: (record, certificate) => sites.pin(record, certificate),
    plain: known.plain,
  }
  const hadTls = ({ host, port }: Pick<ConnectionSettings, 'host' | 'port'>) =>
    known.of(host, port)?.hadTls ?? false
  const pool = createServerPool({
    ...gateOptions,
    transcript,
    hadTls,
    onProtected: ({ host, port }) => known.noteTls(host, port),
    modes,
    lendsBrowsing: ports.host === 'cli',
  })
  const sessions = createSessions({ pool, transcript })
  const logFolder = join(ports.dataFolder, 'logs')
  const protocol = await openProtocolService({
    isWatched,
    transcript,
    sessions,
    pool,
    resolve: (request) => sites.resolve(request),
    gate: () => createGatekeeper(gateOptions),
    hadTls,
    logFolder,
  })
  let logState: LogFilesState = { folder: logFolder }
  const logFeed = createFeed<LogFilesState>({ key: () => 'log', snapshot: () => [logState] })
  const logFiles = openLogFiles({
    transcript,
    folder: logFolder,
    isOn: () => settings.get().keepLogFiles,
    siteTitleOf: (sessionId) => pool.siteTitleOf(sessionId),
    onFailure({ message }) {
      logState = { folder: logFolder, failure: message }
      logFeed.publish(logState)
      void settings.change({ keepLogFiles: false }).catch(() => {})
    },
  })
  settings.onChange(({ keepLogFiles }) => {
    if (keepLogFiles) logState = { folder: logFolder }
    else logFiles.switchedOff()
  })
  const localGuard = createLocalGuard(ports.localRoots)
  const files = createFileService({
    sessions,
    servers: pool,
    localRoots: ports.localRoots,
    abilities,
    dataFolder: ports.dataFolder,
    uploadsEditsAtOnce: () => settings.get().uploadEdits === 'automatic',
    editorProgram: () => settings.get().editorProgram,
  })
  const handed = createHandedFiles(ports.dataFolder)
  const lent = createLentFiles({
    guard: localGuard,
    servers: pool,
    sessionServer: (sessionId) => sessions.serverOf(sessionId),
  })
  const queue = await createTransferQueue({
    handed,
    dataFolder: ports.dataFolder,
    // What a site says now counts, not what it said when the queue was filled.
    servers: { ...pool, restore: (record) => pool.restore(sites.refreshed(record)) },
    settings,
    sessionServer: (sessionId) => sessions.serverOf(sessionId),
    questions,
    abilities,
    localRoots: ports.localRoots,
    ...(ports.segments === undefined ? {} : { segments: ports.segments }),
    onDrained: () => void endOfQueue().catch(() => {}),
  })

  /** What the user wished for the end is done once, and not again at the next end. */
  async function endOfQueue(): Promise<void> {
    const { whenQueueEnds } = settings.get()
    const act = whenQueueEnds === 'nothing' ? undefined : abilities[whenQueueEnds]
    if (!act) return
    await settings.change({ whenQueueEnds: 'nothing' })
    await act()
  }

  const server: EngineServer = {
    ...files.calls,
    ...queue.calls,
    ...createSynchronizeService({
      sessions,
      localRoots: ports.localRoots,
      abilities,
      enqueue: queue.calls.enqueueTransfers,
    }),
    handFiles: (sink, offered) => handed.offer(sink, offered),
    refuseHandedFile: async (_signal, ticket, reason) => handed.refuse(ticket, reason),
    lendFile: async (_signal, ticket, place) => lent.lend(ticket, place),
    ...sites.calls,
    ...secrets.calls,
    ...lazyCalls(siteExchangeCalls, async () => {
      const { createSiteExchange } = await import('./sites/siteExchange.ts')
      const { localRoots } = ports
      return createSiteExchange({ store, secrets: sites.secrets, access: secrets, localRoots })
    }),
    async saveSession(signal, sessionId, wishes) {
      const site = await sites.calls.saveSession(signal, sessionId, wishes)
      // What was said about an unprotected connection holds for the site that it becomes.
      if (known.plain.has(sessions.serverOf(sessionId)))
        known.plain.add(serverIdOf({ ...sessions.get(sessionId), siteId: site.id }))
      sessions.nameSite(sessionId, site.id, site.name)
      return site
    },
    testSite(sink, draft, credentials, id) {
      const server = sites.resolveDraft(draft, credentials, id)
      const gate = createGatekeeper(gateOptions)
      return testConnection(sink, server, { gate, transcript, hadTls: hadTls(server.settings) })
    },
    appInfo: async () => ({
      version: ports.version,
      host: ports.host,
      platform:
        process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
      secretProtection: secrets.protection(),
      opensFiles: abilities.openFile !== undefined,
      endActions: (['quit', 'sleep'] as const).filter((action) => abilities[action]),
      ...(ports.openAtStart ? { openAtStart: ports.openAtStart } : {}),
    }),
    dataFolder: () => dataFolderState(ports.dataFolder),
    async moveDataFolder(_signal, target) {
      const checked = target === null ? null : await localGuard.check(target)
      await wishToMove(ports.dataFolder, checked)
      return dataFolderState(ports.dataFolder)
    },
    startPractice: () => practice.start(),
    watchSettings: (sink) => settings.feed.attach(sink),
    changeSettings: (_signal, patch) => settings.change(patch),
    watchLogFiles: (sink) => logFeed.attach(sink),
    async openSession(signal, request) {
      const session = await sessions.open(sites.resolve(request), signal)
      // Whoever cannot be written down has connected all the same.
      await sites.noteVisit(session).catch(() => {})
      const serverId = sessions.serverOf(session.id)
      const isFirstPlain =
        !session.tls && !isAnonymous(session.settings.user) && !known.plain.has(serverId)
      if (isFirstPlain) known.plain.add(serverId)
      return isFirstPlain ? { ...session, isFirstPlain } : session
    },
    closeSession: async (_signal, id) => sessions.close(id),
    cancelSessionWork: async (_signal, id) => sessions.cancelWork(id),
    changeSession: async (_signal, id, change) => sessions.change(id, change),
    async sendRawCommand(signal, id, line) {
      checkRawCommand(line)
      return sessions.use(id, { verb: 'raw', subject: '' }, signal, (connection, inner) =>
        connection.send(line.trim(), inner),
      )
    },
    watchSessions: (sink) => sessions.feed.attach(sink),
    watchQuestions: (sink) => questions.feed.attach(sink),
    answerQuestion: async (_signal, id, answer) => questions.answer(id, answer),
    watchProtocol: (sink, filter) => streamProtocol(transcript, sink, filter),
    ...protocol.calls,
    async clearProtocol() {
      transcript.clear()
      protocol.clear()
    },
  }

  return {
    server,
    handing: { receive: handed.receive, take: lent.take },
    served: files.served,
    unsentEdits: files.unsentEdits,
    async close() {
      await queue.close()
      await files.close()
      sessions.closeAll()
      await pool.close()
      await protocol.close()
      await practice.stop()
      await logFiles.close()
      await sites.close()
      await modes.close()
      secrets.close()
      await lock.release()
    },
  }
}
