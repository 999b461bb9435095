import {
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { Side } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

type Bench = {
  account: { host: string; port: number; user: string; password: string }
  folder: string
  adopt(): void
  stop(): Promise<void>
}
const servers: Record<string, () => Promise<Bench>> = {
  async practice() {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-e2e-')))
    const server = await startPracticeServer({ folder, tls: 'none' })
    return {
      account: { host: server.host, port: server.port, user: 'practice', password: 'practice' },
      folder,
      adopt: () => {},
      async stop() {
        await server.stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
  async vsftpd() {
    const server = await startRealServer('vsftpd', { tls: 'none' })
    return {
      account: server,
      folder: server.folder,
      adopt: () => server.adopt(),
      stop: () => server.stop(),
    }
  },
}

describe.each(Object.keys(servers))('file operations by keyboard alone on %s', (name) => {
  it('makes, renames, moves, copies, changes, finds, deletes and takes back', async () => {
    const server = await servers[name]!()
    const app = await startApp()
    const on = (path: string) => join(server.folder, path)
    const isThere = (path: string) =>
      lstat(on(path)).then(
        () => true,
        () => false,
      )
    await mkdir(on('sub/deep'), { recursive: true })
    await writeFile(on('letter.txt'), 'Dear harbour master')
    await writeFile(on('sub/deep/found me.log'), 'x'.repeat(2_000))
    await writeFile(on('<img src=x onerror=alert(1)>.txt'), '')
    await writeFile(on('\u202egpj.exe'), '')
    for (const number of [1, 2, 3]) await writeFile(on(`IMG_${number}.jpg`), `${number}`)
    server.adopt()
    try {
      await browser.withPage(
        { name: `file operations ${name}`, permissions: ['clipboard-read', 'clipboard-write'] },
        async (page, tools) => {
          const window = driveWindow(page)
          const key = (...keys: string[]) =>
            keys.reduce(
              (before, one) => before.then(() => page.keyboard.press(one)),
              Promise.resolve(),
            )
          const dialog = (kind: string) => page.getByTestId(`dialog-${kind}`)
          /** By type-ahead, as a person without a mouse does it. */
          const choose = async (side: Side, text: string, row = text) => {
            await window.row(side, row).waitFor()
            await key('Home')
            await page.keyboard.type(text)
            await page
              .locator(`[data-testid="row"][data-name="${row}"][aria-selected="true"]`)
              .waitFor()
          }
          const check = async (kind: string) => {
            await dialog(kind).waitFor()
            expect(await axeFindings(page, '[role=dialog]'), kind).toEqual([])
            await tools.screenshot(`files-${name}-${kind}`)
          }

          await page.goto(app.url)
          await window.connect({ ...server.account, encryption: 'none' })
          await window.ready('remote')
          await page.locator('[data-testid="pane-local"] [role=grid]').focus()
          await key('Tab')

          // New folder, and into it; new file there
          await key('F7')
          await check('new-folder')
          await page.keyboard.type('made here')
          await key('Enter')
          await window.row('remote', 'made here').waitFor()
          expect(await isThere('made here')).toBe(true)
          await until(() =>
            page
              .locator('[data-testid="pane-remote"] [role=grid]')
              .evaluate((grid) => grid === document.activeElement),
          )
          await choose('remote', 'made here')
          await key('Enter')
          await page.locator('[data-testid="pane-remote"][data-path$="/made here"]').waitFor()
          await key('Shift+F7')
          await check('new-file')
          await page.keyboard.type('notes')
          await key('Enter')
          await window.row('remote', 'notes.txt').waitFor()
          await key('Backspace')
          await window.row('remote', 'letter.txt').waitFor()

          // Rename in place, undo
          await choose('remote', 'letter', 'letter.txt')
          await key('F2')
          await page.getByTestId('rename').waitFor()
          await page.keyboard.type('brief')
          await key('Enter')
          await window.row('remote', 'brief.txt').waitFor()
          await key('Control+z')
          await window.row('remote', 'letter.txt').waitFor()
          expect(await readFile(on('letter.txt'), 'utf8')).toBe('Dear harbour master')

          // Duplicate, move away, undo
          await choose('remote', 'letter', 'letter.txt')
          await key('Control+Shift+D')
          await window.row('remote', 'letter copy.txt').waitFor()
          expect(await readFile(on('letter copy.txt'), 'utf8')).toBe('Dear harbour master')
          await choose('remote', 'letter copy', 'letter copy.txt')
          await key('Shift+F6')
          await check('move')
          await key('End')
          await page.keyboard.type(
            `${(await page.getByTestId('move-target').inputValue()).endsWith('/') ? '' : '/'}sub`,
          )
          await key('Enter')
          await until(() => isThere('sub/letter copy.txt'))
          await window.row('remote', 'letter copy.txt').waitFor({ state: 'detached' })
          await key('Control+z')
          await window.row('remote', 'letter copy.txt').waitFor()

          // Permissions, confirmed by the listing
          await choose('remote', 'letter copy', 'letter copy.txt')
          await key('F9')
          await check('permissions')
          await page.getByTestId('bits-files-octal').focus()
          await key('Control+a')
          await page.keyboard.type('600')
          await key('Enter')
          await until(async () => ((await stat(on('letter copy.txt'))).mode & 0o777) === 0o600)

          // Batch rename with collisions shown before
          await choose('remote', 'IMG_1', 'IMG_1.jpg')
          await key('Shift+ArrowDown', 'Shift+ArrowDown', 'F2')
          await dialog('batch-rename').waitFor()
          await page.keyboard.type('IMG')
          await key('Tab')
          await page.keyboard.type('a/b')
          expect(await page.getByTestId('batch-row').first().getAttribute('data-problem')).toBe(
            'unsafe',
          )
          await check('batch-rename')
          await key('Control+a')
          await page.keyboard.type('Harbour')
          await key('Enter')
          await window.row('remote', 'Harbour_3.jpg').waitFor()
          expect(await isThere('IMG_2.jpg')).toBe(false)

          // Properties
          await choose('remote', 'letter.', 'letter.txt')
          await key('Alt+Enter')
          await check('properties')
          await key('Escape')

          // Search, and to what was found
          await key('F3')
          await dialog('search').waitFor()
          await page.keyboard.type('*.log')
          await page.getByTestId('search-how').press('Enter')
          await page.locator('[role=option]:focus').waitFor()
          await key('ArrowDown')
          await page.locator('[role=option]:focus').getByText('pattern').waitFor()
          await key('Enter')
          await page.getByTestId('search-how').getByText('Pattern').waitFor()
          await page.getByTestId('search-name').press('Enter')
          await page.locator('[data-testid=search-status][data-state=done]').waitFor()
          expect(await page.getByTestId('found').allInnerTexts()).toHaveLength(1)
          await check('search')
          await page.getByTestId('search-results').focus()
          await key('ArrowDown', 'Enter')
          await page.locator('[data-testid="pane-remote"][data-path$="/sub/deep"]').waitFor()
          await key('Backspace')
          await page.locator('[data-testid="pane-remote"][data-path$="/sub"]').waitFor()
          await key('Backspace')
          await window.row('remote', 'letter.txt').waitFor()

          // Hostile names are text, here and in the question
          await key('Control+a', 'Delete')
          await dialog('delete').waitFor()
          await page.locator('[data-testid=measure][data-state=done]').waitFor()
          await check('delete')
          const text = await dialog('delete').innerText()
          expect(text).not.toContain('\u202e')
          expect(await page.locator('img').count()).toBe(0)
          await key('Escape')
          await key('Control+a', 'Delete')
          await dialog('delete').waitFor()
          await key('Enter')
          await until(async () => (await readdir(server.folder)).length === 0)
          expect(await page.content()).not.toContain(
            server.account.password === 'practice' ? '\0' : server.account.password,
          )
        },
      )
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})
