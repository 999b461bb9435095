import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../electron/contract/api.ts'
import { serve } from '../../electron/contract/rpc.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'
import { startWebHost } from '../../electron/web/server.ts'
import { createWebShell } from '../../electron/web/shell.ts'
import { axeFindings } from '../support/axe.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** The web host with what only the desktop can: opening files, here by writing down their paths. */
async function startHost(base: string, opened: string[]) {
  const local = join(base, 'local')
  await mkdir(local, { recursive: true })
  const dataFolder = join(base, 'data')
  const engine = await createEngine({
    dataFolder,
    secrets: createMemoryStore(),
    host: 'desktop',
    version: '0',
    localRoots: [local],
    abilities: { openFile: async (path) => void opened.push(path) },
  })
  const shell = createWebShell({ dataFolder, newLink: () => '', end: () => {}, report: () => '' })
  const host = await startWebHost({
    pageFolder: join(import.meta.dirname, '../../dist/renderer'),
    attach: (port) => serve(api, { ...engine.server, ...shell }, port),
    served: engine.served,
  })
  return {
    link: () => host.newLink(),
    async stop() {
      await Promise.all([host.close(), engine.close()])
    },
  }
}

async function runAction(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill(words)
  await page.keyboard.press('Enter')
}

describe('files that are edited in another program', () => {
  it('stand in a list, are uploaded from there, and are offered again after a restart', async () => {
    const base = await realpath(await mkdtemp(join(tmpdir(), 'sampan-outside-')))
    const folder = join(base, 'server')
    await mkdir(folder)
    await writeFile(join(folder, 'notes.txt'), 'one')
    const server = await startPracticeServer({ folder, tls: 'none' })
    const { host, port } = server
    const account = { user: 'practice', password: 'practice', encryption: 'none' as const }
    const opened: string[] = []
    const edit = (page: Page, state: string) =>
      page.locator(`[data-testid=edit][data-state=${state}]`)
    try {
      const first = await startHost(base, opened)
      try {
        await browser.withPage({ name: 'edit outside' }, async (page, tools) => {
          const window = driveWindow(page)
          await page.goto(first.link())
          await window.connect({ host, port, ...account })
          await window.row('remote', 'notes.txt').click()
          await runAction(page, 'Edit in another program')
          await until(() => opened.length === 1)
          await runAction(page, 'Files being edited')
          await edit(page, 'unchanged').waitFor()
          await writeFile(opened[0]!, 'two')
          await edit(page, 'changed').waitFor()
          expect(await axeFindings(page, '[role=dialog]')).toEqual([])
          await tools.screenshot('edits')
          await edit(page, 'changed').getByRole('button', { name: 'Upload' }).click()
          await edit(page, 'unchanged').waitFor()
          expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('two')
          // Changed on both sides: nothing is overwritten without a word.
          await writeFile(join(folder, 'notes.txt'), 'theirs')
          await writeFile(opened[0]!, 'mine')
          await edit(page, 'changed').getByRole('button', { name: 'Upload' }).click()
          await edit(page, 'conflict').waitFor()
          expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('theirs')
          page.on('dialog', (dialog) => void dialog.accept())
        })
      } finally {
        await first.stop()
      }
      const second = await startHost(base, opened)
      try {
        await browser.withPage({ name: 'edit outside again' }, async (page, tools) => {
          const window = driveWindow(page)
          await page.goto(second.link())
          const notice = page.getByTestId('notice').filter({ hasText: 'notes.txt' })
          await notice.waitFor()
          await tools.screenshot('edits-after-restart')
          await notice.getByRole('button', { name: 'Show the list' }).click()
          await edit(page, 'waiting').getByText('practice@127.0.0.1').waitFor()
          expect(await axeFindings(page, '[role=dialog]')).toEqual([])
          await page.keyboard.press('Escape')
          await window.connect({ host, port, ...account })
          await window.ready('remote')
          await runAction(page, 'Files being edited')
          await edit(page, 'changed').getByRole('button', { name: 'Upload' }).click()
          // What the server has is not what was fetched, also for the next run.
          await edit(page, 'conflict').getByRole('button', { name: 'Overwrite' }).click()
          await edit(page, 'unchanged').waitFor()
          expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
        })
      } finally {
        await second.stop()
      }
    } finally {
      await server.stop()
      await rm(base, { recursive: true, force: true })
    }
  })
})
