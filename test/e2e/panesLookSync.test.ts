import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { inLook, looks } from '../support/panesLook.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each(looks)('what is wrong in synchronizing: $name', (theme) => {
  it('nothing in preview, warning, report and failure', () =>
    inLook(browser, 'axe synchronize', theme, async (bench) => {
      const { page, tools, app, server, folder, window, check } = bench
      const dialog = '[data-testid=dialog-synchronize]'
      const open = async () => {
        await page.keyboard.press('Control+Shift+s')
        await page.getByTestId('dialog-synchronize').waitFor()
      }
      const plan = async () => {
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
      }
      const step = async (name: string) => {
        await check(name, dialog)
        await tools.screenshot(`synchronize ${name}, ${theme.name}`)
      }
      // Of the same time and different sizes: which one is right cannot be told.
      await writeFile(join(folder, 'both.txt'), 'here and there')
      await writeFile(join(app.localFolder, 'both.txt'), 'there')
      const moment = new Date('2020-01-01')
      for (const place of [folder, app.localFolder])
        await utimes(join(place, 'both.txt'), moment, moment)
      await window.refresh('remote')
      await window.row('remote', 'both.txt').waitFor()

      await open()
      await page.getByTestId('sync-deletes').getByRole('checkbox').click()
      await plan()
      await page.getByTestId('sync-row').first().click()
      await step('the preview')
      await page.getByTestId('sync-run').click()
      await page.getByTestId('sync-again').waitFor()
      await step('many deletions')
      server.setScript([{ on: 'DELE', argument: /c\.bin$/, instead: '550 The cabinet is locked.' }])
      await page.getByTestId('sync-run').click()
      await page.getByTestId('sync-report').waitFor()
      await step('the report')
      await page.getByTestId('sync-close').click()
      await page.getByTestId('dialog-synchronize').waitFor({ state: 'detached' })

      server.setScript([{ on: ['MLSD', 'LIST'], instead: '550 Not for you.' }])
      await open()
      await page.getByTestId('sync-plan').click()
      await page.locator(dialog).getByTestId('error-page').waitFor()
      await step('the failure')
    }))
})
