import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildDesktop } from '../support/electron/desktopApp.ts'
import { repository } from '../support/electron/launch.ts'

const page = join(repository, 'dist/renderer')
const names = () => readdirSync(page, { recursive: true }).map(String)
const read = (name: string) => readFileSync(join(page, name))

describe('what is built', () => {
  beforeAll(buildDesktop, 180_000)

  it('starts with less than 350 kB of script, compressed', () => {
    const html = read('index.html').toString()
    const initial = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((match) => match[1]!)
    expect(initial.length).toBeGreaterThan(0)
    const size = initial.reduce((sum, name) => sum + gzipSync(read(name)).length, 0)
    expect(size).toBeLessThan(350_000)
  })

  it('asks for nothing from elsewhere', () => {
    const html = read('index.html').toString()
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    for (const name of names().filter((file) => file.endsWith('.css')))
      expect(read(name).toString()).not.toMatch(/url\(["']?(?:https?:)?\/\//)
  })

  it('holds no source maps, and the licences of all that is in it', () => {
    expect(names().filter((name) => name.endsWith('.map'))).toEqual([])
    const notices = readFileSync(join(repository, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
    for (const name of ['vue ', 'pinia ', 'reka-ui ', 'basic-ftp ', 'zod ', 'electron-updater '])
      expect(notices).toContain(`\n${name}`)
  })
})
