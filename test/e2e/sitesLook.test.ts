import { mkdirSync, writeFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { writeForeignSites } from '../support/foreignSites.ts'
import { cutTexts, speakPseudo } from '../support/pseudoLocale.ts'
import { unreachable, zoomed } from '../support/reach.ts'
import { driveSites } from '../support/sitesDriver.ts'
import { folderNamed, folderWithSites, siteNamed } from '../support/sitesFile.ts'

let browser: TestBrowser
let server: PracticeServer
beforeAll(async () => {
  browser = await openBrowser()
  server = await startPracticeServer()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const colours = ['green', 'blue', 'magenta', undefined, 'orange'] as const
const sites = () => [
  siteNamed('Harbour office', 0, {
    host: server.host,
    port: server.port,
    user: 'practice',
    colour: 'green',
    isFavourite: true,
    notes: 'Ask Ann before 9.',
    bookmarks: [{ name: 'Pictures', localFolder: '/home/sam/pictures', remoteFolder: '/pictures' }],
    options: { mode: 'passive', connectionLimit: 2, minimumTls: '1.3' },
  }),
  ...['Shop', 'Museum', 'School', 'Club'].map((name, index) =>
    siteNamed(name, index, {
      parentId: 'id-Customers',
      ...(colours[index + 1] ? { colour: colours[index + 1] } : {}),
      isFavourite: index === 0,
    }),
  ),
]

const wide = { width: 1920, height: 1080 }
const usual = { width: 1280, height: 800 }

describe.each([
  { locale: 'en-US', colorScheme: 'light' },
  { locale: 'zh-CN', colorScheme: 'dark' },
] as const)('sites, $locale, $colorScheme', (look) => {
  it('axe finds nothing in any view, and nothing is cut off', { timeout: 240_000 }, async () => {
    const folder = folderWithSites(sites(), [folderNamed('Customers', 0)])
    const home = join(folder, 'local')
    mkdirSync(home)
    const picked = await writeForeignSites(home)
    const commands = join(home, 'commands.xml')
    writeFileSync(commands, withCommands)
    const app = await startApp({ folder, isHome: true })
    const prefix = `sites-${look.locale}-${look.colorScheme}`
    const options = { name: prefix, ...look } as const
    const found: string[] = []
    try {
      await browser.withPage(options, async (page, tools) => {
        const driver = driveSites(page)
        const check = async (name: string) => {
          await tools.screenshot(`${prefix}-${name}`)
          const inFront = page.locator('[role=dialog], [role=menu]')
          const place = (await inFront.count()) > 0 ? '[role=dialog], [role=menu]' : 'body'
          const findings = await axeFindings(page, place)
          found.push(...findings.map((line) => `${name}: ${line}`))
          for (const size of [wide, zoomed, usual]) {
            await page.setViewportSize(size)
            const cut = await cutTexts(page)
            found.push(...cut.map((text) => `${name}, ${size.width} wide: cut off: ${text}`))
            if (size !== zoomed) continue
            const lost = await unreachable(page, place)
            found.push(...lost.map((control) => `${name}, zoomed: out of reach: ${control}`))
          }
        }
        await page.goto(app.url)
        await page.getByTestId('sites-start').waitFor()
        await check('start')
        await page.getByTestId('open-settings').click()
        await page.getByTestId('dialog-settings').waitFor()
        await check('settings')
        await page.keyboard.press('Escape')
        await page.getByTestId('dialog-settings').waitFor({ state: 'detached' })
        await driver.open()
        await driver.row('Customers').getByRole('button').click()
        await driver.row('Harbour office').click()
        for (const section of [
          'server',
          'places',
          'connection',
          'limits',
          'security',
          'advanced',
        ] as const) {
          await driver.section(section)
          await check(section)
        }
        await driver.section('server')
        await page.getByTestId('site-test').click()
        await page.getByTestId('dialog-certificate').waitFor()
        await check('certificate')
        await driver.trust('once')
        await page.getByTestId('dialog-password').waitFor()
        await check('password')
        await page.getByTestId('password-answer').fill('practice')
        await page.getByTestId('password-ok').click()
        await page.locator('[data-testid=test-card]:not([data-outcome=running])').waitFor()
        await check('tested')
        await driver.row('Shop').click()
        await driver.row('Club').click({ modifiers: ['Shift'] })
        await check('many')
        await page.getByTestId('open-defaults').click()
        await check('defaults')
        await page.getByTestId('open-protection').click()
        await check('protection')
        for (const dialog of ['create', 'change', 'unlock'] as const) {
          if (dialog === 'create') await page.getByTestId('vault-create').click()
          else if (dialog === 'change') await page.getByTestId('vault-change').click()
          else {
            await page.getByTestId('vault-lock').click()
            await page.getByTestId('vault-unlock').click()
          }
          await check(`vault-${dialog}`)
          if (dialog === 'create') await driver.chooseMaster('open sesame 1')
          else await page.getByTestId('vault-cancel').click()
        }
        await page.getByTestId('data-folder-move').click()
        await check('data-folder')
        await page.keyboard.press('Escape')
        await page.getByTestId('open-import').click()
        await page.getByTestId('found-import').first().waitFor()
        await check('import-source')
        await page.getByTestId('import-file').setInputFiles(picked.winscp)
        await page.getByTestId('import-row').first().waitFor()
        await check('import-preview')
        await page.getByTestId('import-back').click()
        await page.getByTestId('import-file').setInputFiles(commands)
        await page.getByTestId('import-row').first().waitFor()
        await check('import-commands')
        await page.getByTestId('import-apply').click()
        await page.getByTestId('import-report').waitFor()
        await check('import-report')
        await page.getByTestId('import-done').click()
        await page.getByTestId('sites-more').click()
        await check('menu')
        await page.getByRole('menuitem').nth(1).click()
        await page.getByTestId('export-encrypted').waitFor()
        await check('export')
      })
    } finally {
      await app.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    expect(found).toEqual([])
  })
})

const withCommands = `<?xml version="1.0"?>
<FileZilla3 version="3.63.0" platform="linux"><Servers><Server>
<Host>tide.example.com</Host><Port>21</Port><Protocol>0</Protocol><Type>0</Type><User>sam</User>
<Logontype>2</Logontype><PasvMode>MODE_DEFAULT</PasvMode><EncodingType>Auto</EncodingType>
<PostLoginCommands><Command>SITE UMASK 022</Command></PostLoginCommands><Name>Tide</Name>
</Server><Server><Host>sftp.example.com</Host><Port>22</Port><Protocol>1</Protocol>
<Logontype>0</Logontype><Name>An SFTP site</Name></Server></Servers></FileZilla3>`

it('a language with longer words has room in every view', { timeout: 120_000 }, async () => {
  const folder = folderWithSites(sites(), [folderNamed('Customers', 0)])
  const app = await startApp({ folder })
  const cut: string[] = []
  try {
    await browser.withPage({ name: 'longer words' }, async (page, tools) => {
      const driver = driveSites(page)
      const check = async (name: string) => {
        await tools.screenshot(`pseudo-${name}`)
        cut.push(...(await cutTexts(page)).map((text) => `${name}: ${text}`))
      }
      await page.goto(app.url)
      await page.getByTestId('sites-start').waitFor()
      await speakPseudo(page)
      await page.getByText('~~').first().waitFor()
      await check('start')
      await page.getByTestId('open-settings').click()
      await check('settings')
      await page.keyboard.press('Escape')
      await driver.open()
      await driver.row('Harbour office').click()
      for (const section of ['server', 'places', 'connection', 'limits', 'advanced'] as const) {
        await driver.section(section)
        await check(section)
      }
      await page.getByTestId('open-defaults').click()
      await check('defaults')
      await page.getByTestId('open-protection').click()
      await check('protection')
      await page.getByTestId('vault-create').click()
      await check('vault')
      await page.getByTestId('vault-cancel').click()
      await page.getByTestId('open-import').click()
      await check('import')
    })
  } finally {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  expect(cut).toEqual([])
})
