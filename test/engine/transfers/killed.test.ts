import { spawn, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, hashOf, openBench, put, type Bench } from './harness.ts'
import type { Orders } from './killChild.ts'

/** SAMPAN_KILLS=200 SAMPAN_SEED=7 for a long run, or to repeat one. */
const kills = Number(process.env['SAMPAN_KILLS'] ?? 40)
const seed = Number(process.env['SAMPAN_SEED'] ?? Date.now() % 100_000)
const childFile = fileURLToPath(new URL('./killChild.ts', import.meta.url))

let bench: Bench
let child: ChildProcess | undefined
afterEach(async () => {
  child?.kill('SIGKILL')
  await bench?.stop()
})

function chance(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Expected = { side: 'local' | 'remote'; path: string; hash: string }

/** A mixed piece of work under names of its own: what is to be done, and what must come of it. */
async function makeWork(round: number): Promise<{ add: Orders['add']; expected: Expected[] }> {
  const add: Orders['add'] = []
  const expected: Expected[] = []
  const options = { onConflict: 'ask' as const, first: false, paused: false }
  for (const direction of ['download', 'upload'] as const) {
    const [from, to] =
      direction === 'download' ? (['remote', 'local'] as const) : (['local', 'remote'] as const)
    const source = async (name: string, size: number) => {
      const bytes = bytesOf(size, round * 1_000 + expected.length)
      await put(bench[from], name, bytes)
      return bytes
    }
    const prefix = `${direction} ${round}`
    const single = async (name: string, size: number, target = name) => {
      const bytes = await source(name, size)
      expected.push({ side: to, path: target, hash: hashOf(bytes) })
      return bench[direction](name, { size })
    }
    const plain = []
    for (let index = 0; index < 12; index++)
      plain.push(await single(`${prefix} small ${index}`, 3_000 * index))
    for (let index = 0; index < 2; index++)
      plain.push(await single(`${prefix} big ${index}`, 1_500_000 + index))
    for (let index = 0; index < 8; index++) {
      const name = `${prefix} tree/${index % 3}/file ${index}`
      const bytes = await source(name, 5_000)
      expected.push({ side: to, path: name, hash: hashOf(bytes) })
    }
    plain.push(bench[direction](`${prefix} tree`, { kind: 'directory' }))
    add.push({ transfers: plain, options })

    const over = `${prefix} over`
    await put(bench[to], over, Buffer.from('old content'))
    const overwritten = await single(over, 700_000)
    add.push({ transfers: [overwritten], options: { ...options, onConflict: 'overwrite' } })

    const renamed = `${prefix} renamed.bin`
    await put(bench[to], renamed, Buffer.from('stays'))
    expected.push({ side: to, path: renamed, hash: hashOf(Buffer.from('stays')) })
    const beside = await single(renamed, 400_000, `${prefix} renamed (2).bin`)
    add.push({ transfers: [beside], options: { ...options, onConflict: 'rename' } })
  }
  return { add, expected }
}

/** Runs the queue's process until it says `drained`, or until `killWhen` resolves. */
async function run(orders: Orders, killWhen: (child: ChildProcess) => Promise<void>) {
  const said: string[] = []
  const process_ = spawn(process.execPath, [childFile, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = process_
  const lines = createInterface({ input: process_.stdout })
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line)
      if (line === 'open') resolve()
    })
  })
  const exited = new Promise<void>((resolve) => process_.on('exit', () => resolve()))
  await Promise.race([opened, exited])
  await Promise.race([killWhen(process_), exited])
  process_.kill('SIGKILL')
  await exited
  lines.close()
  return said
}

const delay = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Moments at which a process is killed: by time, by what happens on disk, by what the server says. */
function moment(random: () => number): () => Promise<void> {
  const kind = Math.floor(random() * 3)
  const nth = 1 + Math.floor(random() * 12)
  if (kind === 0) return () => delay(random() * 700)
  if (kind === 1)
    return () =>
      new Promise((resolve) => {
        let renames = 0
        const watcher = watch(bench.local, (event) => {
          if (event !== 'rename' || ++renames < nth) return
          watcher.close()
          resolve()
        })
        setTimeout(() => {
          watcher.close()
          resolve()
        }, 2_000)
      })
  return async () => {
    const start = bench.server.transcript.length
    const end = performance.now() + 2_000
    const replies = () =>
      bench.server.transcript
        .slice(start)
        .filter((event) => event.kind === 'reply' && event.text.startsWith('226')).length
    while (replies() < nth && performance.now() < end) await delay(1)
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

describe('F56: a queue that is killed', () => {
  it.each([false, true])(
    `${kills} times, with temporary names %s, loses and doubles nothing`,
    { timeout: 60_000 + kills * 6_000 },
    async (temporaryNames) => {
      const random = chance(seed + Number(temporaryNames))
      bench = await openBench()
      await bench.close()
      const data = join(bench.base, 'killed')
      await mkdir(data)
      bench.server.setScript([
        { on: ['RETR', 'STOR'], argument: /big|over|renamed/, data: { rate: 3_000_000 } },
      ])
      const base = { data, host: bench.server.host, port: bench.server.port, temporaryNames }
      let expected: Expected[] = []
      let add: Orders['add'] = []
      let round = 0
      let killed = 0

      const checkHalves = async () => {
        const sides = temporaryNames ? (['local', 'remote'] as const) : (['local'] as const)
        for (const { side, path, hash } of expected.filter((file) =>
          sides.includes(file.side as 'local'),
        )) {
          const bytes = await readFile(join(bench[side], path)).catch(() => null)
          if (bytes && bytes.toString() !== 'old content')
            expect([path, hashOf(bytes)]).toEqual([path, hash])
        }
      }
      const nextRound = async () => {
        const work = await makeWork(round++)
        add = work.add
        expected = [...expected, ...work.expected]
      }

      await nextRound()
      while (killed < kills / 2) {
        const said = await run({ ...base, add }, moment(random))
        expect(said.filter((line) => /^(problem|question)/.test(line))).toEqual([])
        // An order of which nobody heard that it was taken may have been taken all the same: the
        // rest is given again only where the queue was not asked yet.
        const taken = said.filter((line) => line === 'added').length
        const isDrained = said.some((line) => line.startsWith('drained'))
        if (isDrained) await nextRound()
        else {
          killed++
          await checkHalves()
          add = await stillToAdd(add.slice(taken), base)
        }
      }
      const said = await run({ ...base, add }, () => new Promise(() => {}))
      const last = said.at(-1)!
      expect(last).toMatch(/^drained /)
      const rows = JSON.parse(last.slice(8)) as {
        kind: string
        target: string
        status: { state: string }
      }[]
      expect(rows.filter((row) => row.status.state !== 'done')).toEqual([])

      for (const { side, path, hash } of expected)
        expect([path, hashOf(await readFile(join(bench[side], path)))]).toEqual([path, hash])
      // Nothing beside it: no second copy, no part file.
      const sources = (side: 'local' | 'remote') =>
        expected.filter((file) => file.side !== side).map((file) => file.path.replace(' (2)', ''))
      for (const side of ['local', 'remote'] as const) {
        const own = expected.filter((file) => file.side === side).map((file) => file.path)
        expect((await filesBelow(bench[side])).sort()).toEqual(
          [...new Set([...own, ...sources(side)])].sort(),
        )
      }
      console.log(`killed ${killed} times, ${expected.length} files, seed ${seed}`)
    },
  )
})

/** Which orders the killed process had not put on disk: only these are given again. */
async function stillToAdd(add: Orders['add'], base: { data: string }): Promise<Orders['add']> {
  if (add.length === 0) return []
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(base.data, 'queue.sqlite'))
  const count = database.prepare(
    'SELECT count(*) AS items FROM item WHERE source = ? AND parent IS NULL',
  )
  try {
    return add.filter(({ transfers }) => {
      const { items } = count.get(transfers[0]!.source.path) as { items: number }
      expect(items).toBeLessThanOrEqual(1)
      return items === 0
    })
  } finally {
    database.close()
  }
}
