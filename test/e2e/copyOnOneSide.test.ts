import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe('copying on one side', () => {
  it('copies to another folder, tells what failed by name, and goes on', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-copy-')))
    await mkdir(join(folder, 'backup'))
    await mkdir(join(folder, 'site/css'), { recursive: true })
    for (const name of ['a.txt', 'b.txt', 'site/css/main.css'])
      await writeFile(join(folder, name), name)
    const server = await startPracticeServer({ folder, tls: 'none' })
    const app = await startApp()
    try {
      await browser.withPage({ name: 'copy to' }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        const { host, port } = server
        const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
        await window.connect({ host, port, ...account })
        await window.ready('remote')
        await window.row('remote', 'a.txt').click()
        await window.row('remote', 'b.txt').click({ modifiers: ['Control'] })
        await window.row('remote', 'site').click({ modifiers: ['Control'] })
        server.setScript([{ on: 'STOR', argument: /b\.txt$/, instead: '550 Not this one' }])
        await page.keyboard.press('Shift+F5')
        await page.getByTestId('copy-target').fill('/backup')
        await page.getByTestId('confirm-copy').click()
        const failure = page.getByTestId('notice').filter({ hasText: 'b.txt' })
        await failure.waitFor()
        expect((await readdir(join(folder, 'backup'), { recursive: true })).sort()).toEqual([
          'a.txt',
          'site',
          'site/css',
          'site/css/main.css',
        ])
        // A copy here, of folders too, under a name that is free.
        server.setScript([])
        await window.row('remote', 'site').click()
        await page.keyboard.press('Control+Shift+D')
        await window.row('remote', 'site copy').waitFor()
        await until(async () =>
          (await readdir(join(folder, 'site copy'), { recursive: true })).includes('css/main.css'),
        )
      })
    } finally {
      await app.stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
