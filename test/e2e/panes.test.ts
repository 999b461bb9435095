import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { PageTools, TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** The window on the practice server, with a few local files. */
async function onPractice(
  name: string,
  test: (page: Page, app: RunningApp, tools: PageTools) => Promise<void>,
) {
  const app = await startApp({ practice: true })
  for (const folder of ['Site/css/print', 'Site/img', 'Letters'])
    mkdirSync(join(app.localFolder, folder), { recursive: true })
  for (const file of ['notes 2.txt', 'notes 10.txt', 'old.bak', '.secret'])
    writeFileSync(join(app.localFolder, file), file)
  try {
    await browser.withPage({ name }, async (page, tools) => {
      const window = driveWindow(page)
      await page.goto(app.url)
      await window.ready('remote')
      await window.row('local', 'old.bak').waitFor()
      await test(page, app, tools)
    })
  } finally {
    await app.stop()
  }
}
const namesIn = (page: Page, side: 'local' | 'remote') =>
  page
    .getByTestId(`pane-${side}`)
    .getByTestId('row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-name')))
const at = (page: Page, side: 'local' | 'remote', path: string) =>
  page.locator(`[data-testid=pane-${side}][data-path="${path}"][data-state=ready]`).waitFor()

describe('browsing', () => {
  it('goes by tree, completed path, history and bookmarks, with the keyboard alone', () =>
    onPractice('browse keys', async (page, app, tools) => {
      const window = driveWindow(page)
      const { localFolder } = app
      await window.row('local', 'old.bak').click()
      // Natural order, folders first.
      expect(await namesIn(page, 'local')).toEqual([
        'Letters',
        'Site',
        '.secret',
        'notes 2.txt',
        'notes 10.txt',
        'old.bak',
      ])

      await page.keyboard.press('Control+Shift+E')
      await page.getByTestId('tree-local').waitFor()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowRight')
      await page.locator('[data-testid=tree-node][data-path$="/Site/css"]').waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await at(page, 'local', `${localFolder}/Site/css`)
      expect(await axeFindings(page)).toEqual([])
      await tools.screenshot('panes-tree')

      // Typed, completed twice, and gone to.
      await page.keyboard.press('Control+L')
      await page.keyboard.press('Control+A')
      await page.keyboard.type(`${localFolder}/Le`)
      await page.getByTestId('path-offers').getByText('Letters').waitFor()
      await page.keyboard.press('Tab')
      expect(await page.getByTestId('path-input').inputValue()).toBe(`${localFolder}/Letters/`)
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Enter')
      await at(page, 'local', `${localFolder}/Letters`)

      await page.keyboard.press('Control+B')
      await page.getByTestId('dialog-bookmark').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByTestId('dialog-bookmark').waitFor({ state: 'detached' })
      await page.keyboard.press('Alt+ArrowLeft')
      await at(page, 'local', `${localFolder}/Site/css`)
      await page.getByTestId('places-local').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Letters', exact: true }).waitFor()
      expect(await axeFindings(page, '[role=menu]')).toEqual([])
      await page.getByRole('menuitem', { name: 'Letters', exact: true }).press('Enter')
      await at(page, 'local', `${localFolder}/Letters`)

      // Several steps back at once.
      await page.getByTestId('pane-local').getByTestId('back').click({ button: 'right' })
      await page.getByRole('menuitem').last().click()
      await at(page, 'local', localFolder)
      // What is kept, is kept on disk: a new page knows it.
      await page.keyboard.press('Control+Shift+B')
      await page.getByTestId('bookmark-line').waitFor()
      expect(await page.getByTestId('bookmark-line').count()).toBe(1)
      expect(await axeFindings(page)).toEqual([])
    }))

  it('hides by saved filters, with a preview, and keeps columns as they are put', () =>
    onPractice('filters and columns', async (page, _app, tools) => {
      const window = driveWindow(page)
      await window.row('local', 'old.bak').click()
      await page.keyboard.press('Control+I')
      await page.getByTestId('add-filter').click()
      await page.getByTestId('filter-hide').fill('*.bak; Let*')
      await page.getByTestId('filter-preview').getByText('Hidden here now: 2 items').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await tools.screenshot('panes-filters')
      await page.keyboard.press('Escape')
      await expect.poll(() => namesIn(page, 'local')).not.toContain('old.bak')
      expect(await namesIn(page, 'local')).not.toContain('Letters')
      await page.getByTestId('status-local').getByText('2 hidden by filter').waitFor()
      await page.getByTestId('pane-local').getByTestId('filter-sets').click()
      await page.getByRole('menuitemcheckbox', { name: 'My filter' }).click()
      await window.row('local', 'old.bak').waitFor()

      const heads = () =>
        page
          .getByTestId('pane-local')
          .getByRole('columnheader')
          .allInnerTexts()
          .then((texts) => texts.map((text) => text.trim()))
      await expect.poll(heads).toEqual(['Name', 'Size', 'Modified', 'Type'])
      await page
        .getByTestId('pane-local')
        .getByTestId('column-type')
        .dragTo(page.getByTestId('pane-local').getByTestId('column-size'))
      await expect.poll(heads).toEqual(['Name', 'Type', 'Size', 'Modified'])
      await page.keyboard.press('Control+K')
      await page.keyboard.type('edit columns')
      await page.keyboard.press('Enter')
      await page.getByTestId('dialog-columns').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Move Type back' }).press('Enter')
      await page.keyboard.press('Escape')
      await expect.poll(heads).toEqual(['Name', 'Size', 'Type', 'Modified'])
      await page.reload()
      await window.row('local', 'old.bak').waitFor()
      await expect.poll(heads).toEqual(['Name', 'Size', 'Type', 'Modified'])
    }))

  it('follows what other programs do in a local folder', () =>
    onPractice('watched folder', async (page, app) => {
      const window = driveWindow(page)
      writeFileSync(join(app.localFolder, 'new.txt'), 'x')
      await window.row('local', 'new.txt').waitFor()
      rmSync(join(app.localFolder, 'new.txt'))
      await window.row('local', 'new.txt').waitFor({ state: 'detached' })
    }))

  it('shows links with their target, and goes into those that lead to folders', () =>
    onPractice('links', async (page, app) => {
      const window = driveWindow(page)
      symlinkSync(join(app.localFolder, 'Site'), join(app.localFolder, 'link to site'))
      await window.row('local', 'link to site').waitFor()
      expect(await window.row('local', 'link to site').innerText()).toContain('→')
      await window.open('local', 'link to site')
      await at(page, 'local', `${app.localFolder}/link to site`)
      expect(await namesIn(page, 'local')).toEqual(['css', 'img'])
    }))

  it('stands at the right side too, and remembers it', () =>
    onPractice('dock right', async (page, _app, tools) => {
      await page.getByTestId('move-dock').click()
      const dock = await page.getByTestId('tab-queue').boundingBox()
      expect(dock!.x).toBeGreaterThan(700)
      expect(dock!.y).toBeLessThan(200)
      expect(await axeFindings(page)).toEqual([])
      await tools.screenshot('panes-dock-right')
      await page.reload()
      await driveWindow(page).ready('remote')
      expect((await page.getByTestId('tab-queue').boundingBox())!.x).toBeGreaterThan(700)
    }))
})

describe('comparing', () => {
  it('marks with signs and words, hides what is equal, and selects what differs', () =>
    onPractice('compare', async (page, app, tools) => {
      const window = driveWindow(page)
      writeFileSync(join(app.localFolder, 'README.txt'), 'another one')
      mkdirSync(join(app.localFolder, 'documents'))
      await window.row('local', 'README.txt').click()
      await page.keyboard.press('Control+O')
      await page.getByTestId('compare-bar').waitFor()
      const mark = (side: 'local' | 'remote', name: string) =>
        window.row(side, name).getAttribute('data-mark')
      expect(await mark('local', 'README.txt')).toBe('newer')
      expect(await mark('remote', 'README.txt')).toBe('older')
      expect(await mark('local', 'old.bak')).toBe('only-here')
      expect(await mark('local', 'documents')).toBe('equal')
      await window
        .row('local', 'README.txt')
        .getByRole('img', { name: 'Newer than on the other side' })
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
      await tools.screenshot('panes-compare')
      await page.getByTestId('compare-select').click()
      await page
        .getByTestId('status-local')
        .getByText(/7 selected/)
        .waitFor()

      // Other servers' clocks: everything is off by the same.
      await page.getByTestId('compare-by').click()
      await page.getByRole('option', { name: 'Content (hash)' }).click()
      await until(async () => (await mark('local', 'README.txt')) === 'different')
      await page.getByTestId('compare-hide').click()
      await page.keyboard.press('Control+O')
      await page.getByTestId('compare-bar').waitFor({ state: 'detached' })
      expect(await mark('local', 'README.txt')).toBe(null)
    }))

  it('goes together, and offers to make what is missing', () =>
    onPractice('follow', async (page, app) => {
      const window = driveWindow(page)
      mkdirSync(join(app.localFolder, 'documents'))
      await window.row('local', 'documents').click()
      await page.keyboard.press('Control+Y')
      await page.keyboard.press('Enter')
      await at(page, 'local', `${app.localFolder}/documents`)
      await at(page, 'remote', '/documents')
      await page.keyboard.press('Backspace')
      await at(page, 'remote', '/')
      await window.open('local', 'Site')
      await page.getByTestId('dialog-follow').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByTestId('follow-create').click()
      await at(page, 'remote', '/Site')
      await window.open('local', 'css')
      await page.getByTestId('follow-stop').click()
      await at(page, 'local', `${app.localFolder}/Site/css`)
      await at(page, 'remote', '/Site')
      expect(await page.getByTestId('gutter-follow').getAttribute('aria-pressed')).toBe('false')
    }))
})

describe('hostile names', () => {
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '{{7*7}}',
    'gpj.\u202eexe.txt',
    'esc\u001b[2J',
    '-rf',
    '*',
    '%2e%2e%2f',
    'quote\'"`',
    'nbsp\u00a0\u200b',
  ]
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer('vsftpd')
    for (const name of hostile) {
      server.place(`names/${name}`, 'x')
      server.place(`folders/${name}/inside`, 'x')
    }
  })
  afterAll(() => server?.stop())

  it('are shown as they are in list, tree, breadcrumbs, dialogs and previews', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'hostile names' }, async (page) => {
        const window = driveWindow(page)
        page.on('dialog', () => expect.unreachable('a name was run'))
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        await window.open('remote', 'names')
        await at(page, 'remote', '/names')
        const shown = async () => (await page.locator('body').innerText()).normalize()
        const look = async () => {
          const text = await shown()
          expect(text).toContain('<img src=x onerror=alert(1)>')
          expect(text).toContain('{{7*7}}')
          expect(text).toContain('gpj.\\u202Eexe.txt')
          expect(text).toContain('esc\\x1B[2J')
          expect(text).not.toMatch(/[\u001b\u202e\u200b]/)
          expect(await page.locator('img[src="x"]').count()).toBe(0)
        }
        await look()
        await window.row('remote', '-rf').click()
        await page.keyboard.press('Control+A')
        await page.keyboard.press('Delete')
        await page.getByTestId('dialog-delete').waitFor()
        await page.keyboard.press('Escape')
        await page.getByTestId('gutter-synchronize').click()
        await page.getByTestId('sync-download').check({ force: true })
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
        await look()
        await page.getByTestId('sync-run').click()
        await page.getByTestId('sync-report').waitFor()
        await page.getByTestId('sync-close').click()
        // The control character has to be spelt otherwise here, so that name is left alone.
        await until(
          () =>
            readdirSync(app.localFolder).filter((name) => !name.endsWith('-part')).length ===
            hostile.length - 1,
          { timeout: 30_000 },
        )
        await window.up('remote')
        await window.open('remote', 'folders')
        await at(page, 'remote', '/folders')
        await page.keyboard.press('Control+Shift+E')
        await page.getByTestId('tree-remote').waitFor()
        await look()
        await window.open('remote', hostile[0]!)
        await window.row('remote', 'inside').waitFor()
        expect(await window.pane('remote').getByTestId('path').innerText()).toContain(hostile[0])
      })
    } finally {
      await app.stop()
    }
  })
})
