import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesToDrag } from '../../electron/desktop/dragPaths.ts'
import { createLocalGuard } from '../../electron/engine/files/localRoots.ts'
import { buildDesktop, createTestDesktop, patience } from '../support/electron/desktopApp.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-drag-'))
  mkdirSync(join(folder, 'inside'))
  writeFileSync(join(folder, 'inside', 'a'), '')
  writeFileSync(join(folder, 'secret'), '')
  symlinkSync(join(folder, 'secret'), join(folder, 'inside', 'link'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('lets files be dragged out that exist and may be touched', async () => {
  const guard = createLocalGuard([join(folder, 'inside')])
  const inside = join(folder, 'inside', 'a')
  expect(await filesToDrag([inside, join(folder, 'inside', 'gone')], guard)).toEqual([inside])
  for (const path of [join(folder, 'secret'), join(folder, 'inside', 'link'), '../secret'])
    await expect(filesToDrag([inside, path], guard)).rejects.toThrow()
  for (const value of [undefined, [], [''], [5], 'x', { length: 1 }])
    await expect(filesToDrag(value, guard)).rejects.toThrow()
})

it('hands a local row that leaves the window over to the system, and nothing else', async () => {
  buildDesktop()
  const desktop = createTestDesktop()
  try {
    const file = join(desktop.folder, 'mine', 'note.txt')
    writeFileSync(file, 'x')
    writeFileSync(join(desktop.folder, 'secret.txt'), 'x')
    const { run, page } = await desktop.launchOnPractice()
    // The system's own drag would take the pointer away from the test.
    await run.evaluate(({ BrowserWindow }) => {
      const dragged: object[] = []
      Reflect.set(globalThis, 'dragged', dragged)
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      Reflect.set(webContents, 'startDrag', ({ file: first, files, icon }: Electron.Item) =>
        dragged.push({ first, files, isEmpty: (icon as Electron.NativeImage).isEmpty() }),
      )
    })
    await page.evaluate(
      (path) => {
        const { sampanHost } = window as unknown as {
          sampanHost: { startDrag(paths: string[]): void }
        }
        sampanHost.startDrag([path])
      },
      join(desktop.folder, 'secret.txt'),
    )
    const row = page.getByTestId('pane-local').getByTestId('row').filter({ hasText: 'note.txt' })
    // By its name: beside it a press begins a selection.
    await row.hover({ position: { x: 40, y: 10 } })
    await page.mouse.down()
    const { x, y } = (await row.boundingBox())!
    await page.mouse.move(x + 80, y + 60, { steps: 8 })
    await expect
      .poll(() => run.evaluate(() => Reflect.get(globalThis, 'dragged') as object[]), patience)
      .toEqual([{ first: file, files: [file], isEmpty: false }])
    await page.mouse.up()
  } finally {
    await desktop.close()
  }
}, 240_000)
