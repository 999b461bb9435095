import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import type { Settings } from '../../../electron/contract/app.ts'
import type { AppError } from '../../../electron/contract/errors.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import { TransferOptions } from '../../../electron/contract/transfers.ts'
import type { NewTransfer, QueueTotals, Transfer } from '../../../electron/contract/transfers.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type {
  PracticeServer,
  PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { createQuestions, type Questions } from '../../../electron/engine/questions.ts'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import { createServerPool, type ServerPool } from '../../../electron/engine/serverPool.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import {
  createTransferQueue,
  type TransferQueue,
  type TransferQueueOptions,
} from '../../../electron/engine/transfers/queue.ts'

import { testSettings } from './settings.ts'

export const never = new AbortController().signal

export type Row = z.output<typeof Transfer>
type New = z.output<typeof NewTransfer>

export type Bench = Awaited<ReturnType<typeof openBench>>

export type BenchOptions = {
  server?: PracticeServerOptions
  settings?: Partial<Settings>
  connection?: Partial<ConnectionSettings>
  queue?: Partial<TransferQueueOptions>
  password?: string
}

/**
 * A practice server with an empty folder, an empty local folder, and a queue between them over
 * real connections. `stop` removes everything.
 */
export async function openBench(options: BenchOptions = {}) {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'sampan-queue-')))
  const [remote, local, data] = ['remote', 'local', 'data'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [remote, local, data]) await mkdir(folder)
  const server = await startPracticeServer({ folder: remote, tls: 'none', ...options.server })
  const settings = testSettings(options.settings)
  const problems: AppError[] = []
  const bench = {
    base,
    remote,
    local,
    data,
    server,
    settings,
    problems,
    questions: undefined as unknown as Questions,
    pool: undefined as unknown as ServerPool,
    queue: undefined as unknown as TransferQueue,
    serverId: '',
    transcript: createTranscript(),
    /** Opens the queue (again): new pool, new connections, the same file. */
    async open(): Promise<void> {
      bench.questions = createQuestions()
      bench.transcript = createTranscript()
      bench.pool = createServerPool({
        transcript: bench.transcript,
        questions: bench.questions,
        secrets: createMemoryStore(),
      })
      bench.serverId = register(bench.pool, server, options).id
      bench.queue = await createTransferQueue({
        dataFolder: data,
        servers: bench.pool,
        settings,
        sessionServer: () => bench.serverId,
        questions: bench.questions,
        onProblem: (error) => void problems.push(error),
        ...options.queue,
      })
    },
    async close(): Promise<void> {
      await bench.queue.close()
      await bench.pool.close()
    },
    async stop(): Promise<void> {
      await bench.close()
      await server.stop()
      await rm(base, { recursive: true, force: true })
    },
    download: (name: string, more: Partial<New> = {}) => downloadOf(bench, name, more),
    upload: (name: string, more: Partial<New> = {}) => uploadOf(bench, name, more),
    add(transfers: New[], transferOptions: TransferOptions = {}) {
      const whole = TransferOptions.parse(transferOptions)
      return bench.queue.calls.enqueueTransfers(never, transfers, whole)
    },
    async rows(tab: 'queue' | 'failed' | 'done'): Promise<Row[]> {
      const query = { tab, offset: 0, limit: 1_000 }
      return (await bench.queue.calls.listTransfers(never, query)).rows
    },
    async row(id: string): Promise<Row> {
      for (const tab of ['queue', 'failed', 'done'] as const) {
        const found = (await bench.rows(tab)).find((row) => row.id === id)
        if (found) return found
      }
      throw new Error(`There is no transfer ${id}`)
    },
    /** Waits until an item is in one of these states; fails at once when it ended in another. */
    async reach(id: string, ...states: Row['status']['state'][]): Promise<Row> {
      const ends = ['done', 'failed', 'skipped', 'cancelled']
      for (;;) {
        const row = await bench.row(id)
        if (states.includes(row.status.state)) return row
        if (ends.includes(row.status.state))
          throw new Error(`It ended as ${JSON.stringify(row.status)}`)
        await pause()
      }
    },
    /** Waits until nothing is left in the queue. */
    async drain(): Promise<{ done: Row[]; failed: Row[] }> {
      for (;;) {
        const { total } = await bench.queue.calls.listTransfers(never, {
          tab: 'queue',
          offset: 0,
          limit: 0,
        })
        if (total === 0)
          return { done: await bench.rows('done'), failed: await bench.rows('failed') }
        await pause()
      }
    },
    totals: () => firstTotals(bench.queue),
  }
  await bench.open()
  return bench
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 4))

function register(pool: ServerPool, server: PracticeServer, options: BenchOptions) {
  const settings = ConnectionSettings.parse({
    host: server.host,
    port: server.port,
    user: 'practice',
    encryption: 'none',
    connectionLimit: 4,
    ...options.connection,
  })
  return pool.register(
    { title: 'Practice', settings },
    { password: options.password ?? 'practice' },
  )
}

type Sides = { remote: string; local: string; serverId: string }

function downloadOf({ local }: Sides, name: string, more: Partial<New>): New {
  return {
    source: { kind: 'remote', sessionId: 'session', path: `/${name}` },
    target: { kind: 'local', path: join(local, name) },
    kind: 'file',
    size: null,
    modifiedAt: null,
    ...more,
  }
}

function uploadOf({ local }: Sides, name: string, more: Partial<New>): New {
  return {
    source: { kind: 'local', path: join(local, name) },
    target: { kind: 'remote', sessionId: 'session', path: `/${name}` },
    kind: 'file',
    size: null,
    modifiedAt: null,
    ...more,
  }
}

async function firstTotals(queue: TransferQueue): Promise<QueueTotals> {
  const abort = new AbortController()
  return new Promise((resolve) => {
    void queue.calls.watchQueue({
      signal: abort.signal,
      async send([totals]) {
        abort.abort()
        resolve(totals!)
      },
    })
  })
}

/** Bytes that differ everywhere, the same for the same seed. */
export function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size)
  let state = (seed * 2654435761) >>> 0
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(size / 4))
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    words[at] = state ^ at
  }
  return bytes
}

export async function put(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')
export const hashFile = async (...path: string[]): Promise<string> =>
  hashOf(await readFile(join(...path)))
