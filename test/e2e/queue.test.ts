import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { PageTools, TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { WindowDriver } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
let server: PracticeServer
let remote: string
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  remote = await mkdtemp(join(tmpdir(), 'sampan-queue-e2e-'))
  server = await startPracticeServer({ folder: remote, tls: 'none' })
  app = await startApp()
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
  await rm(remote, { recursive: true, force: true })
})

type Tools = { page: Page; window: WindowDriver; tools: PageTools }

/** A window that is connected, with these files on the server. */
async function withWindow(
  name: string,
  files: Record<string, string | Buffer>,
  work: (tools: Tools) => Promise<void>,
) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(remote, path, '..'), { recursive: true })
    await writeFile(join(remote, path), content)
  }
  await browser.withPage({ name, acceptDownloads: true }, async (page, tools) => {
    const window = driveWindow(page)
    await page.goto(app.url)
    await window.connect({
      host: server.host,
      port: server.port,
      user: 'practice',
      password: 'practice',
      encryption: 'none',
    })
    await window.ready('remote')
    await window.ready('local')
    await window.tab('queue')
    await work({ page, window, tools })
  })
}

const item = (page: Page, name: string, state?: string) =>
  page.locator(
    `[data-testid="transfer"][data-name="${name}"]${state ? `[data-state="${state}"]` : ''}`,
  )
const names = (page: Page) =>
  page
    .getByTestId('transfer')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-name')))
const download = async ({ window }: Tools, ...files: string[]) => {
  for (const file of files) await window.drag(window.row('remote', file), window.pane('local'))
}
const retrieved = () => server.commands().filter((command) => command.startsWith('RETR'))
const hold = (page: Page) => page.getByTestId('run-queue').click()

describe('the queue in a window', () => {
  it('pauses so that the server sends nothing more, goes on, and counts each item once', async () => {
    let sent = 0
    async function* content() {
      // Twenty seconds: whatever else the machine does, it is still under way when it is paused.
      for (let piece = 0; piece < 400; piece++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        sent += 50_000
        yield Buffer.alloc(50_000, 'x')
      }
    }
    server.setScript([{ on: 'RETR', nth: 1, data: { content } }])
    const whole = Buffer.alloc(20_000_000, 'x')
    await withWindow('queue pause', { 'big.bin': whole }, async (tools) => {
      const { page } = tools
      await download(tools, 'big.bin')
      await item(page, 'big.bin', 'transferring').waitFor()
      await until(() => sent > 200_000)
      expect(await page.getByTestId('count-queue').innerText()).toBe('1')
      await tools.tools.screenshot('queue-1-running')
      await item(page, 'big.bin').hover()
      await item(page, 'big.bin').getByRole('button', { name: 'Pause' }).click()
      await item(page, 'big.bin', 'paused').waitFor()
      const closed = () =>
        server.transcript.some((event) => event.kind === 'data-close' && event.sent > 100_000)
      await until(closed)
      const atPause = sent
      expect(atPause).toBeLessThan(whole.length)
      await tools.tools.screenshot('queue-2-paused')
      // Long enough for several pieces, had anything gone on.
      await page.waitForTimeout(400)
      expect(sent).toBe(atPause)
      expect(retrieved()).toHaveLength(1)
      await item(page, 'big.bin').getByRole('button', { name: 'Resume' }).click()
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      expect(whole.equals(await readFile(join(app.localFolder, 'big.bin')))).toBe(true)
      expect(server.commands().some((command) => /^REST [1-9]/.test(command))).toBe(true)
    })
  })

  it('is put in order by mouse and keys, and runs in that order', async () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, `${name}\n`]))
    await withWindow('queue order', files, async (tools) => {
      const { page } = tools
      await hold(page)
      await download(tools, 'a', 'b', 'c', 'd')
      await until(async () => (await page.getByTestId('transfer').count()) === 4)
      expect(await names(page)).toEqual(['a', 'b', 'c', 'd'])
      const [from, to] = [await item(page, 'd').boundingBox(), await item(page, 'a').boundingBox()]
      await page.mouse.move(from!.x + 60, from!.y + 20)
      await page.mouse.down()
      await page.mouse.move(from!.x + 70, from!.y + 10, { steps: 4 })
      await page.mouse.move(to!.x + 80, to!.y + 6, { steps: 8 })
      await page.getByTestId('drop-line').waitFor()
      await tools.tools.screenshot('queue-3-dragged')
      await page.mouse.up()
      await until(async () => (await names(page)).join() === 'd,a,b,c')
      await item(page, 'c').click()
      await page.keyboard.press('Alt+ArrowUp')
      await until(async () => (await names(page)).join() === 'd,a,c,b')
      await item(page, 'b').click({ button: 'right' })
      await page.getByTestId('priority-high').click()
      await item(page, 'b').getByTestId('priority').waitFor()
      await hold(page)
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      // Several run at a time: the first to begin is the one that was raised.
      expect(retrieved()[0]).toBe('RETR /b')
      expect(retrieved()).toHaveLength(4)
    })
  })

  it('cancels with a key, shows what failed and why, and tries again', async () => {
    server.setScript([
      { on: 'RETR', argument: /slow/, data: { rate: 50_000 } },
      { on: 'RETR', argument: /locked/, instead: '550 The cabinet is locked: permission denied.' },
    ])
    const files = { 'slow.bin': Buffer.alloc(2_000_000), 'locked.txt': 'x' }
    await withWindow('queue failed', files, async (tools) => {
      const { page, window } = tools
      await download(tools, 'slow.bin', 'locked.txt')
      await item(page, 'slow.bin', 'transferring').waitFor()
      await item(page, 'slow.bin').click()
      await page.keyboard.press('Delete')
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      await window.tab('failed')
      const failed = item(page, 'locked.txt', 'failed')
      await failed.waitFor()
      expect(await failed.innerText()).toContain('The cabinet is locked')
      await tools.tools.screenshot('queue-4-failed')
      server.setScript([])
      await failed.getByRole('button', { name: 'Retry' }).click()
      await window.tab('done')
      await item(page, 'locked.txt', 'done').waitFor()
      await item(page, 'slow.bin', 'cancelled').waitFor()
      await tools.tools.screenshot('queue-5-done')
      expect(await readFile(join(app.localFolder, 'locked.txt'), 'utf8')).toBe('x')
    })
  })

  it('asks about conflicts with a look into both files, and once for all', async () => {
    const evil = '<img src=x onerror="document.title=1">\n'
    const files = { 'one.txt': evil, 'two.txt': 'new two\n', 'three.txt': 'new three\n' }
    for (const name of Object.keys(files))
      await writeFile(join(app.localFolder, name), `old ${name}\n`)
    await withWindow('queue conflicts', files, async (tools) => {
      const { page, window } = tools
      await window.row('remote', 'one.txt').click()
      await page.keyboard.press('Control+a')
      await download(tools, 'one.txt')
      await page.getByTestId('dialog-conflict').waitFor()
      const text = async (side: string) => page.getByTestId(`preview-${side}`).innerText()
      await until(async () => /old /.test(await text('existing')))
      await until(async () => /new |<img/.test(await text('source')))
      expect(await page.locator('[data-testid="preview-source"] img').count()).toBe(0)
      await tools.tools.screenshot('queue-6-conflict')
      await page.getByTestId('conflict-overwrite').click()
      await page.getByTestId('conflict-for-all').click()
      await page.getByTestId('conflict-ok').click()
      await window.tab('done')
      for (const name of Object.keys(files)) await item(page, name, 'done').waitFor()
      for (const [name, content] of Object.entries(files))
        expect(await readFile(join(app.localFolder, name), 'utf8')).toBe(content)
      expect(await page.getByTestId('dialog-conflict').count()).toBe(0)
      expect(await page.title()).not.toBe('1')
    })
  })

  it('goes out as a file and comes back from it, can be searched and grouped', async () => {
    const files = { 'one.txt': '1', 'two.txt': '22', 'three.txt': '333' }
    await withWindow('queue file', files, async (tools) => {
      const { page } = tools
      await hold(page)
      await download(tools, 'one.txt', 'two.txt', 'three.txt')
      await until(async () => (await page.getByTestId('transfer').count()) === 3)
      await page.getByTestId('queue-menu').click()
      await tools.tools.screenshot('queue-7-menu')
      const saving = page.waitForEvent('download')
      await page.getByTestId('queue-export').click()
      const file = join(remote, 'queue.json')
      await (await saving).saveAs(file)
      expect(await readFile(file, 'utf8')).not.toMatch(/password/i)
      await page.getByTestId('cancel-all').click()
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      await page.getByTestId('queue-file').setInputFiles(file)
      await until(async () => (await page.getByTestId('transfer').count()) === 3)
      for (const name of Object.keys(files)) await item(page, name, 'paused').waitFor()

      await page.getByTestId('transfer-search').fill('two')
      await until(async () => (await names(page)).join() === 'two.txt')
      await page.getByTestId('transfer-search').fill('nothing at all')
      await page.getByRole('button', { name: 'Show all' }).click()
      await until(async () => (await page.getByTestId('transfer').count()) === 3)
      await page.getByTestId('transfer-group-by').click()
      await page.getByRole('option', { name: 'By server' }).click()
      await page.getByTestId('transfer-group').waitFor()
      await tools.tools.screenshot('queue-8-grouped')
      await page.getByTestId('transfer-group').click()
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      await page.getByTestId('transfer-group').click()
      await until(async () => (await page.getByTestId('transfer').count()) === 3)
      await page.getByTestId('transfer-group').hover()
      await page.getByRole('button', { name: 'Resume all of this server' }).click()
      for (const name of Object.keys(files)) await item(page, name, 'waiting').waitFor()
      await hold(page)
      await until(async () => (await page.getByTestId('transfer').count()) === 0)
      for (const [name, content] of Object.entries(files))
        expect(await readFile(join(app.localFolder, name), 'utf8')).toBe(content)
    })
  })

  it('deletes folders on the server, names what stays and why, and shows the pane anew', async () => {
    server.setScript([{ on: 'DELE', argument: /kept/, instead: '550 It is in use.' }])
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`site/${index % 3}/page ${index}`, 'x']),
    )
    await withWindow('queue delete', { ...files, 'site/kept': 'x' }, async (tools) => {
      const { page, window } = tools
      await window.row('remote', 'site').click()
      await page.keyboard.press('Delete')
      await page.getByTestId('queue-delete').click()
      await window.tab('failed')
      const kept = item(page, 'kept', 'failed')
      await kept.waitFor()
      expect(await kept.innerText()).toContain('It is in use.')
      expect(await item(page, 'site', 'failed').innerText()).toContain('Not everything was deleted')
      await tools.tools.screenshot('queue-9-delete-failed')
      server.setScript([])
      await item(page, 'site', 'failed').getByRole('button', { name: 'Retry' }).click()
      await until(async () => (await window.row('remote', 'site').count()) === 0)
      await window.tab('done')
      await item(page, 'site', 'done').waitFor()
      expect(await item(page, 'site', 'done').innerText()).toContain('Deleted')
    })
  })
})
