/*
 * Ten thousand files through the whole engine and its queue, to and from a real server behind a
 * proxy that breaks connections at random:
 *   npm run soak -- --files 10000 --faults 5 --server vsftpd --tls --seed 7
 * Ends with 1 unless every file arrives byte for byte, nothing is called done that is not, and
 * memory does not grow.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openEngineBench } from '../support/engineBench.ts'
import type { EngineBench } from '../support/engineBench.ts'
import { startFaultProxy } from '../support/faultProxy.ts'
import type { FaultProxy, ProxyRule } from '../support/faultProxy.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer, RealServerName } from '../support/realServers.ts'
import { Random } from '../fuzz/random.ts'

export type SoakOptions = {
  files: number
  /** Data connections of a hundred that a fault strikes. */
  faults: number
  server: RealServerName
  tls: boolean
  seed: number
  onProgress?: (done: number) => void
}

export type SoakResult = {
  done: number
  failed: number
  /** Files that differ, whatever the queue says. */
  wrong: string[]
  /** What items that failed say. */
  failures: string[]
  /** Items called done without a proof. */
  unproven: number
  attempts: number
  dataConnections: number
  controlConnections: number
  struck: number
  seconds: number
  /** Bytes of the heap after collection, at a fifth of the way and at the end. */
  heap: { early: number; late: number }
}

type Piece = { name: string; direction: 'download' | 'upload'; bytes: Buffer }

export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { files, server: name, tls, seed } = options
  const pieces = makePieces(files, seed)
  // A file whose connection was swallowed stays locked until vsftpd gives that up: 300 s by itself.
  const extraConfig = name === 'vsftpd' ? ['data_connection_timeout=10'] : []
  const server = await startRealServer(name, { tls: tls ? 'explicit' : 'none', extraConfig })
  let proxy: FaultProxy | undefined
  let bench: EngineBench | undefined
  try {
    proxy = await startFaultProxy({ target: server })
    bench = await openEngineBench(
      {
        ...proxy,
        user: server.user,
        password: server.password,
        settings: {
          encryption: tls ? 'required' : 'none',
          mode: 'passive',
          replyTimeout: 10,
          dataIdleTimeout: 3,
          finalReplyTimeout: 5,
        },
      },
      { settings: { verifyByHash: false } },
    )
    await place(pieces, server, bench)
    proxy.setRules(rulesOf(options))
    return await play(options, pieces, { server, proxy, bench })
  } finally {
    await bench?.stop()
    await proxy?.stop()
    await server.stop()
  }
}

/** Small files of many sizes, half of them each way, a hundred a folder. */
function makePieces(files: number, seed: number): Piece[] {
  const random = new Random(seed)
  return Array.from({ length: files }, (_, index): Piece => {
    const direction = index % 2 === 0 ? 'download' : 'upload'
    const size = random.index(10) === 0 ? random.index(200_000) : random.index(12_000)
    const bytes = Buffer.alloc(size)
    for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(random.index(2 ** 32), at)
    return { name: `${direction}-${Math.floor(index / 100)}/file ${index}.bin`, direction, bytes }
  })
}

async function place(pieces: Piece[], server: RealServer, bench: EngineBench): Promise<void> {
  for (const { name, direction, bytes } of pieces) {
    for (const base of [server.folder, bench.local])
      await mkdir(dirname(join(base, name)), { recursive: true })
    await writeFile(join(direction === 'download' ? server.folder : bench.local, name), bytes)
  }
  server.adopt()
}

/** Which connections are struck, where and how, follows from the seed and their numbers alone. */
function rulesOf({ faults, seed }: SoakOptions): ProxyRule[] {
  const chance = (nth: number, salt: number) => {
    const digest = createHash('sha1').update(`${seed} ${salt} ${nth}`).digest()
    return digest.readUInt32LE(0) / 2 ** 32
  }
  const share = faults / 100
  const isStruck = (kind: number, from: number, to: number) => (nth: number) => {
    const at = chance(nth, kind) / share
    return at >= from && at < to
  }
  const after = (nth: number) => Math.floor(chance(nth, 9) * 9_000)
  return [
    { channel: 'data', connection: isStruck(1, 0, 0.45), after, fault: 'FIN' },
    { channel: 'data', connection: isStruck(1, 0.45, 0.9), after, fault: 'RST' },
    { channel: 'data', connection: isStruck(1, 0.9, 0.95), after, fault: 'black-hole' },
    { channel: 'data', connection: isStruck(1, 0.95, 1), after, fault: { delay: 1_500 } },
    // Control connections serve many files: each dies some day.
    {
      channel: 'control',
      direction: 'to-client',
      after: (nth) => 15_000 + Math.floor(chance(nth, 2) * 60_000),
      fault: 'RST',
    },
  ]
}

type Stage = { server: RealServer; proxy: FaultProxy; bench: EngineBench }

async function play(options: SoakOptions, pieces: Piece[], stage: Stage): Promise<SoakResult> {
  const { bench, proxy } = stage
  const started = performance.now()
  const ids = await bench.add(
    pieces.map(({ name, direction, bytes }) => bench[direction](name, bytes.length)),
  )
  if (ids.length !== pieces.length) throw new Error('the queue did not take all')
  let early: number | undefined
  let last = { done: 0, since: performance.now() }
  for (;;) {
    const { queued, active, done, failed } = bench.totals()
    if (done + failed !== last.done) last = { done: done + failed, since: performance.now() }
    options.onProgress?.(done)
    if (early === undefined && done >= pieces.length / 5) early = await heapOf(bench)
    if (queued + active === 0 && done + failed >= pieces.length) break
    // A server's last word is waited for during 180 s, which is no standstill yet.
    if (performance.now() - last.since > 300_000) throw new Error(`stuck at ${done} done`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const seconds = (performance.now() - started) / 1_000
  const late = await heapOf(bench)
  const links = proxy.links()
  return {
    ...(await verdictOf(pieces, stage)),
    dataConnections: links.filter(({ channel }) => channel === 'data').length,
    controlConnections: links.filter(({ channel }) => channel === 'control').length,
    struck: links.filter((link) => link.faults.length > 0).length,
    seconds: Math.round(seconds),
    heap: { early: early ?? late, late },
  }
}

/** What is really there, against what the queue says of it. */
async function verdictOf(pieces: Piece[], { server, bench }: Stage) {
  const wrong: string[] = []
  for (const { name, direction, bytes } of pieces) {
    const target = join(direction === 'download' ? bench.local : server.folder, name)
    const found = await readFile(target).catch(() => undefined)
    if (!found?.equals(bytes)) wrong.push(name)
  }
  const failures: string[] = []
  const counts = { done: 0, failed: 0, unproven: 0, attempts: 0 }
  for (const tab of ['done', 'failed'] as const)
    for (let offset = 0; ; offset += 1_000) {
      const query = { tab, offset, limit: 1_000 }
      const { rows } = await bench.engine.server.listTransfers(never, query)
      for (const { status, attempts, target } of rows) {
        counts.attempts += attempts
        if (status.state === 'failed') failures.push(`${target}: ${status.error.message}`)
        if (status.state !== 'done') counts.failed++
        else if (status.proof) counts.done++
        else counts.unproven++
      }
      if (rows.length < 1_000) break
    }
  return { ...counts, done: counts.done + counts.unproven, wrong, failures }
}

const never = new AbortController().signal

/** The log is bounded by itself; without it, what is left must not depend on the files so far. */
async function heapOf(bench: EngineBench): Promise<number> {
  await bench.engine.server.clearProtocol(never)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    collect()
  }
  return process.memoryUsage().heapUsed
}

/** Bytes that the heap may grow from a fifth of the way to its end; the proxy's own notes included. */
export const allowedGrowth = 24 << 20

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      files: { type: 'string', default: '10000' },
      faults: { type: 'string', default: '5' },
      server: { type: 'string', default: 'vsftpd' },
      tls: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  })
  const server = realServerNames.find((name) => name === values.server)
  if (!server) throw new Error(`--server knows ${realServerNames.join(', ')}`)
  const { tls } = values
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const [files, faults] = [Number(values.files), Number(values.faults)]
  console.log(`soak: ${JSON.stringify({ files, faults, server, tls, seed })}`)
  let shown = 0
  const result = await runSoak({
    ...{ files, faults, server, tls, seed },
    onProgress(done) {
      if (done - shown < files / 20) return
      shown = done
      console.log(`soak: ${done} done`)
    },
  })
  console.log(JSON.stringify({ ...result, wrong: result.wrong.slice(0, 20) }, null, 2))
  const growth = result.heap.late - result.heap.early
  const isRight =
    result.done === files && result.wrong.length + result.unproven === 0 && growth < allowedGrowth
  console.log(isRight ? 'soak: all files arrived whole' : 'soak: FAILED')
  process.exit(isRight ? 0 : 1)
}
