import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Site } from '../../electron/contract/sites.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { PageTools, TestBrowser } from '../support/browser.ts'
import { foreignCounts, passwordOf, writeForeignSites } from '../support/foreignSites.ts'
import { driveSites } from '../support/sitesDriver.ts'

let browser: TestBrowser
let folder: string
const apps: RunningApp[] = []
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-exchange-'))
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(name: string) {
  const app = await startApp({ folder: join(folder, name), isHome: true })
  apps.push(app)
  return app
}
const savedSites = async (app: RunningApp) => {
  const text = await readFile(join(app.dataFolder, 'sites.json'), 'utf8')
  return (JSON.parse(text) as { content: { sites: Site[] } }).content.sites
}
const onPage = (
  app: RunningApp,
  locale: string,
  name: string,
  work: (page: Page, tools: PageTools) => Promise<void>,
) =>
  browser.withPage({ name: `${name} ${locale}`, locale }, async (page, tools) => {
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await work(page, tools)
  })

const total = Object.values(foreignCounts).reduce<number>((sum, count) => sum + count, 0)

describe.each(['en-US', 'zh-CN'])('moving in and out in %s', (locale) => {
  it('takes over 200 sites of six clients, and another profile takes them from an export', async () => {
    const first = await open('first')
    const picked = await writeForeignSites(first.localFolder)
    let exported = { encrypted: '', plain: '' }

    await onPage(first, locale, 'import', async (page) => {
      const sites = driveSites(page)
      await page.getByTestId('start-import').click()
      await page.getByTestId('found-import').first().waitFor()
      const clients = await page
        .getByTestId('found-import')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-client')))
      expect(clients.sort()).toEqual(['cyberduck', 'filezilla', 'lftp', 'vscode-sftp'])

      const begin = async (client: keyof typeof foreignCounts) => {
        if (!(await page.getByTestId('dialog-import').isVisible()))
          await page.getByTestId('open-import').click()
        if (client === 'winscp' || client === 'urls')
          await page.getByTestId('import-file').setInputFiles(picked[client])
        else await page.locator(`[data-testid=found-import][data-client=${client}]`).click()
        await page.getByTestId('import-row').first().waitFor()
      }
      const finish = async () => {
        await page.getByTestId('import-apply').click()
        await page.getByTestId('import-report').waitFor()
        await page.getByTestId('import-done').click()
      }
      // An SFTP site is named with the reason; one that is not wanted stays out.
      await begin('filezilla')
      expect(await page.getByTestId('dialog-import').innerText()).toContain('An SFTP site')
      await page.getByTestId('import-apply').click()
      await sites.chooseMaster('open sesame 1')
      await page.getByTestId('import-report').waitFor()
      expect(await page.getByTestId('dialog-import').innerText()).toContain('An SFTP site')
      await page.getByTestId('import-done').click()
      expect(await savedSites(first)).toHaveLength(foreignCounts.filezilla)
      for (const client of ['cyberduck', 'lftp', 'vscode-sftp', 'winscp', 'urls'] as const) {
        await begin(client)
        await finish()
      }
      const saved = await savedSites(first)
      expect(saved).toHaveLength(total)
      expect(JSON.stringify(saved)).not.toContain('pä ss=')

      // A second time everything is there already, and nothing is chosen.
      await begin('lftp')
      expect(await page.locator('[data-testid=import-row][data-duplicate=saved]').count()).toBe(
        await page.getByTestId('import-row').count(),
      )
      expect(await page.getByTestId('import-apply').isDisabled()).toBe(true)
      await page.getByTestId('import-back').click()
      await page.keyboard.press('Escape')

      for (const kind of ['encrypted', 'plain'] as const) {
        await page.keyboard.press('Escape')
        await sites.open()
        await page.getByTestId('sites-more').click()
        await page.getByRole('menuitem').nth(1).click()
        await page.getByTestId(`export-${kind}`).click()
        if (kind === 'encrypted') {
          await page.getByTestId('export-passphrase').fill('a long passphrase')
          await page.getByTestId('export-repeat').fill('a long passphrase')
        }
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByTestId('export-ok').click(),
        ])
        exported = { ...exported, [kind]: await readFile(await download.path(), 'utf8') }
        await page.getByTestId('dialog-export').waitFor({ state: 'detached' })
      }
    })
    const secret = passwordOf('fz', 0)
    expect(exported.encrypted).not.toContain(secret)
    expect(exported.encrypted).not.toContain('example.com')
    expect(exported.plain).not.toContain(secret)
    expect(exported.plain).not.toContain(Buffer.from(secret).toString('base64'))
    expect(exported.plain).toContain('fz0.example.com')

    const second = await open('second')
    await onPage(second, locale, 'import of an export', async (page) => {
      const sites = driveSites(page)
      const pick = async (text: string) => {
        await page.getByTestId('import-file').setInputFiles({
          name: 'sites.json',
          mimeType: 'application/json',
          buffer: Buffer.from(text),
        })
      }
      await page.getByTestId('start-import').click()
      await pick(exported.encrypted)
      await page.getByTestId('import-locked').waitFor()
      await page.getByTestId('import-password').fill('wrong passphrase')
      await page.getByTestId('import-open').click()
      await page.getByTestId('import-locked').getByRole('alert').waitFor()
      await page.getByTestId('import-password').fill('a long passphrase')
      await page.getByTestId('import-open').click()
      await page.getByTestId('import-row').first().waitFor()
      await page.getByTestId('import-apply').click()
      await sites.chooseMaster('another master')
      await page.getByTestId('import-report').waitFor()
      await page.getByTestId('import-done').click()
      await until(async () => (await savedSites(second)).length === total)

      // The password came along.
      await page.getByTestId('site-search').fill('fz0.example')
      await page.getByTestId('site-row').first().click()
      await page.getByTestId('secret-password-show').click()
      await until(async () => (await page.getByTestId('secret-password').inputValue()) === secret)
      // Folders as well.
      await page.getByTestId('site-search').fill('')
      await sites.row('Customers').waitFor()

      // The readable one brings no password; all of it is there already.
      await page.getByTestId('open-import').click()
      await pick(exported.plain)
      await page.getByTestId('import-row').first().waitFor()
      expect(await page.getByTestId('import-apply').isDisabled()).toBe(true)
      expect(await page.getByTestId('import-passwords').count()).toBe(0)
    })
  })
})
