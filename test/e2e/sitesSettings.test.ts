import { mkdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Settings } from '../../electron/contract/app.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
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
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app?.stop())

const saved = (): Partial<Settings> => {
  const text = readFileSync(join(app.dataFolder, 'settings.json'), 'utf8')
  return (JSON.parse(text) as { content: Settings }).content
}
const setting = (page: Page, name: string) =>
  page.locator(`[data-testid=setting][data-name=${name}]`)
async function open(page: Page) {
  await page.goto(app.url)
  await page.getByTestId('start-page').waitFor()
  await page.getByTestId('open-settings').click()
  await page.getByTestId('dialog-settings').waitFor()
}

describe.each([
  ['en-US', 'light', 'log files', 'hash'],
  ['zh-CN', 'dark', '日志', '散列'],
] as const)('the settings in %s, %s', (locale, colorScheme, logs, hash) => {
  it('are searched, changed, reset, saved to a file and taken from one', async () => {
    const name = `settings ${locale}`
    await browser.withPage({ name, locale, colorScheme }, async (page, tools) => {
      await open(page)
      const all = await page.getByTestId('setting').count()
      expect(all).toBeGreaterThan(15)
      await tools.screenshot(`settings-${locale}-${colorScheme}`)
      expect(await axeFindings(page)).toEqual([])

      await page.getByTestId('settings-search').fill(logs)
      await until(async () => (await page.getByTestId('setting').count()) < 5)
      await setting(page, 'keepLogFiles').getByRole('checkbox').click()
      await until(() => saved().keepLogFiles === true)
      await page.getByTestId('settings-search').fill(hash)
      await setting(page, 'verifyByHash').getByRole('checkbox').click()
      await until(() => saved().verifyByHash === true)
      await page.getByTestId('settings-search').fill('')
      await setting(page, 'parallelTransfers').getByRole('textbox').fill('7')
      await page.keyboard.press('Enter')
      await until(() => saved().parallelTransfers === 7)
      await page.getByTestId('reset-parallelTransfers').waitFor()

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('settings-export').click(),
      ])
      const text = readFileSync(await download.path(), 'utf8')
      await page.getByTestId('reset-parallelTransfers').click()
      await page.getByTestId('reset-verifyByHash').click()
      await until(() => saved().parallelTransfers === 4 && saved().verifyByHash === false)
      await page.getByTestId('reset-parallelTransfers').waitFor({ state: 'detached' })

      const give = (content: string) =>
        page.getByTestId('settings-file').setInputFiles({
          name: 'settings.json',
          mimeType: 'application/json',
          buffer: Buffer.from(content),
        })
      await give(text)
      await until(() => saved().parallelTransfers === 7 && saved().verifyByHash === true)
      const before = saved()
      for (const bad of ['{', '{"kind":"other"}', text.replace('7', '7000')]) {
        await give(bad)
        const told = page.locator('[data-testid=notice][data-code=import-unreadable]')
        await told.waitFor()
        expect(saved()).toEqual(before)
        await told.getByRole('button').last().click()
        await told.waitFor({ state: 'detached' })
      }
    })
  })

  it('log files that cannot be written are switched off, and that is said', async () => {
    const server = await startPracticeServer({ tls: 'none' })
    try {
      const options = { name: `log files ${locale}`, locale, colorScheme }
      await browser.withPage(options, async (page) => {
        await open(page)
        await setting(page, 'keepLogFiles').getByRole('checkbox').click()
        await until(() => saved().keepLogFiles === true)
        await page.keyboard.press('Escape')
        // A folder in the place of the file.
        const log = join(app.dataFolder, 'logs', `${server.host}_${server.port}.log`)
        mkdirSync(log, { recursive: true })
        const window = driveWindow(page)
        const login = { host: server.host, port: server.port, encryption: 'none' } as const
        await window.connect({ ...login, user: 'practice', password: 'practice' })
        await window.ready('remote')
        await page.locator('[data-testid=notice][data-code=log-files-stopped]').waitFor()
        await until(() => saved().keepLogFiles === false)
        await rm(log, { recursive: true })
        await page.getByTestId('open-settings').click()
        await setting(page, 'keepLogFiles').getByRole('checkbox').click()
        await until(() => saved().keepLogFiles === true)
        await page.keyboard.press('Escape')
        await window.open('remote', 'documents')
        await until(() => readFileSync(log, 'utf8').includes('MLSD'))
      })
    } finally {
      await server.stop()
    }
  })
})
