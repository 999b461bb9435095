import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from './app.ts'
import type { RunningApp } from './app.ts'
import { axeFindings } from './axe.ts'
import type { PageTools, TestBrowser } from './browser.ts'
import { cutTexts, pseudoMessages, speakPseudo } from './pseudoLocale.ts'
import { unreachable, zoomed } from './reach.ts'
import { driveWindow } from './windowDriver.ts'
import type { WindowDriver } from './windowDriver.ts'

type Look = {
  name: string
  locale: string
  colorScheme: 'light' | 'dark'
  /** Its actions by their names. */
  words: () => Promise<{ actions: Record<string, string> }>
  /** Once the window is there. */
  begin?: (page: Page) => Promise<unknown>
  /** What is wrong with what is shown at a place. */
  find: (page: Page, selector: string | undefined) => Promise<string[]>
}

const catalogue = (language: string) => async () =>
  JSON.parse(
    await readFile(join(import.meta.dirname, `../../renderer/locales/${language}.json`), 'utf8'),
  ) as { actions: Record<string, string> }

export const zoomedLook: Look = {
  name: '200 % of zoom',
  locale: 'en-US',
  colorScheme: 'light',
  words: catalogue('en'),
  begin: (page) => page.setViewportSize(zoomed),
  find: async (page, selector = 'body') => [
    ...(await unreachable(page, selector)).map((control) => `out of reach: ${control}`),
    ...(await cutTexts(page)).map((text) => `cut off: ${text}`),
  ],
}

/** Looks that show whether everything has room. */
export const tightLooks: readonly Look[] = [
  {
    name: 'a language with longer words',
    locale: 'en-US',
    colorScheme: 'light',
    words: () => Promise.resolve(pseudoMessages as { actions: Record<string, string> }),
    begin: speakPseudo,
    find: cutTexts,
  },
  zoomedLook,
]

export const looks: readonly Look[] = [
  {
    name: 'English, light, by axe',
    locale: 'en-US',
    colorScheme: 'light',
    words: catalogue('en'),
    find: axeFindings,
  },
  {
    name: 'Chinese, dark, by axe',
    locale: 'zh-CN',
    colorScheme: 'dark',
    words: catalogue('zh-CN'),
    find: axeFindings,
  },
  ...tightLooks,
]

export type LookBench = {
  page: Page
  tools: PageTools
  app: RunningApp
  server: PracticeServer
  folder: string
  window: WindowDriver
  /** Looks at what is shown now; findings are told together at the end. */
  check(what: string, selector?: string): Promise<void>
  /** An action by its name in the language of the window. */
  act(name: string): Promise<void>
  /** In a small window they lie over everything else. */
  closeNotices(): Promise<void>
  /** Opens, looks and closes again. */
  look(
    dialog: string,
    open: () => Promise<unknown>,
    meanwhile?: () => Promise<unknown>,
  ): Promise<void>
}

/** The window in one of its looks, with a few files on both sides; fails by all that is found. */
export async function inLook(
  browser: TestBrowser,
  name: string,
  { name: lookName, locale, colorScheme, words: read, begin, find }: Look,
  test: (bench: LookBench) => Promise<void>,
) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-look-')))
  const server = await startPracticeServer({ folder, tls: 'none' })
  const app = await startApp()
  for (const place of [folder, app.localFolder]) {
    await mkdir(join(place, 'Site/css'), { recursive: true })
    await mkdir(join(place, 'Empty'))
  }
  await writeFile(join(folder, 'Site/css/main.css'), 'body{}')
  for (const file of ['a.txt', 'b.ts', 'c.bin']) await writeFile(join(folder, file), `// ${file}`)
  for (const file of ['a.txt', 'here.txt']) await writeFile(join(app.localFolder, file), 'local')
  const words = await read()
  const findings: string[] = []
  try {
    await browser.withPage(
      {
        name: `${name}, ${lookName}`,
        locale,
        colorScheme,
      },
      async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host: server.host, port: server.port, ...account })
        await window.row('remote', 'c.bin').waitFor()
        await window.row('local', 'here.txt').waitFor()
        await begin?.(page)
        const check = async (what: string, selector?: string) => {
          const found = await find(page, selector)
          findings.push(...found.map((finding) => `${what}: ${finding}`))
        }
        const act = async (action: string) => {
          await page.keyboard.press('Control+k')
          await page.getByTestId('palette-input').fill(words.actions[action]!)
          await page.keyboard.press('Enter')
          await page.getByTestId('dialog-palette').waitFor({ state: 'detached' })
        }
        const look: LookBench['look'] = async (dialog, open, meanwhile) => {
          await open()
          await page.getByTestId(dialog).waitFor()
          await meanwhile?.()
          await check(dialog, `[data-testid="${dialog}"]`)
          await page.keyboard.press('Escape')
          await page.getByTestId(dialog).waitFor({ state: 'detached' })
        }
        const closeNotices = async () => {
          for (const notice of (await page.getByTestId('notice').all()).reverse())
            await notice.locator('> button').click()
        }
        await test({
          ...{ page, tools, app, server, folder, window },
          ...{ check, act, closeNotices, look },
        })
      },
    )
  } finally {
    await app.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  expect(findings).toEqual([])
}
