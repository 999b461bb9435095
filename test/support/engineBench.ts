import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Settings } from '../../electron/contract/app.ts'
import type { StreamSink } from '../../electron/contract/rpc.ts'
import { ConnectionSettings, Session } from '../../electron/contract/sessions.ts'
import type { Credentials, QuestionChange } from '../../electron/contract/sessions.ts'
import type {
  NewTransfer,
  QueueTotals,
  Transfer,
  TransferTab,
} from '../../electron/contract/transfers.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import type { Engine } from '../../electron/engine/engine.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'
import type { SecretStore } from '../../electron/engine/secrets/secretStore.ts'

const never = new AbortController().signal

export type Row = z.output<typeof Transfer>
type New = z.output<typeof NewTransfer>

export type EngineBench = {
  engine: Engine
  session: Session
  /** Where downloads go and uploads come from. */
  local: string
  /** The engine's own folder. */
  data: string
  download(name: string, size: number): New
  upload(name: string, size: number): New
  add(transfers: New[]): Promise<string[]>
  totals(): QueueTotals
  rows(tab: TransferTab): Promise<Row[]>
  /** Waits until the queue is empty. */
  drain(patience?: number): Promise<void>
  stop(): Promise<void>
}

/**
 * The whole engine on folders of its own, with a session to a server. Its questions are answered
 * as a person does who trusts the test's certificates.
 */
export async function openEngineBench(
  server: {
    host: string
    port: number
    user: string
    password: string
    settings?: Partial<ConnectionSettings>
  },
  options: { settings?: Partial<Settings>; credentials?: Credentials; secrets?: SecretStore } = {},
): Promise<EngineBench> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'sampan-engine-')))
  const [local, data] = [join(base, 'local'), join(base, 'data')]
  await mkdir(local)
  const engine = await createEngine({
    dataFolder: data,
    secrets: options.secrets ?? createMemoryStore(),
    host: 'web',
    version: '0',
  })
  const over = new AbortController()
  const stop = async () => {
    over.abort()
    await engine.close()
    await rm(base, { recursive: true, force: true })
  }
  const questions: StreamSink<z.input<typeof QuestionChange>> = {
    signal: over.signal,
    async send(changes) {
      for (const change of changes)
        if (change.kind === 'certificate')
          await engine.server.answerQuestion(never, change.id, {
            kind: 'certificate',
            decision: 'once',
          })
    },
  }
  void engine.server.watchQuestions(questions)
  let totals: QueueTotals | undefined
  void engine.server.watchQueue({
    signal: over.signal,
    send: async (batch) => void (totals = batch.at(-1)),
  })
  try {
    await engine.server.changeSettings(never, {
      resumeQueueAtStart: 'resume',
      onConflictDownload: 'overwrite',
      onConflictUpload: 'overwrite',
      ...options.settings,
    })
    const { host, port, user, password } = server
    const settings = ConnectionSettings.parse({ host, port, user, ...server.settings })
    const session = await engine.server.openSession(never, {
      settings,
      credentials: { password, ...options.credentials },
    })
    return bench({
      engine,
      session: Session.parse(session),
      local,
      data,
      totals: () => totals!,
      stop,
    })
  } catch (error) {
    await stop()
    throw error
  }
}

function bench(
  parts: Pick<EngineBench, 'engine' | 'session' | 'local' | 'data' | 'totals' | 'stop'>,
): EngineBench {
  const { engine, session, local, totals } = parts
  const here = (name: string) => ({ kind: 'local' as const, path: join(local, name) })
  const there = (name: string) => ({
    kind: 'remote' as const,
    sessionId: session.id,
    path: `/${name}`,
  })
  const file = (size: number) => ({ kind: 'file' as const, size, modifiedAt: null })
  return {
    ...parts,
    download: (name, size) => ({ source: there(name), target: here(name), ...file(size) }),
    upload: (name, size) => ({ source: here(name), target: there(name), ...file(size) }),
    add: (transfers) =>
      engine.server.enqueueTransfers(never, transfers, {
        onConflict: 'overwrite',
        first: false,
        paused: false,
      }),
    async rows(tab) {
      return (await engine.server.listTransfers(never, { tab, offset: 0, limit: 1_000 })).rows
    },
    async drain(patience = 60_000) {
      const end = performance.now() + patience
      for (;;) {
        const { total } = await engine.server.listTransfers(never, {
          tab: 'queue',
          offset: 0,
          limit: 0,
        })
        if (total === 0) return
        if (performance.now() > end) {
          const { rows } = await engine.server.listTransfers(never, {
            tab: 'queue',
            offset: 0,
            limit: 5,
          })
          throw new Error(
            `The queue did not end: ${JSON.stringify(totals())}, ${JSON.stringify(rows)}`,
          )
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}
