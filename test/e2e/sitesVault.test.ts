import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveSites } from '../support/sitesDriver.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
let server: PracticeServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  server = await startPracticeServer()
  app = await startApp()
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
})

const first = 'open sesame 1'
const second = 'another one 2'
const status = (page: Page, state: string) =>
  page.locator(`[data-testid=vault-status][data-state=${state}]`).waitFor()
const site = () => ({
  name: 'Quay',
  host: server.host,
  port: server.port,
  user: 'practice',
  password: 'practice',
})

describe.each(['en-US', 'zh-CN'])('saved passwords in %s', (locale) => {
  it('open with the master password: made, locked, asked for, changed', async () => {
    await browser.withPage({ name: `vault ${locale}`, locale }, async (page) => {
      const sites = driveSites(page)
      const window = driveWindow(page)
      await page.goto(app.url)
      await sites.open()
      await page.getByTestId('open-protection').click()
      await status(page, 'vault-absent')
      await page.getByTestId('vault-create').click()
      // Too short, then not the same twice.
      await page.getByTestId('master-new').fill('short')
      await page.getByTestId('master-repeat').fill('short')
      await page.getByTestId('vault-ok').click()
      await page.getByTestId('dialog-vault-create').getByRole('alert').waitFor()
      await page.getByTestId('master-new').fill(first)
      await page.getByTestId('vault-ok').click()
      await page.getByTestId('dialog-vault-create').getByRole('alert').waitFor()
      await page.getByTestId('master-repeat').fill(first)
      await page.getByTestId('vault-ok').click()
      await status(page, 'vault-open')

      await sites.create(site())
      expect(await readFile(join(app.dataFolder, 'vault.json'), 'utf8')).not.toContain('practice')
      await page.keyboard.press('Control+Shift+L')
      await page.getByTestId('open-protection').click()
      await status(page, 'vault-locked')

      // Needed for a connection: asked for, and a wrong one is said to be wrong.
      await sites.row('Quay').dblclick()
      await sites.trust('always')
      await page.getByTestId('unlock-password').fill('wrong password')
      await page.getByTestId('unlock-ok').click()
      await page.getByTestId('dialog-unlock').getByRole('alert').waitFor()
      await page.getByTestId('unlock-password').fill(first)
      await page.getByTestId('unlock-ok').click()
      await window.ready('remote')
      await page.getByTestId('disconnect').click()

      // Changed: the old one no longer opens it.
      await sites.open()
      await page.getByTestId('open-protection').click()
      await page.getByTestId('vault-change').click()
      await page.getByTestId('master-current').fill('wrong password')
      await page.getByTestId('master-new').fill(second)
      await page.getByTestId('master-repeat').fill(second)
      await page.getByTestId('vault-ok').click()
      await page.getByTestId('dialog-vault-change').getByRole('alert').waitFor()
      await page.getByTestId('master-current').fill(first)
      await page.getByTestId('vault-ok').click()
      await page.getByTestId('dialog-vault-change').waitFor({ state: 'detached' })
      await page.getByTestId('vault-lock').click()
      await status(page, 'vault-locked')
      await page.getByTestId('vault-unlock').click()
      await page.getByTestId('master-current').fill(first)
      await page.getByTestId('vault-ok').click()
      await page.getByTestId('dialog-vault-unlock').getByRole('alert').waitFor()
      await page.getByTestId('master-current').fill(second)
      await page.getByTestId('vault-ok').click()
      await status(page, 'vault-open')

      // Shown on request, and hidden again.
      await sites.row('Quay').click()
      await page.getByTestId('secret-password-show').click()
      await until(
        async () => (await page.getByTestId('secret-password').inputValue()) === 'practice',
      )
      await page.getByTestId('secret-password-show').click()
      expect(await page.getByTestId('secret-password').inputValue()).toBe('')

      // One that comes after another site was chosen is not shown as that one's.
      await sites.create({ ...site(), name: 'Pier', password: 'another one' })
      await sites.row('Quay').click()
      await page.evaluate(() => {
        document.querySelector<HTMLElement>('[data-testid=secret-password-show]')!.click()
        const other = document.querySelector<HTMLElement>('[data-name=Pier]')!
        other.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
        other.click()
      })
      await until(async () => (await page.getByTestId('site-name').inputValue()) === 'Pier')
      await page.getByTestId('secret-password-show').click()
      await until(
        async () => (await page.getByTestId('secret-password').inputValue()) === 'another one',
      )
    })
  })

  it('are given up when the master password is forgotten, and nothing is kept if so wished', async () => {
    await browser.withPage({ name: `vault given up ${locale}`, locale }, async (page) => {
      const sites = driveSites(page)
      await page.goto(app.url)
      await sites.open()
      await page.getByTestId('new-site').click()
      await sites.fill(site())
      await page.getByTestId('site-save').click()
      await sites.chooseMaster(first)
      await page.getByTestId('site-save').waitFor({ state: 'detached' })
      await page.getByTestId('open-protection').click()
      await page.getByTestId('vault-lock').click()
      await page.getByTestId('vault-forgotten').click()
      await page.getByTestId('confirm-go-on').click()
      await status(page, 'vault-absent')

      await page.getByTestId('save-passwords').click()
      await status(page, 'none')
      await sites.row('Quay').click()
      expect(await page.getByTestId('secret-password').isDisabled()).toBe(true)
      await sites.row('Quay').dblclick()
      await sites.trust('once')
      await page.getByTestId('password-answer').fill('practice')
      expect(await page.getByTestId('dialog-password').getByRole('checkbox').count()).toBe(0)
      await page.getByTestId('password-ok').click()
      await driveWindow(page).ready('remote')
    })
  })
})

it('the vault locks itself when nobody was there, also while the machine slept', async () => {
  await app.stop()
  app = await startApp({ sleeps: 6 * 60_000 })
  await browser.withPage({ name: 'vault auto-lock' }, async (page) => {
    const sites = driveSites(page)
    await page.goto(app.url)
    await sites.open()
    await sites.startNew()
    await sites.fill(site())
    await page.getByTestId('site-save').click()
    await sites.chooseMaster(first)
    await page.getByTestId('open-protection').click()
    await sites.choose('auto-lock', 1)
    await status(page, 'vault-open')
    // Setting it counts as being there: the machine may not sleep before that.
    await page.getByTestId('auto-lock').filter({ hasText: /\b5\b/ }).waitFor()
    process.kill(app.pid, 'SIGUSR2')
    await sites.row('Quay').click()
    await page.getByTestId('secret-password-show').click()
    await page.getByTestId('dialog-vault-unlock').waitFor()
    await page.getByTestId('vault-cancel').click()
    await page.getByTestId('open-protection').click()
    await status(page, 'vault-locked')
  })
})
