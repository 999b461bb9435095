import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPace } from '../../../electron/engine/files/localFilesPace.ts'
import { openPartFile } from '../../../electron/engine/files/localFilesTarget.ts'
import type { PartFile } from '../../../electron/engine/files/localFilesTarget.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { fetchRanges } from '../../../electron/engine/transfers/copy/fetchRanges.ts'
import { rangesFromText, wholeFile } from '../../../electron/engine/transfers/segments.ts'
import type { Range } from '../../../electron/engine/transfers/segments.ts'
import { never, openConnection, until } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'
import { bytesOf, hashOf } from './harness.ts'

const size = 25_000_002
const bytes = bytesOf(size, 5)
let folder: string
let server: PracticeServer
let part: PartFile
let ranges: Range[]
let maps: string[]
let connections: TestConnection[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-ranges-'))
  await writeFile(join(folder, 'big.iso'), bytes)
  server = await startPracticeServer({ folder, tls: 'none' })
  const options = { resume: false, expectedSize: size, pace: createPace() }
  part = await openPartFile(join(folder, '.part'), options)
  ranges = wholeFile(size)
  maps = []
  connections = []
})
afterEach(async () => {
  for (const connection of connections) connection.close()
  await part.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function connect(): Promise<TestConnection> {
  const { host, port } = server
  const connection = await openConnection({
    settings: { host, port, user: 'practice', encryption: 'none' },
    credentials: { password: 'practice' },
  })
  connections.push(connection)
  return connection
}

const leaseOf = (connection: TestConnection) => ({
  connection,
  operation: () => Promise.reject(new Error('nobody asks for one')),
  release() {},
})

const note = (text: string) => void maps.push(text)

const fetchOver = (connection: TestConnection, target: PartFile, save = note) =>
  fetchRanges(
    {
      ...{ path: '/big.iso', size, ranges, part: target },
      flow: {
        ...{ signal: never, limiter: { isLifted: true, take: async () => {} } },
        onBytes: (across) => expect(across).toBeLessThanOrEqual(size),
      },
      save,
    },
    connection,
  )

/** What a restart would find on disk at any time, and what there is at the end. */
async function expectSound(pieces: number) {
  for (const map of maps) expect(rangesFromText(map, size), map).not.toBeNull()
  expect(ranges).toHaveLength(pieces)
  expect(hashOf(await readFile(part.path))).toBe(hashOf(bytes))
}

it('a split amid what is just being written leaves each piece its own', async () => {
  const [one, other] = [await connect(), await connect()]
  // The second connection begins when the first has nearly reached what it is to fetch.
  server.setScript([{ on: 'RETR', connection: 2, delay: 500 }])
  const middle = size / 2
  const held: PartFile = {
    ...part,
    read: (position, length) => part.read(position, length),
    sinkAt: (position) => ({
      async write(buffers) {
        const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
        if (position < middle && position + length > middle) await until(() => ranges.length === 2)
        await part.sinkAt(position).write(buffers)
      },
    }),
  }
  const fetcher = fetchOver(one, held)
  await fetcher.join(leaseOf(other))
  await fetcher.ended
  await expectSound(2)
})

it('two that would split the same piece each get one of their own', async () => {
  const [one, second, third] = [await connect(), await connect(), await connect()]
  server.setScript([
    { on: 'RETR', connection: 1, data: { rate: 4_000_000 } },
    { on: 'RETR', connection: 2, delay: 600, data: { rate: 4_000_000 } },
    { on: 'RETR', connection: 3, nth: 1, delay: 900 },
  ])
  const fetcher = fetchOver(one, part)
  const joining = fetcher.join(leaseOf(second))
  // The third chooses its place while the second's is not known to the first yet.
  await until(() => ranges[0]!.position > 0)
  expect(ranges).toHaveLength(1)
  expect(await fetcher.join(leaseOf(third))).toBe(true)
  await joining
  await fetcher.ended
  await expectSound(3)
})

it('a map that cannot be kept fails the file, and nothing else', async () => {
  const fetcher = fetchOver(await connect(), part, () => {
    throw new Error('the queue is closed')
  })
  await expect(fetcher.ended).rejects.toThrow('the queue is closed')
})
