import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const hanWord = /\p{Script=Han}/u
const languages = [
  { locale: 'en-US', colorScheme: 'light', isWord: /^[A-Z]/ },
  { locale: 'zh-CN', colorScheme: 'dark', isWord: hanWord },
] as const

describe.each(languages)('the protocol view in $locale', ({ locale, colorScheme, isWord }) => {
  it('shows, explains, draws, checks and teaches', async () => {
    const app = await startApp({ practice: true })
    try {
      await browser.withPage(
        { name: `protocol ${locale}`, locale, colorScheme },
        async (page, tools) => {
          const window = driveWindow(page)
          const line = (text: string) =>
            page.locator('[data-testid="log-line"]', { hasText: text }).first()
          const rows = page.getByTestId('ladder-row')
          await page.goto(app.url)
          await window.ready('remote')
          await window.tab('protocol')

          // Log and explanation
          await window.mode('active')
          await window.refresh('remote')
          await line('PORT 127').click()
          await page.getByTestId('port-formula').waitFor()
          const formula = await page.getByTestId('port-formula').innerText()
          const [high, low, sum] = [...formula.matchAll(/\d+/g)]
            .map(Number)
            .filter((number) => number !== 256)
          expect(high! * 256 + low!).toBe(sum)
          expect(await page.getByTestId('explain-title').innerText()).toMatch(isWord)
          expect(await page.getByTestId('explain-source').innerText()).toMatch(/RFC 959/)
          await page.getByTestId('log-search').fill('2xx')
          await until(async () => {
            const text = await window.logText()
            return text.includes('226') && !text.includes('PORT')
          })
          await page.getByTestId('log-search').fill('')
          await page.getByTestId('raw-command').fill('RETR x')
          await page.getByTestId('raw-command').press('Enter')
          expect(await page.getByTestId('raw-refusal').innerText()).toMatch(isWord)
          await tools.screenshot(`protocol-log-${locale}`)

          // Diagram: active is dialled by the server, passive by the client
          await page.getByTestId('protocol-diagram').click()
          await page.locator('[data-kind="open"][data-from="server-data"]').first().waitFor()
          await page.getByTestId('compare').click()
          const dialled = (side: string) =>
            page
              .getByTestId(`compare-${side}`)
              .locator('[data-kind="open"]')
              .last()
              .getAttribute('data-from')
          await page.getByTestId('compare-view').waitFor()
          await until(async () => (await dialled('passive')) === 'client-data')
          await until(async () => (await dialled('active')) === 'server-data')
          await tools.screenshot(`protocol-compare-${locale}`)

          // Checks
          await page.getByTestId('protocol-diagnose').click()
          await page.getByTestId('run-checks').click()
          await page.locator('[data-testid="verdict"][data-verdict="fine"]').waitFor()
          expect(await page.locator('[data-testid="check"][data-state="passed"]').count()).toBe(11)
          expect(await page.getByTestId('verdict').innerText()).toMatch(isWord)
          await tools.screenshot(`protocol-diagnose-${locale}`)

          // The tour, to its end
          await page.getByTestId('protocol-learn').click()
          await page.getByTestId('tour-start').click()
          for (let step = 2; step <= 11; step++) {
            await page.locator('[data-testid="tour-next"]:enabled').click()
            if (step === 10) {
              await page.getByTestId('triangle').waitFor()
              await tools.screenshot(`protocol-tour-${locale}`)
            }
          }
          await page.locator('[data-testid="tour-end"]:enabled').waitFor()
          expect(await page.getByTestId('tour-title').innerText()).toMatch(isWord)
          await until(async () => (await rows.count()) > 0)
        },
      )
    } finally {
      await app.stop()
    }
  })

  it('explains a failure, and the button cures it', async () => {
    const server = await startScriptedServer([{ on: ['EPSV', 'PASV'], data: { listen: false } }], {
      tls: 'none',
    })
    const app = await startApp()
    try {
      await browser.withPage(
        { name: `cure ${locale}`, locale, colorScheme },
        async (page, tools) => {
          const window = driveWindow(page)
          await page.goto(app.url)
          await window.connect({
            host: server.host,
            port: server.port,
            user: 'practice',
            password: 'practice',
            encryption: 'none',
          })
          await window.ready('remote')
          await window.mode('passive')
          await window.open('remote', 'documents')
          const card = page.locator('[data-testid="diagnosis"][data-code="passive-ports-blocked"]')
          await card.waitFor()
          expect(await card.innerText()).toMatch(isWord)
          await tools.screenshot(`protocol-cure-${locale}`)
          await card.getByTestId('apply-cure').click()
          await window.ready('remote')
          await card.waitFor({ state: 'detached' })
          await page.locator('[data-testid="mode-active"][data-state="checked"]').waitFor()
          await window.open('remote', 'documents')
          await window.row('remote', 'documents').waitFor({ state: 'detached' })
          await window.ready('remote')
        },
      )
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})
