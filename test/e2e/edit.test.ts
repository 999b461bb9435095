import { mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { PageTools, TestBrowser } from '../support/browser.ts'
import { axeFindings } from '../support/axe.ts'
import { driveWindow } from '../support/windowDriver.ts'
import type { WindowDriver } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** One blue dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
)

/** A PDF of one page with one word, its offsets reckoned as it is put together. */
function makePdf(): Buffer {
  const stream = 'BT /F1 48 Tf 40 100 Td (Harbour) Tj ET'
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = text.length
  text += `xref\n0 6\n0000000000 65535 f \n`
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** A tenth of a second of silence. */
function makeWav(): Buffer {
  const samples = Buffer.alloc(1_600)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}

type Bench = {
  page: Page
  tools: PageTools
  window: WindowDriver
  folder: string
  server: PracticeServer
  data: string
}

async function onPractice(
  name: string,
  files: Record<string, string | Buffer>,
  test: (bench: Bench) => Promise<void>,
) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-edit-')))
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content)
  const server = await startPracticeServer({ folder, tls: 'none' })
  const app = await startApp()
  try {
    await browser.withPage({ name }, async (page, tools) => {
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
      await test({ page, tools, window, folder, server, data: app.dataFolder })
    })
  } finally {
    await app.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** By the keyboard: the list is entered, the name typed. */
async function choose({ page, window }: Bench, name: string) {
  await window.row('remote', name).click()
  await page.locator(`[data-name="${name}"][aria-selected="true"]`).waitFor()
}

describe('quick look', () => {
  it('shows pictures, text, sound, PDF and bytes, and leaves nothing behind', async () => {
    const files = {
      'a.png': png,
      'b.ts': 'export const boat: string = "sampan"\n',
      'c.wav': makeWav(),
      'd.pdf': makePdf(),
      'e.bin': Buffer.from(Array.from({ length: 600 }, (_, index) => index % 256)),
      'f.txt': Buffer.from('\u8239\u592b\n'.repeat(40), 'utf16le'),
      'g.html': '<script>document.title = "owned"</script>',
      'h.svg':
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>top.x=1</script></svg>',
    }
    await onPractice('quick look', files, async (bench) => {
      const { page, tools, data } = bench
      const look = (state: string) => page.locator(`[data-testid=look][data-state=${state}]`)
      await choose(bench, 'a.png')
      await page.keyboard.press('Space')
      await look('media').waitFor()
      await page.waitForFunction(() => {
        const image = document.querySelector<HTMLImageElement>('[data-testid=look-image]')
        return image?.complete === true && image.naturalWidth === 1
      })
      // Asked as an element asks, but past the page, which may keep a picture that it has shown.
      const address = await page
        .getByTestId('look-image')
        .evaluate((image) => (image as HTMLImageElement).src)
      const headers = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'image' }
      const served = async () => (await page.request.get(address, { headers })).status()
      expect(await served()).toBe(200)
      expect(await axeFindings(page, '[role=dialog]')).toEqual([])

      await page.keyboard.press('Alt+ArrowDown')
      await look('text').waitFor()
      await page.locator('[data-testid=code][data-ready=true]').waitFor()
      expect(await page.locator('[data-testid=code] .cm-content').innerText()).toContain('sampan')
      // What takes longer than a moment to read is coloured when the page is idle.
      await until(async () => {
        const colours = await page
          .locator('[data-testid=code] .cm-line span')
          .evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size)
        return colours > 1
      })
      expect(await axeFindings(page, '[role=dialog]')).toEqual([])
      await tools.screenshot('quick-look-text')

      await page.keyboard.press('Alt+ArrowDown')
      await page.waitForFunction(() => {
        const sound = document.querySelector<HTMLAudioElement>('[data-testid=look-audio]')
        return sound !== null && sound.readyState >= 1 && sound.duration > 0
      })
      await page.keyboard.press('Alt+ArrowDown')
      await page.locator('[data-testid=pdf][data-drawn=true]').waitFor()
      await tools.screenshot('quick-look-pdf')
      expect(await axeFindings(page, '[role=dialog]')).toEqual([])
      await page.getByTestId('look').focus()
      await page.keyboard.press('Alt+ArrowDown')
      await look('hex').waitFor()
      expect(await page.getByTestId('hex').innerText()).toContain('00000010')
      await tools.screenshot('quick-look-hex')
      await page.keyboard.press('Alt+ArrowDown')
      await page.locator('[data-testid=code][data-ready=true]').waitFor()
      const holds = (words: string) =>
        until(async () =>
          (await page.locator('[data-testid=code] .cm-content').innerText()).includes(words),
        )
      const choosesEncoding = async (name: string) => {
        await page.getByTestId('look-encoding').click()
        await page.getByRole('option', { name }).click()
      }
      // Recognized without a mark; read the other way round when the user says so.
      await holds('船夫')
      await choosesEncoding('UTF-16BE')
      await holds('㦂⭙')
      await choosesEncoding('UTF-16LE')
      await holds('船夫')
      await page.getByTestId('look').focus()
      // HTML is text like any other, and a drawing runs nothing.
      await page.keyboard.press('Alt+ArrowDown')
      await until(async () =>
        (await page.locator('[data-testid=code] .cm-content').innerText()).includes('<script>'),
      )
      await page.keyboard.press('Alt+ArrowDown')
      await page.getByTestId('look-image').waitFor()
      expect(await page.title()).not.toBe('owned')
      expect(await page.evaluate(() => 'x' in window)).toBe(false)
      await page.keyboard.press('Escape')
      await page.getByTestId('quick-look').waitFor({ state: 'detached' })
      // What was open is served no more.
      expect(await served()).toBe(403)
      const names = await readdir(data, { recursive: true })
      expect(names.filter((name) => /a\.png|b\.ts|content/.test(name))).toEqual([])
    })
  })
})

describe('the text editor', () => {
  it('saves what was typed in the form that the file had', async () => {
    await onPractice('editor', { 'notes.txt': '\ufeffone\r\ntwo\r\n' }, async (bench) => {
      const { page, tools, folder } = bench
      await choose(bench, 'notes.txt')
      await page.keyboard.press('F4')
      await page.locator('[data-testid=code][data-ready=true]').waitFor()
      expect(await axeFindings(page, '[role=dialog]')).toEqual([])
      await page.keyboard.press('Control+End')
      await page.keyboard.type('three 船')
      await tools.screenshot('editor')
      await page.keyboard.press('Control+s')
      await until(
        async () =>
          (await readFile(join(folder, 'notes.txt'), 'utf8')) === '\ufeffone\r\ntwo\r\nthree 船',
      )
      await page.getByTestId('editor-close').click()
      await page.getByTestId('editor').waitFor({ state: 'detached' })
    })
  })

  it('keeps what is typed while it saves, and closes once that is done', async () => {
    await onPractice('editor slow', { 'notes.txt': 'one\n' }, async (bench) => {
      const { page, folder } = bench
      const saved = () => readFile(join(folder, 'notes.txt'), 'utf8')
      await choose(bench, 'notes.txt')
      await page.keyboard.press('F4')
      await page.locator('[data-testid=code][data-ready=true]').waitFor()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('two')
      bench.server.setScript([{ on: 'STOR', delay: 1_000 }])
      await page.keyboard.press('Control+s')
      await page.keyboard.type(' three')
      await until(async () => (await saved()) === 'one\ntwo')
      bench.server.setScript([])
      await page.getByTestId('editor-save').and(page.locator(':enabled')).click()
      await until(async () => (await saved()) === 'one\ntwo three')
      await page.locator('[data-testid=code] .cm-content').focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('!')
      bench.server.setScript([{ on: 'STOR', delay: 1_000 }])
      await page.keyboard.press('Control+s')
      await page.getByTestId('editor-close').click()
      await page.getByTestId('editor').waitFor({ state: 'detached' })
      expect(await saved()).toBe('one\ntwo three!')
    })
  })

  it('shows both versions when the file was changed meanwhile, and asks before closing', async () => {
    await onPractice('editor conflict', { 'shared.txt': 'first\nsecond\n' }, async (bench) => {
      const { page, tools, folder } = bench
      const path = join(folder, 'shared.txt')
      await choose(bench, 'shared.txt')
      await page.keyboard.press('F4')
      await page.locator('[data-testid=code][data-ready=true]').waitFor()
      await page.keyboard.type('mine ')
      await page.getByTestId('editor-close').click()
      await page.getByTestId('editor-discard').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await writeFile(path, 'first\nsecond by somebody else\n')
      await page.getByTestId('editor-save').click()
      await page.getByTestId('editor-conflict').waitFor()
      await page.locator('[data-testid=comparison] .cm-content').nth(1).waitFor()
      expect(await axeFindings(page, '[role=dialog]')).toEqual([])
      await tools.screenshot('editor-conflict')
      expect(await readFile(path, 'utf8')).toBe('first\nsecond by somebody else\n')
      await page.getByTestId('conflict-mine').click()
      await until(async () => (await readFile(path, 'utf8')) === 'mine first\nsecond\n')
    })
  })
})
