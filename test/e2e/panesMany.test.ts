import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
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
    const look = () => {
      const isThere = pane.dataset['path']?.endsWith('/many')
      if (isThere && marks.first === 0 && pane.querySelector('[data-name^="picture"]'))
        marks.first = performance.now()
      if (isThere && pane.dataset['state'] === 'ready') marks.complete = performance.now()
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await driveWindow(page).open('remote', 'many')
  await page.waitForFunction(() => (Reflect.get(window, 'marks') as Marks).complete > 0)
  return page.evaluate(() => Reflect.get(window, 'marks') as Marks)
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
  it('shows rows before all have come, sorts quickly and costs little', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'many files' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        const first: number[] = []
        const complete: number[] = []
        const known: number[] = []
        const sorts: number[] = []
        await window.row('remote', 'many').waitFor()
        const marks = await openMany(page)
        first.push(marks.first - marks.click)
        complete.push(marks.complete - marks.click)
        await page.getByTestId('status-remote').getByText('100,000 files').waitFor()
        await tools.screenshot('panes-many')
        for (const column of ['name', 'size', 'modified']) sorts.push(await sortBy(page, column))
        await sortBy(page, 'name')
        // Known now: shown without waiting for the server.
        await window.up('remote')
        await window.row('remote', 'many').waitFor()
        const again = await openMany(page)
        known.push(again.first - again.click)
        const frames = await scrollThrough(page)
        const memory = await megabytes(await page.context().newCDPSession(page))
        const middle = frames[Math.floor(frames.length / 2)]!

        console.log(
          `first rows ${text(first)} ms, complete ${text(complete)} ms, known ${text(known)} ms, ` +
            `sorts ${text(sorts)} ms, frame ${middle.toFixed(1)} ms, memory ${text([memory])} MB`,
        )
        // Of the listing, the server and the frames only the figures are told: they share two cores
        // with whatever else runs (at load 8 complete took 3.3 s, and a frame 20.6 ms).
        expect(Math.min(...first)).toBeLessThan(Math.min(...complete))
        expect(Math.min(...sorts)).toBeLessThan(200)
        expect(memory).toBeLessThan(350)
      })
    } finally {
      await app.stop()
    }
  })
})
