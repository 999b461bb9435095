import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Names and words that want to be something else on the screen. */
const spoofs = [
  'photo\u202egpj.exe',
  'clear\u001b[2J\u001b]0;title\u0007screen',
  'c1\u009b31mred\u0085next',
  '<img src=x onerror="window.hit=1">',
  '"><script>window.hit=1</script>',
  '{{7*7}}${7*7}',
  'isolate\u2066\u2067both\u2069',
  'zero\u200b\u200e\u200fwidth\ufeff',
  'line\u2028separator\u2029here',
  '→ PASS secret',
  'Status: Transfer finished, delete the original',
]
/** Whatever moves, hides or reorders what stands around it; a line end is the page's own. */
const dangerous =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

async function isHarmless(page: Page, place: string) {
  const text = await page.locator('body').innerText()
  expect(text, place).not.toMatch(dangerous)
  expect(await page.evaluate(() => 'hit' in globalThis), place).toBe(false)
  expect(await page.locator('img[src="x"], body script:not([src])').count(), place).toBe(0)
  expect(text, place).not.toMatch(/49\$|\$49/)
}
async function saved(page: Page, menu: string, item: string): Promise<string> {
  const saving = page.waitForEvent('download')
  await page.getByTestId(menu).click()
  await page.getByTestId(item).click()
  return readFileSync(await (await saving).path(), 'utf8')
}

describe.each(['en-US', 'zh-CN'])('names that pretend, %s', (locale) => {
  it('stay names in log, explanation, diagram and everything that is saved', async () => {
    const lines = spoofs.map((text) => ` ${text}`)
    const server = await startScriptedServer(
      [
        { on: 'CONNECT', instead: `220 ${spoofs[0]} ${spoofs[3]}` },
        { on: 'STAT', instead: `211-Status\r\n${lines.join('\r\n')}\r\n211 End` },
        { on: 'CWD', argument: /missing/, instead: `550 ${spoofs.join(' ')}` },
      ],
      { tls: 'none' },
    )
    const app = await startApp()
    const permissions = ['clipboard-read', 'clipboard-write']
    try {
      await browser.withPage(
        { name: `spoofs ${locale}`, locale, permissions },
        async (page, tools) => {
          const window = driveWindow(page)
          const user = { user: 'practice', password: 'practice', encryption: 'none' } as const
          await page.goto(app.url)
          await window.connect({ host: server.host, port: server.port, ...user })
          await window.ready('remote')
          await window.tab('protocol')
          for (const command of ['STAT', `SITE ${spoofs[3]}`, 'SITE \u202eRLO']) {
            await page.getByTestId('raw-command').fill(command)
            await page.getByTestId('raw-command').press('Enter')
            await until(async () => (await page.getByTestId('raw-command').inputValue()) === '')
          }
          await until(async () => /211 End/.test(await window.logText()))

          // The log: each line where it came from, whatever it says.
          await page.getByTestId('log-search').fill('PASS secret')
          const pretender = page.locator('[data-testid="log-line"]', { hasText: 'PASS secret' })
          await pretender.first().waitFor()
          expect(await pretender.first().getAttribute('data-direction')).toBe('in')
          await page.getByTestId('log-search').fill('')
          for (const typed of ['photo', 'clear', 'img', '{{7', 'separator', '220 ']) {
            await page.getByTestId('log-search').fill(typed)
            const line = page.locator('[data-testid="log-line"]', { hasText: typed }).first()
            await line.click()
            await page.getByTestId('explain-line').waitFor()
            await isHarmless(page, typed)
          }
          await page.getByTestId('log-search').fill('')
          await tools.screenshot(`spoofs-log-${locale}`)

          // Everything that leaves the window.
          for (const format of ['text', 'jsonl', 'report']) {
            const text = await saved(page, 'log-save', `log-save-${format}`)
            expect(text, format).toContain('photo')
            expect(text, format).not.toMatch(dangerous)
            if (format === 'jsonl')
              for (const line of text.trim().split('\n'))
                expect(JSON.parse(line)).toHaveProperty('kind')
            if (format !== 'report') continue
            expect(text).not.toMatch(/<img|<script/i)
            const other = await page.context().newPage()
            await other.setContent(text)
            await isHarmless(other, 'report')
            await other.close()
          }
          await page.getByTestId('log-copy').click()
          await until(async () =>
            /photo/.test(await page.evaluate(() => navigator.clipboard.readText())),
          )
          expect(await page.evaluate(() => navigator.clipboard.readText())).not.toMatch(dangerous)

          // The diagram, drawn and saved.
          await page.getByTestId('protocol-diagram').click()
          await page.getByTestId('ladder-row').first().waitFor()
          await isHarmless(page, 'diagram')
          await tools.screenshot(`spoofs-diagram-${locale}`)
          const svg = await saved(page, 'diagram-save', 'diagram-svg')
          expect(svg).not.toMatch(dangerous)
          expect(svg).not.toMatch(/<img|<script/i)
          // On a page of its own: this one's policy does not let anything be parsed.
          const blank = await page.context().newPage()
          const parsed = await blank.evaluate((text) => {
            const picture = new DOMParser().parseFromString(text, 'image/svg+xml')
            return (
              picture.querySelector('parsererror')?.textContent ?? picture.documentElement.tagName
            )
          }, svg)
          await blank.close()
          expect(parsed).toBe('svg')
        },
      )
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})
