import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'

let browser: TestBrowser
let folder: string
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-screen-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

const remembered = ({ dataFolder }: RunningApp): Record<string, unknown> => {
  try {
    const text = readFileSync(join(dataFolder, 'settings.json'), 'utf8')
    return (JSON.parse(text) as { content: { screen?: Record<string, unknown> } }).content.screen!
  } catch {
    return {}
  }
}
const header = (page: Page, column: string) =>
  page.getByTestId('pane-local').getByTestId(`column-${column}`)
const dock = (page: Page) => page.getByTestId('log')
const columnsShown = (page: Page) =>
  page
    .getByTestId('pane-local')
    .locator('[data-testid^=column-]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-testid')))

describe('how the window was left', () => {
  it('is the same at another port of the web host, and in another browser', async () => {
    const first = await startApp({ folder })
    let before: (string | null)[] = []
    try {
      await browser.withPage({ name: 'left' }, async (page) => {
        await page.goto(first.url)
        await header(page, 'size').click()
        await page.getByTestId('tab-protocol').click()
        await dock(page).waitFor()
        await page.getByTestId('toggle-dock').click()
        await dock(page).waitFor({ state: 'detached' })
        before = await columnsShown(page)
        await until(() => {
          const { layout, 'pane.local': pane } = remembered(first) as Record<string, object>
          return (
            JSON.stringify(pane).includes('"column":"size"') &&
            JSON.stringify(layout).includes('"isDockOpen":false')
          )
        })
      })
    } finally {
      await first.stop()
    }
    const second = await startApp({ folder })
    try {
      expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
      await browser.withPage({ name: 'found' }, async (page) => {
        await page.goto(second.url)
        await page
          .getByTestId('pane-local')
          .locator('[aria-sort=ascending]:has([data-testid=column-size])')
          .waitFor()
        await dock(page).waitFor({ state: 'detached' })
        expect(await columnsShown(page)).toEqual(before)
        // What came from the engine stays changeable, there and back.
        await header(page, 'name').click()
        await until(() => JSON.stringify(remembered(second)).includes('"column":"name"'))
        await header(page, 'size').click()
        await until(() => JSON.stringify(remembered(second)).includes('"column":"size"'))
      })
    } finally {
      await second.stop()
    }
  })

  it('is not lost by a page that ends at once', async () => {
    const app = await startApp({ folder })
    try {
      await browser.withPage({ name: 'ends at once' }, async (page) => {
        await page.goto(app.url)
        await page.locator('[data-testid=pane-local][data-state=ready]').waitFor()
        for (const column of ['size', 'name', 'size']) {
          await header(page, column).click()
          await page.reload()
          await page
            .getByTestId('pane-local')
            .locator(`[aria-sort]:not([aria-sort=none]):has([data-testid=column-${column}])`)
            .waitFor()
          await until(() => JSON.stringify(remembered(app)).includes(`"column":"${column}"`))
        }
      })
    } finally {
      await app.stop()
    }
  })

  it('moves there from the storage of an earlier version, nonsense aside', async () => {
    const app = await startApp({ folder })
    try {
      await browser.withPage({ name: 'moved' }, async (page) => {
        await page.addInitScript(() => {
          localStorage.setItem('sampan.layout', JSON.stringify({ split: 0.31, dockTab: 'done' }))
          localStorage.setItem('sampan.compare', '{ nonsense')
        })
        await page.goto(app.url)
        await until(() => JSON.stringify(remembered(app)).includes('0.31'))
        expect(remembered(app)).toMatchObject({ layout: { split: 0.31, dockTab: 'done' } })
        expect(remembered(app)).not.toHaveProperty('compare')
      })
    } finally {
      await app.stop()
    }
  })
})
