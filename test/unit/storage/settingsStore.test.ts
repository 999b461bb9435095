import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSettings } from '../../../electron/engine/settingsStore.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('changes at the same time are all kept', async () => {
  const settings = await openSettings(folder)
  await Promise.all([
    settings.change({ theme: 'dark' }),
    settings.change({ parallelTransfers: 7 }),
    settings.change({ keepLogFiles: true }),
  ])
  const expected = { theme: 'dark', parallelTransfers: 7, keepLogFiles: true }
  expect(settings.get()).toMatchObject(expected)
  expect((await openSettings(folder)).get()).toMatchObject(expected)
})

it('a change that is refused changes nothing, and the next one is taken', async () => {
  const settings = await openSettings(folder)
  const refused = settings.change({ parallelTransfers: 0 })
  const taken = settings.change({ theme: 'light' })
  await expect(refused).rejects.toThrow()
  expect(await taken).toMatchObject({ theme: 'light', parallelTransfers: 4 })
})

it('a damaged file is not replaced, and a change says so', async () => {
  const path = join(folder, 'settings.json')
  writeFileSync(path, '{"schemaVersion":1,"content":')
  const settings = await openSettings(folder)
  expect(settings.get().theme).toBe('system')
  await expect(settings.change({ theme: 'dark' })).rejects.toMatchObject({
    code: 'storage-damaged',
  })
  expect(readFileSync(path, 'utf8')).toBe('{"schemaVersion":1,"content":')
})

it('a change of the screen leaves the parts that it does not name as they are', async () => {
  const settings = await openSettings(folder)
  await settings.change({ screen: { layout: { split: 0.3 } } })
  await settings.change({ screen: { compare: { by: 'hash' } } })
  expect(settings.get().screen).toEqual({ layout: { split: 0.3 }, compare: { by: 'hash' } })
})

it('a screen remembers no more than it can have to', async () => {
  const settings = await openSettings(folder)
  const huge = 'x'.repeat(70_000)
  await expect(settings.change({ screen: { layout: huge } })).rejects.toThrow()
  expect(settings.get().screen).toEqual({})
})
