import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startPouringApp } from '../support/pouringApp.ts'
import { eventsOfJob } from '../support/pourProtocol.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const total = 1_000_000
/** Far beyond any server: what is measured is that the window does not fall behind. */
const flood = 60_000
/** Some times what the quickest queue of small files gives (400 files a second, ten lines each). */
const busy = 10_000
/** What the window keeps (renderer/stores/protocol.ts); more than that has to be said. */
const kept = 200_000
const rowHeight = 20

const rowCount = (page: Page) =>
  page
    .getByTestId('log')
    .locator('.space')
    .evaluate((space, height) => (space as HTMLElement).offsetHeight / height, rowHeight)

/** Milliseconds of processor time that the page's main thread took for something. */
async function cost(devTools: CDPSession, work: () => Promise<unknown>): Promise<number> {
  const taken = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000
  }
  const before = await taken()
  await work()
  return (await taken()) - before
}

/** Milliseconds from frame to frame while something happens, sorted. */
async function frameTimes(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = []
    let last = performance.now()
    const note = () => {
      const now = performance.now()
      times.push(now - last)
      last = now
      if (Reflect.get(window, 'frameTimes') === times) requestAnimationFrame(note)
    }
    Reflect.set(window, 'frameTimes', times)
    requestAnimationFrame(note)
  })
  await work()
  return page.evaluate(() => {
    const times = Reflect.get(window, 'frameTimes') as number[]
    Reflect.set(window, 'frameTimes', undefined)
    return times.sort((one, other) => one - other)
  })
}

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }

/** Milliseconds of processor time of each task on the page's main thread. */
async function tasksDuring(work: () => Promise<unknown>): Promise<number[]> {
  const devTools = await browser.browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  devTools.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) events.push(event)
  })
  await devTools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline'] },
  })
  await work()
  const complete = new Promise((resolve) => devTools.once('Tracing.tracingComplete', resolve))
  await devTools.send('Tracing.end')
  await complete
  await devTools.detach()
  // Chromium keeps a spare renderer or two; the page's own is the one that worked.
  const threads = new Map<string, number[]>()
  const placeOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  for (const event of events)
    if (event.name === 'thread_name' && event.args.name === 'CrRendererMain')
      threads.set(placeOf(event), [])
  for (const event of events)
    if (event.name === 'RunTask') threads.get(placeOf(event))?.push((event.tdur ?? 0) / 1_000)
  const sum = (times: number[]) => times.reduce((all, time) => all + time, 0)
  return [...threads.values()].sort((one, other) => sum(other) - sum(one))[0] ?? []
}

const share = (times: number[], part: number) =>
  (times[Math.floor((times.length - 1) * part)] ?? NaN).toFixed(1)
/** Milliseconds between two of 60 frames a second. */
const frame = 1_000 / 60

/** How the window moved while something happened. */
async function measure(page: Page, work: () => Promise<unknown>) {
  let frames: number[] = []
  let seconds = 0
  const tasks = await tasksDuring(async () => {
    const start = performance.now()
    frames = await frameTimes(page, work)
    seconds = (performance.now() - start) / 1_000
  })
  const missed = tasks.reduce((all, time) => all + Math.floor(time / frame), 0)
  const longest = tasks.sort((one, other) => other - one).slice(0, 3)
  const words =
    `${(frames.length / seconds).toFixed(1)} frames a second, ${share(frames, 0.5)} ms ` +
    `(p95 ${share(frames, 0.95)}); processor time of the window ` +
    `${tasks.reduce((all, time) => all + time, 0).toFixed()} ms in ${seconds.toFixed()} s, ` +
    `longest tasks ${longest.map((time) => time.toFixed()).join(', ')} ms, ${missed} frames missed`
  return { median: frames[Math.floor(frames.length / 2)]!, seconds, missed, words }
}

/** As with a wheel that is turned quickly: six rows a frame. */
async function scrollThrough(page: Page) {
  const scrolled = await measure(page, () =>
    page
      .getByTestId('log')
      .locator('.scroller')
      .evaluate(async (scroller, step) => {
        for (let turn = 0; turn < 180; turn++) {
          scroller.scrollTop -= step
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      }, 6 * rowHeight),
  )
  console.log(`scrolled: ${scrolled.words}`)
  expect(scrolled.median).toBeLessThan(1.2 * frame)
  expect(scrolled.missed).toBeLessThan((scrolled.seconds * 60) / 20)
}

async function searchFor(page: Page, typed: string) {
  const before = await rowCount(page)
  await page.getByTestId('log-search').fill(typed)
  await until(async () => {
    const isEmpty = (await page.getByTestId('log').locator('.space').count()) === 0
    return isEmpty || (await rowCount(page)) < before
  })
}

describe('a million events', () => {
  it.each(['log', 'diagram'] as const)('pour into the %s, which goes on moving', async (tab) => {
    const app = await startPouringApp()
    try {
      await browser.withPage({ name: `a million events, ${tab}` }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.tab('protocol')
        await page.getByTestId(`protocol-${tab}`).click()
        const poured = await measure(page, () =>
          app.pour(tab === 'log' ? total : total * 0.3, flood),
        )
        console.log(`${tab}, ${flood} events a second: ${poured.words}`)
        await tools.screenshot(`million-${tab}`)
        // The processor is shared with the one who pours and whatever else runs, which makes frames
        // late and tasks longer: at load 14 one frame in 27 had no time, at load 23 one in 11, and
        // the median frame was on time in both.
        expect(poured.median).toBeLessThan(1.5 * frame)
        expect(poured.missed).toBeLessThan((poured.seconds * 60) / 8)
        if (tab === 'log') await findAmong(page)
        const more = await measure(page, () => app.pour(busy * 4, busy))
        console.log(`${tab}, ${busy} events a second: ${more.words}`)
        expect(more.median).toBeLessThan(1.2 * frame)
        expect(more.missed).toBeLessThan((more.seconds * 60) / 20)
        if (tab === 'log') await scrollThrough(page)
      })
    } finally {
      await app.stop()
    }
  })
})

async function findAmong(page: Page) {
  // The last ones are on their way.
  const last = `/photos/${Math.ceil(total / eventsOfJob) - 1}`
  await until(async () => (await page.getByTestId('log').innerText()).includes(last))
  expect(await rowCount(page)).toBeLessThan(kept * 1.3)
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const times: number[] = []
  for (const typed of ['photos/83', '5xx', 'nowhere', '(229|227) ']) {
    times.push(await cost(devTools, () => searchFor(page, typed)))
    await page.getByTestId('log-search').fill('')
    await until(async () => (await rowCount(page)) > kept * 0.9)
  }
  console.log(`${await rowCount(page)} rows searched in ${times.map(Math.round).join(', ')} ms`)
  for (const time of times) expect(time).toBeLessThan(200)

  // Honest about its end: the first row tells what is no longer kept.
  await page
    .getByTestId('log')
    .locator('.scroller')
    .evaluate((scroller) => scroller.scrollTo(0, 0))
  const skipped = page.locator('.skipped').first()
  await skipped.waitFor()
  expect(await skipped.innerText()).toMatch(/\d{3},\d{3}/)
}
