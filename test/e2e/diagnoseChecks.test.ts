import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const looks = [
  {
    locale: 'en-US',
    colorScheme: 'dark',
    size: { width: 1280, height: 800 },
    word: /^[A-Z]/,
    active: /active/i,
  },
  {
    locale: 'zh-CN',
    colorScheme: 'light',
    size: { width: 1920, height: 1080 },
    word: /\p{Script=Han}/u,
    active: /主动/,
  },
] as const
const canary = 'Canary-7a51-secret'

describe.each(looks)('the checks in $locale', ({ locale, colorScheme, size, word, active }) => {
  it('come one by one, end in a verdict, and its settings work', async () => {
    const server = await startScriptedServer(
      [
        { on: ['EPSV', 'PASV'], data: { listen: false } },
        { on: 'FEAT', delay: 400 },
      ],
      { tls: 'none', users: [{ name: 'practice', password: canary }] },
    )
    const app = await startApp()
    const permissions = ['clipboard-read', 'clipboard-write']
    const options = { name: `checks ${locale}`, locale, colorScheme, viewport: size, permissions }
    try {
      await browser.withPage(options, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const { host, port } = server
        const user = { user: 'practice', password: canary, encryption: 'none' } as const
        await window.connect({ host, port, ...user })
        await window.ready('remote')
        await window.mode('passive')
        await window.tab('protocol')
        await page.getByTestId('protocol-diagnose').click()
        await page.getByTestId('run-checks').click()

        // Streamed: the first results stand while the others are still to come.
        await page.locator('[data-testid="check"][data-state="passed"]').first().waitFor()
        expect(await page.getByTestId('verdict').count()).toBe(0)
        const verdict = page.locator('[data-testid="verdict"][data-verdict="usable"]')
        await verdict.waitFor({ timeout: 60_000 })
        const states = await page
          .getByTestId('check')
          .evaluateAll((all) => all.map((one) => `${one.dataset['check']} ${one.dataset['state']}`))
        expect(states).toEqual(
          expect.arrayContaining(['epsv failed', 'pasv failed', 'port passed', 'listing passed']),
        )
        expect(await verdict.innerText()).toMatch(word)
        expect(await verdict.innerText()).toMatch(active)

        // The report names everything but the secret.
        await page.getByTestId('copy-report').click()
        let report = ''
        await until(async () => {
          report = await page.evaluate(() => navigator.clipboard.readText())
          return report.includes('227') || report.includes('EPSV')
        })
        expect(report).not.toContain(canary)
        expect(report.split('\n')[0]).toMatch(word)
        expect(await axeFindings(page)).toEqual([])
        await tools.screenshot(`diagnose-${locale}`)

        // Nothing on the server was touched; the settings do what they promise.
        await page.getByTestId('use-settings').click()
        await page.locator('[data-testid="mode-active"][data-state="checked"]').waitFor()
        await window.open('remote', 'documents')
        await window.row('remote', 'documents').waitFor({ state: 'detached' })
        await window.ready('remote')
      })
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})
