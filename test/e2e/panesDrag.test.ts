import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { dragFiles } from '../support/dropFiles.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let desktop: string
beforeAll(async () => {
  browser = await openBrowser()
  desktop = mkdtempSync(join(tmpdir(), 'sampan-desktop-'))
  mkdirSync(join(desktop, 'Site/css/empty'), { recursive: true })
  writeFileSync(join(desktop, 'Site/index.html'), '<!doctype html>')
  writeFileSync(join(desktop, 'Site/css/main 主.css'), 'body{}')
  writeFileSync(join(desktop, 'Site/css/nothing'), '')
  writeFileSync(join(desktop, 'big.bin'), randomBytes(12_000_000))
})
afterAll(async () => {
  await browser?.close()
  rmSync(desktop, { recursive: true, force: true })
})

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const filesOf = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort()

async function onPractice(
  name: string,
  test: (page: Page, app: RunningApp) => Promise<void>,
  options: { acceptDownloads?: boolean } = {},
) {
  const app = await startApp({ practice: true })
  mkdirSync(join(app.localFolder, 'Docs'))
  writeFileSync(join(app.localFolder, 'one.txt'), 'one')
  writeFileSync(join(app.localFolder, 'two.txt'), 'two')
  try {
    await browser.withPage({ name, ...options }, async (page) => {
      const window = driveWindow(page)
      await page.goto(app.url)
      await window.ready('remote')
      await window.row('local', 'two.txt').waitFor()
      await test(page, app)
    })
  } finally {
    await app.stop()
  }
}

describe('dragging in the window', () => {
  it('says what will happen, goes into folder rows and breadcrumbs, opens folders by waiting', () =>
    onPractice('drag places', async (page, app) => {
      const window = driveWindow(page)
      const hint = page.getByTestId('drop-hint')
      const one = await window.row('local', 'one.txt').boundingBox()
      const incoming = await window.row('remote', 'incoming').boundingBox()
      await page.mouse.move(one!.x + 40, one!.y + 12)
      await page.mouse.down()
      await page.mouse.move(one!.x + 60, one!.y + 16, { steps: 3 })
      await page.mouse.move(incoming!.x + 80, incoming!.y + 12, { steps: 6 })
      await until(async () => (await hint.innerText()) === 'Upload 1 item to /incoming')
      // Held there, the folder opens; let go, the file lands in it.
      await page.locator('[data-testid=pane-remote][data-path="/incoming"]').waitFor()
      await page.mouse.move(incoming!.x + 100, incoming!.y + 60, { steps: 3 })
      await page.mouse.up()
      await window.row('remote', 'one.txt').waitFor()

      // From inside to the folder around, by its breadcrumb.
      const crumb = window.pane('remote').locator('[data-drop-folder="/"]').first()
      await window.row('remote', 'one.txt').click()
      const from = await window.row('remote', 'one.txt').boundingBox()
      const to = await crumb.boundingBox()
      await page.mouse.move(from!.x + 40, from!.y + 12)
      await page.mouse.down()
      await page.mouse.move(from!.x + 60, from!.y + 8, { steps: 3 })
      await page.mouse.move(to!.x + to!.width / 2, to!.y + to!.height / 2, { steps: 6 })
      await until(async () => (await hint.innerText()) === 'Move 1 item to /')
      await page.mouse.up()
      await window.row('remote', 'one.txt').waitFor({ state: 'detached' })
      await window.up('remote')
      await window.row('remote', 'one.txt').waitFor()

      // Within this computer a drag moves.
      await window.drag(window.row('local', 'two.txt'), window.row('local', 'Docs'))
      await until(() => readdirSync(join(app.localFolder, 'Docs')).includes('two.txt'))
      await window.row('local', 'two.txt').waitFor({ state: 'detached' })
    }))

  it('copies, cuts and pastes with the keyboard alone', () =>
    onPractice('clipboard', async (page, app) => {
      const window = driveWindow(page)
      await window.row('local', 'one.txt').click()
      await page.keyboard.press('Control+C')
      await page.keyboard.press('F6')
      await page.keyboard.press('Control+V')
      await window.row('remote', 'one.txt').waitFor()
      // Cut there, pasted into a folder there: moved.
      await page.keyboard.type('one')
      await page.keyboard.press('Control+X')
      await page.keyboard.type('inco')
      await page.keyboard.press('Enter')
      await page.locator('[data-testid=pane-remote][data-path="/incoming"]').waitFor()
      await window.ready('remote')
      await page.keyboard.press('Control+V')
      await window.row('remote', 'one.txt').waitFor()
      // Copied within the server, through the queue.
      await page.keyboard.type('one')
      await page.keyboard.press('Control+C')
      await page.keyboard.press('Backspace')
      await window.row('remote', 'README.txt').waitFor()
      expect(await window.row('remote', 'one.txt').count()).toBe(0)
      await page.keyboard.press('Control+V')
      await window.row('remote', 'one.txt').waitFor()
      // Cut and pasted across, the original stays.
      await page.keyboard.press('F6')
      await page.keyboard.type('two')
      await page.keyboard.press('Control+X')
      await page.keyboard.press('F6')
      await page.keyboard.press('Control+V')
      await window.row('remote', 'two.txt').waitFor()
      expect(readdirSync(app.localFolder)).toContain('two.txt')
    }))

  it('never follows links and pages that are dropped on it', () =>
    onPractice('dropped links', async (page) => {
      const session = await page.context().newCDPSession(page)
      const address = page.url()
      const data = {
        items: [
          { mimeType: 'text/uri-list', data: 'http://127.0.0.1:9/evil' },
          { mimeType: 'text/html', data: '<img src=x onerror=alert(1)>' },
          { mimeType: 'text/plain', data: 'http://127.0.0.1:9/evil' },
        ],
        files: [],
        dragOperationsMask: 1,
      }
      for (const place of ['pane-remote', 'pane-local', 'status-local', 'tab-queue', 'site-tab']) {
        const box = await page.getByTestId(place).boundingBox()
        const point = { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 }
        for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
          await session.send('Input.dispatchDragEvent', { type, ...point, data })
      }
      await driveWindow(page).refresh('remote')
      await driveWindow(page).ready('remote')
      expect(page.url()).toBe(address)
      expect(page.context().pages()).toHaveLength(1)
      expect(await page.getByTestId('transfer').count()).toBe(0)
    }))

  it('lets the browser itself fetch a file that is dragged out, once', () =>
    onPractice(
      'drag out',
      async (page) => {
        const window = driveWindow(page)
        const offered = await window.row('remote', 'README.txt').evaluate((row) => {
          const transfer = new DataTransfer()
          const name = row.querySelector('.name-cell')!
          name.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
          row.dispatchEvent(
            new DragEvent('dragstart', { bubbles: true, cancelable: true, dataTransfer: transfer }),
          )
          row.dispatchEvent(new DragEvent('dragend', { bubbles: true, dataTransfer: transfer }))
          return transfer.getData('DownloadURL')
        })
        const [, type, name, address] = /^([^:]+):([^:]+):(.+)$/.exec(offered)!
        expect([type, name]).toEqual(['application/octet-stream', 'README.txt'])
        // As the browser's download does: without anything of the page's own.
        const fetched = await fetch(address!)
        expect(fetched.headers.get('content-disposition')).toBe(
          "attachment; filename*=UTF-8''README.txt",
        )
        expect(await fetched.text()).toMatch(/practice/i)
        expect((await fetch(address!)).status).toBe(403)
        expect((await fetch(address!.replace(/.$/, 'A'))).status).toBe(403)

        const [download] = await Promise.all([
          page.waitForEvent('download'),
          (async () => {
            await window.row('remote', '5 MiB.bin').click({ button: 'right' })
            await page.getByTestId('menu-save-in-browser').click()
          })(),
        ])
        expect(download.suggestedFilename()).toBe('5 MiB.bin')
        expect(readFileSync(await download.path()).length).toBe(5 * 1024 * 1024)
      },
      { acceptDownloads: true },
    ))
})

describe('on vsftpd', () => {
  let server: RealServer
  let other: RealServer
  beforeAll(async () => {
    server = await startRealServer('vsftpd', {})
    other = await startRealServer('pure-ftpd', {})
    server.place('from.txt', 'from server to server\n')
    server.place('carried.txt', 'by keys from server to server\n')
  })
  afterAll(async () => {
    await server?.stop()
    await other?.stop()
  })

  it('streams files and folders dropped from the desktop into the transfer, byte for byte', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'desktop drop' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        await window.ready('remote')
        const drag = await dragFiles(page, [join(desktop, 'Site'), join(desktop, 'big.bin')])
        await drag.over(window.pane('remote'))
        await until(async () =>
          /^Upload 2 items to /.test(await page.getByTestId('drop-hint').innerText()),
        )
        await drag.drop(window.pane('remote'))
        await until(() => readdirSync(server.folder).includes('big.bin'), { timeout: 30_000 })
        await until(async () => {
          await window.tab('done')
          return (await page.locator('[data-testid=transfer][data-state=done]').count()) === 4
        })
        expect(hashOf(join(server.folder, 'big.bin'))).toBe(hashOf(join(desktop, 'big.bin')))
        expect(filesOf(join(server.folder, 'Site'))).toEqual(filesOf(join(desktop, 'Site')))
        expect(readFileSync(join(server.folder, 'Site/css/main 主.css'), 'utf8')).toBe('body{}')
        expect(readdirSync(server.folder).filter((name) => name.includes('sampan'))).toEqual([])

        // Onto the queue: into the folder that the server's pane shows.
        const second = await dragFiles(page, [join(desktop, 'Site/index.html')])
        await second.drop(page.getByTestId('tab-queue'))
        await window.row('remote', 'index.html').waitFor()
        const refused = await dragFiles(page, [join(desktop, 'Site/index.html')])
        await refused.drop(window.pane('local'))
        await page.getByText("Drop it on the server's side to upload it").waitFor()
      })
    } finally {
      await app.stop()
    }
  })

  it('leaves nothing half done when the page goes away in the middle', async () => {
    const app = await startApp()
    const path = join(desktop, 'huge.bin')
    writeFileSync(path, Buffer.alloc(300_000_000, 7))
    try {
      await browser.withPage({ name: 'closed page' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...server, encryption: 'none' })
        await window.ready('remote')
        page.on('dialog', (dialog) => void dialog.accept())
        const drag = await dragFiles(page, [path])
        await drag.drop(window.pane('remote'))
        await until(() => readdirSync(server.folder).some((name) => name.includes('sampan-part')))
        await page.reload()
        await window.ready('remote')
        await window.tab('failed')
        await page.getByTestId('transfer').waitFor({ timeout: 30_000 })
        await until(
          () => !readdirSync(server.folder).some((name) => /huge|sampan-part/.test(name)),
          { timeout: 30_000 },
        )
      })
    } finally {
      rmSync(path)
      await app.stop()
    }
  })

  it('copies from server to server by dropping on the tab of the other one', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'tab drop' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect({ ...other, encryption: 'none' })
        await window.ready('remote')
        await page.getByTestId('new-tab').click()
        await window.connect({ ...server, encryption: 'none' })
        await window.row('remote', 'from.txt').waitFor()
        const row = await window.row('remote', 'from.txt').boundingBox()
        const tab = await page.getByTestId('site-tab').first().boundingBox()
        await page.mouse.move(row!.x + 40, row!.y + 12)
        await page.mouse.down()
        await page.mouse.move(row!.x + 60, row!.y + 8, { steps: 3 })
        await page.mouse.move(tab!.x + 60, tab!.y + 16, { steps: 8 })
        await until(async () =>
          /^Copy 1 item to /.test(await page.getByTestId('drop-hint').innerText()),
        )
        await page.mouse.up()
        await until(() => readdirSync(other.folder).includes('from.txt'), { timeout: 30_000 })
        await until(
          () => readFileSync(join(other.folder, 'from.txt'), 'utf8') === 'from server to server\n',
        )
      })
    } finally {
      await app.stop()
    }
  })

  it('copies from server to server with the keyboard alone', async () => {
    const app = await startApp()
    try {
      await browser.withPage({ name: 'keys between servers' }, async (page) => {
        const window = driveWindow(page)
        const list = window.pane('remote').getByRole('grid')
        const key = (keys: string) => page.keyboard.press(keys)
        await page.goto(app.url)
        await window.connect({ ...other, encryption: 'none' })
        await window.ready('remote')
        await page.getByTestId('new-tab').click()
        await window.connect({ ...server, encryption: 'none' })
        await window.row('remote', 'carried.txt').waitFor()

        await list.focus()
        await page.keyboard.type('carried')
        await window
          .row('remote', 'carried.txt')
          .and(page.locator('[aria-selected=true]'))
          .waitFor()
        await key('Control+c')
        await key('Alt+PageDown')
        await window.row('remote', 'carried.txt').waitFor({ state: 'detached' })
        await until(() => list.evaluate((grid) => grid === document.activeElement))
        await key('Control+v')
        await until(
          () =>
            readdirSync(other.folder).includes('carried.txt') &&
            readFileSync(join(other.folder, 'carried.txt'), 'utf8') ===
              'by keys from server to server\n',
          { timeout: 30_000 },
        )
        // What has come is shown there, and stays where it came from.
        await window.row('remote', 'carried.txt').waitFor()
        expect(readdirSync(server.folder)).toContain('carried.txt')
      })
    } finally {
      await app.stop()
    }
  })
})
