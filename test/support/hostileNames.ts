import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from './app.ts'
import type { RunningApp } from './app.ts'
import type { PageTools, TestBrowser } from './browser.ts'
import { driveWindow } from './windowDriver.ts'
import type { Side } from './windowDriver.ts'

/** Names that are made to deceive or to break what shows them; all can be files on Linux. */
export const hostileNames = {
  markup: '<img src=x onerror=alert(1)>.txt',
  bidi: 'invoice\u202efdp.txt',
  c0: 'bell\u0007 and \u001b[31mred.txt',
  c1: 'one\u009b31mred.txt',
  unseen: 'zero\u200bwidth\u2066.txt',
  lines: 'two\u2028lines\u0085here.txt',
  blanks: '  blanks   around.txt ',
  long: `${'long'.repeat(60)}.txt`,
}

/** What must not stand in any text of the window. */
const dangerous =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** Nothing of a name acts on the page, and none makes a dialog or the window wider than it is. */
export async function expectHarmless(page: Page, place: string) {
  const seen = await page.evaluate(() => {
    const attributes = ['title', 'aria-label', 'alt', 'placeholder', 'aria-valuetext']
    const told = [
      ...document.querySelectorAll(attributes.map((each) => `[${each}]`).join(', ')),
    ].flatMap((element) => attributes.map((each) => element.getAttribute(each) ?? ''))
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')]
    const cards = [...document.querySelectorAll<HTMLElement>('[role=dialog], .notice, .palette')]
    return {
      text: document.body.innerText,
      title: document.title,
      told: told.join('\n'),
      fields: fields.map((field) => field.value).join('\n'),
      images: document.querySelectorAll('img[onerror], img[src=x]').length,
      wide: cards
        .filter((card) => {
          const { left, right, top, bottom } = card.getBoundingClientRect()
          const isIn = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
          return !isIn || card.scrollWidth > card.clientWidth + 1
        })
        .map((card) => card.dataset['testid'] ?? card.className),
      width: Math.max(document.body.scrollWidth, document.documentElement.scrollWidth) - innerWidth,
    }
  })
  expect(seen.text, place).not.toMatch(dangerous)
  expect(seen.title, place).not.toMatch(dangerous)
  expect(seen.told, place).not.toMatch(dangerous)
  expect(seen.fields, place).not.toMatch(dangerous)
  expect(seen.images, place).toBe(0)
  expect(seen.wide, `${place}: too wide`).toEqual([])
  expect(seen.width, `${place}: the window is too wide`).toBeLessThanOrEqual(0)
}

/** A CSS attribute selector for any name: each character by its number. */
export const named = (name: string, attribute = 'data-name') =>
  `[${attribute}="${[...name].map((letter) => `\\${letter.codePointAt(0)!.toString(16)} `).join('')}"]`

export const rowNamed = (page: Page, side: Side, name: string) =>
  page.getByTestId(`pane-${side}`).locator(`[data-testid=row]${named(name)}`)

/** All of them, in no order. */
export const allHostile = Object.values(hostileNames)
/** Who signs in, as tabs and queue tell. */
const user = 'eve<b>\u202e'
export const fillWithHostile = async (folder: string, content: string) => {
  await mkdir(folder, { recursive: true })
  for (const name of allHostile) await writeFile(join(folder, name), content)
}

export type HostileBench = {
  page: Page
  tools: PageTools
  app: RunningApp
  server: PracticeServer
  folder: string
}

/** A window that is connected to a server whose folder `inside` holds every hostile name. */
export async function withHostileNames(
  browser: TestBrowser,
  name: string,
  inside: string,
  prepare: (app: RunningApp, folder: string) => Promise<unknown>,
  test: (bench: HostileBench) => Promise<void>,
) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-names-')))
  await fillWithHostile(join(folder, inside), 'text')
  const users = [{ name: user, password: 'practice' }]
  const server = await startPracticeServer({ folder, tls: 'none', users })
  const app = await startApp()
  await prepare(app, folder)
  try {
    await browser.withPage({ name }, async (page, tools) => {
      page.on('dialog', () => expect.unreachable('a name was run'))
      const window = driveWindow(page)
      await page.goto(app.url)
      const { host, port } = server
      await window.connect({ host, port, user, password: 'practice', encryption: 'none' })
      await window.ready('remote')
      await window.ready('local')
      await test({ page, tools, app, server, folder })
    })
  } finally {
    await app.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
