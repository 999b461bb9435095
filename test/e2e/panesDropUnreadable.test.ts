import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { dragFiles } from '../support/dropFiles.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let desktop: string
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(() => {
  desktop = mkdtempSync(join(tmpdir(), 'sampan-desktop-'))
  return () => rmSync(desktop, { recursive: true, force: true })
})

/** Latin-1 for été: no UTF-8, so Chromium knows no name for it. */
const nameless = Buffer.from([0xe9, 0x74, 0xe9])
const inside = (folder: string, name: Buffer) => Buffer.concat([Buffer.from(`${folder}/`), name])

const languages = [
  {
    locale: 'en-US',
    whole: /^Not uploaded: 4 dropped items$/,
    one: /^Not uploaded: gone\.txt$/,
    cause: /moved or deleted.*name/,
    next: /drop it once more/,
  },
  {
    locale: 'zh-CN',
    whole: /^未上传：拖入的 4 个项目$/,
    one: /^未上传：gone\.txt$/,
    cause: /移动或删除.*名称/,
    next: /重新拖入/,
  },
]

describe.each(languages)('drops that the browser cannot read, $locale', (words) => {
  it('are named with cause and next step, and the others are uploaded', async () => {
    mkdirSync(join(desktop, 'Site/inner'), { recursive: true })
    writeFileSync(join(desktop, 'Site/kept.txt'), 'kept')
    writeFileSync(inside(join(desktop, 'Site'), nameless), 'nobody reads this')
    // Without its name its folder looks like its own child, without end.
    mkdirSync(inside(join(desktop, 'Site/inner'), nameless))
    for (const name of ['before.txt', 'gone.txt', 'after.txt'])
      writeFileSync(join(desktop, name), name)
    mkdirSync(join(desktop, 'Gone folder'))
    writeFileSync(join(desktop, 'empty.txt'), '')
    const app = await startApp({ practice: true })
    try {
      await browser.withPage({ name: 'unreadable drop', locale: words.locale }, async (page) => {
        const window = driveWindow(page)
        await page.goto(app.url)
        await window.ready('remote')
        const drop = async (names: string[], gone: string[]) => {
          const drag = await dragFiles(
            page,
            names.map((name) => join(desktop, name)),
          )
          await drag.over(window.pane('remote'))
          for (const name of gone) rmSync(join(desktop, name), { recursive: true })
          await drag.drop(window.pane('remote'))
        }
        const notice = page.locator('[data-testid=notice][data-kind=error]')

        await drop(
          ['before.txt', 'Gone folder', 'Site', 'gone.txt', 'after.txt', 'empty.txt'],
          ['Gone folder', 'gone.txt'],
        )
        for (const name of ['before.txt', 'after.txt', 'empty.txt', 'Site'])
          await window.row('remote', name).waitFor()
        await notice.waitFor()
        expect(await notice.getByRole('heading').innerText()).toMatch(words.whole)
        const named = (await notice.getByTestId('notice-lines').innerText()).split('\n')
        expect(named.map((line) => line.split(': ')[0]).sort()).toEqual([
          'Gone folder',
          'Site/inner/\ufffd',
          'Site/\ufffd',
          'gone.txt',
        ])
        expect(await notice.innerText()).toMatch(words.cause)
        expect(await notice.innerText()).toMatch(words.next)
        await window.tab('done')
        await until(async () => {
          const done = page.locator('[data-testid=transfer][data-state=done]')
          return (await done.count()) === 4
        })
        // What was gone has not become an empty file.
        expect(await window.row('remote', 'gone.txt').count()).toBe(0)
        expect(await window.row('remote', 'Gone folder').count()).toBe(0)
        await window.open('remote', 'Site')
        await window.row('remote', 'kept.txt').waitFor()
        expect(await window.pane('remote').getByTestId('row').count()).toBe(2)

        await notice.getByRole('button').last().click()
        writeFileSync(join(desktop, 'gone.txt'), 'there again')
        await drop(['gone.txt'], ['gone.txt'])
        await notice.waitFor()
        expect(await notice.getByRole('heading').innerText()).toMatch(words.one)
        await until(async () => (await page.locator('[data-kind=progress]').count()) === 0)
        expect(await page.getByTestId('transfer').count()).toBe(4)
      })
    } finally {
      await app.stop()
    }
  })
})
