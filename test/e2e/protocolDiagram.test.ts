import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const looks = [
  { locale: 'en-US', colorScheme: 'dark', size: { width: 1920, height: 1080 }, repeat: /times/ },
  {
    locale: 'zh-CN',
    colorScheme: 'light',
    size: { width: 1280, height: 800 },
    repeat: /共 \d+ 次/,
  },
] as const

const rows = (page: Page) => page.getByTestId('ladder-row')
async function download(page: Page, format: 'svg' | 'png'): Promise<Buffer> {
  const saving = page.waitForEvent('download')
  await page.getByTestId('diagram-save').click()
  await page.getByTestId(`diagram-${format}`).click()
  return readFileSync(await (await saving).path())
}

describe.each(looks)('the diagram in $locale', ({ locale, colorScheme, size, repeat }) => {
  it('is a ladder to look at, to walk on and to keep', async () => {
    const app = await startApp({ practice: true })
    const options = { name: `diagram ${locale}`, locale, colorScheme, viewport: size }
    try {
      await browser.withPage(options, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.ready('remote')
        await window.tab('protocol')
        await window.mode('passive')
        await page.getByTestId('protocol-diagram').click()
        for (let turn = 0; turn < 4; turn++) {
          await window.refresh('remote')
          await window.ready('remote')
        }

        // Repeats are one row, and are opened by a click.
        const repeats = page.locator('[data-kind="repeat"]').last()
        await repeats.waitFor()
        expect(await repeats.innerText()).toMatch(repeat)
        const folded = await total(page)
        await repeats.click()
        await until(async () => (await total(page)) > folded)
        await repeats.click()
        await until(async () => (await total(page)) === folded)

        // The call of a data connection, and its three packets.
        const call = page.locator('[data-kind="open"][data-from="client-data"]').last()
        await call.click()
        await page.locator('[data-kind="packet"]').nth(2).waitFor()
        expect(await total(page)).toBe(folded + 3)
        await call.click()

        // What the pointer is on is marked in both; what is clicked is explained and stands in both.
        const row = page.locator('[data-testid="ladder-row"][data-kind="message"]').last()
        const seq = await row.getAttribute('data-seq')
        await row.hover()
        await page.locator(`.row.is-hovered[data-seq="${seq}"]`).waitFor()
        await row.click()
        await page.getByTestId('explain-title').waitFor()
        await page.getByTestId('protocol-log').click()
        const line = page.locator(`[data-testid="log-line"][data-seq="${seq}"]`).first()
        await line.waitFor()
        expect(await line.getAttribute('class')).toContain('is-chosen')
        const other = page.locator('[data-testid="log-line"][data-kind="command"]').last()
        const otherSeq = await other.getAttribute('data-seq')
        await other.click()
        await page.getByTestId('protocol-diagram').click()
        const marked = page.locator(`.row.is-chosen[data-seq="${otherSeq}"]`).first()
        await marked.waitFor()
        await page.getByRole('listbox').last().press('ArrowUp')
        await until(async () => (await page.locator('.row.is-chosen').count()) > 0)

        // Zoom
        const height = async () => (await rows(page).first().boundingBox())!.height
        const before = await height()
        await page.getByTestId('zoom-in').click()
        await until(async () => (await height()) > before)
        await page.getByTestId('zoom-out').click()
        await page.getByTestId('zoom-out').click()
        await until(async () => (await height()) < before)
        await page.getByTestId('zoom-in').click()

        // Files
        const svg = (await download(page, 'svg')).toString()
        expect(svg).toMatch(/^<svg xmlns/)
        expect(svg).toContain('EPSV')
        const png = await download(page, 'png')
        expect(png.subarray(1, 4).toString()).toBe('PNG')
        expect(png.readUInt32BE(16)).toBeGreaterThan(900)

        expect(await axeFindings(page)).toEqual([])
        await tools.screenshot(`diagram-${locale}`)
      })
    } finally {
      await app.stop()
    }
  })
})

/** Rows of the whole ladder, of which only those in view are drawn. */
async function total(page: Page): Promise<number> {
  const space = page.getByTestId('ladder').locator('.space')
  const heights = [
    (await space.boundingBox())!.height,
    (await rows(page).first().boundingBox())!.height,
  ]
  return Math.round(heights[0]! / heights[1]!)
}
