import { afterAll, beforeAll, describe, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { inLook, looks } from '../support/panesLook.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each(looks)('what is wrong in the panes: $name', (theme) => {
  it('nothing in lists, menus and dialogs', () =>
    inLook(
      browser,
      'axe dialogs',
      theme,
      async ({ page, tools, app, server, window, check, act, closeNotices, look }) => {
        const key = (keys: string) => () => page.keyboard.press(keys)
        const row = (name: string) => window.row('remote', name)
        const menu = async (what: string, open: () => Promise<unknown>) => {
          await open()
          await page.getByRole('menu').waitFor()
          await check(what, '[role=menu]')
          await page.keyboard.press('Escape')
          await page.getByRole('menu').waitFor({ state: 'detached' })
        }
        const pane = window.pane('remote')
        await row('a.txt').click()
        await row('Site').click({ modifiers: ['Control'] })
        await check('the list')
        await menu('menu of rows', () => row('a.txt').click({ button: 'right' }))
        await menu('menu of the folder', async () => {
          const { height } = (await pane.getByRole('grid').boundingBox())!
          const position = { x: 60, y: Math.min(260, height - 10) }
          await pane.getByRole('grid').click({ button: 'right', position })
        })
        await menu('menu of columns', () =>
          pane.getByTestId('column-name').click({ button: 'right' }),
        )
        await menu('places', () => page.getByTestId('places-remote').click())
        await menu('filters', () => pane.getByTestId('filter-sets').click())

        await row('a.txt').click()
        await page.keyboard.press('F2')
        await page.getByTestId('rename').waitFor()
        await check('renaming', '[data-testid=pane-remote]')
        await page.keyboard.press('Escape')
        await page.getByTestId('rename').waitFor({ state: 'detached' })

        await look('dialog-new-folder', key('F7'), () => page.keyboard.type('a/b'))
        await look('dialog-new-file', key('Shift+F7'))
        await row('a.txt').click()
        await look('dialog-permissions', key('F9'))
        await look('dialog-times', () => act('times'))
        await look('dialog-properties', key('Alt+Enter'), () =>
          page.locator('[data-testid=dialog-properties] summary').click(),
        )
        await look('dialog-copy', key('Shift+F5'), () => page.getByTestId('copy-target').fill(''))
        await row('Site').click()
        await look('dialog-permissions', key('F9'), () =>
          page.getByTestId('permissions-recursive').getByRole('checkbox').click(),
        )
        await page.keyboard.press('Control+a')
        await look('dialog-delete', key('Delete'), () =>
          page.locator('[data-testid=measure][data-state=done]').waitFor(),
        )
        await look('dialog-move', key('Shift+F6'))
        await look('dialog-properties', key('Alt+Enter'))
        await look('dialog-batch-rename', key('F2'), async () => {
          await page.getByTestId('batch-expression').getByRole('checkbox').click()
          await page.getByTestId('batch-find').fill('(')
        })
        await look('dialog-search', key('F3'), async () => {
          await page.getByTestId('search-name').fill('.')
          await page.keyboard.press('Enter')
          await page.locator('[data-testid=search-status][data-state=done]').waitFor()
          await page.getByTestId('search-results').focus()
          await page.keyboard.press('ArrowDown')
          await page.getByTestId('search-delete').click()
          await page.getByTestId('search-delete-confirm').waitFor()
        })
        await look('dialog-bookmark', key('Control+b'))
        await look('dialog-bookmarks', key('Control+Shift+b'))
        await look('dialog-filters', key('Control+i'), () => page.getByTestId('add-filter').click())
        await look('dialog-columns', () => act('editColumns'))
        await look('dialog-keys', key('F1'))

        // Nothing to show, for three reasons.
        await row('a.txt').click()
        await page.keyboard.press('Control+f')
        await page.keyboard.type('no such name')
        await row('a.txt').waitFor({ state: 'detached' })
        await check('nothing fits the filter', '[data-testid=pane-remote]')
        await page.keyboard.press('Escape')
        await row('a.txt').waitFor()
        await window.open('remote', 'Empty')
        await page
          .locator('[data-testid=pane-remote][data-path="/Empty"][data-state=ready]')
          .waitFor()
        await check('an empty folder', '[data-testid=pane-remote]')
        await page.keyboard.press('Control+l')
        await page.getByTestId('path-input').fill('/no such folder')
        await page.keyboard.press('Enter')
        await page.locator('[data-testid=notice][data-kind=error]').waitFor()
        // What is told lies over the rest of a small window.
        await check('a folder that is not there', '.stack')
        await tools.screenshot(`panes-missing, ${theme.name}`)
        await closeNotices()
        server.setScript([{ on: ['MLSD', 'LIST'], instead: '550 Not for you.' }])
        await page.keyboard.press('Control+t')
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host: server.host, port: server.port, ...account })
        await page.locator('[data-testid=pane-remote][data-state=failed]').waitFor()
        await check('a folder that cannot be read')
        await tools.screenshot(`panes-unreadable, ${theme.name}`)
        await closeNotices()

        // The server goes away, then Sampan itself.
        await server.stop()
        await page.keyboard.press('Alt+t')
        await window.connect({ host: server.host, port: server.port, ...account })
        await page.getByTestId('try-again').waitFor()
        await check('a server that is not there')
        await tools.screenshot(`panes-refused, ${theme.name}`)
        await app.stop()
        await page.getByTestId('lost-banner').waitFor()
        await check('an engine that is not there')
        await tools.screenshot(`panes-lost, ${theme.name}`)
      },
    ))
})
