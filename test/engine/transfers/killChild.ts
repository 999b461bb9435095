/**
 * The process that is killed: a queue that goes on with what it finds on disk. Its orders come as
 * JSON in argv; it says `open`, `added` and `drained` on stdout.
 */
import type { z } from 'zod'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { NewTransfer, TransferOptions } from '../../../electron/contract/transfers.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { createQuestions } from '../../../electron/engine/questions.ts'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import { createServerPool } from '../../../electron/engine/serverPool.ts'
import { createTransferQueue } from '../../../electron/engine/transfers/queue.ts'
import { testSettings } from './settings.ts'

export type Orders = {
  data: string
  host: string
  port: number
  temporaryNames: boolean
  add: { transfers: z.output<typeof NewTransfer>[]; options: z.output<typeof TransferOptions> }[]
}

const orders = JSON.parse(process.argv[2]!) as Orders
const never = new AbortController().signal
const say = (word: string) => void process.stdout.write(`${word}\n`)

const questions = createQuestions()
const pool = createServerPool({
  transcript: createTranscript(),
  questions,
  secrets: createMemoryStore(),
})
const settings = ConnectionSettings.parse({
  host: orders.host,
  port: orders.port,
  user: 'practice',
  encryption: 'none',
})
const server = pool.register({ title: 'Practice', settings }, { password: 'practice' })
const queue = await createTransferQueue({
  dataFolder: orders.data,
  servers: pool,
  questions,
  random: () => 0,
  settings: testSettings({ uploadToTemporaryName: orders.temporaryNames }),
  sessionServer: () => server.id,
  onProblem(error) {
    say(`problem ${error.code} ${error.message}`)
  },
})
say('open')
for (const { transfers, options } of orders.add) {
  await queue.calls.enqueueTransfers(never, transfers, options)
  say('added')
}
// A question means that something of ours was taken for somebody else's.
questions.feed.attach({
  signal: never,
  async send(batch) {
    for (const question of batch) say(`question ${JSON.stringify(question)}`)
  },
})
const isDrained = async () =>
  (await queue.calls.listTransfers(never, { tab: 'queue', offset: 0, limit: 0 })).total === 0
while (!(await isDrained())) await new Promise((resolve) => setTimeout(resolve, 20))
const rows = async (tab: 'failed' | 'done') =>
  (await queue.calls.listTransfers(never, { tab, offset: 0, limit: 1_000 })).rows
const states = [...(await rows('failed')), ...(await rows('done'))].map(
  ({ source, target, kind, status }) => ({ source, target, kind, status }),
)
await queue.close()
await pool.close()
say(`drained ${JSON.stringify(states)}`)
