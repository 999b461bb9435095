import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Script } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'
import { driveSites } from '../support/sitesDriver.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
const ends: (() => Promise<void>)[] = []
beforeAll(async () => {
  browser = await openBrowser()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(() => browser?.close())

async function begin(script: Script): Promise<{ app: RunningApp; server: Address }> {
  const server = await startScriptedServer(script, { tls: 'none', features: { without: ['UTF8'] } })
  ends.push(() => server.stop())
  const app = await startApp()
  ends.push(() => app.stop())
  const { host, port } = server
  const login = { user: 'practice', password: 'practice', encryption: 'none' } as const
  return { app, server: { host, port, ...login } }
}
type Address = { host: string; port: number; user: string; password: string; encryption: 'none' }

const looks = [
  { locale: 'en-US', colorScheme: 'light', word: /^[A-Z][a-z]/ },
  { locale: 'zh-CN', colorScheme: 'dark', word: /\p{Script=Han}/u },
] as const

describe.each(looks)('why a transfer failed, $locale', ({ locale, colorScheme, word }) => {
  const look = { locale, colorScheme }
  it('is told in its row, with the lines that prove it', async () => {
    const { app, server } = await begin([
      { on: 'STOR', final: { text: '553 Could not create file.' } },
    ])
    writeFileSync(join(app.localFolder, 'letter.txt'), 'Dear harbour master,\n')
    await browser.withPage({ name: `why failed ${locale}`, ...look }, async (page, tools) => {
      const window = driveWindow(page)
      await page.goto(app.url)
      await window.connect(server)
      await window.ready('remote')
      await window.drag(window.row('local', 'letter.txt'), window.pane('remote'))
      await window.tab('failed')
      await page.getByTestId('transfer-why').waitFor()
      expect(await axeFindings(page, '[data-testid="list-failed"]')).toEqual([])
      await page.getByTestId('list-failed').focus()
      await page.keyboard.press('Enter')
      const card = page.locator('[data-testid="diagnosis"][data-code="permission-denied"]')
      await card.waitFor()
      const lines = await card.getByTestId('evidence').allInnerTexts()
      expect(lines.join('\n')).toMatch(/STOR[\s\S]*553 Could not create file\./)
      expect(await card.innerText()).toMatch(word)
      await tools.screenshot(`diagnose-failed-row-${locale}`)
      expect(await axeFindings(page, '[data-testid="diagnosis"]')).toEqual([])
      await page.keyboard.press('Escape')
      await card.waitFor({ state: 'detached' })
      for (const tab of ['queue', 'done', 'protocol'] as const) {
        await window.tab(tab)
        expect(await axeFindings(page, 'section.dock'), tab).toEqual([])
      }
    })
  })

  it('is cured there: the session goes on with another encoding', async () => {
    const final = { text: '553 Invalid characters in file name' }
    const { app, server } = await begin([{ on: 'STOR', final }])
    writeFileSync(join(app.localFolder, '信.txt'), 'Dear harbour master,\n')
    await browser.withPage({ name: `cure failed ${locale}`, ...look }, async (page, tools) => {
      const window = driveWindow(page)
      await page.goto(app.url)
      await window.connect(server)
      await window.ready('remote')
      await window.drag(window.row('local', '信.txt'), window.pane('remote'))
      await window.tab('failed')
      await page.getByTestId('transfer-why').click()
      const card = page.locator('[data-testid="diagnosis"][data-code="encoding-trouble"]')
      await card.waitFor()
      expect(await card.innerText()).toMatch(word)
      await tools.screenshot(`diagnose-cure-${locale}`)
      await card.getByTestId('apply-cure').click()
      const chip = page.getByTestId('connection-chip')
      await chip.getByText('GB18030').waitFor()
    })
  })

  it('is kept with the saved site, also when Sampan was closed in between', async () => {
    const server = await startScriptedServer([{ on: ['EPSV', 'PASV'], data: { listen: false } }], {
      tls: 'none',
    })
    ends.push(() => server.stop())
    const folder = mkdtempSync(join(tmpdir(), 'sampan-cure-'))
    ends.push(async () => rmSync(folder, { recursive: true, force: true }))
    const connect = async (page: Page, app: RunningApp, isNew: boolean) => {
      const [window, sites] = [driveWindow(page), driveSites(page)]
      const { host, port } = server
      await page.goto(app.url)
      await sites.open()
      if (isNew)
        await sites.create({
          name: 'Firewalled',
          host,
          port,
          encryption: 'none',
          logon: 'ask',
          user: 'practice',
        })
      else await sites.row('Firewalled').click()
      await page.getByTestId('site-connect').click()
      await page.getByTestId('password-answer').fill('practice')
      await page.getByTestId('password-ok').click()
      await window.ready('remote')
      return window
    }
    const first = await startApp({ folder })
    ends.push(() => first.stop())
    await browser.withPage({ name: `cure kept ${locale}`, ...look }, async (page) => {
      const window = await connect(page, first, true)
      await window.mode('passive')
      await window.open('remote', 'documents')
      const card = page.locator('[data-testid="diagnosis"][data-code="passive-ports-blocked"]')
      await card.waitFor()
      expect(await card.innerText()).toMatch(word)
      await card.getByTestId('apply-cure').click()
      await card.waitFor({ state: 'detached' })
      await window.ready('remote')
    })
    await first.stop()
    const second = await startApp({ folder })
    ends.push(() => second.stop())
    await browser.withPage({ name: `cure still there ${locale}`, ...look }, async (page) => {
      const window = await connect(page, second, false)
      await page.locator('[data-testid="mode-active"][data-state="checked"]').waitFor()
      await window.open('remote', 'documents')
      await window.row('remote', 'documents').waitFor({ state: 'detached' })
      await window.ready('remote')
      await window.tab('protocol')
      await until(async () => /PORT|EPRT/.test(await window.logText()))
      expect(await window.logText()).not.toMatch(/EPSV|PASV/)
    })
  })
})
