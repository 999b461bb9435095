import { lstat, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
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
  vsftpd: () => real('vsftpd', false),
  proftpd: () => real('proftpd', true),
}
async function real(kind: 'vsftpd' | 'proftpd', setsTimes: boolean) {
  const server = await startRealServer(kind, { tls: 'none' })
  const { folder } = server
  return {
    account: server,
    folder,
    adopt: () => server.adopt(),
    setsTimes,
    stop: () => server.stop(),
  }
}

async function runAction(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill(words)
  await page.keyboard.press('Enter')
  await page.getByTestId('dialog-palette').waitFor({ state: 'detached' })
}

describe.each(['practice', 'vsftpd', 'proftpd'] as const)(
  'what is asked of files on %s',
  (name) => {
    it('names, addresses, sizes and times are told, new folders and moves are taken back, all by keyboard', async () => {
      const server = await servers[name]()
      const app = await startApp()
      const on = (path: string) => join(server.folder, path)
      await mkdir(on('photos/2024'), { recursive: true })
      await writeFile(on('photos/one.jpg'), 'x'.repeat(1_000))
      await writeFile(on('photos/2024/two.jpg'), 'x'.repeat(2_000))
      await writeFile(on('letter ä.txt'), 'x')
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
            const list = page.locator('[data-testid="pane-remote"] [role=grid]')
            const inList = () =>
              until(() => list.evaluate((grid) => grid === document.activeElement))
            await page.locator('[data-testid="pane-local"] [role=grid]').focus()
            await page.keyboard.press('Tab')
            await inList()
            /** By its first letters, as a person without a mouse does it. */
            const choose = async (letters: string, name: string) => {
              await inList()
              await page.keyboard.press('Home')
              await page.keyboard.type(letters)
              await page
                .locator(`[data-testid=row][data-name="${name}"][aria-selected=true]`)
                .waitFor()
            }
            const act = async (action: string) => {
              await inList()
              await runAction(page, action)
            }
            const copied = (expected: string) =>
              until(
                async () =>
                  (await page.evaluate(() => navigator.clipboard.readText())) === expected,
              )

            // Names, paths and addresses; an address has the user but never the password.
            await choose('letter', 'letter ä.txt')
            await act('Copy names')
            await copied('letter ä.txt')
            await act('Copy paths')
            await copied('/letter ä.txt')
            await act('Copy addresses')
            const { host, port, user } = server.account
            const address = (path: string) => `ftp://${user}@${host}:${port}/${path}`
            await copied(address('letter%20%C3%A4.txt'))
            await page.keyboard.press('Shift+ArrowDown')
            await page
              .locator('[data-testid=row][data-name="zebra.txt"][aria-selected=true]')
              .waitFor()
            await act('Copy addresses')
            await copied(`${address('letter%20%C3%A4.txt')}\n${address('zebra.txt')}`)

            // Size of a folder
            await choose('photos', 'photos')
            await act('Calculate size')
            await page.getByTestId('notice').filter({ hasText: '2.9 KB' }).waitFor()

            // Times: set, or the reason why not
            await choose('zeb', 'zebra.txt')
            await act('Change time')
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
              await tools.screenshot('times-refused')
              await page.keyboard.press('Escape')
            }

            await page.getByTestId('dialog-times').waitFor({ state: 'detached' })

            // A new folder is taken back, unless there is something in it by now.
            const makes = async (name: string) => {
              await inList()
              await page.keyboard.press('F7')
              await page.getByTestId('dialog-new-folder').waitFor()
              await page.keyboard.type(name)
              await page.keyboard.press('Enter')
              await window.row('remote', name).waitFor()
              await inList()
            }
            await makes('brand new')
            await page.keyboard.press('Control+z')
            await window.row('remote', 'brand new').waitFor({ state: 'detached' })
            await expect(lstat(on('brand new'))).rejects.toMatchObject({ code: 'ENOENT' })

            // What was cut and pasted goes back to where it was.
            await choose('zeb', 'zebra.txt')
            await page.keyboard.press('Control+x')
            await choose('photos', 'photos')
            await page.keyboard.press('Enter')
            await page.locator('[data-testid=pane-remote][data-path="/photos"]').waitFor()
            await window.ready('remote')
            await page.keyboard.press('Control+v')
            await window.row('remote', 'zebra.txt').waitFor()
            await expect(lstat(on('zebra.txt'))).rejects.toMatchObject({ code: 'ENOENT' })
            await page.keyboard.press('Control+z')
            await window.row('remote', 'zebra.txt').waitFor({ state: 'detached' })
            expect(await readFile(on('zebra.txt'), 'utf8')).toBe('x')
            await page.keyboard.press('Backspace')
            await window.row('remote', 'zebra.txt').waitFor()

            await makes('kept')
            await writeFile(on('kept/in it.txt'), 'x')
            server.adopt()
            await page.keyboard.press('Control+z')
            await page.locator('[data-testid=notice][data-kind=error]').waitFor()
            expect(await readFile(on('kept/in it.txt'), 'utf8')).toBe('x')
            await window.row('remote', 'kept').waitFor()
          },
        )
      } finally {
        await app.stop()
        await server.stop()
      }
    })
  },
)
