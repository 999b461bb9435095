import { execFileSync } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { WindowDriver } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
let server: PracticeServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  server = await startPracticeServer({ tls: 'none' })
  app = await startApp()
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
})

const login = () => ({
  host: server.host,
  port: server.port,
  user: 'practice',
  password: 'practice',
  encryption: 'none' as const,
})

/** Opens the app, does something wrong, and checks that the app can still be used. */
async function tryBadInput(
  name: string,
  work: (window: WindowDriver, page: Page) => Promise<void>,
) {
  await browser.withPage({ name }, async (page, tools) => {
    const window = driveWindow(page)
    await page.goto(app.url)
    await page.getByTestId('address').waitFor()
    await work(window, page)
    await tools.screenshot(`bad ${name}`)
  })
}

/** The page that says what happened, why, and what to do. */
async function errorText(page: Page): Promise<string> {
  await page.getByTestId('error-page').waitFor()
  return page.getByTestId('error-page').innerText()
}

describe('a connection that fails says why, and leaves the app usable', () => {
  it.each([
    ['wrong password', { password: 'wrong' }, /password|user/i],
    ['unknown host', { host: 'no-such-host.invalid' }, /name|address/i],
    ['refused port', { port: 1 }, /refused|listen/i],
    ['TLS required but not offered', { encryption: 'required' as const }, /TLS/],
  ])('%s', async (name, wrong, words) => {
    await tryBadInput(name, async (window, page) => {
      await window.connect({ ...login(), ...wrong })
      expect(await errorText(page)).toMatch(words)
      if (name === 'wrong password')
        expect(await page.getByTestId('server-words').innerText()).toContain('530')
      // The same tab, put right.
      await page.reload()
      await page.getByTestId('address').waitFor()
      await window.connect(login())
      await window.row('remote', 'README.txt').waitFor()
    })
  })

  it('a line break in the user name is refused before anything is sent', async () => {
    await tryBadInput('line break', async (window, page) => {
      await page.getByTestId('address').fill(`ftp://ev%0d%0aDELE%20x@${server.host}:${server.port}`)
      await page.getByTestId('connect').click()
      await until(async () => (await page.getByRole('alert').count()) > 0)
      expect(server.commands()).toEqual([])
      void window
    })
  })
})

describe('a local folder that cannot be written', () => {
  const mounts: string[] = []
  afterEach(() => {
    for (const mount of mounts.splice(0)) execFileSync('umount', [mount])
  })

  async function mountSmall(name: string, options: string) {
    const folder = join(app.localFolder, name)
    await mkdir(folder)
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
    mounts.push(folder)
    return folder
  }

  it.each([
    ['full', 'size=1m', /disk.*full|space/i],
    ['read-only', 'ro', /is read-only/i],
  ])(
    '%s: the item is held with the reason, nothing is half there',
    async (fault, options, words) => {
      const name = 'harbour'
      const folder = await mountSmall(name, options)
      await tryBadInput(`local folder ${fault}`, async (window, page) => {
        await window.connect(login())
        await window.row('remote', '5 MiB.bin').waitFor()
        await window.refresh('local')
        await window.row('local', name).waitFor()
        await window.open('local', name)
        await until(async () => (await window.pane('local').getAttribute('data-path')) === folder)
        await window.drag(window.row('remote', '5 MiB.bin'), window.pane('local'))
        await window.tab('queue')
        await page.getByTestId('list-queue').getByText(words).first().waitFor()
        expect(await readdir(folder)).not.toContain('5 MiB.bin')
        // The session lives: a listing still works.
        await window.open('remote', 'documents')
        await until(
          async () => (await window.pane('remote').getAttribute('data-path')) === '/documents',
        )
      })
    },
  )
})
