import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { inLook, looks } from '../support/panesLook.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each(looks)('what is wrong in the panes: $name', (theme) => {
  it('nothing in comparing, synchronizing, looking, editing and the queue', () =>
    inLook(browser, 'axe work', theme, async (bench) => {
      const { page, window, server, app, check, look } = bench
      const key = (keys: string) => () => page.keyboard.press(keys)
      const row = (name: string) => window.row('remote', name)
      const loaded = () => page.locator('[data-testid=code][data-ready=true]').waitFor()

      await row('b.ts').click()
      await look('quick-look', key('Space'), loaded)
      await row('c.bin').click()
      await look('quick-look', key('Space'), () => page.getByTestId('look').waitFor())
      await row('b.ts').click()
      await page.keyboard.press('F4')
      await loaded()
      await check('the editor', '[data-testid=editor]')
      await page.keyboard.type('mine ')
      await page.getByTestId('editor-close').click()
      await page.getByTestId('editor-discard').waitFor()
      await check('closing the editor', '[data-testid=editor]')
      await page.getByTestId('editor-discard').click()
      await page.getByTestId('editor').waitFor({ state: 'detached' })

      await page.keyboard.press('Control+o')
      await page.getByTestId('compare-bar').waitFor()
      await check('comparing')
      await page.keyboard.press('Control+o')
      await page.getByTestId('compare-bar').waitFor({ state: 'detached' })

      await page.keyboard.press('Control+Shift+s')
      await page.getByTestId('dialog-synchronize').waitFor()
      await page.getByTestId('sync-deletes').getByRole('checkbox').click()
      await check('the rules of synchronizing', '[role=dialog]')
      await page.getByTestId('sync-plan').click()
      await page.getByTestId('sync-list').waitFor()
      await check('the preview of synchronizing', '[role=dialog]')
      await page.getByTestId('sync-cancel').click()
      await page.getByTestId('dialog-synchronize').waitFor({ state: 'detached' })

      // What waits, what is asked, what failed and why, what is done.
      await window.tab('queue')
      await page.getByTestId('run-queue').click()
      await row('a.txt').click()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Control+Enter')
      await until(async () => (await page.getByTestId('transfer').count()) === 5)
      await page.getByTestId('transfer').first().click()
      await check('the queue')
      await page.getByTestId('transfer').first().click({ button: 'right' })
      await page.getByRole('menu').waitFor()
      await check('menu of a transfer', '[role=menu]')
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      server.setScript([{ on: 'RETR', argument: /c\.bin$/, instead: '550 The cabinet is locked.' }])
      await page.getByTestId('run-queue').click()
      await page.getByTestId('dialog-conflict').waitFor()
      await check('a conflict', '[role=dialog]')
      await page.getByTestId('conflict-ok').click()
      await page.getByTestId('dialog-conflict').waitFor({ state: 'detached' })
      await window.tab('failed')
      await page.locator('[data-testid=transfer][data-name="c.bin"]').waitFor()
      await until(async () => (await page.getByTestId('count-queue').count()) === 0)
      await check('what failed')
      await window.tab('done')
      await page.locator('[data-testid=transfer][data-name="b.ts"]').waitFor()
      await check('what is done')

      // Notices: of a failure by name, of one with the server's words, of something done.
      server.setScript([{ on: ['DELE', 'MKD'], instead: '550 Not this one' }])
      await row('c.bin').click()
      await page.keyboard.press('Delete')
      await page.getByTestId('confirm-delete').click()
      await page.getByTestId('notice').getByText('Not this one').waitFor()
      await page.getByTestId('pane-remote').getByRole('grid').focus()
      await page.keyboard.press('F7')
      await page.getByTestId('dialog-new-folder').waitFor()
      await page.keyboard.press('Enter')
      await page.locator('[data-testid=notice][data-kind=error]').waitFor()
      await check('notices', '.stack')
      await bench.tools.screenshot(`panes-notices, ${theme.name}`)
      await bench.closeNotices()

      await mkdir(join(app.localFolder, 'Only here'))
      await window.row('local', 'Only here').waitFor()
      await window.row('local', 'here.txt').click()
      await page.keyboard.press('Control+y')
      await window.open('local', 'Only here')
      await page.getByTestId('dialog-follow').waitFor()
      await check('the missing folder', '[role=dialog]')
      await page.getByTestId('follow-stop').click()
    }))
})
