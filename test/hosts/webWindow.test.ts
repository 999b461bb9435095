import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildDesktop } from '../support/electron/desktopApp.ts'
import type { RunningApp } from '../support/app.ts'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import type { TestBrowser } from '../support/browser.ts'
import { openBrowser } from '../support/browser.ts'

let browser: TestBrowser
let app: RunningApp
beforeAll(async () => {
  buildDesktop()
  browser = await openBrowser()
}, 180_000)
afterAll(() => browser.close())
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

const inPage = (name: string, test: (page: Page) => Promise<void>) =>
  browser.withPage({ name, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await test(page)
  })
const choose = async (page: Page, id: string) => {
  await page.getByTestId('app-menu').click()
  await page.getByTestId(`menu-${id}`).click()
}

describe('the window in a browser', { timeout: 120_000 }, () => {
  it('asks once how the user likes it', () =>
    inPage('first start', async (page) => {
      const card = page.getByTestId('first-start')
      await card.getByRole('radio', { name: 'Dark' }).click()
      await expect
        .poll(() => page.evaluate(() => document.documentElement.dataset['theme']))
        .toBe('dark')
      await card.getByTestId('first-start-done').click()
      await card.waitFor({ state: 'detached' })
      await page.reload()
      await page.getByTestId('start-page').waitFor()
      expect(await card.count()).toBe(0)
    }))

  it('says what it is, what is new, and what it is made of', () =>
    inPage('about', async (page) => {
      await choose(page, 'about')
      const dialog = page.getByTestId('dialog-about')
      await dialog.getByText('Node.js').waitFor()
      expect(await dialog.innerText()).toContain(app.dataFolder)
      expect(await axeFindings(page)).toEqual([])
      await dialog.getByTestId('copy-report').click()
      await expect
        .poll(() => page.evaluate(() => navigator.clipboard.readText()))
        .toMatch(/Node\.js \d+.*\n[\s\S]*Sampan \d+\.\d+\.\d+ in a browser/)
      await dialog.getByTestId('about-news').click()
      expect(await dialog.getByTestId('news').getByRole('listitem').count()).toBeGreaterThan(5)
      await dialog.getByTestId('about-licences').click()
      await expect.poll(() => dialog.getByTestId('licences').innerText()).toContain('basic-ftp')
      expect(await axeFindings(page)).toEqual([])
    }))

  it('shows every key once in each profile, and Commander keys work', () =>
    inPage('keys', async (page) => {
      await page.keyboard.press('F1')
      const dialog = page.getByTestId('dialog-keys')
      await dialog.waitFor()
      const keysOf = (action: string) =>
        dialog.getByTestId(`key-${action}`).locator('kbd').allInnerTexts()
      const twice = async () => {
        const keys = await dialog.locator('kbd').allInnerTexts()
        return keys.filter((key, index) => keys.indexOf(key) !== index)
      }
      expect(await twice()).toEqual([])
      expect(await keysOf('transfer')).toEqual(['Ctrl+Enter'])
      await dialog.getByTestId('keys-commander').click()
      await expect.poll(() => keysOf('transfer')).toEqual(['F5', 'Ctrl+Enter'])
      expect(await twice()).toEqual([])
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      // F7 means the same in both; F5 is no refresh any more, and Tab leaves fields as ever.
      await page.getByTestId('address').focus()
      await page.keyboard.press('Tab')
      expect(
        await page.evaluate(() => document.activeElement?.getAttribute('data-testid')),
      ).not.toBe('address')
    }))

  it('has a toolbar that the user arranges', () =>
    inPage('toolbar', async (page) => {
      const tools = () =>
        page
          .getByRole('toolbar', { name: 'Toolbar', exact: true })
          .locator('button')
          .evaluateAll((buttons) => buttons.map((button) => button.dataset['testid']))
      expect(await tools()).toEqual([
        'open-sites',
        'new-connection',
        'toggle-theme',
        'open-settings',
      ])
      await choose(page, 'edit-toolbar')
      const dialog = page.getByTestId('dialog-toolbar')
      await dialog.getByTestId('tool-line-refresh').getByRole('checkbox').click()
      await dialog.getByTestId('tool-line-sites').getByRole('checkbox').click()
      await dialog.getByRole('button', { name: 'Refresh: further to the left' }).click()
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      const mine = ['new-connection', 'toggle-theme', 'tool-refresh', 'open-settings']
      expect(await tools()).toEqual(mine)
      await page.reload()
      await page.getByTestId('start-page').waitFor()
      expect(await tools()).toEqual(mine)
      await choose(page, 'edit-toolbar')
      await dialog.getByTestId('toolbar-reset').click()
      // What lies under a dialog is hidden from roles.
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await tools()).toContain('open-sites')
    }))

  it('says that it is web access, opens further windows, and can be ended from the page', () =>
    inPage('web access', async (page) => {
      await page.getByTestId('web-access').click()
      const opened = page.context().waitForEvent('page')
      await page.getByTestId('menu-new-window').click()
      const second = await opened
      await second.getByTestId('start-page').waitFor()
      expect(second.url()).not.toContain('token')
      await page.getByTestId('web-access').click()
      await page.getByTestId('menu-quit').click()
      await expect
        .poll(
          async () => {
            await delay(20)
            try {
              process.kill(app.pid, 0)
              return 'running'
            } catch {
              return 'ended'
            }
          },
          { timeout: 15_000 },
        )
        .toBe('ended')
    }))
})
