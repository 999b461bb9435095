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
  { locale: 'en-US', colorScheme: 'light', size: { width: 1920, height: 1080 }, word: /^[A-Z]/ },
  {
    locale: 'zh-CN',
    colorScheme: 'dark',
    size: { width: 1280, height: 800 },
    word: /\p{Script=Han}/u,
  },
] as const

/** What each step is really about: its lines must have been said, and be pointed at. */
const lessons = [
  /220/,
  /USER[\s\S]*331[\s\S]*PASS[\s\S]*230/,
  /EPSV[\s\S]*229/,
  /PASV[\s\S]*227/,
  /PORT[\s\S]*200/,
  /150|226/,
  /STOR[\s\S]*226/,
  /REST[\s\S]*350/,
  /AUTH[\s\S]*234/,
  /PASV[\s\S]*PORT/,
  /QUIT[\s\S]*221/,
]

describe.each(looks)('the tour in $locale', ({ locale, colorScheme, size, word }) => {
  it('teaches with real commands, lines and arrows', async () => {
    const app = await startApp()
    const options = { name: `tour ${locale}`, locale, colorScheme, viewport: size }
    try {
      await browser.withPage(options, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.tab('protocol')
        await page.getByTestId('protocol-learn').click()
        await page.getByTestId('tour-start').click()
        const titles = new Set<string>()
        for (const [step, lesson] of lessons.entries()) {
          const isLast = step === lessons.length - 1
          const next = page.locator(`[data-testid="tour-${isLast ? 'end' : 'next'}"]:enabled`)
          await next.waitFor()
          const title = await page.getByTestId('tour-title').innerText()
          expect(title).toMatch(word)
          titles.add(title)
          const said = () =>
            page
              .getByTestId('tour')
              .getByTestId('evidence')
              .allInnerTexts()
              .then((lines) => lines.join('\n'))
          await until(async () => lesson.test(await said()))
          await page.locator('.row.is-pointed').first().waitFor()
          await page.getByTestId('explain-title').waitFor()
          if (step === 9) {
            const command = page.getByTestId('triangle').locator('.step').nth(1)
            await command.click()
            expect(await command.getAttribute('class')).toContain('is-chosen')
            await tools.screenshot(`tour-triangle-${locale}`)
          }
          if (step === 3) {
            await page.getByTestId('tour').getByTestId('evidence').last().click()
            await page.getByTestId('port-formula').waitFor()
            expect(await axeFindings(page)).toEqual([])
            await tools.screenshot(`tour-${locale}`)
          }
          await next.click()
        }
        expect(titles.size).toBe(lessons.length)
        await page.getByTestId('tour-start').waitFor()
      })
    } finally {
      await app.stop()
    }
  })
})
