import { describe, expect, it } from 'vitest'
import { settingsOfSite } from '../../../../electron/contract/sites.ts'
import { readFileZilla } from '../../../../electron/engine/sites/import/fileZilla.ts'
import type { ImportedSite } from '../../../../electron/engine/sites/import/importedSite.ts'
import { colourOf, toSite } from '../../../../electron/engine/sites/import/toSite.ts'
import { sample } from './fileZillaSamples.ts'

const base: ImportedSite = {
  folder: [],
  name: 'Shop',
  host: 'ftp.example.com',
  port: 21,
  encryption: 'auto',
  logon: 'password',
  mode: 'auto',
  encoding: 'auto',
  bookmarks: [],
}

describe('an imported site in our form', () => {
  it('turns the sign of the time offset and keeps limits within ours', () => {
    const { draft } = toSite({ ...base, timeOffsetMinutes: 480, connectionLimit: 99, timeout: 0 })
    expect(draft.options.timeOffsetMinutes).toBe(-480)
    expect(draft.options.connectionLimit).toBe(32)
    expect(draft.options.connectTimeout).toBe(1)
    expect(toSite({ ...base, connectionLimit: 0 }).draft.options.connectionLimit).toBe(1)
  })

  it('leaves to the defaults what the other client did not set', () => {
    expect(toSite(base).draft.options).toEqual({})
  })

  it('keeps secrets apart from the site', () => {
    const ready = toSite({
      ...base,
      user: 'ann',
      password: 'canary-1',
      account: 'canary-2',
      proxy: { kind: 'socks5', host: 'p.example', port: 1080, user: 'u', password: 'canary-3' },
    })
    expect(ready.secrets).toEqual({
      password: 'canary-1',
      account: 'canary-2',
      proxyPassword: 'canary-3',
    })
    expect(JSON.stringify(ready.draft)).not.toContain('canary')
  })

  it('leaves out commands that would upset the session, and says so', () => {
    const ready = toSite({ ...base, postLoginCommands: ['SITE UMASK 022', 'QUIT', 'PASV', '!rm'] })
    expect(ready.draft.postLoginCommands).toEqual(['SITE UMASK 022'])
    expect(ready.notTaken.map(({ detail }) => detail)).toEqual(['QUIT', 'PASV', '!rm'])
  })

  it('leaves out an encoding and a proxy that cannot be, and says so', () => {
    const ready = toSite({
      ...base,
      encoding: 'klingon-8',
      proxy: { kind: 'http', host: 'a b', port: 1 },
    })
    expect(ready.draft.options).toEqual({})
    expect(ready.notTaken.map(({ code }) => code)).toEqual(['encoding', 'setting'])
  })

  it('refuses a host that is none', () => {
    expect(() => toSite({ ...base, host: '-x' })).toThrow()
  })

  it.each([
    ['blue', 'blue'],
    ['#ff0000', 'red'],
    ['#ff8800', 'orange'],
    ['#ffff00', 'yellow'],
    ['#00ff00', 'green'],
    ['#00ffff', 'cyan'],
    ['#0000ff', 'blue'],
    ['#8000ff', 'purple'],
    ['#ff00ff', 'magenta'],
    ['#ff0011', 'red'],
    ['#777777', 'grey'],
    ['nonsense', 'grey'],
  ])('shows %s as %s', (theirs, ours) => expect(colourOf(theirs)).toBe(ours))

  it('takes every site that a real FileZilla wrote, ready to connect', () => {
    const { sites } = readFileZilla(sample('base64'))
    expect(sites.length).toBeGreaterThan(10)
    for (const imported of sites) {
      const { draft } = toSite(imported)
      const settings = settingsOfSite(draft, {})
      expect(settings.port).toBe(imported.port)
      expect(settings.encryption).toBe(imported.encryption)
    }
  })
})
