import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { StreamSink } from '../../../electron/contract/rpc.ts'
import type { Answer, Question, QuestionChange } from '../../../electron/contract/sessions.ts'
import { SiteDraft } from '../../../electron/contract/sites.ts'
import type { Site, SitesChange } from '../../../electron/contract/sites.ts'
import { createEngine } from '../../../electron/engine/engine.ts'
import type { Engine } from '../../../electron/engine/engine.ts'
import { openVault } from '../../../electron/engine/secrets/vault.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'

export const never = new AbortController().signal
/** Cheap to derive: these tests are not about the cost of guessing. */
export const cost = { N: 1024, r: 8, p: 1 }

type ParsedAnswer = z.output<typeof Answer>
export type Asked = Question['kind']

/** An engine on a data folder, with a person who answers its questions. */
export type Bench = {
  engine: Engine
  folder: string
  /** Every question so far, oldest first. */
  asked: Question[]
  /** What the person says to each kind; a question without an answer here stays open. */
  answers: Partial<Record<Asked, (question: never) => ParsedAnswer>>
  close(): Promise<void>
}

export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sampan-sites-'))
}
export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true })

export async function openBench(folder: string, localRoots?: string[]): Promise<Bench> {
  const { vault } = await openVault({ file: join(folder, 'vault.json'), cost })
  const engine = await createEngine({
    dataFolder: folder,
    secrets: vault,
    host: 'web',
    version: '0',
    ...(localRoots ? { localRoots } : {}),
  })
  const stop = new AbortController()
  const bench: Bench = {
    engine,
    folder,
    asked: [],
    answers: {},
    async close() {
      stop.abort()
      await engine.close()
    },
  }
  const sink: StreamSink<z.input<typeof QuestionChange>> = {
    signal: stop.signal,
    async send(changes) {
      for (const change of changes as QuestionChange[]) {
        if (change.kind === 'settled') continue
        bench.asked.push(change)
        const answer = bench.answers[change.kind]
        if (answer) await engine.server.answerQuestion(never, change.id, answer(change as never))
      }
    },
  }
  void engine.server.watchQuestions(sink)
  return bench
}

export const draftFor = (
  server: Pick<PracticeServer, 'host' | 'port'>,
  more: Partial<z.input<typeof SiteDraft>> = {},
): SiteDraft =>
  SiteDraft.parse({
    name: 'Practice',
    host: server.host,
    port: server.port,
    user: 'practice',
    ...more,
  })

export const save = async (bench: Bench, draft: SiteDraft, id?: string): Promise<Site> =>
  (await bench.engine.server.saveSite(never, draft, id)) as Site

export const connectSite = (bench: Bench, siteId: string) =>
  bench.engine.server.openSession(never, { siteId, credentials: {} })

/** The first batch of a stream. */
export function first<T>(attach: (sink: StreamSink<T>) => unknown): Promise<T[]> {
  const stop = new AbortController()
  return new Promise((resolve, reject) => {
    const running = attach({
      signal: stop.signal,
      async send(batch) {
        resolve(batch)
        stop.abort()
      },
    })
    Promise.resolve(running).catch(reject)
  })
}

export async function sitesOf(bench: Bench): Promise<SitesChange[]> {
  const stream = (sink: StreamSink<never>) => bench.engine.server.watchSites(sink)
  return first<SitesChange>(stream)
}
export const onlySites = (changes: SitesChange[]): Site[] =>
  changes.flatMap((change) => (change.kind === 'site' ? change.site : []))
