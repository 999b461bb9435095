import { mkdir } from 'node:fs/promises'
import type { ApiServer } from '../contract/api.ts'
import { createFileService } from './files/fileService.ts'
import { createTranscript } from './ftp/transcript.ts'
import type { EnginePorts } from './ports.ts'
import { createPracticeService } from './practiceService.ts'
import { streamProtocol } from './protocolStream.ts'
import { createQuestions } from './questions.ts'
import { checkRawCommand } from './rawCommands.ts'
import { createServerPool } from './serverPool.ts'
import { createSessions } from './sessions.ts'
import { openSettings } from './settingsStore.ts'
import { lockFolder } from './storage/lock.ts'
import { createTransferQueue } from './transfers/queue.ts'

export type Engine = {
  /** What a host serves to its windows. */
  server: ApiServer
  /** Ends connections, queue and practice server; everything is on disk when it resolves. */
  close(): Promise<void>
}

/**
 * The FTP client without a window; all its parts are wired here and nowhere else. Throws AppError
 * `data-folder-in-use` when another Sampan has the data folder.
 */
export async function createEngine(ports: EnginePorts): Promise<Engine> {
  await mkdir(ports.dataFolder, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(ports.dataFolder)
  const abilities = ports.abilities ?? {}
  const settings = await openSettings(ports.dataFolder)
  const transcript = createTranscript()
  const questions = createQuestions()
  const pool = createServerPool({ transcript, questions, secrets: ports.secrets })
  const sessions = createSessions({ pool, transcript })
  const practice = createPracticeService()
  const files = createFileService({ sessions, localRoots: ports.localRoots, abilities })
  const queue = await createTransferQueue({
    dataFolder: ports.dataFolder,
    servers: pool,
    settings,
    sessionServer: (sessionId) => sessions.serverOf(sessionId),
    questions,
    abilities,
    localRoots: ports.localRoots,
  })

  const server: ApiServer = {
    ...files,
    ...queue.calls,
    appInfo: async () => ({
      version: ports.version,
      host: ports.host,
      platform:
        process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
      secretProtection: ports.secrets.protection(),
      ...(ports.openAtStart ? { openAtStart: ports.openAtStart } : {}),
    }),
    startPractice: () => practice.start(),
    watchSettings: (sink) => settings.feed.attach(sink),
    changeSettings: (_signal, patch) => settings.change(patch),
    openSession: (signal, request) => sessions.open(request, signal),
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
    clearProtocol: async () => transcript.clear(),
  }

  return {
    server,
    async close() {
      await queue.close()
      sessions.closeAll()
      await pool.close()
      await practice.stop()
      await lock.release()
    },
  }
}
