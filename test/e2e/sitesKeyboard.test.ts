import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Site } from '../../electron/contract/sites.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
let server: PracticeServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  server = await startPracticeServer()
  app = await startApp({ isHome: true })
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
})

const savedSites = () => {
  const text = readFileSync(join(app.dataFolder, 'sites.json'), 'utf8')
  return (JSON.parse(text) as { content: { sites: Site[] } }).content.sites.sort(
    (one, other) => one.position - other.position,
  )
}
const names = () => savedSites().map(({ name }) => name)

function keyboard(page: Page) {
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  const isOn = (id: string) =>
    page.evaluate(
      (wanted) => document.activeElement?.closest(`[data-testid="${wanted}"]`) !== null,
      id,
    )
  /** Tab by Tab, as far as it takes; whoever cannot be reached fails. */
  const tabTo = async (id: string, key = 'Tab') => {
    for (let count = 0; count < 80; count++) {
      if (await isOn(id)) return
      await page.keyboard.press(key)
    }
    throw new Error(`${id} is not reached with ${key}`)
  }
  return { press, tabTo, isOn, type: (text: string) => page.keyboard.type(text) }
}

it('everything about sites works with the keyboard alone', { timeout: 180_000 }, async () => {
  mkdirSync(join(app.localFolder, '.local/share/lftp'), { recursive: true })
  writeFileSync(
    join(app.localFolder, '.local/share/lftp/bookmarks'),
    'Wharf\tftp://sam@wharf.example.com/\nYard\tftp://sam@yard.example.com/\n',
  )
  await browser.withPage({ name: 'sites by keyboard' }, async (page) => {
    const { press, tabTo, type, isOn } = keyboard(page)
    const window = driveWindow(page)
    const shown = (id: string) => page.getByTestId(id).first().waitFor()
    const gone = (id: string) => page.getByTestId(id).waitFor({ state: 'detached' })
    await page.goto(app.url)
    await shown('start-page')

    // A new site with a password, saved under a new master password.
    await press('Control+s')
    await shown('site-manager')
    await tabTo('new-site')
    await press('Enter')
    await until(() => isOn('site-name'))
    await type('Quay')
    await tabTo('site-host')
    await type(server.host)
    await press('Tab')
    await type(String(server.port))
    await tabTo('site-user')
    await type('practice')
    await press('Tab')
    await type('practice')
    await press('Control+Enter')
    await shown('dialog-vault-create')
    await until(() => isOn('master-new'))
    await type('open sesame 1')
    await press('Tab')
    await type('open sesame 1')
    await press('Enter')
    await gone('dialog-vault-create')
    await gone('site-save')
    expect(names()).toEqual(['Quay'])

    // A choice from a list, a switch between the parts of the form.
    await tabTo('site-encryption', 'Shift+Tab')
    await press('Enter')
    await page.locator('[role=option][data-state=checked]:focus').waitFor()
    await press('ArrowDown')
    await page.locator('[role=option]:not([data-state=checked]):focus').waitFor()
    await press('Enter')
    await tabTo('section-server', 'Shift+Tab')
    await press('ArrowRight', 'ArrowRight')
    await until(() => isOn('section-connection'))
    await tabTo('number-timeOffsetMinutes')
    await type('60')
    await press('Control+Enter')
    await gone('site-save')
    expect(savedSites()[0]).toMatchObject({
      encryption: 'required',
      options: { timeOffsetMinutes: 60 },
    })

    // Its test, and the certificate.
    await tabTo('site-test', 'Shift+Tab')
    await press('Enter')
    await shown('dialog-certificate')
    await tabTo('trust-always')
    await press('Enter')
    await page.locator('[data-testid=test-card][data-outcome=good]').waitFor()

    // Import of what another client left here.
    await tabTo('open-import', 'Shift+Tab')
    await press('Enter')
    await shown('found-import')
    await tabTo('found-import')
    await press('Enter')
    await shown('import-row')
    await tabTo('import-apply')
    await press('Enter')
    await shown('import-report')
    await tabTo('import-done')
    await press('Enter')
    await gone('dialog-import')
    await until(() => isOn('open-import'))
    await until(() => names().length === 3)

    // The tree: search, arrows, order, folders, deletion and its undo.
    // What a key does in the panes is not done to those that are covered.
    await press('F7', 'Control+f')
    await until(() => isOn('site-search'))
    expect(await page.getByRole('dialog').count()).toBe(0)
    await type('quay')
    await press('Enter')
    await until(() => isOn('site-tree'))
    await press('Control+f', 'Control+a', 'Delete', 'ArrowDown', 'Home', 'ArrowRight')
    await until(() => isOn('site-tree'))
    await press('Home')
    await tabTo('new-site-folder', 'Shift+Tab')
    await press('Enter')
    await shown('dialog-site-folder')
    await type('Old')
    await press('Enter')
    await gone('dialog-site-folder')
    await tabTo('site-tree')
    await press('End', 'Alt+ArrowUp')
    await press('Delete')
    await until(() => savedSites().length === 2)
    await press('Control+z')
    await until(() => savedSites().length === 3)
    await press('Control+a')
    await shown('many-form')
    await press('End')

    // Export through the menu, which a key opens.
    await tabTo('sites-more', 'Shift+Tab')
    await press('Enter')
    await page.getByRole('menu').waitFor()
    await press('ArrowDown')
    await press('Enter')
    await shown('dialog-export')
    await press('Escape')
    await gone('dialog-export')

    // Locked, asked for, connected.
    await press('Control+Shift+L')
    await press('Control+f')
    await type('quay')
    await press('Enter', 'Enter')
    await shown('dialog-unlock')
    await type('open sesame 1')
    await press('Enter')
    await window.ready('remote')
    const list = window.pane('remote').getByRole('grid')
    await until(() => list.evaluate((grid) => grid === document.activeElement))
    expect(await page.getByTestId('security').getAttribute('class')).toContain('is-safe')
  })
})
