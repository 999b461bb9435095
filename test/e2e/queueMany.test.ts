import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

const count = 100_000
/** Clock ticks of /proc a second. */
const ticks = 100

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Milliseconds of processor that a process has used: what else runs here does not count. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1_000
}
const mebibytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024

/** A queue as Sampan saves it, of files on a server that is never asked. */
const queueFile = (local: string) =>
  JSON.stringify({
    format: 'sampan-queue',
    version: 1,
    servers: [{ title: 'Far away', settings: { host: '127.0.0.1', port: 9, user: 'tester' } }],
    items: Array.from({ length: count }, (_, index) => ({
      kind: 'file',
      source: { server: 0, path: `/pictures/${index % 100}/picture ${index}.jpg` },
      target: { path: join(local, `${index % 100}`, `picture ${index}.jpg`) },
      size: 4_096 + index,
      modifiedAt: 1_700_000_000_000,
      onConflict: 'ask',
    })),
  })

/** Milliseconds of each frame while the list scrolls from top to bottom, and rows that were seen. */
const scrollThrough = (page: Page) =>
  page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>('[data-testid=list-queue]')!
    const frames: number[] = []
    let last = performance.now()
    for (let frame = 0; frame <= 180; frame++) {
      list.scrollTop = ((list.scrollHeight - list.clientHeight) * frame) / 180
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      frames.push(now - last)
      last = now
    }
    return frames.sort((one, other) => one - other)
  })

describe('100,000 items in the window', () => {
  it('are taken in, scrolled and moved without waiting', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'many transfers' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.tab('queue')
        const file = join(app.localFolder, 'queue.json')
        await writeFile(file, queueFile(app.localFolder))
        const before = processorTime(app.pid)
        await page.getByTestId('queue-file').setInputFiles(file)
        await page.getByTestId('count-queue').getByText('100,000').waitFor({ timeout: 100_000 })
        const adding = processorTime(app.pid) - before
        const row = (index: number) =>
          page.locator(`[data-testid=transfer][data-name="picture ${index}.jpg"]`)
        await row(0).waitFor()

        const frames = await scrollThrough(page)
        const middle = frames[Math.floor(frames.length / 2)]!
        await row(count - 1).waitFor()
        await tools.screenshot('queue-many')

        // The last one to the top, by keyboard; both ends are seen to have changed.
        await row(count - 1).click()
        const moved = processorTime(app.pid)
        await page.keyboard.press('Alt+Home')
        await row(count - 2).waitFor()
        await until(async () => (await row(count - 1).count()) === 0 || (await isFirst(page)))
        const moving = processorTime(app.pid) - moved
        await page.getByTestId('list-queue').evaluate((list) => (list.scrollTop = 0))
        await row(count - 1).waitFor()
        expect(await isFirst(page)).toBe(true)

        const memory = mebibytes(app.pid)
        console.log(
          `added in ${adding.toFixed()} ms of processor, frame ${middle.toFixed(1)} ms, ` +
            `moved in ${moving.toFixed()} ms of processor, engine ${memory.toFixed()} MiB`,
        )
        // Half as much again as on a quiet machine: what shares its caches makes it slower.
        expect(adding).toBeLessThan(4_500)
        expect(moving).toBeLessThan(200)
        expect(memory).toBeLessThan(400)
      })
    } finally {
      await app.stop()
    }
  })
})

const isFirst = (page: Page) =>
  page
    .getByTestId('transfer')
    .first()
    .getAttribute('data-name')
    .then((name) => name === `picture ${count - 1}.jpg`)
