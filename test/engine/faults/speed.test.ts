import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { never } from '../../support/connect.ts'
import { connectTo, track } from '../../support/faultBench.ts'
import { watchTurns } from '../../support/turns.ts'

/** A practice server in a thread of its own, so that only the client's work is measured. */
const serverThread = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(workerData.server).then(async ({ startPracticeServer }) => {
    const line = (index) => workerData.line.replace('NUMBER', String(index))
    function* content() {
      for (let index = 0; index < 100_000; index += 1_000)
        yield Buffer.from(Array.from({ length: 1_000 }, (_, at) => line(index + at)).join(''))
    }
    const on = ['MLSD', 'LIST', 'LIST -a']
    const { host, port } = await startPracticeServer({
      tls: 'none',
      features: { without: workerData.without },
      script: [{ on, data: { content } }],
    })
    parentPort.postMessage({ host, port })
  })
`

describe('a folder of 100,000 entries', () => {
  it.each([
    ['MLSD', 'type=file;size=1234;modify=20240229123456;UNIX.mode=0644; a name NUMBER\r\n', []],
    ['LIST', '-rw-r--r--   1 owner    group        1234 Feb 29  2024 a name NUMBER\r\n', ['MLST']],
  ] as const)('is read by %s without a turn of more than 20 ms', async (_verb, line, without) => {
    const server = new URL('../../../electron/engine/practice/index.ts', import.meta.url).href
    const worker = new Worker(serverThread, { eval: true, workerData: { server, line, without } })
    track({ stop: async () => void (await worker.terminate()) })
    const place = await new Promise<{ host: string; port: number }>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject)
    })
    const connection = await connectTo(place, { user: 'anonymous' })
    // The first time compiles what is measured the second time.
    await connection.list('/', () => {}, never)
    const turns = watchTurns()
    const names: string[] = []
    const take = (slice: readonly { name: string }[]) => {
      for (const { name } of slice) names.push(name)
    }
    await connection.list('/', take, never)
    expect(turns.stop()).toBeLessThan(20)
    // Each byte of them: the buffers that bytes are read into are used again and again.
    const wrong = names.filter((name, index) => name !== `a name ${index}`)
    expect(wrong).toEqual([])
    expect(names).toHaveLength(100_000)
  })
})
