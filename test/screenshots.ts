import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startApp } from './support/app.ts'
import { openBrowser } from './support/browser.ts'
import { buildDesktop } from './support/electron/desktopApp.ts'
import { driveWindow } from './support/windowDriver.ts'

/**
 * npm run screenshots: the pictures of docs/, each scene light and dark and in both languages, of
 * the real window on the practice server.
 */
const folder = join(import.meta.dirname, '../docs/pictures')
const languages = ['en', 'zh-CN'] as const
const themes = ['light', 'dark'] as const

type Scene = { name: string; show(page: Page): Promise<void>; leave?(page: Page): Promise<void> }
const closeDialog = async (page: Page) => {
  await page.keyboard.press('Escape')
  await page.locator('[role=dialog]').waitFor({ state: 'detached' })
}
const scenes: Scene[] = [
  {
    name: 'window',
    async show(page) {
      const drive = driveWindow(page)
      await drive.row('remote', 'README.txt').waitFor()
      await drive.row('local', 'notes.txt').waitFor()
      await drive.row('remote', 'README.txt').click()
    },
  },
  {
    name: 'protocol',
    async show(page) {
      await driveWindow(page).tab('protocol')
      await page.getByTestId('log').getByTestId('log-line').first().waitFor()
    },
  },
  {
    name: 'commands',
    async show(page) {
      await page.keyboard.press('Control+K')
      await page.getByTestId('dialog-palette').waitFor()
    },
    leave: closeDialog,
  },
  {
    name: 'keys',
    async show(page) {
      await page.keyboard.press('F1')
      await page.getByTestId('dialog-keys').waitFor()
    },
    leave: closeDialog,
  },
  {
    name: 'sites',
    async show(page) {
      await page.getByTestId('open-sites').click()
      await page.getByTestId('site-manager').waitFor()
    },
  },
]

buildDesktop()
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
try {
  for (const locale of languages)
    for (const colorScheme of themes) {
      const app = await startApp({ practice: true })
      for (const name of ['index.html', 'logo.svg', 'notes.txt'])
        writeFileSync(join(app.localFolder, name), name.repeat(200))
      const look = `${colorScheme}-${locale}`
      await browser.withPage({ name: look, locale, colorScheme }, async (page) => {
        await page.goto(app.url)
        for (const { name, show, leave } of scenes) {
          await show(page)
          await page.mouse.move(640, 790)
          await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
          await leave?.(page)
        }
      })
      await app.stop()
      console.log(look)
    }
} finally {
  await browser.close()
}
process.exit(0)
