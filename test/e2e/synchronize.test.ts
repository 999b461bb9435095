import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let server: RealServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  server = await startRealServer('vsftpd')
  return () => server.stop()
})

const put = (folder: string, files: Record<string, string>) => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    utimesSync(join(folder, path), new Date('2020-01-01'), new Date('2020-01-01'))
  }
}
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => !name.endsWith('-part'))
    .sort()

describe('synchronizing on vsftpd', () => {
  it('shows every action, lets each be changed, asks again about many deletions', async () => {
    const app = await startApp()
    put(app.localFolder, { 'index.html': 'page', 'css/main.css': 'body{}', 'notes.txt': 'private' })
    for (const name of ['one', 'two', 'three', 'four']) server.place(`old/${name}`, name)
    server.place('index.html', 'older page')
    try {
      await browser.withPage({ name: 'synchronize' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        await window.ready('remote')
        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('dialog-synchronize').waitFor()
        expect(await axeFindings(page)).toEqual([])
        // vsftpd cannot be told times, so that only sizes tell here.
        await page.getByTestId('sync-by').click()
        await page.getByRole('option', { name: 'Size', exact: true }).click()
        // Off until it is asked for.
        const deletes = page.getByTestId('sync-deletes').getByRole('checkbox')
        expect(await deletes.getAttribute('aria-checked')).toBe('false')
        await deletes.click()
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
        const row = (path: string) => page.locator(`[data-testid=sync-row][data-path="${path}"]`)
        expect(await row('css').getAttribute('data-action')).toBe('make-remote-folder')
        expect(await row('notes.txt').getAttribute('data-action')).toBe('upload')
        expect(await row('old/one').getAttribute('data-action')).toBe('delete-remote')
        await page.getByTestId('sync-counts').getByText('5 to delete').waitFor()
        expect(await axeFindings(page)).toEqual([])
        await tools.screenshot('synchronize-preview')

        // By the pointer, and by the keyboard alone.
        await row('index.html').getByTestId('sync-action').click()
        expect(await row('index.html').getAttribute('data-action')).not.toBe('upload')
        await row('index.html').getByTestId('sync-action').click()
        await row('index.html').getByTestId('sync-action').click()
        expect(await row('index.html').getAttribute('data-action')).toBe('upload')
        await page.getByTestId('sync-list').focus()
        await page.keyboard.press('Home')
        const paths = await page
          .getByTestId('sync-row')
          .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-path')))
        for (let at = 0; at < paths.indexOf('notes.txt'); at++)
          await page.keyboard.press('ArrowDown')
        while ((await row('notes.txt').getAttribute('data-action')) !== 'nothing')
          await page.keyboard.press('Space')

        await page.getByTestId('sync-run').click()
        await page.getByTestId('sync-again').waitFor()
        expect(filesIn(server.folder)).toContain('old/one')
        expect(await axeFindings(page)).toEqual([])
        await page.getByTestId('sync-run').click()
        await page.getByTestId('sync-report').waitFor()
        await page.getByTestId('sync-close').click()
        await until(() => readFileSync(join(server.folder, 'index.html'), 'utf8') === 'page', {
          timeout: 30_000,
        })
        await until(() => filesIn(server.folder).includes('css/main.css'), { timeout: 30_000 })
        expect(filesIn(server.folder)).toEqual(['css', 'css/main.css', 'index.html'])
        await window.tab('queue')
        await until(async () => (await page.getByTestId('transfer').count()) === 0)

        // A second time there is nothing to do but what was left alone.
        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
        expect(await page.getByTestId('sync-row').count()).toBe(1)
      })
    } finally {
      await app.stop()
    }
  })

  it('goes by content where the server offers hashes, and says where it does not', async () => {
    const app = await startApp()
    const folder = mkdtempSync(join(tmpdir(), 'sampan-content-'))
    const practice = await startPracticeServer({ folder, tls: 'none' })
    put(app.localFolder, { 'same.txt': 'abc', 'differs.txt': 'abc' })
    put(folder, { 'same.txt': 'abc', 'differs.txt': 'abd' })
    try {
      await browser.withPage({ name: 'synchronize by content' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host: practice.host, port: practice.port, ...account })
        await window.ready('remote')
        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('sync-by').click()
        await page.getByRole('option', { name: 'Content (hash)' }).click()
        await page.getByTestId('sync-by-hint').getByText('hash that the server computes').waitFor()
        expect(await axeFindings(page)).toEqual([])
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
        const rows = page.getByTestId('sync-row')
        expect(await rows.count()).toBe(1)
        expect(await rows.getAttribute('data-path')).toBe('differs.txt')
        await rows.getByText('Content differs').waitFor()
        await tools.screenshot('synchronize-content')
        await page.getByTestId('sync-run').click()
        await page.getByTestId('sync-close').click()
        await until(() => readFileSync(join(folder, 'differs.txt'), 'utf8') === 'abc', {
          timeout: 30_000,
        })
        // vsftpd knows no hash of any kind.
        await page.keyboard.press('Control+t')
        await window.connect({ ...server, encryption: 'none' })
        await window.ready('remote')
        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('sync-by-hint').getByText('offers no hashes').waitFor()
        await tools.screenshot('synchronize-no-content')
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('error-page').getByText('neither HASH nor').waitFor()
        expect(await axeFindings(page)).toEqual([])
      })
    } finally {
      await app.stop()
      await practice.stop()
      rmSync(folder, { recursive: true })
    }
  })

  it('watches a local folder and uploads what changes', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'watch' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        await window.ready('remote')
        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('sync-watch').click()
        await page.getByTestId('watch-chip').getByText('Watching').waitFor()
        mkdirSync(join(app.localFolder, 'deep'))
        writeFileSync(join(app.localFolder, 'deep', 'page.html'), 'one')
        await until(() => filesIn(server.folder).includes('deep/page.html'), { timeout: 30_000 })
        expect(await axeFindings(page)).toEqual([])
        writeFileSync(join(app.localFolder, 'deep', 'page.html'), 'two!')
        await until(() => readFileSync(join(server.folder, 'deep/page.html'), 'utf8') === 'two!', {
          timeout: 30_000,
        })
        await page.getByTestId('watch-stop').click()
        await page.getByTestId('watch-chip').waitFor({ state: 'detached' })
      })
    } finally {
      await app.stop()
    }
  })
})
