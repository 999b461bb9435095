import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { cutTexts, speakPseudo } from '../support/pseudoLocale.ts'
import { unreachable, zoomed } from '../support/reach.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app?.stop())

type Check = (view: string, place: string) => Promise<void>

/** Goes through what the window itself can show: each view once, closed again by Escape. */
async function walk(page: Page, check: Check): Promise<void> {
  const dialog = (name: string) => page.getByTestId(`dialog-${name}`)
  const close = async (name: string) => {
    await page.keyboard.press('Escape')
    await dialog(name).waitFor({ state: 'detached' })
  }
  const fromMenu = async (id: string) => {
    await page.getByTestId('app-menu').click()
    await page.getByTestId(`menu-${id}`).click()
  }
  await page.getByTestId('first-start').waitFor()
  await driveWindow(page).ready('local')
  await check('start', 'body')
  await page.getByTestId('app-menu').click()
  await page.getByRole('menu').waitFor()
  await check('menu', '[role=menu]')
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+K')
  await dialog('palette').waitFor()
  await check('palette', '[role=dialog]')
  await close('palette')
  for (const name of ['settings', 'keys'] as const) {
    await fromMenu(name)
    await dialog(name).waitFor()
    await check(name, '[role=dialog]')
    await close(name)
  }
  await fromMenu('edit-toolbar')
  await dialog('toolbar').waitFor()
  await check('toolbar', '[role=dialog]')
  await close('toolbar')
  await fromMenu('about')
  await dialog('about').getByText('Node.js').waitFor()
  await check('about', '[role=dialog]')
  await page.getByTestId('about-news').click()
  await page.getByTestId('news').getByRole('listitem').first().waitFor()
  await check('news', '[role=dialog]')
  await page.getByTestId('about-licences').click()
  await page.getByTestId('licences').getByText('zod').first().waitFor()
  await check('licences', '[role=dialog]')
  await close('about')
}

it.each([
  ['en-US', /[a-z]/],
  ['zh-CN', /\p{Script=Han}/u],
] as const)(
  'in %s, zoomed, every view of the window is whole, and clean in both themes',
  async (locale, letters) => {
    const found: string[] = []
    const options = { name: `window ${locale}`, locale, viewport: zoomed }
    await browser.withPage(options, async (page) => {
      await page.goto(app.url)
      await walk(page, async (view, place) => {
        const lost = [...(await unreachable(page, place)), ...(await cutTexts(page))]
        found.push(...lost.map((name) => `${view}: ${name}`))
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const findings = await axeFindings(page, place)
          found.push(...findings.map((line) => `${view}, ${colorScheme}: ${line}`))
        }
        if (view !== 'news') return
        const news = await page.getByTestId('news').getByRole('listitem').allInnerTexts()
        found.push(...news.filter((line) => !letters.test(line)))
      })
    })
    expect(found).toEqual([])
  },
)

it('names the practice server in Chinese, chosen or opened at the start', async () => {
  await browser.withPage({ name: 'practice zh-CN', locale: 'zh-CN' }, async (page) => {
    await page.goto(app.url)
    await page.getByTestId('start-page').getByRole('button', { name: '练习服务器' }).click()
    await driveWindow(page).ready('remote')
    expect(await page.getByTestId('site-tab').innerText()).toBe('练习服务器')
  })
  const practising = await startApp({ practice: true })
  try {
    await browser.withPage({ name: 'practice at start', locale: 'zh-CN' }, async (page) => {
      await page.goto(practising.url)
      await driveWindow(page).ready('remote')
      expect(await page.getByTestId('site-tab').innerText()).toBe('练习服务器')
    })
  } finally {
    await practising.stop()
  }
})

it('a language with longer words has room in every view of the window', async () => {
  const cut: string[] = []
  await browser.withPage({ name: 'window longer words' }, async (page) => {
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await speakPseudo(page)
    await page.getByText('~~').first().waitFor()
    const selects = await page.locator('button[role=combobox]').allInnerTexts()
    expect(selects.length).toBeGreaterThan(1)
    expect(selects.filter((text) => !text.includes('~~'))).toEqual([])
    await walk(page, async (view) => {
      cut.push(...(await cutTexts(page)).map((text) => `${view}: ${text}`))
    })
  })
  expect(cut).toEqual([])
})
