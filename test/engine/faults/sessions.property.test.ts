import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReplyFault, Rule } from '../../../electron/engine/practice/index.ts'
import { downloadAll, listAll, never, sourceOf } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'
import { canary, connectTo, proxied, scripted } from '../../support/faultBench.ts'

/**
 * Replies that are cut, delayed and merged at random change nothing: a whole session ends as the
 * undisturbed one does. `FAULT_SECONDS` makes it run longer, `FAULT_SEED` repeats a failed run.
 */
const seconds = Number(process.env['FAULT_SECONDS'] ?? 4)
const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 2 ** 31)

type Step =
  | { do: 'list' | 'download' | 'size' | 'modifiedAt' | 'delete' | 'make' | 'remove'; path: string }
  | { do: 'upload'; path: string; size: number; append: boolean }
  | { do: 'rename'; path: string; to: string }
  | { do: 'send'; command: string }

const folders = ['/', '/documents', '/incoming', '/missing']
const files = [
  '/README.txt',
  '/incoming/a',
  '/incoming/b 空',
  '/documents/none',
  '/incoming/deep/x',
]
const path = fc.constantFrom(...folders, ...files, '/incoming/deep')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('list' as const), path: fc.constantFrom(...folders) }),
  fc.record({
    do: fc.constantFrom('download', 'size', 'modifiedAt', 'delete', 'make', 'remove'),
    path,
  }),
  fc.record({
    do: fc.constant('upload' as const),
    path: fc.constantFrom(...files),
    size: fc.constantFrom(0, 1, 5_000, 200_000),
    append: fc.boolean(),
  }),
  fc.record({ do: fc.constant('rename' as const), path, to: path }),
  fc.record({
    do: fc.constant('send' as const),
    command: fc.constantFrom('NOOP', 'PWD', 'SYST', 'HELP', 'STAT', 'CWD /documents', 'NONSENSE'),
  }),
)

/** What happens to the n-th reply of the server. */
const replyFault: fc.Arbitrary<ReplyFault> = fc.oneof(
  fc.constant({}),
  fc.record({ cut: fc.constant('every-byte' as const), pause: fc.constant(0) }),
  fc.record({
    cut: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }),
    pause: fc.constantFrom(0, 2),
  }),
  fc.record({ delay: fc.integer({ min: 0, max: 4 }) }),
)

/** A server whose replies are disturbed; a 150 may wait for its 226 where no upload waits for it. */
function disturbances(faults: readonly ReplyFault[], merged: readonly boolean[]): Rule[] {
  return [
    ...merged.map((isMerged, index): Rule => ({
      on: ['RETR', 'MLSD', 'LIST', 'NLST'],
      nth: index + 1,
      ...(isMerged ? { preliminary: { hold: true } } : {}),
    })),
    ...faults.map((fault, index): Rule => ({ on: ['CONNECT', '*'], nth: index + 1, reply: fault })),
  ]
}

const bytesOf = (size: number) => Buffer.alloc(size, 'Sampan ')
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const uploaded = async (connection: TestConnection, to: string, size: number, append: boolean) =>
  (await connection.upload(to, sourceOf(bytesOf(size)), { signal: never, append })).bytes

/** Everything the caller gets to see of one step; texts and codes of failures included. */
async function outcomeOf(connection: TestConnection, one: Step): Promise<unknown> {
  try {
    switch (one.do) {
      case 'list':
        return (await listAll(connection, one.path))
          .map(({ name, kind, size }) => `${name} ${kind} ${kind === 'directory' ? '' : size}`)
          .sort()
      case 'download':
        return hash(await downloadAll(connection, one.path))
      case 'size':
        return await connection.size(one.path, never)
      case 'modifiedAt':
        return (await connection.modifiedAt(one.path, never)) !== null
      case 'delete':
        return await connection.deleteFile(one.path, never)
      case 'make':
        return await connection.makeFolder(one.path, never)
      case 'remove':
        return await connection.removeFolder(one.path, never)
      case 'upload':
        return await uploaded(connection, one.path, one.size, one.append)
      case 'rename':
        return await connection.rename(one.path, one.to, never)
      case 'send':
        return (await connection.send(one.command, never)).lines.filter(
          (line) => !/\d{4}|bytes/.test(line),
        )
    }
  } catch (error) {
    const { code, details, message } = error as {
      code: string
      message: string
      details?: { reply?: string }
    }
    return { code, reply: details?.reply ?? message }
  }
}

async function treeOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const lines = entries.map(async (entry) => {
    const where = join(entry.parentPath, entry.name)
    const content = entry.isFile() ? hash(await readFile(where)) : ''
    return `${where.slice(folder.length)} ${content}`
  })
  return (await Promise.all(lines)).sort()
}

async function played(
  connection: TestConnection,
  folder: string,
  steps: readonly Step[],
): Promise<{ outcomes: unknown[]; tree: string[]; isOpen: boolean }> {
  const outcomes: unknown[] = []
  for (const one of steps) outcomes.push(await outcomeOf(connection, one))
  if (JSON.stringify(connection.transcript.events()).includes(canary))
    throw new Error('the password is in the transcript')
  const { isOpen } = connection
  connection.close()
  return { outcomes, tree: await treeOf(folder), isOpen }
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-property-'))
  for (const name of ['documents', 'incoming']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'README.txt'), 'Read me.\r\n')
  await writeFile(join(folder, 'documents/table.bin'), bytesOf(70_000))
  await writeFile(join(folder, 'documents/空 name'), 'x')
  return folder
}

/** Runs a property for the time given, and says how to run it again. */
async function check<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>) {
  let runs = 0
  const details = await fc.check(
    fc.asyncProperty(arbitrary, async (value) => {
      runs++
      await property(value)
    }),
    {
      seed,
      numRuns: 100_000,
      interruptAfterTimeLimit: seconds * 1_000,
      markInterruptAsFailure: false,
      endOnFailure: seconds < 30,
    },
  )
  if (details.failed)
    throw new Error(`FAULT_SEED=${seed}: ${fc.defaultReportMessage(details) ?? ''}`, {
      cause: details.errorInstance,
    })
  expect(runs).toBeGreaterThan(0)
  console.log(`replies at random: ${runs} pairs of sessions in ${seconds} s, FAULT_SEED=${seed}`)
}

describe('replies cut, delayed and merged at random', { timeout: seconds * 1_000 + 60_000 }, () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 12 })

  it('F01 whole sessions end as the undisturbed ones (scripted server)', async () => {
    await check(
      fc.record({
        steps,
        faults: fc.array(replyFault, { minLength: 1, maxLength: 60 }),
        merged: fc.array(fc.boolean(), { maxLength: 8 }),
      }),
      async ({ steps: session, faults, merged }) => {
        const results = []
        for (const script of [[], disturbances(faults, merged)]) {
          const folder = await freshFolder()
          try {
            const server = await scripted(script, { folder })
            results.push(await played(await connectTo(server), folder, session))
          } finally {
            await rm(folder, { recursive: true, force: true })
          }
        }
        expect(results[1]).toEqual(results[0])
        expect(results[1]?.isOpen).toBe(true)
      },
    )
  })

  it('F02 the same behind a proxy that slices and delays packets, under TLS', async () => {
    const { server, proxy } = await proxied([], { tls: 'explicit', folder: await freshFolder() })
    try {
      const login = () => connectTo(proxy, { encryption: 'required' })
      await check(
        fc.record({
          // What leaves the folder as it is can be played twice on one server.
          steps: fc.array(
            step.filter((one) =>
              ['list', 'download', 'size', 'modifiedAt', 'send'].includes(one.do),
            ),
            { minLength: 1, maxLength: 8 },
          ),
          slice: fc.integer({ min: 1, max: 40 }),
          latency: fc.integer({ min: 0, max: 3 }),
        }),
        async ({ steps: session, slice, latency }) => {
          const plain = await played(await login(), server.folder, session)
          proxy.setRules([{ channel: 'control', fault: { slice, pause: 0 } }])
          proxy.setLatency(latency)
          try {
            expect(await played(await login(), server.folder, session)).toEqual(plain)
          } finally {
            proxy.setRules([])
            proxy.setLatency(0)
          }
        },
      )
    } finally {
      await rm(server.folder, { recursive: true, force: true })
    }
  })
})
