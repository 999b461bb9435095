import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createProfileFile } from '../../../electron/engine/sites/profileFile.ts'

const Sites = z.strictObject({ sites: z.array(z.strictObject({ name: z.string() })) })
type Sites = z.infer<typeof Sites>
const sites = (...names: string[]): Sites => ({ sites: names.map((name) => ({ name })) })

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-profiles-'))
  file = join(folder, 'sites.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const current = () =>
  createProfileFile<Sites>({
    file,
    schemaVersion: 2,
    parse: (content) => Sites.parse(content),
    initial: () => sites(),
    migrate: (content, from) => {
      if (from !== 1) throw new Error('unknown')
      return {
        sites: z
          .array(z.string())
          .parse(content)
          .map((name) => ({ name })),
      }
    },
  })
const names = async () => (await readdir(folder)).sort()

describe('a profile file', () => {
  it('begins with the initial content and writes readable JSON', async () => {
    const profiles = current()
    expect(await profiles.read()).toEqual({ state: 'absent', value: sites() })
    await profiles.write(sites('小站', 'b'))
    const text = await readFile(file, 'utf8')
    expect(text).toContain('\n    "sites": [\n')
    expect(text).toContain('小站')
    expect(JSON.parse(text)).toEqual({ schemaVersion: 2, content: sites('小站', 'b') })
    expect(await current().read()).toEqual({ state: 'ok', value: sites('小站', 'b') })
  })

  it('keeps the version before', async () => {
    const profiles = current()
    await profiles.read()
    await profiles.write(sites('one'))
    await profiles.write(sites('two'))
    expect(await names()).toEqual(['sites.json', 'sites.json.previous'])
    expect(await readFile(`${file}.previous`, 'utf8')).toContain('one')
  })

  it('writes nothing before it has read', async () => {
    await expect(current().write(sites('x'))).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await names()).toEqual([])
  })

  it('writes one after the other, the last one last', async () => {
    const profiles = current()
    await profiles.read()
    await Promise.all(Array.from({ length: 20 }, (_, index) => profiles.write(sites(`${index}`))))
    expect(await profiles.read()).toEqual({ state: 'ok', value: sites('19') })
    expect(await readFile(`${file}.previous`, 'utf8')).toContain('18')
  })

  it('brings an older file to the current schema and keeps a copy for older programs', async () => {
    const old = '{"schemaVersion":1,"content":["a","b"]}'
    await writeFile(file, old)
    const profiles = current()
    expect(await profiles.read()).toEqual({ state: 'ok', value: sites('a', 'b') })
    expect(await readFile(file, 'utf8')).toBe(old)
    await profiles.write(sites('a'))
    await profiles.write(sites('b'))
    expect(await readFile(`${file}.schema-1`, 'utf8')).toBe(old)
    expect(await names()).toEqual(['sites.json', 'sites.json.previous', 'sites.json.schema-1'])
  })
})

describe('a damaged file', () => {
  const damages = [
    '',
    '{"schemaVersion":2,"content":{"sites":[{"name":"a"',
    '[]',
    'null',
    '{"schemaVersion":"2","content":{"sites":[]}}',
    '{"schemaVersion":2,"content":{"sites":[{"name":1}]}}',
    '{"schemaVersion":1,"content":{"not":"old"}}',
    `${'['.repeat(200_000)}`,
  ]

  it.each(damages.map((text) => [text.slice(0, 60), text]))(
    'is not overwritten: %s',
    async (_name, text) => {
      await writeFile(file, text)
      const profiles = current()
      expect(await profiles.read()).toEqual({ state: 'damaged' })
      await expect(profiles.write(sites('x'))).rejects.toMatchObject({ code: 'not-possible-now' })
      expect(await readFile(file, 'utf8')).toBe(text)
      await expect(profiles.restoreBackup()).rejects.toMatchObject({ code: 'not-possible-now' })
      expect(await profiles.startAgain()).toEqual({ state: 'ok', value: sites() })
      const [, aside] = await names()
      expect(aside).toMatch(/^sites\.json\.damaged-/)
      expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(text)
      await profiles.write(sites('x'))
    },
  )

  it('is replaced by the backup when the user wants that', async () => {
    const profiles = current()
    await profiles.read()
    await profiles.write(sites('one'))
    await profiles.write(sites('two'))
    await writeFile(file, 'damaged')
    expect(await profiles.read()).toEqual({ state: 'damaged', backup: `${file}.previous` })
    expect(await profiles.restoreBackup()).toEqual({ state: 'ok', value: sites('one') })
    await profiles.write(sites('three'))
    expect((await names()).filter((name) => name.includes('damaged'))).toHaveLength(1)
  })

  it('offers no backup that is damaged as well', async () => {
    await writeFile(file, 'damaged')
    await writeFile(`${file}.previous`, 'damaged too')
    await writeFile(`${file}.schema-1`, '{"schemaVersion":1,"content":["old"]}')
    const profiles = current()
    expect(await profiles.read()).toEqual({ state: 'damaged', backup: `${file}.schema-1` })
    expect(await profiles.restoreBackup()).toEqual({ state: 'ok', value: sites('old') })
  })

  it('is left alone by startAgain and restoreBackup if it is good after all', async () => {
    const profiles = current()
    await profiles.read()
    await profiles.write(sites('one'))
    await profiles.write(sites('two'))
    expect(await profiles.startAgain()).toEqual({ state: 'ok', value: sites('two') })
    expect(await profiles.restoreBackup()).toEqual({ state: 'ok', value: sites('two') })
  })
})

describe('a newer file', () => {
  it('is not overwritten, and an older copy is offered', async () => {
    const newer = '{"schemaVersion":3,"content":{"all":"new"}}'
    await writeFile(file, newer)
    await writeFile(`${file}.previous`, newer)
    await writeFile(`${file}.schema-2`, JSON.stringify({ schemaVersion: 2, content: sites('b') }))
    const profiles = current()
    const backup = `${file}.schema-2`
    expect(await profiles.read()).toEqual({ state: 'newer', version: 3, backup })
    await expect(profiles.write(sites('x'))).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await readFile(file, 'utf8')).toBe(newer)
    expect(await profiles.restoreBackup()).toEqual({ state: 'ok', value: sites('b') })
    expect((await names()).some((name) => name.startsWith('sites.json.newer-'))).toBe(true)
  })
})
