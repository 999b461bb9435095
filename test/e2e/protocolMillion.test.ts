import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** What the window keeps (renderer/stores/protocol.ts); more than that has to be said. */
const kept = 200_000
const rowHeight = 20
const linesInAnswer = 480
const talkative = (original: string) => {
  const code = original.slice(0, 3)
  const lines = Array.from({ length: linesInAnswer - 2 }, (_, index) => ` talk number ${index}`)
  return [`${code}-Much to say`, ...lines, original.trimEnd()].join('\r\n')
}

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

describe('a full log', () => {
  it('scrolls at 60 frames a second, is searched in 200 ms, and says what it dropped', async () => {
    const server = await startScriptedServer(
      [{ on: ['CWD', 'MLSD', 'STAT'], final: { text: talkative } }],
      { tls: 'none' },
    )
    const app = await startApp()
    try {
      await browser.withPage({ name: 'a full log' }, async (page) => {
        const window = driveWindow(page)
        const user = { user: 'practice', password: 'practice', encryption: 'none' } as const
        await page.goto(app.url)
        await window.connect({ host: server.host, port: server.port, ...user })
        await window.ready('remote')
        await window.tab('protocol')
        // A folder listed again and again, two long answers each time, until the oldest ones go.
        for (let rows = await rowCount(page), before = 0; rows > before;) {
          before = rows
          await window.refresh('remote')
          rows = await until(async () => {
            const now = await rowCount(page)
            return Math.abs(now - before) > linesInAnswer ? now : undefined
          })
        }
        expect(await rowCount(page)).toBeGreaterThan(kept * 0.95)
        expect(await rowCount(page)).toBeLessThan(kept * 1.15)

        const devTools = await page.context().newCDPSession(page)
        await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
        const frames = 120
        const scrolling = await cost(devTools, () => scroll(page, frames))
        const search = page.getByTestId('log-search')
        const times = []
        for (const typed of ['number 477', '5xx', 'nowhere']) {
          times.push(await cost(devTools, () => searchFor(page, typed)))
          await search.fill('')
          await until(async () => (await rowCount(page)) > kept * 0.9)
        }
        console.log(
          `${await rowCount(page)} rows: ${(scrolling / frames).toFixed(1)} ms a frame, ` +
            `searches ${times.map((time) => Math.round(time)).join(', ')} ms`,
        )
        // 60 frames a second leave 16.7 ms for each.
        expect(scrolling / frames).toBeLessThan(16)
        for (const time of times) expect(time).toBeLessThan(200)

        // Honest about its end: the first row tells what is no longer kept.
        await page
          .getByTestId('log')
          .locator('.scroller')
          .evaluate((one) => one.scrollTo(0, 0))
        await page.locator('.skipped').waitFor()
        expect(await page.locator('.skipped').innerText()).toMatch(/[\d,]{4,}/)
      })
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})

/** One jump a frame, through all of it: each shows lines that were not there before. */
const scroll = (page: Page, frames: number) =>
  page
    .getByTestId('log')
    .locator('.scroller')
    .evaluate(async (scroller, count) => {
      const step = scroller.scrollHeight / count
      for (let frame = 0; frame < count; frame++) {
        scroller.scrollTop = frame * step
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    }, frames)

async function searchFor(page: Page, typed: string) {
  const before = await rowCount(page)
  await page.getByTestId('log-search').fill(typed)
  await until(async () => {
    const isEmpty = (await page.getByTestId('log').locator('.space').count()) === 0
    return isEmpty || (await rowCount(page)) < before
  })
}
