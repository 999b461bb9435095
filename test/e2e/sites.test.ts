import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Site } from '../../electron/contract/sites.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer, PracticeServerOptions } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveSites } from '../support/sitesDriver.ts'
import type { SitesDriver } from '../support/sitesDriver.ts'
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
  server = await startPracticeServer()
  app = await startApp()
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
})

type Tools = { page: Page; sites: SitesDriver; window: WindowDriver }

const inWindow = (name: string, locale: string, work: (tools: Tools) => Promise<void>) =>
  browser.withPage({ name: `${name} ${locale}`, locale }, async (page) => {
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await work({ page, sites: driveSites(page), window: driveWindow(page) })
  })

/** The same address, with another certificate or with none. */
async function replaceServer(options: PracticeServerOptions = {}) {
  const { port } = server
  await server.stop()
  server = await startPracticeServer({ port, ...options })
}
const master = 'open sesame 1'
const practice = () => ({ host: server.host, port: server.port, user: 'practice' })
const savedSites = async () => {
  const text = await readFile(join(app.dataFolder, 'sites.json'), 'utf8')
  return (JSON.parse(text) as { content: { sites: Site[] } }).content.sites
}
const logins = () => server.commands().filter((command) => /^(USER|PASS)/.test(command))

describe.each(['en-US', 'zh-CN'])('the site manager in %s', (locale) => {
  it('makes a site with every field, edits it, and connects', async () => {
    await inWindow('every field', locale, async ({ page, sites, window }) => {
      const type = (id: string, text: string) => page.getByTestId(id).fill(text)
      await sites.open()
      await sites.startNew()
      await sites.fill({ name: 'Harbour', ...practice(), logon: 'account', password: 'practice' })
      await type('secret-account', 'quay 7')
      await page.getByTestId('colour-green').click()
      await type('site-notes', 'Ask Ann before 9.')
      await page.getByTestId('site-favourite').click()
      await sites.section('places')
      await type('site-local-folder', app.localFolder)
      await type('site-remote-folder', '/documents')
      await page.getByTestId('site-form').getByRole('checkbox').first().click()
      await page.getByTestId('add-bookmark').click()
      const bookmark = page.getByTestId('bookmark').getByRole('textbox')
      await bookmark.nth(0).fill('Pictures')
      await bookmark.nth(1).fill(app.localFolder)
      await bookmark.nth(2).fill('/pictures')
      await sites.section('connection')
      await sites.choose('choice-mode', 2)
      await type('ports-first', '50000')
      await type('ports-last', '50010')
      await type('text-externalAddress', '127.0.0.1')
      await sites.choose('choice-encoding', 2)
      await type('number-timeOffsetMinutes', '-90')
      await sites.choose('switch-showHidden', 2)
      await sites.section('limits')
      const limits = {
        connectionLimit: 3,
        parallelDownloads: 2,
        parallelUploads: 1,
        downloadLimit: 512,
        uploadLimit: 256,
        connectTimeout: 21,
        replyTimeout: 42,
        keepAliveInterval: 63,
      }
      for (const [name, value] of Object.entries(limits))
        await type(`number-${name}`, String(value))
      await sites.section('security')
      await sites.choose('choice-minimumTls', 1)
      await sites.section('advanced')
      await sites.choose('choice-proxy', 1)
      await type('virtual-host', 'harbour.example')
      await type('site-commands', 'SITE HELP\nNOOP')
      for (const quirk of ['noEpsv', 'noMlsd', 'noUtf8', 'mdtmForTimes', 'listAll'])
        await sites.choose(`switch-${quirk}`, 1)
      await page.getByTestId('site-save').click()
      await sites.chooseMaster(master)
      await page.getByTestId('site-save').waitFor({ state: 'detached' })
      const [saved] = await savedSites()
      expect(saved).toMatchObject({
        ...practice(),
        name: 'Harbour',
        logon: 'account',
        colour: 'green',
        notes: 'Ask Ann before 9.',
        isFavourite: true,
        localFolder: app.localFolder,
        remoteFolder: '/documents',
        synchronizedBrowsing: true,
        bookmarks: [{ name: 'Pictures', localFolder: app.localFolder, remoteFolder: '/pictures' }],
        virtualHost: 'harbour.example',
        postLoginCommands: ['SITE HELP', 'NOOP'],
        options: {
          ...limits,
          downloadLimit: 512 * 1024,
          uploadLimit: 256 * 1024,
          activePorts: [50_000, 50_010],
          externalAddress: '127.0.0.1',
          timeOffsetMinutes: -90,
          showHidden: false,
          minimumTls: '1.3',
          proxy: 'none',
          noEpsv: true,
          noMlsd: true,
          noUtf8: true,
          mdtmForTimes: true,
          listAll: true,
        },
      })
      expect(Object.keys(saved!.options)).toEqual(expect.arrayContaining(['mode', 'encoding']))
      expect(JSON.stringify(saved)).not.toMatch(/quay 7|"password":|"account":/)

      // Edited, and each option goes back to the default by its own button.
      await sites.section('server')
      await sites.fill({ name: 'Harbour office', logon: 'password' })
      await sites.section('connection')
      for (const name of ['mode', 'activePorts', 'externalAddress', 'encoding', 'showHidden'])
        await page.getByTestId(`option-${name}`).getByRole('button').last().click()
      await sites.section('advanced')
      await type('site-commands', '')
      await type('virtual-host', '')
      await sites.save()
      const [edited] = await savedSites()
      expect(edited).toMatchObject({ name: 'Harbour office', postLoginCommands: [] })
      for (const name of ['mode', 'activePorts', 'externalAddress', 'encoding', 'showHidden'])
        expect(edited!.options).not.toHaveProperty(name)
      expect(edited).not.toHaveProperty('virtualHost')

      await page.getByTestId('site-connect').click()
      await sites.trust('always')
      await window.ready('remote')
      expect(await window.pane('remote').getAttribute('data-path')).toBe('/documents')
      expect(await window.pane('local').getAttribute('data-path')).toBe(app.localFolder)

      // A bookmark leads to its own pair of folders.
      await sites.open()
      await sites.section('places')
      await page.getByTestId('bookmark').getByRole('button').first().click()
      const there = '[data-testid=pane-remote][data-path="/pictures"][data-state=ready]'
      await page.locator(there).waitFor()
    })
  })

  it('says what is missing instead of saving it', async () => {
    await inWindow('missing host', locale, async ({ page, sites }) => {
      await sites.open()
      await sites.startNew()
      await page.getByTestId('site-name').fill('No host')
      await page.getByTestId('site-save').click()
      await page.getByTestId('site-form').getByRole('alert').waitFor()
      await sites.close()
      await page.getByTestId('leave-discard').click()
      await page.getByTestId('start-page').waitFor()
      await expect(savedSites()).rejects.toMatchObject({ code: 'ENOENT' })
    })
  })

  it('goes on with a test that began while the site was being saved', async () => {
    await inWindow('test while saving', locale, async ({ page, sites }) => {
      await sites.open()
      await sites.startNew()
      await sites.fill({ name: 'New', ...practice(), password: 'practice' })
      // Both at once: the answer to the first is not there when the second is clicked.
      await page.evaluate(() => {
        const click = (id: string) =>
          document.querySelector<HTMLElement>(`[data-testid=${id}]`)?.click()
        click('site-save')
        click('site-test')
      })
      await page.getByTestId('test-card').waitFor()
      // The question of the test lies above the one of saving.
      await sites.trust('once')
      await sites.chooseMaster(master)
      await page.locator('[data-testid=test-card][data-outcome=good]').waitFor()
      expect(await page.getByTestId('test-step').count()).toBe(6)
      expect(await savedSites()).toMatchObject([{ name: 'New' }])
    })
  })

  it('asks in plain words whether to trust a certificate: not, once, always', async () => {
    await inWindow('trust', locale, async ({ page, sites, window }) => {
      await sites.open()
      await sites.create({ name: 'Quay', ...practice(), logon: 'ask' })
      const connect = async () => {
        await sites.open()
        await sites.row('Quay').dblclick()
        await page.getByTestId('dialog-certificate').waitFor()
      }
      await connect()
      const words = await page.getByTestId('dialog-certificate').innerText()
      expect(words).toContain(`${server.host}:${server.port}`)
      expect(words.replaceAll(/\s/g, '')).toContain(server.certificateFingerprint!.slice(0, 29))
      expect(words).toMatch(locale === 'en-US' ? /made this certificate itself/ : /自行制作/)
      expect(words).toMatch(locale === 'en-US' ? /gets your password/ : /会得到您的密码/)
      await sites.trust('refuse')
      await page.getByTestId('error-page').waitFor()
      expect(logins()).toEqual([])

      await connect()
      await sites.trust('once')
      await page.getByTestId('password-answer').fill('practice')
      await page.getByTestId('password-ok').click()
      await window.ready('remote')
      await page.getByTestId('security').click()
      await page.getByTestId('security-details').waitFor()
      await page.keyboard.press('Escape')
      await page.getByTestId('disconnect').click()
      expect((await savedSites())[0]?.trustedCertificates).toEqual([])

      // Another one, so that "once" of before does not hold; this time for good.
      await replaceServer()
      await connect()
      await sites.trust('always')
      await window.ready('remote')
      await page.getByTestId('disconnect').click()
      await sites.open()
      await sites.row('Quay').click()
      await sites.section('security')
      const trusted = page.getByTestId('site-form').getByTestId('trusted-certificate')
      expect(await trusted.innerText()).toContain(server.certificateFingerprint!)

      // Changed: both are shown, and nothing goes on before they were compared.
      const old = server.certificateFingerprint!
      await replaceServer()
      await connect()
      const changed = await page.getByTestId('dialog-certificate').innerText()
      expect(changed).toContain(old)
      expect(changed).toContain(server.certificateFingerprint!)
      expect(await page.getByTestId('trust-always').isDisabled()).toBe(true)
      expect(await page.getByTestId('trust-once').isDisabled()).toBe(true)
      expect(logins()).toEqual([])
      await page.getByTestId('trust-compared').click()
      await sites.trust('always')
      await window.ready('remote')
      await page.getByTestId('disconnect').click()

      // Seen in one list, and cleared.
      await sites.open()
      await page.getByTestId('open-protection').click()
      const list = page.getByTestId('protection-page').getByTestId('trusted-certificate')
      await list.first().waitFor()
      expect(await list.allInnerTexts()).toEqual([
        expect.stringContaining(server.certificateFingerprint!),
      ])
      await page.getByTestId('forget-certificates').click()
      await page.getByTestId('confirm-go-on').click()
      await list.waitFor({ state: 'detached' })
      expect((await savedSites())[0]?.trustedCertificates).toEqual([])
    })
  })

  it('stops when a server that had TLS offers none any more, and explains', async () => {
    await inWindow('downgrade', locale, async ({ page, sites, window }) => {
      await sites.open()
      await sites.create({ name: 'Quay', ...practice(), logon: 'ask' })
      await sites.row('Quay').dblclick()
      await sites.trust('once')
      await page.getByTestId('password-answer').fill('practice')
      await page.getByTestId('password-ok').click()
      await window.ready('remote')
      await page.getByTestId('disconnect').click()
      await replaceServer({ tls: 'none' })
      await sites.open()
      await sites.row('Quay').dblclick()
      const error = page.locator('[data-testid=error-page][data-code=tls-downgrade]')
      await error.waitFor()
      expect(await error.innerText()).toMatch(/TLS/)
      expect(logins()).toEqual([])
      // The way out for whoever knows that it is right: forget that it had TLS.
      await sites.open()
      await page.getByTestId('open-protection').click()
      await page.getByTestId('known-tls').getByRole('button').click()
      await page.getByTestId('known-tls').waitFor({ state: 'detached' })
      await sites.row('Quay').dblclick()
      await page.getByTestId('plain-refuse').click()
      expect(logins()).toEqual([])
    })
  })
})

describe.each(['en-US', 'zh-CN'])('a connection without encryption in %s', (locale) => {
  beforeEach(() => replaceServer({ tls: 'none' }))
  const login = () => ({ ...practice(), password: 'practice' })

  it('is explained once, also when it becomes a site, and keeps its badge', async () => {
    await inWindow('plain', locale, async ({ page, sites, window }) => {
      await window.connect(login())
      await page.getByTestId('plain-go-on').click()
      await window.ready('remote')
      const badge = page.locator('[data-testid=security].is-plain')
      await badge.waitFor()
      await page.getByTestId('save-session').click()
      await page.getByTestId('save-session-name').fill('Plain')
      await page.getByTestId('dialog-save-session').getByRole('checkbox').click()
      await page.getByTestId('save-session-ok').click()
      await page.getByTestId('dialog-save-session').waitFor({ state: 'detached' })
      await page.getByTestId('disconnect').click()
      await sites.open()
      await sites.row('Plain').dblclick()
      await page.getByTestId('password-answer').fill('practice')
      await page.getByTestId('password-ok').click()
      await window.ready('remote')
      await badge.waitFor()
      expect(await page.getByTestId('dialog-plain').count()).toBe(0)
    })
  })

  it('is told about in our own words when it was chosen', async () => {
    await inWindow('plain chosen', locale, async ({ page, window }) => {
      await window.connect({ ...login(), encryption: 'none' })
      await window.ready('remote')
      const note = page.getByTestId('plain-note')
      await note.waitFor()
      expect(await axeFindings(page)).toEqual([])
      // It covers nothing: whatever can be pressed is pressed where it stands.
      for (const id of ['tab-queue', 'tab-protocol', 'security', 'disconnect', 'plain-note-close'])
        await page.getByTestId(id).click({ trial: true })
      await page.getByTestId('plain-note-close').click()
      await note.waitFor({ state: 'detached' })
      // Only the first time.
      await page.getByTestId('disconnect').click()
      await window.connect({ ...login(), encryption: 'none' })
      await page.locator('[data-testid=security].is-plain').waitFor()
      await window.ready('remote')
      expect(await note.count()).toBe(0)
    })
  })
})

it('keeps what is typed while a site is being saved', async () => {
  await inWindow('typed while saving', 'en-US', async ({ page, sites }) => {
    await sites.open()
    await sites.startNew()
    await sites.fill({ name: 'Slow', ...practice(), logon: 'ask' })
    await page.evaluate(() => {
      const get = (id: string) => document.querySelector<HTMLInputElement>(`[data-testid=${id}]`)!
      get('site-save').click()
      get('site-notes').value = 'typed later'
      get('site-notes').dispatchEvent(new Event('input', { bubbles: true }))
    })
    await sites.row('Slow').waitFor()
    expect(await page.getByTestId('site-notes').inputValue()).toBe('typed later')
    await sites.save()
    await until(async () => (await savedSites())[0]?.notes === 'typed later')
    expect(await savedSites()).toHaveLength(1)

    // A copy is made of what is saved: what is not yet is asked about first.
    await page.getByTestId('site-notes').fill('typed last')
    await sites.row('Slow').click({ button: 'right' })
    await page.getByTestId('site-menu-duplicate').click()
    await page.getByTestId('leave-save').click()
    await sites.row('Slow 2').waitFor()
    expect((await savedSites()).map(({ notes }) => notes)).toEqual(['typed last', 'typed last'])
  })
})
