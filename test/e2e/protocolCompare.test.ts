import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const looks = [
  { locale: 'en-US', colorScheme: 'light', width: 1280, height: 800, dials: 'dials' },
  { locale: 'zh-CN', colorScheme: 'dark', width: 1920, height: 1080, dials: '拨打' },
] as const

const side = (page: Page, mode: 'passive' | 'active') => page.getByTestId(`compare-${mode}`)
const kinds = (page: Page, mode: 'passive' | 'active') =>
  side(page, mode)
    .getByTestId('ladder-row')
    .evaluateAll((rows) => rows.map((row) => `${row.dataset['kind']} ${row.dataset['from'] ?? ''}`))

describe.each(looks)(
  'comparing the modes in $locale',
  ({ locale, colorScheme, dials, ...size }) => {
    it('draws both transfers while they happen, mirrored, and saves the figure', async () => {
      app = await startApp({ practice: true })
      const options = { name: `compare ${locale}`, locale, colorScheme, viewport: size }
      try {
        await browser.withPage(options, async (page, tools) => {
          const window = driveWindow(page)
          await page.goto(app.url)
          await window.ready('remote')
          await window.tab('protocol')
          await page.getByTestId('protocol-diagram').click()
          await page.getByTestId('compare').click()
          const view = page.getByTestId('compare-view')

          // Live: one side asks and the other announces before either has its file.
          await page.locator('[data-testid="compare-view"][data-state="live"]').waitFor()
          await until(async () => (await kinds(page, 'active')).length >= 3)
          const early = [await kinds(page, 'passive'), await kinds(page, 'active')]
          expect(await view.getAttribute('data-state')).toBe('live')
          await page.locator('[data-testid="compare-view"][data-state="over"]').waitFor()
          await until(async () => (await kinds(page, 'active')).at(-1) === 'close server-control')
          const [passive, active] = [await kinds(page, 'passive'), await kinds(page, 'active')]
          for (const [index, rows] of [passive, active].entries())
            expect(early[index]!.length).toBeLessThan(rows.length)

          // The same conversation but for who listens and who dials.
          const opens = (rows: string[]) => rows.filter((row) => row.startsWith('open'))
          expect(opens(passive)).toEqual(['open client-control', 'open client-data'])
          expect(opens(active)).toEqual(['open client-control', 'open server-data'])
          expect([...passive].map((row) => row.split(' ')[0]).sort()).toEqual(
            [...active].map((row) => row.split(' ')[0]).sort(),
          )
          for (const rows of [passive, active]) expect(rows).toContain('bytes server-data')
          const pointed = page.locator('.row.is-pointed')
          expect(await pointed.count()).toBe(2)
          expect(await pointed.first().innerText()).toContain(dials)
          await tools.screenshot(`compare-${locale}`)

          // Lanes stand where their names stand.
          for (const mode of ['passive', 'active'] as const) {
            const box = await side(page, mode).boundingBox()
            const names = await side(page, mode).locator('.lanes .lane').all()
            for (const name of names) {
              const place = await name.boundingBox()
              expect(place!.x).toBeGreaterThanOrEqual(box!.x)
              expect(place!.x + place!.width).toBeLessThanOrEqual(box!.x + box!.width)
            }
          }

          // A call is opened up into its three packets, and a line is explained.
          const call = side(page, 'active').locator('[data-kind="open"][data-from="server-data"]')
          await call.click()
          await until(async () => (await kinds(page, 'active')).length === active.length + 3)
          const packets = side(page, 'active').locator('[data-kind="packet"]')
          expect(await packets.allInnerTexts()).toEqual([
            expect.stringContaining('SYN'),
            expect.stringContaining('SYN-ACK'),
            expect.stringContaining('ACK'),
          ])
          if ((await page.getByTestId('explain').count()) === 0)
            await page.getByTestId('toggle-explain').click()
          await page.getByTestId('explain-title').waitFor()
          expect(await axeFindings(page)).toEqual([])

          // The figure as a file.
          const saving = page.waitForEvent('download')
          await page.getByTestId('diagram-save').click()
          await page.getByTestId('diagram-svg').click()
          const svg = readFileSync(await (await saving).path(), 'utf8')
          expect(svg.match(/<svg /g)).toHaveLength(3)
          expect(svg).toContain('PASV')
          expect(svg).toContain('PORT 127,0,0,1')

          // At its real speed, and back again.
          await page.getByTestId('compare-slowly').click()
          await page.locator('[data-testid="compare-view"][data-state="over"]').waitFor()
          await until(async () => (await kinds(page, 'passive')).at(-1) === 'close server-control')
          await page.getByTestId('compare-back').click()
          await page.getByTestId('compare').waitFor()
        })
      } finally {
        await app.stop()
      }
    })
  },
)
