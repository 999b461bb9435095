import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const markup = '<img src=x onerror=alert(1)>.txt'
const names = {
  markup,
  bidi: 'invoice\u202efdp.txt',
  c0: 'bell\u0007 and \u001b[31mred.txt',
  c1: 'one\u009b31mred.txt',
  unseen: 'zero\u200bwidth\u2066.txt',
  long: `${'long'.repeat(60)}.txt`,
}
/** What must not stand in any text of the window. */
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/

/** For a CSS attribute selector: each character by its number. */
const inCss = (text: string) =>
  [...text].map((character) => `\\${character.codePointAt(0)!.toString(16)} `).join('')
const rowOf = (page: Page, name: string) =>
  page.getByTestId('pane-remote').locator(`[data-testid=row][data-name="${inCss(name)}"]`)

async function expectHarmless(page: Page, place: string) {
  const seen = await page.evaluate(() => ({
    text: document.body.innerText,
    titles: [...document.querySelectorAll('[title], [aria-label]')].map(
      (each) => `${each.getAttribute('title')} ${each.getAttribute('aria-label')}`,
    ),
    fields: [...document.querySelectorAll('input')].map((field) => field.value).join(' '),
    images: document.querySelectorAll('img[onerror], img[src=x]').length,
    // A name of any length stays in its dialog, and the dialog in the window.
    isTooWide: [...document.querySelectorAll<HTMLElement>('[role=dialog]')].some((dialog) => {
      const { left, right } = dialog.getBoundingClientRect()
      return left < 0 || right > innerWidth || dialog.scrollWidth > dialog.clientWidth + 1
    }),
  }))
  expect(seen.text, place).not.toMatch(dangerous)
  expect(seen.titles.join(' '), place).not.toMatch(dangerous)
  expect(seen.fields, place).not.toMatch(dangerous)
  expect(seen.images, place).toBe(0)
  expect(seen.isTooWide, `${place} is too wide`).toBe(false)
}

describe('names that are made to deceive', () => {
  it('are text in every dialog of file operations, in notices, in quick look and in the editor', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-names-')))
    for (const name of Object.values(names)) await writeFile(join(folder, name), 'text')
    await mkdir(join(folder, `folder ${names.bidi}`))
    const server = await startPracticeServer({ folder, tls: 'none' })
    const app = await startApp()
    try {
      await browser.withPage({ name: 'hostile names' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const { host, port } = server
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host, port, ...account })
        await window.ready('remote')
        const opened = async (key: string, dialog: string, name: string) => {
          await page.keyboard.press(key)
          await page.getByTestId(dialog).waitFor()
          await expectHarmless(page, `${dialog} of ${name}`)
          await page.keyboard.press('Escape')
          await page.getByTestId(dialog).waitFor({ state: 'detached' })
        }
        for (const [what, name] of Object.entries(names)) {
          await rowOf(page, name).click()
          await expectHarmless(page, `the list with ${what}`)
          await opened('Delete', 'dialog-delete', what)
          await opened('Shift+F6', 'dialog-move', what)
          await opened('Shift+F5', 'dialog-copy', what)
          await opened('F9', 'dialog-permissions', what)
          await opened('Alt+Enter', 'dialog-properties', what)
          await opened('Space', 'quick-look', what)
          // Leaving the field as it is renames nothing.
          await page.keyboard.press('F2')
          await page.getByTestId('rename').waitFor()
          await expectHarmless(page, `renaming ${what}`)
          await page.keyboard.press('Enter')
          await page.getByTestId('rename').waitFor({ state: 'detached' })
        }
        // The markup stands there as it is, so that nobody takes the file for another.
        await rowOf(page, markup).click()
        await page.keyboard.press('Delete')
        await page.getByTestId('dialog-delete').getByText(markup).first().waitFor()
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-delete').waitFor({ state: 'detached' })

        await page.keyboard.press('F4')
        await page.locator('[data-testid=code][data-ready=true]').waitFor()
        await expectHarmless(page, 'the editor')
        await page.getByTestId('editor-close').click()
        await page.getByTestId('editor').waitFor({ state: 'detached' })

        await page.keyboard.press('F3')
        await page.getByTestId('dialog-search').waitFor()
        await page.keyboard.type('.txt')
        await page.keyboard.press('Enter')
        await page.locator('[data-testid=search-status][data-state=done]').waitFor()
        expect(await page.getByTestId('found').count()).toBeGreaterThan(5)
        await expectHarmless(page, 'the search')
        await tools.screenshot('hostile-search')
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-search').waitFor({ state: 'detached' })

        // All at once: lists of names, the preview of new names, a job and its failures.
        await rowOf(page, markup).click()
        await page.keyboard.press('Control+a')
        await opened('Delete', 'dialog-delete', 'all')
        await opened('F2', 'dialog-batch-rename', 'all')
        await tools.screenshot('hostile-list')
        server.setScript([{ on: 'SITE', instead: '550 Not this one' }])
        await page.keyboard.press('Shift+F5')
        await page.getByTestId('copy-target').fill('/copies')
        await page.getByTestId('confirm-copy').click()
        await page.getByTestId('notice').first().waitFor()
        await until(async () => {
          await expectHarmless(page, 'the notice of a job')
          return (await page.getByTestId('notice').innerText()).length > 0
        })
        // Nothing of this has left its folder or got another name.
        expect((await readdir(folder)).sort()).toEqual(
          [...Object.values(names), `folder ${names.bidi}`].sort(),
        )
      })
    } finally {
      await app.stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('copying on one side', () => {
  it('copies to another folder, tells what failed by name, and goes on', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-copy-')))
    await mkdir(join(folder, 'backup'))
    await mkdir(join(folder, 'site/css'), { recursive: true })
    for (const name of ['a.txt', 'b.txt', 'site/css/main.css'])
      await writeFile(join(folder, name), name)
    const server = await startPracticeServer({ folder, tls: 'none' })
    const app = await startApp()
    try {
      await browser.withPage({ name: 'copy to' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const { host, port } = server
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host, port, ...account })
        await window.ready('remote')
        await window.row('remote', 'a.txt').click()
        await window.row('remote', 'b.txt').click({ modifiers: ['Control'] })
        await window.row('remote', 'site').click({ modifiers: ['Control'] })
        server.setScript([{ on: 'STOR', argument: /b\.txt$/, instead: '550 Not this one' }])
        await page.keyboard.press('Shift+F5')
        await page.getByTestId('copy-target').fill('/backup')
        await page.getByTestId('confirm-copy').click()
        const failure = page.getByTestId('notice').filter({ hasText: 'b.txt' })
        await failure.waitFor()
        expect((await readdir(join(folder, 'backup'), { recursive: true })).sort()).toEqual([
          'a.txt',
          'site',
          'site/css',
          'site/css/main.css',
        ])
        // A copy here, of folders too, under a name that is free.
        server.setScript([])
        await window.row('remote', 'site').click()
        await page.keyboard.press('Control+Shift+D')
        await window.row('remote', 'site copy').waitFor()
        await until(async () =>
          (await readdir(join(folder, 'site copy'), { recursive: true })).includes('css/main.css'),
        )
      })
    } finally {
      await app.stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
