import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findBrowser } from './systemBrowser.ts'

export { until } from './systemUntil.ts'

export const screenshotFolder = join(import.meta.dirname, '../../test-results/screenshots')

export type PageOptions = {
  /** Names the screenshot of a failure: the test's name will do. */
  name: string
  /** Console errors that belong to the test, such as a refused connection it provokes. */
  expectedErrors?: RegExp[]
} & Pick<
  BrowserContextOptions,
  'viewport' | 'locale' | 'colorScheme' | 'reducedMotion' | 'acceptDownloads' | 'permissions'
>

export type PageTools = {
  /** Saves what the page shows to test-results/screenshots, kept as artifact by CI. */
  screenshot(name: string): Promise<void>
  /** Uncaught exceptions and console errors so far, without the expected ones. */
  errors(): string[]
}

export type TestBrowser = {
  browser: Browser
  /**
   * Opens a page with a fresh profile, runs the test with it and closes it. Fails the test when
   * the page had an error; takes a screenshot when the test fails.
   */
  withPage<T>(options: PageOptions, test: (page: Page, tools: PageTools) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Milliseconds, for all pages of a run: `SAMPAN_BRIDGE_DELAY=200 npx vitest --project e2e`. */
const bridgeDelay = Number(process.env['SAMPAN_BRIDGE_DELAY'] ?? 0)

const switches = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
  // Whatever the page or the browser asks for, nothing leaves this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE [::1], EXCLUDE localhost',
]

/**
 * Starts this machine's Chromium without a window. It is shared by the pages of a test file.
 * @param more switches besides those of every test
 */
export async function openBrowser(more: string[] = []): Promise<TestBrowser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('no Chromium or Chrome was found: run npm test')
  const browser = await chromium.launch({
    executablePath,
    args: [...switches, ...more],
    headless: true,
  })
  return {
    browser,
    withPage: (options, test) => withPage(browser, options, test),
    close: () => browser.close(),
  }
}

async function withPage<T>(
  browser: Browser,
  { name, expectedErrors = [], ...contextOptions }: PageOptions,
  test: (page: Page, tools: PageTools) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    // What fades in has too little contrast for a moment, and axe looks at any moment.
    reducedMotion: 'reduce',
    ...contextOptions,
  })
  try {
    const page = await context.newPage()
    if (bridgeDelay > 0) await delayBridge(page, bridgeDelay)
    const collected = collectErrors(page)
    const errors = () =>
      collected.filter((text) => !expectedErrors.some((expected) => expected.test(text)))
    const screenshot = async (name: string) => void (await savePicture(page, name))
    let result: T
    try {
      result = await test(page, { screenshot, errors })
    } catch (error) {
      await savePicture(page, `failed ${name}`).catch(() => undefined)
      const told = [...errors(), ...(await noticesOf(page).catch(() => []))]
      if (told.length === 0) throw error
      throw new Error(`${String(error)}\nThe page told of:\n${told.join('\n')}`, { cause: error })
    }
    if (errors().length > 0) {
      await savePicture(page, `failed ${name}`).catch(() => undefined)
      throw new Error(`The page had errors:\n${errors().join('\n')}`)
    }
    return result
  } finally {
    await context.close()
  }
}

/** Every answer of the engine takes this long: what relies on quick ones is found by it. */
export async function delayBridge(page: Page, milliseconds: number) {
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => void setTimeout(() => socket.send(message), milliseconds))
  })
}

/** What the window says in its corner, with all details: often why a test waited in vain. */
async function noticesOf(page: Page): Promise<string[]> {
  const notices = page.getByTestId('notice')
  for (const details of await notices.locator('button[aria-expanded=false]').all())
    await details.click({ timeout: 1_000 }).catch(() => undefined)
  return notices.allInnerTexts()
}

function collectErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('crash', () => errors.push('the page crashed'))
  page.on('console', (message) => {
    const { url, lineNumber } = message.location()
    if (message.type() === 'error')
      errors.push(`console: ${message.text()} (${url}:${lineNumber + 1})`)
  })
  return errors
}

async function savePicture(page: Page, name: string) {
  mkdirSync(screenshotFolder, { recursive: true })
  const file = name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')
  await page.screenshot({ path: join(screenshotFolder, `${file}.png`), timeout: 10_000 })
}
