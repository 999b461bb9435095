import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import {
  allHostile,
  expectHarmless,
  fillWithHostile,
  hostileNames,
  named,
  rowNamed,
  withHostileNames,
} from '../support/hostileNames.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe('names that are made to deceive', () => {
  it('are text in tabs, paths, tree, queue, conflicts, and what will be synchronized', () => {
    const place = `in\u202efdp<i>/${'deep'.repeat(60)}`
    return withHostileNames(
      browser,
      'hostile names around',
      place,
      (app) => fillWithHostile(join(app.localFolder, 'mine'), 'another text'),
      async ({ page, tools, app, server, folder }) => {
        const window = driveWindow(page)
        const enter = async (side: 'local' | 'remote', name: string, path: string) => {
          await rowNamed(page, side, name).dblclick()
          await page
            .locator(`[data-testid=pane-${side}][data-state=ready]${named(path, 'data-path')}`)
            .waitFor()
        }
        const [first = '', second = ''] = place.split('/')
        await expectHarmless(page, 'the tab')
        await page.getByTestId('site-tab').getByText('eve<b>\\u202E').waitFor()
        await enter('remote', first, `/${first}`)
        await enter('remote', second, `/${place}`)
        await rowNamed(page, 'remote', hostileNames.long).waitFor()
        await page.keyboard.press('Control+Shift+E')
        await page.getByTestId('tree-remote').getByText('in\\u202Efdp<i>').waitFor()
        await expectHarmless(page, 'tree and breadcrumbs')

        // Spelt out where it is typed over, and still the folder that it was.
        await page.getByTestId('pane-remote').getByRole('grid').focus()
        await page.keyboard.press('Control+l')
        await page.getByTestId('path-input').waitFor()
        await expectHarmless(page, 'the path')
        await page.keyboard.press('Home')
        for (let step = 0; step <= '/in\\u202Efdp<i>'.length; step++)
          await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Shift+End')
        await page.keyboard.press('Delete')
        await page.keyboard.press('Enter')
        await page
          .locator(
            `[data-testid=pane-remote][data-state=ready]${named(`/${first}`, 'data-path')}, ` +
              `[data-testid=pane-remote][data-state=ready]${named(`/${first}/`, 'data-path')}`,
          )
          .waitFor()
        await enter('remote', second, `/${place}`)

        await page.keyboard.press('F3')
        await page.getByTestId('dialog-search').waitFor()
        await expectHarmless(page, 'where is searched')
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-search').waitFor({ state: 'detached' })

        // What is queued, on its way down and up, and what became of it.
        const transfers = page.getByTestId('transfer')
        await window.tab('queue')
        await page.getByTestId('run-queue').click()
        await rowNamed(page, 'remote', hostileNames.long).click()
        await page.keyboard.press('Control+a')
        await page.keyboard.press('Control+Enter')
        await until(async () => (await page.getByTestId('count-queue').innerText()) === '8')
        await expectHarmless(page, 'the queue')
        await tools.screenshot('hostile-queue')
        server.setScript([{ on: 'RETR', nth: [1, 2], instead: '550 \u202eNot this one\u0007' }])
        await page.getByTestId('run-queue').click()
        await window.tab('failed')
        await until(async () => (await transfers.count()) === 2)
        await expectHarmless(page, 'what failed')
        server.setScript([])
        await page.getByTestId('retry-all').click()
        await until(async () => (await transfers.count()) === 0)
        await window.tab('done')
        await until(async () => (await transfers.count()) === 8)
        await expectHarmless(page, 'what is done')

        // Everything is in the folder that it was sent to, and nowhere else.
        expect((await readdir(dirname(app.localFolder))).sort()).toEqual(['data', 'local'])
        const came = (await readdir(app.localFolder)).filter((name) => name !== 'mine')
        expect(came).toHaveLength(8)
        expect(came).toEqual(expect.arrayContaining([hostileNames.markup, hostileNames.long]))

        await enter('local', 'mine', join(app.localFolder, 'mine'))
        await rowNamed(page, 'local', hostileNames.long).click()
        await page.keyboard.press('Control+a')
        await page.keyboard.press('Control+Enter')
        for (let asked = 0; asked < 8; asked++) {
          await page.getByTestId('dialog-conflict').waitFor()
          await expectHarmless(page, `conflict ${asked}`)
          if (asked === 0) await tools.screenshot('hostile-conflict')
          const path = await page.getByTestId('dialog-conflict').locator('.target').innerText()
          await page.getByTestId('conflict-skip-button').click()
          await page.getByTestId('dialog-conflict').getByText(path).waitFor({ state: 'detached' })
        }
        expect((await readdir(folder)).sort()).toEqual([first])
        expect((await readdir(join(folder, place))).sort()).toEqual([...allHostile].sort())

        await page.keyboard.press('Control+Shift+S')
        await page.getByTestId('dialog-synchronize').waitFor()
        await expectHarmless(page, 'the rules of synchronizing')
        await page.getByTestId('sync-download').check({ force: true })
        await page.getByTestId('sync-plan').click()
        await page.getByTestId('sync-list').waitFor()
        await until(async () => (await page.getByTestId('sync-row').count()) >= 7)
        await expectHarmless(page, 'the preview of synchronizing')
        await tools.screenshot('hostile-synchronize')
      },
    )
  })
})
