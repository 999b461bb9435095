import { lstat, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const servers = {
  async practice() {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-facts-')))
    const { host, port, stop } = await startPracticeServer({ folder, tls: 'none' })
    return {
      account: { host, port, user: 'practice', password: 'practice' },
      folder,
      adopt: () => {},
      setsTimes: true,
      async stop() {
        await stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
  async vsftpd() {
    const server = await startRealServer('vsftpd', { tls: 'none' })
    const { folder } = server
    return {
      account: server,
      folder,
      adopt: () => server.adopt(),
      setsTimes: false,
      stop: () => server.stop(),
    }
  },
}

async function runAction(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill(words)
  await page.keyboard.press('Enter')
  await page.getByTestId('dialog-palette').waitFor({ state: 'detached' })
}

describe.each(['practice', 'vsftpd'] as const)('what is asked of files on %s', (name) => {
  it('names, addresses, sizes and times are told, a new folder is taken back, all by keyboard', async () => {
    const server = await servers[name]()
    const app = await startApp()
    const on = (path: string) => join(server.folder, path)
    await mkdir(on('photos/2024'), { recursive: true })
    await writeFile(on('photos/one.jpg'), 'x'.repeat(1_000))
    await writeFile(on('photos/2024/two.jpg'), 'x'.repeat(2_000))
    await writeFile(on('ä b.txt'), 'x')
    await writeFile(on('zebra.txt'), 'x')
    server.adopt()
    try {
      await browser.withPage(
        {
          name: `file facts ${name}`,
          permissions: ['clipboard-read', 'clipboard-write'],
        },
        async (page, tools) => {
          const window = driveWindow(page)
          await page.goto(app.url)
          await window.connect({ ...server.account, encryption: 'none' })
          await window.row('remote', 'zebra.txt').waitFor()
          await page.locator('[data-testid="pane-local"] [role=grid]').focus()
          await page.keyboard.press('Tab')
          const chosen = (row: string) =>
            page.locator(`[data-testid=row][data-name="${row}"][aria-selected=true]`).waitFor()
          const copied = (action: string) =>
            runAction(page, action).then(() => page.evaluate(() => navigator.clipboard.readText()))

          // Type-ahead, and the quick filter
          await page.keyboard.type('zeb')
          await chosen('zebra.txt')
          await page.keyboard.press('Home')
          await page.keyboard.type('ä')
          await chosen('ä b.txt')

          // Copies of names, paths and addresses; an address never has the password
          expect(await copied('Copy names')).toBe('ä b.txt')
          expect(await copied('Copy paths')).toMatch(/\/ä b\.txt$/)
          const address = await copied('Copy addresses')
          const { host, port, user, password } = server.account
          expect(address).toContain(`ftp://${user}@${host}:${port}/`)
          expect(address).toMatch(/%C3%A4%20b\.txt$/)
          expect(address).not.toContain(`:${password}@`)

          // Size of a folder
          await page.keyboard.press('Home')
          await chosen('photos')
          await runAction(page, 'Calculate size')
          await page.getByTestId('notice').filter({ hasText: '2.9 KB' }).waitFor()

          // Times: set, or the reason why not
          await page.keyboard.type('zeb')
          await chosen('zebra.txt')
          await runAction(page, 'Change time')
          await page.getByTestId('dialog-times').waitFor()
          if (server.setsTimes) {
            await page.locator('[data-testid=confirm-times]:enabled').waitFor()
            await page.getByTestId('times-field').fill('2020-02-03T04:05:06')
            await page.keyboard.press('Enter')
            const wanted = new Date(2020, 1, 3, 4, 5, 6).getTime()
            await until(async () => (await stat(on('zebra.txt'))).mtimeMs === wanted)
          } else {
            await page.getByTestId('times-reason').waitFor()
            expect(await page.getByTestId('times-field').isDisabled()).toBe(true)
            expect(await axeFindings(page, '[role=dialog]')).toEqual([])
            await tools.screenshot('times-refused')
            await page.keyboard.press('Escape')
          }

          // A new folder is taken back
          await page.getByTestId('dialog-times').waitFor({ state: 'detached' })
          await page.locator('[data-testid="pane-remote"] [role=grid]').focus()
          await page.keyboard.press('F7')
          await page.getByTestId('dialog-new-folder').waitFor()
          await page.keyboard.type('brand new')
          await page.keyboard.press('Enter')
          await window.row('remote', 'brand new').waitFor()
          await page.locator('[data-testid="pane-remote"] [role=grid]').focus()
          await page.keyboard.press('Control+z')
          await window.row('remote', 'brand new').waitFor({ state: 'detached' })
          await expect(lstat(on('brand new'))).rejects.toMatchObject({ code: 'ENOENT' })
        },
      )
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})
