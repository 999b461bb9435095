import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import {
  allHostile,
  expectHarmless,
  hostileNames,
  rowNamed,
  withHostileNames,
} from '../support/hostileNames.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

async function runAction(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill(words)
  await page.keyboard.press('Enter')
  await page.getByTestId('dialog-palette').waitFor({ state: 'detached' })
}

describe('names that are made to deceive', () => {
  const odd = `folder ${hostileNames.bidi}`

  it('are text in every dialog of file operations, in notices, in quick look and in the editor', () =>
    withHostileNames(
      browser,
      'hostile names',
      '',
      (_app, folder) => mkdir(join(folder, odd)),
      async ({ page, tools, server, folder }) => {
        const row = (name: string) => rowNamed(page, 'remote', name)
        const look = async (dialog: string, what: string, open: () => Promise<void>) => {
          await open()
          await page.getByTestId(dialog).waitFor()
          await expectHarmless(page, `${dialog} of ${what}`)
          await page.keyboard.press('Escape')
          await page.getByTestId(dialog).waitFor({ state: 'detached' })
        }
        const byKey = (key: string, dialog: string, what: string) =>
          look(dialog, what, () => page.keyboard.press(key))
        for (const [what, name] of Object.entries(hostileNames)) {
          await row(name).click()
          await expectHarmless(page, `the list with ${what}`)
          await byKey('Delete', 'dialog-delete', what)
          await byKey('Shift+F6', 'dialog-move', what)
          await byKey('Shift+F5', 'dialog-copy', what)
          await byKey('F9', 'dialog-permissions', what)
          await byKey('Alt+Enter', 'dialog-properties', what)
          await look('dialog-times', what, () => runAction(page, 'Change time'))
          await byKey('Space', 'quick-look', what)
          // Leaving the field as it is renames nothing.
          await page.keyboard.press('F2')
          await page.getByTestId('rename').waitFor()
          await expectHarmless(page, `renaming ${what}`)
          await page.keyboard.press('Enter')
          await page.getByTestId('rename').waitFor({ state: 'detached' })
        }
        // The markup stands there as it is, so that nobody takes the file for another.
        await row(hostileNames.markup).click()
        await page.keyboard.press('Delete')
        await page.getByTestId('dialog-delete').getByText(hostileNames.markup).first().waitFor()
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-delete').waitFor({ state: 'detached' })

        for (const name of [hostileNames.markup, hostileNames.long]) {
          await row(name).click()
          await page.keyboard.press('F4')
          await page.locator('[data-testid=code][data-ready=true]').waitFor()
          await expectHarmless(page, 'the editor')
          await page.getByTestId('editor-close').click()
          await page.getByTestId('editor').waitFor({ state: 'detached' })
        }

        await page.keyboard.press('F3')
        await page.getByTestId('dialog-search').waitFor()
        await page.keyboard.type('.txt')
        await page.keyboard.press('Enter')
        await page.locator('[data-testid=search-status][data-state=done]').waitFor()
        expect(await page.getByTestId('found').count()).toBe(allHostile.length + 1)
        await expectHarmless(page, 'the search')
        await tools.screenshot('hostile-search')
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-search').waitFor({ state: 'detached' })

        // All at once: lists of names, the preview of new names, a job and its failures.
        await row(hostileNames.markup).click()
        await page.keyboard.press('Control+a')
        await byKey('Delete', 'dialog-delete', 'all')
        await byKey('F2', 'dialog-batch-rename', 'all')
        await tools.screenshot('hostile-list')
        server.setScript([{ on: ['STOR', 'MKD'], instead: '550 Not this one' }])
        await page.keyboard.press('Shift+F5')
        await page.getByTestId('copy-target').fill('/copies')
        await page.getByTestId('confirm-copy').click()
        await page.getByTestId('notice').getByText('Not this one').first().waitFor()
        await expectHarmless(page, 'the notice of a job')
        // Nothing of this has left its folder or got another name.
        expect((await readdir(folder)).sort()).toEqual([...allHostile, odd].sort())
      },
    ))
})
