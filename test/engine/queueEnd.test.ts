import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Settings } from '../../electron/contract/app.ts'
import { TransferOptions } from '../../electron/contract/transfers.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { never, openFileBench } from '../support/fileBench.ts'
import type { FileBench } from '../support/fileBench.ts'
import { until } from '../support/systemUntil.ts'

let folder: string
let server: PracticeServer
let bench: FileBench
let done: string[]

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-end-')))
  server = await startPracticeServer({ folder, tls: 'none' })
  done = []
  bench = await openFileBench(
    { host: server.host, port: server.port, user: 'practice', password: 'practice' },
    {
      abilities: {
        quit: async () => void done.push('quit'),
        sleep: async () => void done.push('sleep'),
        keepAwake: () => {
          done.push('awake')
          return () => void done.push('may rest')
        },
      },
    },
  )
})
afterEach(async () => {
  await bench?.stop()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function download(name: string): Promise<void> {
  await writeFile(join(folder, name), name)
  await bench.server.enqueueTransfers(
    never,
    [
      {
        source: bench.remote(name),
        target: bench.at(name),
        kind: 'file',
        size: name.length,
        modifiedAt: null,
      },
    ],
    TransferOptions.parse({}),
  )
}
async function whenQueueEnds(): Promise<string> {
  const stop = new AbortController()
  return new Promise((resolve) => {
    void bench.server.watchSettings({
      signal: stop.signal,
      async send(batch) {
        resolve(Settings.parse(batch.at(-1)).whenQueueEnds)
        stop.abort()
      },
    })
  })
}

describe('when the queue has ended', () => {
  it.each(['quit', 'sleep'] as const)('the host is told to %s, once', async (action) => {
    await bench.server.changeSettings(never, { whenQueueEnds: action })
    await download('one')
    await until(() => done.includes(action))
    // Kept awake until then, and not put to sleep in the middle.
    expect(done).toEqual(['awake', 'may rest', action])
    await until(async () => (await whenQueueEnds()) === 'nothing')
    await download('another')
    await until(() => done.length === 5)
    expect(done.slice(3)).toEqual(['awake', 'may rest'])
  })

  it('nothing happens unless it was wished for', async () => {
    await download('one')
    await until(() => done.length === 2)
    expect(done).toEqual(['awake', 'may rest'])
  })
})
