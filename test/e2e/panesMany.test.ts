import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { stopNetworkReports } from '../support/unobserved.ts'
import { driveWindow } from '../support/windowDriver.ts'

const count = 100_000

let browser: TestBrowser
let server: RealServer
beforeAll(async () => {
  browser = await openBrowser()
  server = await startRealServer('vsftpd')
  mkdirSync(join(server.folder, 'many'))
  for (let index = 0; index < count; index++)
    writeFileSync(join(server.folder, 'many', `picture ${(index * 7_919) % count}.jpg`), '')
  server.adopt('many')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Milliseconds. */
type Round = {
  curlFirst: number
  curlComplete: number
  first: number
  complete: number
  pageCpu: number
  engineCpu: number
  known: number
}
type Marks = { click: number; first: number; complete: number }

/** Notes in the page itself when things are seen: no round trip of the test falsifies it. */
async function openMany(page: Page): Promise<Marks> {
  await page.evaluate(() => {
    const pane = document.querySelector<HTMLElement>('[data-testid=pane-remote]')!
    const marks = { click: 0, first: 0, complete: 0 }
    Reflect.set(window, 'marks', marks)
    pane.addEventListener('dblclick', () => (marks.click = performance.now()), {
      capture: true,
      once: true,
    })
    const seen = new Set<string>()
    /** The frame after what is in the document now. */
    const note = (name: 'first' | 'complete') => {
      if (seen.has(name)) return
      seen.add(name)
      requestAnimationFrame(() => (marks[name] = performance.now()))
    }
    const observer = new MutationObserver(() => {
      if (!pane.dataset['path']?.endsWith('/many')) return
      if (pane.querySelector('[data-name^="picture"]')) note('first')
      if (seen.has('first') && pane.dataset['state'] === 'ready') {
        note('complete')
        observer.disconnect()
      }
    })
    observer.observe(pane, { attributes: true, childList: true, subtree: true })
  })
  await driveWindow(page).open('remote', 'many')
  // Not by frames, as is usual: waiting would cost the page as much as listing.
  await page.waitForFunction(
    () => (Reflect.get(window, 'marks') as Marks).complete > 0,
    undefined,
    { polling: 100 },
  )
  return page.evaluate(() => Reflect.get(window, 'marks') as Marks)
}

/** Milliseconds until the first byte, and until the last, for a program that only takes bytes. */
async function askCurl(): Promise<{ first: number; complete: number }> {
  const { stdout } = await promisify(execFile)('curl', [
    ...['--silent', '--show-error', '--output', '/dev/null'],
    ...['--write-out', '%{time_pretransfer} %{time_starttransfer} %{time_total}'],
    ...['--user', `${server.user}:${server.password}`],
    `ftp://${server.host}:${server.port}/many/`,
  ])
  const [start, first, end] = stdout.split(' ').map((seconds) => Number(seconds) * 1_000)
  return { first: first! - start!, complete: end! - start! }
}

/** Milliseconds of processor time that the page's main thread has used. */
async function pageTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000
}

/** Milliseconds of processor time that a process has used. */
function processTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Milliseconds of each frame while the list scrolls from top to bottom. */
const scrollThrough = (page: Page) =>
  page.evaluate(async () => {
    const grid = document.querySelector<HTMLElement>('[data-testid=pane-remote] [role=grid]')!
    const frames: number[] = []
    let last = performance.now()
    for (let frame = 0; frame < 180; frame++) {
      grid.scrollTop = (grid.scrollHeight * frame) / 180
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      frames.push(now - last)
      last = now
    }
    return frames.sort((a, b) => a - b)
  })

/** Milliseconds from a click on a column to the frame that shows the new order. */
const sortBy = (page: Page, column: string) =>
  page.evaluate(async (name) => {
    const header = document.querySelector<HTMLElement>(
      `[data-testid=pane-remote] [data-testid=column-${name}]`,
    )!
    const start = performance.now()
    header.click()
    await new Promise(requestAnimationFrame)
    return performance.now() - start
  }, column)

async function megabytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1024 / 1024
}

const text = (values: number[]) => values.map((value) => value.toFixed()).join(', ')

describe('a folder of 100,000 files on vsftpd', () => {
  it('comes as quickly as the server sends it, scrolls, sorts and costs little', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'many files' }, async (page, tools) => {
        const window = driveWindow(page)
        const session = await page.context().newCDPSession(page)
        await session.send('Performance.enable', { timeDomain: 'threadTicks' })
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        const rounds: Round[] = []
        const sorts: { wall: number; cpu: number }[] = []
        // The better one counts: what else the machine does meanwhile is not measured.
        for (let round = 0; round < 2; round++) {
          if (round > 0) await page.reload()
          await window.row('remote', 'many').waitFor()
          await stopNetworkReports(page)
          const curl = await askCurl()
          const [pageStart, engineStart] = [await pageTime(session), processTime(app.pid)]
          const marks = await openMany(page)
          const pageEnd = await pageTime(session)
          const engine = processTime(app.pid) - engineStart
          await page.getByTestId('status-remote').getByText('100,000 files').waitFor()
          if (round === 0) await tools.screenshot('panes-many')
          for (const column of ['name', 'size', 'modified']) {
            const before = await pageTime(session)
            const wall = await sortBy(page, column)
            sorts.push({ wall, cpu: (await pageTime(session)) - before })
          }
          await sortBy(page, 'name')
          // Known now: shown without waiting for the server.
          await window.up('remote')
          await window.row('remote', 'many').waitFor()
          const again = await openMany(page)
          rounds.push({
            curlFirst: curl.first,
            curlComplete: curl.complete,
            first: marks.first - marks.click,
            complete: marks.complete - marks.click,
            pageCpu: pageEnd - pageStart,
            engineCpu: engine,
            known: again.first - again.click,
          })
        }
        const passes: { frames: number[]; cpu: number }[] = []
        for (let pass = 0; pass < 2; pass++) {
          const before = await pageTime(session)
          const frames = await scrollThrough(page)
          passes.push({ frames, cpu: ((await pageTime(session)) - before) / frames.length })
        }
        const { frames, cpu: frameCpu } = passes.sort((a, b) => a.cpu - b.cpu)[0]!
        const memory = await megabytes(session)
        const middle = frames[Math.floor(frames.length / 2)]!

        const column = (name: keyof Round) => rounds.map((round) => round[name])
        console.log(
          [
            ...(Object.keys(rounds[0]!) as (keyof Round)[]).map(
              (name) => `${name} ${text(column(name))} ms`,
            ),
            `sorts ${text(sorts.map(({ wall }) => wall))} ms, of the processor ` +
              `${text(sorts.map(({ cpu }) => cpu))} ms`,
            `frame ${middle.toFixed(1)} ms, of the processor ${frameCpu.toFixed(1)} ms`,
            `memory ${text([memory])} MB`,
          ].join('\n'),
        )
        const best = (values: number[]) => Math.min(...values)
        // vsftpd sorts and looks at all files before its first byte, so nothing can be seen sooner
        // than curl gets that byte. On a machine at rest rows follow it within 100 ms.
        expect(best(rounds.map(({ first, curlFirst }) => first / curlFirst))).toBeLessThan(2)
        // Page and engine work side by side, each on its processor: beyond what curl needs, a listing
        // takes as long as the busier of them. Wall time on a busy machine would measure the others.
        expect(best(column('pageCpu'))).toBeLessThan(1_000)
        expect(best(column('engineCpu'))).toBeLessThan(1_000)
        // Shown from memory: far sooner than any server could.
        expect(best(column('known'))).toBeLessThan(300)
        expect(best(sorts.map(({ wall }) => wall))).toBeLessThan(200)
        expect(Math.max(...sorts.map(({ cpu }) => cpu))).toBeLessThan(250)
        // 60 frames a second leave 16.7 ms, which a machine at rest keeps (16.6 ms measured). With ten
        // others on two cores the caches are never warm: the same work took up to 24.8 ms.
        expect(frameCpu).toBeLessThan(30)
        expect(memory).toBeLessThan(350)
      })
    } finally {
      await app.stop()
    }
  })
})
