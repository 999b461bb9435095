import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type {
  FileJob,
  JobFailure,
  JobUpdate,
  SearchPart,
} from '../../electron/contract/fileJobs.ts'
import { SearchQuery } from '../../electron/contract/fileJobs.ts'
import type { Entry, FolderPart, Place } from '../../electron/contract/files.ts'
import type { StreamSink } from '../../electron/contract/rpc.ts'
import { ConnectionSettings } from '../../electron/contract/sessions.ts'
import type { ProtocolItem } from '../../electron/contract/protocolLog.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import type { Engine } from '../../electron/engine/engine.ts'
import type { HostAbilities } from '../../electron/engine/ports.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'

export const never = new AbortController().signal

export type FtpAccount = {
  host: string
  port: number
  user: string
  password: string
}

export type JobOutcome = {
  last: JobUpdate
  failures: JobFailure[]
  succeeded: string[]
}

export type FileBench = Awaited<ReturnType<typeof openFileBench>>

/** An engine with one open session, and an empty local folder. `stop` removes everything. */
export async function openFileBench(
  account: FtpAccount,
  options: {
    abilities?: HostAbilities
    settings?: Partial<ConnectionSettings>
    localRoots?: boolean
  } = {},
) {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'sampan-files-')))
  const local = join(base, 'local')
  await mkdir(local)
  const engine: Engine = await createEngine({
    dataFolder: join(base, 'data'),
    secrets: createMemoryStore(),
    host: 'web',
    version: '0',
    ...(options.abilities ? { abilities: options.abilities } : {}),
    ...(options.localRoots ? { localRoots: [local] } : {}),
  })
  const { host, port, user, password } = account
  const session = await engine.server.openSession(never, {
    settings: ConnectionSettings.parse({
      host,
      port,
      user,
      encryption: 'none',
      ...options.settings,
    }),
    credentials: { password },
  })
  const home = session.homeFolder ?? '/'
  const remotePath = (name: string) => (home.endsWith('/') ? home + name : `${home}/${name}`)
  const remote = (name: string): Place => ({
    kind: 'remote',
    sessionId: session.id,
    path: remotePath(name),
  })
  const at = (name: string): Place => ({ kind: 'local', path: join(local, name) })

  return {
    engine,
    server: engine.server,
    session,
    local,
    home,
    remotePath,
    /** A place in the session's home folder. */
    remote,
    /** A place in the local folder. */
    at,
    async run(job: FileJob, signal: AbortSignal = never): Promise<JobOutcome> {
      let last: JobUpdate | undefined
      const outcome: Omit<JobOutcome, 'last'> = { failures: [], succeeded: [] }
      const sink: StreamSink<JobUpdate> = {
        signal,
        async send(batch) {
          for (const update of batch) {
            last = update
            outcome.failures.push(...update.failures)
            outcome.succeeded.push(...update.succeeded)
          }
        },
      }
      await engine.server.runFileJob(sink, job)
      return { ...outcome, last: last! }
    },
    async list(place: Place): Promise<Map<string, Entry>> {
      const entries = new Map<string, Entry>()
      const sink: StreamSink<FolderPart> = {
        signal: never,
        async send(parts) {
          for (const part of parts)
            if (part.part === 'entries')
              for (const entry of part.entries) entries.set(entry.name, entry)
        },
      }
      await engine.server.readFolder(sink, place)
      return entries
    },
    async search(place: Place, query: z.input<typeof SearchQuery>): Promise<SearchPart[]> {
      const all: SearchPart[] = []
      const sink: StreamSink<SearchPart> = {
        signal: never,
        send: async (parts) => void all.push(...parts),
      }
      await engine.server.searchFiles(sink, place, SearchQuery.parse(query))
      return all
    },
    /** Every command sent so far. */
    async commands(): Promise<string[]> {
      const stop = new AbortController()
      const items = await new Promise<ProtocolItem[]>((resolve) => {
        void engine.server.watchProtocol(
          {
            signal: stop.signal,
            async send(batch) {
              resolve(batch)
              stop.abort()
            },
          },
          { sessionId: session.id },
        )
      })
      return items.flatMap((item) =>
        'kind' in item && item.kind === 'command' ? [(item as { text: string }).text] : [],
      )
    },
    async stop() {
      await engine.close()
      await rm(base, { recursive: true, force: true })
    },
  }
}

/** The same, limited to its local folder, with the practice server on a folder of its own. */
export async function openPracticeBench() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-practice-')))
  const server = await startPracticeServer({ folder, tls: 'none' })
  const { host, port } = server
  const account = { host, port, user: 'practice', password: 'practice' }
  const bench = await openFileBench(account, { localRoots: true })
  return {
    folder,
    server,
    bench,
    async stop() {
      await bench.stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
