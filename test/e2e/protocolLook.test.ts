import { afterAll, beforeAll, describe, it } from 'vitest'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { inLook, tightLooks, zoomedLook } from '../support/panesLook.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each(tightLooks)('what does not fit in the protocol view: $name', (theme) => {
  it('nothing in log, explanation, diagram, checks and tour', { timeout: 120_000 }, () =>
    inLook(browser, 'protocol look', theme, async ({ page, tools, server, window, check }) => {
      const see = async (what: string, place = 'body') => {
        await check(what, place)
        await tools.screenshot(`protocol-${what}, ${theme.name}`)
      }
      const menu = async (name: string) => {
        await page.getByTestId(name).click()
        await page.getByRole('menu').waitFor()
        await see(name, '[role=menu]')
        await page.keyboard.press('Escape')
        await page.getByRole('menu').waitFor({ state: 'detached' })
      }
      const view = (name: string) => `[data-testid=view-${name}]`
      const line = (text: string) =>
        page.locator('[data-testid="log-line"]', { hasText: text }).first()

      await window.mode('active')
      await window.refresh('remote')
      await window.ready('remote')
      await window.tab('protocol')
      await line('PORT 127').click()
      await page.getByTestId('port-formula').waitFor()
      await see('log')
      for (const name of ['log-kinds', 'log-time', 'log-save']) await menu(name)
      await page.getByTestId('raw-command').fill('RETR x')
      await page.getByTestId('raw-command').press('Enter')
      await page.getByTestId('raw-refusal').waitFor()
      await see('refusal')
      await page.getByTestId('raw-command').fill('no such')
      await page.getByTestId('log-search').fill('no such line')
      await until(async () => (await page.getByTestId('log-line').count()) === 0)
      await see('nothing found')
      await page.getByTestId('log-search').fill('')

      await page.getByTestId('protocol-diagram').click()
      await page.getByTestId('ladder-row').first().waitFor()
      await see('diagram')
      await menu('diagram-save')

      await page.getByTestId('protocol-diagnose').click()
      await page.getByTestId('run-checks').waitFor()
      await see('before checks', view('diagnose'))
      await page.getByTestId('run-checks').click()
      await page.getByTestId('verdict').waitFor()
      await see('checks')

      // Two ladders side by side, or one beside a lesson, want more height than zoom leaves.
      if (theme === zoomedLook) return
      await page.getByTestId('protocol-diagram').click()
      await page.getByTestId('compare').click()
      await page.getByTestId('compare-view').waitFor()
      await page.getByTestId('compare-active').getByTestId('ladder-row').first().waitFor()
      await see('compare')
      await page.getByTestId('compare-back').click()
      await page.getByTestId('protocol-learn').click()
      await page.getByTestId('tour-start').waitFor()
      await see('tour', view('learn'))
      await page.getByTestId('tour-start').click()
      for (let step = 1; step <= 11; step++) {
        const next = step < 11 ? 'tour-next' : 'tour-end'
        await page.locator(`[data-testid="${next}"]:enabled`).waitFor()
        await see(`tour ${step}`, view('learn'))
        await page.getByTestId(next).click()
      }

      // A failure with its cause, in the pane that it concerns.
      await page.getByTestId('protocol-log').click()
      await window.tab('queue')
      await window.mode('passive')
      server.setScript([{ on: ['EPSV', 'PASV'], data: { listen: false } }])
      await window.open('remote', 'Site')
      await page.getByTestId('diagnosis').waitFor()
      await see('diagnosis', '[data-testid=pane-remote]')
    }),
  )
})
