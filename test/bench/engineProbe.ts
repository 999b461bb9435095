import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'
import { ConnectionSettings } from '../../electron/contract/sessions.ts'
import { TransferOptions } from '../../electron/contract/transfers.ts'
import type { NewTransfer } from '../../electron/contract/transfers.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'
import type { Access } from './contenders.ts'

/** What the process is told on standard input; it answers `{ "seconds": … }`. */
export type ProbeRequest = {
  access: Access
  folder: string
  work:
    | { kind: 'delay'; files: number; size: number }
    | { kind: 'enqueue'; items: number }
    /** Reads a folder, once or several times; its names as last seen go to `names.txt`. */
    | { kind: 'list'; path: string; times: number }
}

const { access, folder, work } = JSON.parse(await text(process.stdin)) as ProbeRequest
const never = new AbortController().signal
const engine = await createEngine({
  dataFolder: join(folder, 'data'),
  secrets: createMemoryStore(),
  host: 'web',
  version: '0',
})
const { server } = engine
void server.watchQuestions({
  signal: never,
  async send(batch) {
    for (const change of batch)
      if (change.kind === 'certificate')
        await server.answerQuestion(never, change.id, { kind: 'certificate', decision: 'once' })
  },
})
const { host, port, user, password, isTls } = access
await server.changeSettings(never, {
  parallelTransfers: 10,
  parallelUploads: 10,
  parallelDownloads: 10,
})
const session = await server.openSession(never, {
  settings: ConnectionSettings.parse({
    ...{ host, port, user, connectionLimit: 10 },
    ...(isTls ? {} : { encryption: 'none' }),
  }),
  credentials: { password },
})
const seconds = await measured()
await engine.close()
process.stdout.write(JSON.stringify({ seconds }), () => process.exit(0))

function measured(): Promise<number> {
  switch (work.kind) {
    case 'delay':
      return delay(work)
    case 'enqueue':
      return enqueue(work)
    case 'list':
      return list(work)
  }
}

function download(name: string, size: number): NewTransfer {
  return {
    source: { kind: 'remote', sessionId: session.id, path: `/${name}` },
    target: { kind: 'local', path: join(folder, name) },
    kind: 'file',
    size,
    modifiedAt: null,
  }
}

/** The 99th percentile of how late the event loop was while files came in, in seconds. */
async function delay({ files, size }: { files: number; size: number }): Promise<number> {
  const transfers = Array.from({ length: files }, (_, index) => download(`big-${index}.bin`, size))
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  await server.enqueueTransfers(never, transfers, TransferOptions.parse({}))
  await new Promise<void>((resolve, reject) => {
    void server.watchQueue({
      signal: never,
      async send(batch) {
        const { queued, active, failed } = batch.at(-1)!
        if (failed > 0) reject(new Error(`${failed} transfers failed`))
        else if (queued === 0 && active === 0) resolve()
      },
    })
  })
  histogram.disable()
  // The timer behind the histogram itself comes every millisecond.
  return Math.max(0, histogram.percentile(99) / 1e9 - 0.001)
}

/** From the call to the answer, which comes when all of it is on disk. */
async function enqueue({ items }: { items: number }): Promise<number> {
  await server.runQueue(never, false)
  const transfers = Array.from({ length: items }, (_, index) => download(`${index}.bin`, 4_096))
  const started = performance.now()
  await server.enqueueTransfers(never, transfers, TransferOptions.parse({ paused: true }))
  return (performance.now() - started) / 1_000
}

/** From the call to the last entry, as a window gets them, the last of so many times. */
async function list({ path, times }: { path: string; times: number }): Promise<number> {
  let names: string[] = []
  let seconds = 0
  for (let time = 0; time < times; time++) {
    names = []
    const started = performance.now()
    await server.readFolder(
      {
        signal: never,
        async send(parts) {
          for (const part of parts)
            if (part.part === 'entries') for (const { name } of part.entries) names.push(name)
        },
      },
      { kind: 'remote', sessionId: session.id, path },
    )
    seconds = (performance.now() - started) / 1_000
  }
  writeFileSync(join(folder, 'names.txt'), names.join('\n'))
  return seconds
}
