import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { EventLoopUtilization, monitorEventLoopDelay } from 'node:perf_hooks'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { buildDesktop, connectToPractice, engineThrough } from '../support/electron/desktopApp.ts'
import { launchDesktop } from '../support/electron/launch.ts'

/**
 * node test/bench/mainStalls.ts [MEGABYTES]: how long the desktop's main process, which holds the
 * engine, leaves its event loop waiting: at rest, and with ten transfers under TLS. The server is
 * this process: it first competes for the processor, then it gets what is left, as in life it runs
 * on another computer. Above 20 ms (p99) the engine would have to leave the main process. A process
 * that does nothing is measured beside it: what it waits, every process on this machine does.
 */
const transfers = 10
const megabytes = Number(process.argv[2] ?? 60)
const idle = fork(join(import.meta.dirname, 'idleLoop.ts'))
const work = mkdtempSync(join(tmpdir(), 'sampan-stalls-'))
const [served, mine] = [join(work, 'served'), join(work, 'mine')]
mkdirSync(served)
mkdirSync(mine)
const names = Array.from({ length: transfers }, (_, index) => `file-${index}.bin`)
for (const name of names) {
  writeFileSync(join(served, name), '')
  truncateSync(join(served, name), megabytes * 1024 * 1024)
}

buildDesktop()
const server = await startPracticeServer({ folder: served })
const run = await launchDesktop({
  args: ['--data', join(work, 'data'), '--root', mine],
  env: { XDG_CONFIG_HOME: work },
})
try {
  const page = await run.firstPage()
  await page.getByTestId('start-page').waitFor()
  const engine = await engineThrough(page)
  await engine.changeSettings({ parallelTransfers: transfers, parallelDownloads: transfers })
  const sessionId = await connectToPractice(engine, server)

  await idleDelay()
  await begin()
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  await report('at rest', await end())

  await transferAll('the server competes')
  setPriority(constants.priority.PRIORITY_LOW)
  await transferAll('the server yields')

  async function transferAll(how: string) {
    await begin()
    const started = performance.now()
    await engine.enqueueTransfers(
      names.map((name) => ({
        source: { kind: 'remote', sessionId, path: `/${name}` },
        target: { kind: 'local', path: join(mine, name) },
        kind: 'file',
        size: megabytes * 1024 * 1024,
        modifiedAt: null,
      })),
      { onConflict: 'overwrite' },
    )
    await allDone()
    const seconds = (performance.now() - started) / 1000
    await report(`${transfers} downloads under TLS, ${how}`, await end())
    const speed = (transfers * megabytes) / seconds
    console.log(
      `  ${transfers} × ${megabytes} MiB in ${seconds.toFixed(1)} s: ${speed.toFixed(0)} MiB/s`,
    )
  }

  function allDone() {
    return new Promise<void>((resolve) => {
      let hasBegun = false
      const off = engine.watchQueue({
        batch(items) {
          const totals = items.at(-1)
          if (!totals) return
          if (totals.active + totals.queued > 0) hasBegun = true
          else if (hasBegun) {
            off()
            resolve()
          }
        },
      })
    })
  }
} finally {
  idle.kill()
  await run.close()
  await server.stop()
  rmSync(work, { recursive: true, force: true })
}
process.exit(0)

type Stalls = {
  p50: number
  p99: number
  p999: number
  max: number
  turn: number
  longestTurn: number
  busy: number
}

function begin() {
  return run.evaluate(() => {
    const { monitorEventLoopDelay, performance: clock } =
      process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution: 1 })
    histogram.enable()
    // Processor time of each turn of the loop: other programs on a busy machine do not count.
    const turns: number[] = []
    const spent = () => {
      const { user, system } = process.threadCpuUsage()
      return user + system
    }
    let last = spent()
    const timer = setInterval(() => {
      const now = spent()
      turns.push((now - last) / 1000)
      last = now
    }, 1)
    Reflect.set(globalThis, 'stalls', {
      histogram,
      turns,
      timer,
      before: clock.eventLoopUtilization(),
    })
  })
}

function end(): Promise<Stalls> {
  return run.evaluate(() => {
    const { performance: clock } = process.getBuiltinModule('node:perf_hooks')
    const { histogram, before, turns, timer } = Reflect.get(globalThis, 'stalls') as {
      histogram: ReturnType<typeof monitorEventLoopDelay>
      before: EventLoopUtilization
      turns: number[]
      timer: NodeJS.Timeout
    }
    histogram.disable()
    clearInterval(timer)
    turns.sort((a, b) => a - b)
    const milliseconds = (nanoseconds: number) => nanoseconds / 1e6
    return {
      p50: milliseconds(histogram.percentile(50)),
      p99: milliseconds(histogram.percentile(99)),
      p999: milliseconds(histogram.percentile(99.9)),
      max: milliseconds(histogram.max),
      turn: turns[Math.floor(turns.length * 0.99)] ?? 0,
      longestTurn: turns.at(-1) ?? 0,
      busy: clock.eventLoopUtilization(before).utilization,
    }
  })
}

/** Milliseconds that a process with nothing to do was late since the last time. */
async function idleDelay(): Promise<{ p99: number; max: number }> {
  idle.send('report')
  const [delay] = (await once(idle, 'message')) as [{ p99: number; max: number }]
  return delay
}

async function report(what: string, stalls: Stalls) {
  const { p50, p99, p999, max, turn, longestTurn, busy } = stalls
  const figures = { p50, p99, 'p99.9': p999, max }
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(1)} ms`)
  console.log(`${what}: ${text.join(', ')}; busy ${(busy * 100).toFixed(0)} %`)
  console.log(
    `  processor time a turn: p99 ${turn.toFixed(1)} ms, max ${longestTurn.toFixed(1)} ms`,
  )
  const other = await idleDelay()
  console.log(`  an idle process: p99 ${other.p99.toFixed(1)} ms, max ${other.max.toFixed(1)} ms`)
}
