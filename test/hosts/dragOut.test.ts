import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesToDrag } from '../../electron/desktop/dragPaths.ts'
import { createLocalGuard } from '../../electron/engine/files/localRoots.ts'

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
