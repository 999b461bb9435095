import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { WindowDriver } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Every file below a folder with its hash. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const pairs = await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      const hash = createHash('sha256').update(await readFile(path))
      return [relative(folder, path), hash.digest('hex')] as const
    }),
  )
  return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
}

async function makeLocalFiles(folder: string) {
  await mkdir(join(folder, 'Website/css'), { recursive: true })
  await writeFile(join(folder, 'letter 信.txt'), 'Dear harbour master,\n')
  await writeFile(join(folder, 'Website/index.html'), '<!doctype html>\n')
  await writeFile(join(folder, 'Website/css/main.css'), 'body{}\n')
  await writeFile(join(folder, 'Website/empty'), '')
}

/** A file and a folder from left to right, until both are there, byte for byte. */
async function upload(window: WindowDriver, local: string, remote: string) {
  await window.drag(window.row('local', 'letter 信.txt'), window.pane('remote'))
  await until(async () => (await readdir(remote)).includes('letter 信.txt'))
  await window.drag(window.row('local', 'Website'), window.pane('remote'))
  await until(
    async () =>
      JSON.stringify(await hashes(join(local, 'Website'))) ===
      JSON.stringify(await hashes(join(remote, 'Website')).catch(() => ({}))),
  )
  expect(await readFile(join(remote, 'letter 信.txt'))).toEqual(
    await readFile(join(local, 'letter 信.txt')),
  )
}

describe('the main job on the practice server', () => {
  it('drags files and folders both ways, in both modes, and shows the protocol', async () => {
    const app = await startApp({ practice: true })
    await makeLocalFiles(app.localFolder)
    try {
      await browser.withPage({ name: 'main job' }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.ready('remote')
        await window.ready('local')
        await window.refresh('local')
        await window.row('local', 'Website').waitFor()
        await tools.screenshot('main-1-connected')

        for (const mode of ['passive', 'active'] as const) {
          await window.mode(mode)
          if (mode === 'passive') await window.open('remote', 'incoming')
          await window.drag(window.row('local', 'letter 信.txt'), window.pane('remote'))
          if (mode === 'active') {
            await page.getByTestId('conflict-overwrite').waitFor()
            await tools.screenshot('main-2-conflict')
            await page.getByTestId('conflict-overwrite').click()
            await page.getByTestId('conflict-ok').click()
          }
          await window.row('remote', 'letter 信.txt').waitFor()
          if (mode === 'passive') {
            await window.drag(window.row('local', 'Website'), window.pane('remote'))
            await window.row('remote', 'Website').waitFor()
          }
          await window.tab('done')
          await page
            .locator('[data-testid="transfer"][data-state="done"][data-name="letter 信.txt"]')
            .first()
            .waitFor()
          await tools.screenshot(`main-3-done-${mode}`)
          await window.tab('protocol')
          const wanted = mode === 'passive' ? /EPSV|PASV/ : /PORT|EPRT/
          await until(async () => wanted.test(await window.logText()))
          await tools.screenshot(`main-4-protocol-${mode}`)
        }

        await window.up('remote')
        await window.row('remote', 'README.txt').waitFor()
        await window.drag(window.row('remote', 'README.txt'), window.pane('local'))
        await window.drag(window.row('remote', '报告'), window.pane('local'))
        await window.row('local', 'README.txt').waitFor()
        await until(async () => {
          const there = await hashes(join(app.localFolder, '报告')).catch(() => ({}))
          return Object.keys(there).length > 0
        })
        await window.tab('queue')
        await until(async () => (await page.getByTestId('transfer').count()) === 0)
        await window.tab('failed')
        expect(await page.getByTestId('transfer').count()).toBe(0)
        await tools.screenshot('main-5-end')
      })
    } finally {
      await app.stop()
    }
  })
})

describe.each(realServerNames)('the main job on %s', (name) => {
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer(name, { tls: 'explicit' })
    server.place('from server/第一 first.txt', 'first\n')
    server.place('from server/deep/second.bin', Buffer.alloc(300_000, 7))
  })
  afterAll(() => server?.stop())

  it('connects over TLS, asks about the certificate, and transfers in both modes', async () => {
    const app = await startApp()
    await makeLocalFiles(app.localFolder)
    try {
      await browser.withPage({ name: `main job ${name}` }, async (page, tools) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.connect(server)
        await page.getByTestId('dialog-certificate').waitFor()
        await tools.screenshot(`main-${name}-certificate`)
        await page.getByTestId('trust-once').click()
        await window.ready('remote')
        await window.refresh('local')
        await window.row('local', 'Website').waitFor()

        await window.mode('passive')
        await upload(window, app.localFolder, server.folder)
        await window.mode('active')
        await window.drag(window.row('remote', 'from server'), window.pane('local'))
        await until(
          async () =>
            JSON.stringify(await hashes(join(server.folder, 'from server'))) ===
            JSON.stringify(await hashes(join(app.localFolder, 'from server')).catch(() => ({}))),
        )
        await window.tab('protocol')
        await until(async () => /PORT|EPRT/.test(await window.logText()))
        await tools.screenshot(`main-${name}-end`)
        await window.tab('failed')
        expect(await page.getByTestId('transfer').count()).toBe(0)
        expect(await page.content()).not.toContain(server.password)
      })
      expect(app.messages()).not.toContain(server.password)
    } finally {
      await app.stop()
    }
  })
})
