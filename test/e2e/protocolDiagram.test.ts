import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { startScriptedServer } from '../support/scriptedServer.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const looks = [
  {
    locale: 'en-US',
    colorScheme: 'dark',
    size: { width: 1920, height: 1080 },
    repeat: /\b5 times/,
  },
  {
    locale: 'zh-CN',
    colorScheme: 'light',
    size: { width: 1280, height: 800 },
    repeat: /共 5 次/,
  },
] as const
const canary = 'Canary-93fe-secret'

const rows = (page: Page, filter: string) =>
  page.locator(`[data-testid="ladder-row"]${filter}`).last()

async function saved(page: Page, menu: string, item: string): Promise<Buffer> {
  const saving = page.waitForEvent('download')
  await page.getByTestId(menu).click()
  await page.getByTestId(item).click()
  return readFileSync(await (await saving).path())
}

/** Where the arrow of a row begins and ends, from left to right in pixels. */
const arrow = (page: Page, filter: string) =>
  rows(page, filter)
    .locator('line.stroke')
    .first()
    .evaluate((line) => [Number(line.getAttribute('x1')), Number(line.getAttribute('x2'))] as const)
const dotOf = (page: Page, filter: string) =>
  rows(page, filter)
    .locator('circle')
    .first()
    .evaluate((circle) => Number(circle.getAttribute('cx')))

/** The data connection of the last listing, as it is drawn. */
async function dataConnection(page: Page, listens: 'client' | 'server') {
  const dials = listens === 'client' ? 'server' : 'client'
  const listening = `[data-kind="listen"][data-at="${listens}-data"]`
  const opening = `[data-kind="open"][data-from="${dials}-data"]`
  await rows(page, opening).waitFor()
  // Door and call of the same listing: both are drawn while it happens.
  const port = await until(async () => {
    const listened = /\d{4,5}/.exec(await rows(page, listening).innerText())?.[0]
    const dialled = await rows(page, opening).innerText()
    return listened !== undefined && dialled.includes(`:${listened}`) ? listened : undefined
  })
  return {
    port,
    dot: await dotOf(page, listening),
    arrow: await arrow(page, opening),
    opening,
  }
}

describe.each(looks)('the diagram in $locale', ({ locale, colorScheme, size, repeat }) => {
  it('shows who listens and who dials, to look at, to walk on and to keep', async () => {
    const server = await startScriptedServer([], {
      tls: 'none',
      users: [{ name: 'practice', password: canary }],
    })
    const app = await startApp()
    const options = { name: `diagram ${locale}`, locale, colorScheme, viewport: size }
    try {
      await browser.withPage(options, async (page, tools) => {
        const window = driveWindow(page)
        const { host, port } = server
        await page.goto(app.url)
        await window.connect({
          host,
          port,
          user: 'practice',
          password: canary,
          encryption: 'none',
        })
        await window.ready('remote')
        await window.tab('protocol')
        await page.getByTestId('protocol-diagram').click()

        // Passive: a door at the server, an arrow from the client. Active: the mirror of it.
        await window.mode('passive')
        await window.refresh('remote')
        const passive = await dataConnection(page, 'server')
        await tools.screenshot(`diagram-passive-${locale}`)
        await window.mode('active')
        await window.refresh('remote')
        const active = await dataConnection(page, 'client')
        expect(active.port).not.toBe(passive.port)
        expect(passive.arrow[0]).toBeLessThan(passive.arrow[1])
        expect(active.arrow[0]).toBeGreaterThan(active.arrow[1])
        // The arrow begins where the door of the other figure is, and ends at its own.
        expect(Math.abs(active.arrow[0] - passive.dot)).toBeLessThan(2)
        expect(Math.abs(passive.arrow[0] - active.dot)).toBeLessThan(2)
        await rows(page, '[data-kind="bytes"][data-from="server-data"]').waitFor()
        await rows(page, '[data-kind="close"]').waitFor()

        // Keys alone: to the call, its three packets, its explanation.
        const list = page.getByTestId('ladder').locator('[role=listbox]')
        await list.focus()
        await list.press('End')
        const chosen = () => page.locator('.row.is-chosen').first()
        await until(async () => (await chosen().count()) > 0)
        for (let turn = 0; turn < 40; turn++) {
          if ((await chosen().getAttribute('data-kind')) === 'open') break
          await list.press('ArrowUp')
        }
        expect(await chosen().getAttribute('data-from')).toBe('server-data')
        await list.press('Enter')
        const packets = page.locator('[data-kind="packet"]')
        await packets.nth(2).waitFor()
        expect(await packets.allInnerTexts()).toEqual([
          expect.stringContaining('SYN'),
          expect.stringContaining('SYN-ACK'),
          expect.stringContaining('ACK'),
        ])
        await page.getByTestId('explain-title').waitFor()
        await list.press('Enter')
        await packets.first().waitFor({ state: 'detached' })

        // Repeats are one row, which opens and closes; the keyboard gets past it.
        for (let turn = 0; turn < 4; turn++) {
          await window.refresh('remote')
          await window.ready('remote')
        }
        const repeats = rows(page, '[data-kind="repeat"]')
        // The first in active mode and four more; the rows of the last are gone only then.
        await until(async () => repeat.test(await repeats.innerText()))
        const folded = await total(page)
        await list.focus()
        await list.press('End')
        const current = async () => {
          const id = await list.getAttribute('aria-activedescendant')
          return page.locator(`[id="${id}"]`).getAttribute('data-kind')
        }
        while ((await current()) !== 'repeat') await list.press('ArrowUp')
        await list.press('ArrowUp')
        expect(await current()).not.toBe('repeat')
        await list.press('ArrowDown')
        expect(await current()).toBe('repeat')
        await list.press('Enter')
        await until(async () => (await total(page)) > folded + 10)
        const opened = await total(page)
        await list.press('Enter')
        // Not to the row: the end of the last listing may still have been on its way.
        await until(async () => (await total(page)) < opened - 10)

        // What the pointer is on is marked in both; what is clicked is chosen in both.
        const row = rows(page, '[data-kind="message"]')
        const seq = await row.getAttribute('data-seq')
        await row.hover()
        await page.locator(`.row.is-hovered[data-seq="${seq}"]`).waitFor()
        await row.click()
        await page.getByTestId('protocol-log').click()
        await page.locator(`[data-testid="log-line"].is-chosen[data-seq="${seq}"]`).waitFor()
        await page.getByTestId('protocol-diagram').click()
        await page.locator(`.row.is-chosen[data-seq="${seq}"]`).first().waitFor()

        // Zoom
        const height = async () => (await rows(page, '').boundingBox())!.height
        const normal = await height()
        await page.getByTestId('zoom-in').click()
        await until(async () => (await height()) > normal)
        await page.getByTestId('zoom-out').click()
        await until(async () => (await height()) === normal)

        // Figures and report: everything but the secret.
        const svg = (await saved(page, 'diagram-save', 'diagram-svg')).toString()
        expect(svg).toMatch(/^<svg xmlns/)
        expect(svg).toContain('EPSV')
        expect(svg).toContain(`:${active.port}`)
        const png = await saved(page, 'diagram-save', 'diagram-png')
        expect(png.subarray(1, 4).toString()).toBe('PNG')
        expect(png.readUInt32BE(16)).toBeGreaterThan(900)
        expect(await axeFindings(page)).toEqual([])
        await tools.screenshot(`diagram-${locale}`)
        await page.getByTestId('protocol-log').click()
        const report = (await saved(page, 'log-save', 'log-save-report')).toString()
        for (const figure of [svg, report]) {
          expect(figure).toContain('PASS')
          expect(figure).not.toContain(canary)
        }
        expect(await page.locator('body').innerText()).not.toContain(canary)
      })
    } finally {
      await app.stop()
      await server.stop()
    }
  })
})

/** Rows of the whole ladder, of which only those in view are drawn. */
async function total(page: Page): Promise<number> {
  const space = page.getByTestId('ladder').locator('.space')
  const heights = [
    (await space.boundingBox())!.height,
    (await rows(page, '').boundingBox())!.height,
  ]
  return Math.round(heights[0]! / heights[1]!)
}
