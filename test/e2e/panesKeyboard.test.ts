import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startRealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { Side, WindowDriver } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

type Keys = {
  page: Page
  window: WindowDriver
  local: string
  remote: string
  /** The keyboard is in the list of a side. */
  inList(side: Side): Promise<unknown>
  /** By the arrows: a blank after typed letters would go on with them. */
  choose(side: Side, name: string): Promise<void>
  /** Goes on by Tab, or back, until something with this test id has the keyboard. */
  tabTo(testId: string, key?: 'Tab' | 'Shift+Tab'): Promise<void>
}
type Files = Record<string, string>

const kinds = ['the practice server', 'vsftpd'] as const

/** A server with these files in a folder of this machine. */
async function startServer(kind: (typeof kinds)[number], files: Files) {
  if (kind === 'vsftpd') {
    const { host, port, user, password, folder, place, stop } = await startRealServer('vsftpd')
    for (const [path, content] of Object.entries(files)) place(path, content)
    return { host, port, user, password, folder, stop }
  }
  const folder = mkdtempSync(join(tmpdir(), 'sampan-keys-'))
  putFiles(folder, files)
  const { host, port, stop } = await startPracticeServer({ folder, tls: 'none' })
  return {
    ...{ host, port, user: 'practice', password: 'practice', folder },
    async stop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function putFiles(folder: string, files: Files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** From here on nothing but keys; the files of both sides are there. */
async function byKeys(
  kind: (typeof kinds)[number],
  name: string,
  files: { local?: Files; remote: Files },
  test: (keys: Keys) => Promise<void>,
) {
  const server = await startServer(kind, files.remote)
  const app = await startApp()
  putFiles(app.localFolder, files.local ?? {})
  try {
    await browser.withPage({ name: `${name}, ${kind}` }, async (page) => {
      const window = driveWindow(page)
      const list = (side: Side) => page.getByTestId(`pane-${side}`).getByRole('grid')
      const inList = (side: Side) =>
        until(() => list(side).evaluate((grid) => grid === document.activeElement))
      await page.goto(app.url)
      await window.connect({ ...server, encryption: 'none' })
      await window.ready('remote')
      await window.ready('local')
      await list('local').focus()
      await test({
        page,
        window,
        local: app.localFolder,
        remote: server.folder,
        inList,
        async choose(side, row) {
          await window.row(side, row).waitFor()
          await inList(side)
          const names = await window
            .pane(side)
            .getByTestId('row')
            .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-name')))
          await page.keyboard.press('Home')
          for (let step = 0; step < names.indexOf(row); step++)
            await page.keyboard.press('ArrowDown')
          await window.row(side, row).and(page.locator('[aria-selected=true]')).waitFor()
        },
        async tabTo(testId, key = 'Tab') {
          const isThere = () =>
            page.evaluate(
              (id) => document.activeElement?.closest(`[data-testid="${id}"]`) !== null,
              testId,
            )
          for (let step = 0; step < 60; step++) {
            if (await isThere()) return
            await page.keyboard.press(key)
          }
          throw new Error(`${testId} cannot be reached by ${key}`)
        },
      })
    })
  } finally {
    await app.stop()
    await server.stop()
  }
}

describe.each(kinds)('with the keyboard alone on %s', (kind) => {
  it('files are looked into, edited, found, fetched and deleted', () =>
    byKeys(
      kind,
      'keys to files',
      {
        remote: {
          'notes.txt': 'one\n',
          'other.txt': 'other',
          'sub/first.log': 'first',
          'sub/second.log': 'second',
        },
      },
      async ({ page, remote, local, inList, choose, tabTo }) => {
        const key = (keys: string) => page.keyboard.press(keys)
        const loaded = () => page.locator('[data-testid=code][data-ready=true]').waitFor()
        const closed = (dialog: string) => page.getByTestId(dialog).waitFor({ state: 'detached' })
        await key('F6')
        await choose('remote', 'notes.txt')
        await key('Space')
        await loaded()
        await key('Alt+ArrowDown')
        await page.getByTestId('quick-look').getByRole('heading', { name: 'other.txt' }).waitFor()
        await loaded()
        await key('Escape')
        await closed('quick-look')

        await choose('remote', 'notes.txt')
        await key('F4')
        await loaded()
        await page.locator('[data-testid=code] .cm-content:focus').waitFor()
        await key('Control+End')
        await page.keyboard.type('two')
        await key('Control+s')
        const saved = () => readFileSync(join(remote, 'notes.txt'), 'utf8')
        await until(() => saved() === 'one\ntwo')
        await page.locator('[data-testid=editor-save]:disabled').waitFor()
        await page.keyboard.type(' three')
        await key('Escape')
        await page.getByTestId('editor-discard').waitFor()
        await tabTo('editor-discard')
        await key('Enter')
        await closed('editor')
        await inList('remote')
        expect(saved()).toBe('one\ntwo')

        // The menu of what is chosen.
        await key('Shift+F10')
        await page.getByRole('menuitem', { name: /^Rename/ }).waitFor()
        await key('Escape')
        await page.getByRole('menu').waitFor({ state: 'detached' })

        await inList('remote')
        await key('F3')
        await page.locator('[data-testid=search-name]:focus').waitFor()
        await page.keyboard.type('.log')
        await key('Enter')
        await page.locator('[data-testid=search-status][data-state=done]').waitFor()
        await tabTo('search-results')
        await key('ArrowDown')
        await key('Control+a')
        await until(async () => {
          const chosen = page.locator('[data-testid=found][aria-selected=true]')
          return (await chosen.count()) === 2
        })
        await tabTo('search-transfer')
        await key('Enter')
        await until(
          () =>
            ['first.log', 'second.log'].every((name) => existsSync(join(local, name))) &&
            readFileSync(join(local, 'second.log'), 'utf8') === 'second',
        )
        // Escape takes back the question, Enter says yes to it.
        await tabTo('search-results', 'Shift+Tab')
        await key('Delete')
        await page.getByTestId('search-delete-confirm').waitFor()
        await key('Escape')
        await page.getByTestId('search-delete-confirm').waitFor({ state: 'detached' })
        await key('Delete')
        await page.getByTestId('search-delete-confirm').waitFor()
        await key('Enter')
        await until(() => !existsSync(join(remote, 'sub/first.log')))
        await until(() => !existsSync(join(remote, 'sub/second.log')))
        await page.getByTestId('found').first().waitFor({ state: 'detached' })
        await key('Escape')
        await closed('dialog-search')
        await inList('remote')
      },
    ))

  it('folders are compared and synchronized, with an action changed', () =>
    byKeys(
      kind,
      'keys to folders',
      {
        local: { 'here.txt': 'here', 'more.txt': 'more', 'same.txt': 'same' },
        remote: { 'same.txt': 'same', 'there.txt': 'there' },
      },
      async ({ page, window, remote, choose, tabTo }) => {
        const key = (keys: string) => page.keyboard.press(keys)
        await choose('local', 'here.txt')
        await key('Control+o')
        await page.getByTestId('compare-bar').waitFor()
        await tabTo('compare-by', 'Shift+Tab')
        await key('Enter')
        await page.locator('[role=option]:focus').waitFor()
        await key('Home')
        await page.getByRole('option').first().and(page.locator(':focus')).waitFor()
        await key('ArrowDown')
        await page.locator('[role=option]:focus').getByText('Size', { exact: true }).waitFor()
        await key('Enter')
        await page.getByTestId('compare-by').getByText('Size', { exact: true }).waitFor()
        await tabTo('compare-hide')
        await key('Space')
        await window.row('local', 'same.txt').waitFor({ state: 'detached' })
        await tabTo('compare-select')
        await key('Enter')
        await page
          .getByTestId('status-local')
          .getByText(/2 selected/)
          .waitFor()

        await key('Control+Shift+s')
        await page.getByTestId('dialog-synchronize').waitFor()
        await tabTo('sync-plan')
        await key('Enter')
        await page.getByTestId('sync-list').waitFor()
        const row = (path: string) => page.locator(`[data-testid=sync-row][data-path="${path}"]`)
        const chosen = (path: string) => row(path).and(page.locator('[aria-selected=true]'))
        await row('more.txt').waitFor()
        await tabTo('sync-list')
        await key('Home')
        const paths = await page
          .getByTestId('sync-row')
          .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-path')))
        for (const path of paths.slice(1, paths.indexOf('more.txt') + 1)) {
          await key('ArrowDown')
          await chosen(path!).waitFor()
        }
        await chosen('more.txt').and(page.locator('[data-action=upload]')).waitFor()
        const action = () => row('more.txt').getAttribute('data-action')
        for (let now = await action(); now !== 'nothing'; now = await action()) {
          await key('Space')
          await until(async () => (await action()) !== now)
        }
        await tabTo('sync-run')
        await key('Enter')
        await page.getByTestId('sync-report').waitFor()
        await tabTo('sync-close')
        await key('Enter')
        await page.getByTestId('dialog-synchronize').waitFor({ state: 'detached' })
        // On both sides now, and so hidden in the lists.
        await until(() => existsSync(join(remote, 'here.txt')))
        expect(existsSync(join(remote, 'more.txt'))).toBe(false)
      },
    ))
})

// vsftpd has no MFMT.
it('the time of a file is typed, part by part, on the practice server', () =>
  byKeys(
    'the practice server',
    'keys to time',
    { remote: { 'first.txt': 'one', 'second.txt': 'two' } },
    async ({ page, window, remote, inList, choose, tabTo }) => {
      const key = (keys: string) => page.keyboard.press(keys)
      const changedAt = (name: string) => statSync(join(remote, name)).mtimeMs
      const untouched = changedAt('first.txt')
      const ask = async () => {
        await choose('remote', 'second.txt')
        await key('Control+k')
        await page.getByTestId('palette-input').waitFor()
        await page.keyboard.type('Change time')
        await key('Enter')
        await page.locator('[data-testid=confirm-times]:enabled').waitFor()
        await page.locator('[data-testid=times-field]:focus').waitFor()
      }
      const field = page.getByTestId('times-field')
      await key('F6')
      await ask()
      // Month, day and year, then the time: a part that is full passes on to the next.
      await page.keyboard.type('12312019115958PM')
      expect(await field.inputValue()).toBe('2019-12-31T23:59:58')
      await key('Enter')
      await page.getByTestId('dialog-times').waitFor({ state: 'detached' })
      await until(() => changedAt('second.txt') === new Date(2019, 11, 31, 23, 59, 58).getTime())
      await inList('remote')
      await window.row('remote', 'second.txt').getByText('2019').waitFor()

      // A part that is cleared is no time, and nothing is sent for it.
      await ask()
      await key('Delete')
      await page.locator('[data-testid=confirm-times]:disabled').waitFor()
      await key('Enter')
      expect(await page.getByTestId('dialog-times').count()).toBe(1)
      await page.keyboard.type('02')
      await key('ArrowUp')
      await tabTo('confirm-times')
      await key('Space')
      await page.getByTestId('dialog-times').waitFor({ state: 'detached' })
      expect(changedAt('first.txt')).toBe(untouched)
      // By the command of its own, once for each time that was given.
      await window.tab('protocol')
      await until(async () => (await window.logText()).match(/MFMT \d{14} /g)?.length === 2)
    },
  ))

it('a blank on a folder, which cannot be looked into, leaves the list where it is', () =>
  byKeys(
    'the practice server',
    'keys on a folder',
    {
      remote: Object.fromEntries(
        Array.from({ length: 80 }, (_, place) => [`${place}/file`, 'one'] as const),
      ),
    },
    async ({ page, window, choose }) => {
      const list = window.pane('remote').getByRole('grid')
      await page.keyboard.press('F6')
      await choose('remote', '0')
      await page.keyboard.press('Space')
      // The browser scrolls a frame later, if it does.
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      )
      expect(await list.evaluate((grid) => grid.scrollTop)).toBe(0)
      expect(await page.getByTestId('quick-look').count()).toBe(0)
    },
  ))
