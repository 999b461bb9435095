import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const looks = [
  { locale: 'en-US', colorScheme: 'light', size: { width: 1280, height: 800 }, word: /^[A-Z]/ },
  {
    locale: 'zh-CN',
    colorScheme: 'dark',
    size: { width: 1920, height: 1080 },
    word: /\p{Script=Han}/u,
  },
] as const

/** Kinds of the lines in view, and their words. */
const lines = (page: Page) => page.getByTestId('log').getByTestId('log-line')
const kinds = async (page: Page) =>
  new Set(await lines(page).evaluateAll((all) => all.map((one) => one.dataset['kind'])))

async function choose(page: Page, field: string, place: number) {
  await page.getByTestId(field).click()
  await page.getByRole('option').nth(place).click()
}
async function chooseFrom(page: Page, menu: string, place: number) {
  await page.getByTestId(menu).click()
  await page.getByRole('menuitem').or(page.getByRole('menuitemcheckbox')).nth(place).click()
}
async function saved(page: Page, format: string): Promise<string> {
  const saving = page.waitForEvent('download')
  await page.getByTestId('log-save').click()
  await page.getByTestId(`log-save-${format}`).click()
  return readFileSync(await (await saving).path(), 'utf8')
}

describe.each(looks)('the log in $locale', ({ locale, colorScheme, size, word }) => {
  it('is filtered, searched, timed, copied, saved, and written to', async () => {
    const app = await startApp({ practice: true })
    const permissions = ['clipboard-read', 'clipboard-write']
    const options = { name: `log ${locale}`, locale, colorScheme, viewport: size, permissions }
    try {
      await browser.withPage(options, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.ready('remote')
        await window.tab('protocol')
        await window.mode('passive')
        await window.refresh('remote')
        await until(async () => /EPSV[\s\S]*226/.test(await window.logText()))
        // A job that is over says so, although its row was there before.
        const jobs = page.locator('[data-testid="log-line"][data-kind="operation"]')
        await until(async () => {
          const outcomes = await jobs.evaluateAll((all) => all.map((one) => one.dataset['outcome']))
          return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'done')
        })

        // Levels, from results to every socket
        await choose(page, 'log-level', 0)
        await until(async () => !(await kinds(page)).has('command'))
        expect(await kinds(page)).toContain('operation')
        await choose(page, 'log-level', 2)
        await page.getByTestId('log-search').fill('TLS')
        await until(async () => (await kinds(page)).has('tls'))
        await page.getByTestId('log-search').fill('')
        await choose(page, 'log-level', 1)

        // Kinds and connections
        await chooseFrom(page, 'log-kinds', 1)
        await until(async () => !(await kinds(page)).has('reply'))
        expect(await kinds(page)).toContain('command')
        await chooseFrom(page, 'log-kinds', 1)
        const connections = page.getByTestId('log-connection')
        await connections.click()
        await page.getByRole('option').last().click()
        const number = (await connections.innerText()).match(/\d+/)?.[0]
        await until(async () => (await lines(page).count()) > 0)
        for (const text of await lines(page).locator('.number').allInnerTexts())
          expect(text).toBe(`#${number}`)
        await choose(page, 'log-connection', 0)

        // Search: words, a pattern, a command, a class of codes
        const found = async (typed: string) => {
          await page.getByTestId('log-search').fill(typed)
          let text: string[] = []
          await until(async () => {
            text = await lines(page).locator('.text').allInnerTexts()
            return text.length > 0
          })
          return text
        }
        await until(async () => (await found('here comes')).every((one) => /here comes/i.test(one)))
        await until(async () => (await found('mlsd')).every((one) => /mlsd/i.test(one)))
        await until(async () => (await found('2xx')).every((one) => /^\s*2\d\d|^ /.test(one)))
        await page.getByTestId('log-regex').click()
        await until(async () => (await found('^(150|226)')).every((one) => /^(150|226)/.test(one)))
        await page.getByTestId('log-search').fill('(')
        await page.locator('[data-testid="log-search"][aria-invalid="true"]').waitFor()
        await page.getByTestId('log-regex').click()
        await page.getByTestId('log-search').fill('')

        // Times: clock, since the start, since the line before
        const time = () => lines(page).last().locator('.time').innerText()
        expect(await time()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
        for (const place of [1, 2]) {
          await chooseFrom(page, 'log-time', place)
          await until(async () => /^\+\d+\.\d{3}$/.test(await time()))
        }
        await chooseFrom(page, 'log-time', 0)

        // Raw commands: completion from FEAT, history, and what is refused
        const typed = page.getByTestId('raw-command')
        await typed.fill('ML')
        await page.getByTestId('completions').waitFor()
        expect(await page.getByTestId('completions').innerText()).toMatch(/MLSD|MLST/)
        await tools.screenshot(`log-completion-${locale}`)
        await typed.fill('NOOP')
        await typed.press('Enter')
        await until(async () => /NOOP[\s\S]*200/.test(await window.logText()))
        await typed.fill('STAT')
        await typed.press('Enter')
        await until(async () => (await typed.inputValue()) === '')
        await typed.press('ArrowUp')
        expect(await typed.inputValue()).toBe('STAT')
        await typed.press('ArrowUp')
        expect(await typed.inputValue()).toBe('NOOP')
        for (const command of ['PASV', 'retr x', 'QUIT', 'TYPE A', 'REST 5']) {
          await typed.fill(command)
          await typed.press('Enter')
          expect(await page.getByTestId('raw-refusal').innerText()).toMatch(word)
        }
        await typed.fill('')

        // Out of the window: clipboard, text, JSON Lines, report
        await page.getByTestId('log-copy').click()
        await until(async () =>
          /-> MLSD/.test(await page.evaluate(() => navigator.clipboard.readText())),
        )
        expect(await saved(page, 'text')).toMatch(/-> PASS •+|-> PASS \*+/)
        const events = (await saved(page, 'jsonl'))
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { kind: string; verb?: string })
        expect(events.some(({ kind, verb }) => kind === 'command' && verb === 'MLSD')).toBe(true)
        const report = await saved(page, 'report')
        expect(report).toContain('<svg')
        expect(report).not.toContain('practice\r\n')
        expect(report).toMatch(/Content-Security-Policy/)
        await showReport(page, report)

        await lines(page).first().click()
        expect(await axeFindings(page)).toEqual([])
        await tools.screenshot(`log-${locale}`)
      })
    } finally {
      await app.stop()
    }
  })
})

/** The report needs nothing but itself: it is drawn from a page of its own, without any request. */
async function showReport(page: Page, report: string) {
  const other = await page.context().newPage()
  const asked: string[] = []
  other.on('request', (request) => asked.push(request.url()))
  await other.setContent(report)
  expect(await other.locator('svg').first().isVisible()).toBe(true)
  expect(await other.locator('tr').count()).toBeGreaterThan(10)
  expect(asked).toEqual([])
  await other.close()
}
