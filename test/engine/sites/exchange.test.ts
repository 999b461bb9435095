import { cp, mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSiteExchange } from '../../../electron/engine/sites/siteExchange.ts'
import type { ImportPreview } from '../../../electron/contract/siteExchange.ts'
import type { Site } from '../../../electron/contract/sites.ts'
import {
  draftFor,
  makeFolder,
  never,
  onlySites,
  openBench,
  removeFolder,
  save,
  sitesOf,
} from './bench.ts'
import type { Bench } from './bench.ts'

const samples = join(import.meta.dirname, '../../data/filezilla')
type Truth = {
  masterPassword: string
  sites: { name: string; host: string; password: string | null; account: string | null }[]
}
const truth = JSON.parse(await readFile(join(samples, 'expected.json'), 'utf8')) as Truth

let folder: string
let bench: Bench
beforeEach(async () => {
  folder = await makeFolder()
  bench = await openBench(folder)
})
afterEach(async () => {
  await bench.close()
  await removeFolder(folder)
})

const given = (text: string | Buffer) => ({
  kind: 'file' as const,
  name: 'file',
  base64: Buffer.from(text).toString('base64'),
})
const preview = async (text: string | Buffer, password?: string, whose = bench) =>
  await whose.engine.server.previewImport(never, given(text), password)
const apply = (ticket: string, rows: number[], more: object = {}, whose = bench) =>
  whose.engine.server.applyImport(never, {
    ticket,
    rows,
    parentId: null,
    savePasswords: true,
    withCommands: false,
    ...more,
  })
const all = ({ rows }: ImportPreview) => rows.map(({ index }) => index)
const sample = (name: string) => readFile(join(samples, `sitemanager-${name}.xml`))

describe('an import of FileZilla', () => {
  it('shows no secret, and takes over every password into the vault', async () => {
    await bench.engine.server.createVault(never, 'm')
    const shown = await preview(await sample('base64'))
    for (const { password } of truth.sites)
      if (password) expect(JSON.stringify(shown)).not.toContain(JSON.stringify(password))

    const report = await apply(shown.ticket, all(shown), { newFolder: 'FileZilla' })
    expect(report).toMatchObject({ sites: shown.rows.length, passwordsLeftOut: 0 })
    const sites = onlySites(await sitesOf(bench))
    let checked = 0
    for (const { name, host, password } of truth.sites) {
      const site = sites.find((each) => each.name === name && each.host === host)
      if (!site || !password) continue
      const saved = await bench.engine.server.savedSecrets(never, site.id)
      if (!saved.includes('password')) continue
      checked++
      expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe(password)
    }
    expect(checked).toBeGreaterThan(5)
    expect(await readFile(join(folder, 'sites.json'), 'utf8')).not.toContain('p@ss')
  })

  it('opens with the master password, and says when it is missing or wrong', async () => {
    const text = await sample('master-password')
    expect((await preview(text)).masterPassword).toBe('missing')
    expect((await preview(text, 'guess')).masterPassword).toBe('wrong')
    const open = await preview(text, truth.masterPassword)
    expect(open.masterPassword).toBe('right')
    expect(open.rows.filter(({ hasPassword }) => hasPassword).length).toBeGreaterThan(5)
  })

  it('leaves passwords out where nothing may hold them, and lets Sampan ask', async () => {
    const shown = await preview(await sample('base64'))
    await expect(apply(shown.ticket, all(shown))).rejects.toMatchObject({
      code: 'not-possible-now',
    })
    const report = await apply(shown.ticket, all(shown), { savePasswords: false })
    expect(report.passwords).toBe(0)
    expect(report.passwordsLeftOut).toBeGreaterThan(5)
    const logons = onlySites(await sitesOf(bench)).map(({ logon }) => logon)
    expect(logons).not.toContain('password')
  })

  it('sends no command unseen: they come over only when asked for', async () => {
    const shown = await preview(await sample('base64'))
    const row = shown.rows.find(({ postLoginCommands }) => postLoginCommands.length > 0)!
    await apply(shown.ticket, [row.index], { savePasswords: false })
    expect(onlySites(await sitesOf(bench))[0]?.postLoginCommands).toEqual([])
    const again = await preview(await sample('base64'))
    await apply(again.ticket, [row.index], { savePasswords: false, withCommands: true })
    const both = onlySites(await sitesOf(bench))
    expect(both.map(({ postLoginCommands }) => postLoginCommands)).toContainEqual(
      row.postLoginCommands,
    )
  })

  it('lists what it does not take, and marks what is there already', async () => {
    const shown = await preview(await sample('base64'))
    expect(shown.notTaken.filter(({ code }) => code === 'protocol').length).toBeGreaterThan(0)
    expect(shown.rows.some(({ duplicateOf }) => duplicateOf === 'saved')).toBe(false)
    await apply(shown.ticket, all(shown), { savePasswords: false })
    const again = await preview(await sample('base64'))
    expect(again.rows.every(({ duplicateOf }) => duplicateOf !== undefined)).toBe(true)
  })

  it('changes nothing when the vault is locked', async () => {
    await bench.engine.server.createVault(never, 'm')
    await bench.engine.server.lockVault(never)
    const shown = await preview(await sample('base64'))
    await expect(apply(shown.ticket, all(shown))).rejects.toMatchObject({ code: 'vault-locked' })
    expect(onlySites(await sitesOf(bench))).toEqual([])
    await bench.engine.server.unlockVault(never, 'm')
    expect((await apply(shown.ticket, all(shown))).sites).toBe(shown.rows.length)
  })

  it('is read once only: a used or cancelled ticket is worth nothing', async () => {
    const shown = await preview(await sample('base64'))
    await bench.engine.server.cancelImport(never, shown.ticket)
    await expect(apply(shown.ticket, [0])).rejects.toMatchObject({ code: 'not-possible-now' })
  })
})

describe('finding files of other clients', () => {
  const exchangeAt = (home: string, localRoots?: string[]) =>
    createSiteExchange({
      store: { get: () => ({ sites: new Map() }) } as never,
      secrets: {} as never,
      access: {} as never,
      localRoots,
      machine: { platform: 'linux', env: {}, home },
    })

  it('names them by id, inside the folders that the page may see only', async () => {
    const home = join(folder, 'home')
    await mkdir(join(home, '.config/filezilla'), { recursive: true })
    await cp(
      join(samples, 'sitemanager-base64.xml'),
      join(home, '.config/filezilla/sitemanager.xml'),
    )
    const found = await exchangeAt(home).findImports(never)
    expect(found).toMatchObject([{ client: 'filezilla', content: 'sites' }])
    const source = { kind: 'found' as const, id: found[0]!.id }
    const shown = await exchangeAt(home).previewImport(never, source, undefined)
    expect(shown.rows.length).toBeGreaterThan(10)

    const elsewhere = exchangeAt(home, [join(folder, 'other')])
    expect(await elsewhere.findImports(never)).toEqual([])
    await expect(elsewhere.previewImport(never, source, undefined)).rejects.toMatchObject({
      code: 'local-not-found',
    })
  })

  it('cannot be made to read another file', async () => {
    const source = { kind: 'found' as const, id: join(homedir(), '.bashrc') }
    await expect(exchangeAt(folder).previewImport(never, source, undefined)).rejects.toMatchObject({
      code: 'local-not-found',
    })
  })
})

describe('an export', () => {
  const exportAll = (
    as: { kind: 'plain' } | { kind: 'encrypted'; passphrase: string },
    ids: 'all' | string[] = 'all',
  ) => bench.engine.server.exportSites(never, { ids, as })

  async function fill(): Promise<Site> {
    await bench.engine.server.createVault(never, 'm')
    const outer = await bench.engine.server.saveFolder(
      never,
      { name: 'Customers', parentId: null },
      undefined,
    )
    const site = await save(
      bench,
      draftFor(
        { host: 'ftp.example.com', port: 2121 },
        {
          name: 'Shop 店',
          parentId: outer.id,
          colour: 'green',
          notes: 'two\nlines',
          bookmarks: [{ name: 'logs', remoteFolder: '/var/log' }],
          options: { mode: 'active', activePorts: [5_000, 5_010], encoding: 'gb18030' },
        },
      ),
    )
    await bench.engine.server.changeSecrets(never, site.id, { password: 'canary-ß' })
    return site
  }

  it('encrypted, brings sites and passwords to another profile', async () => {
    const site = await fill()
    const file = await exportAll({ kind: 'encrypted', passphrase: 'a long phrase' })
    expect(file).toMatchObject({ sites: 1, passwords: 1 })
    expect(file.text).not.toContain('canary')
    expect(file.text).not.toContain('ftp.example.com')

    const otherFolder = await makeFolder()
    const other = await openBench(otherFolder)
    try {
      expect((await preview(file.text, undefined, other)).masterPassword).toBe('missing')
      const wrong = await preview(file.text, 'another phrase', other)
      expect(wrong).toMatchObject({ masterPassword: 'wrong', rows: [] })
      const shown = await preview(file.text, 'a long phrase', other)
      expect(JSON.stringify(shown)).not.toContain('canary')
      await other.engine.server.createVault(never, 'another master')
      await apply(shown.ticket, all(shown), {}, other)
      const changes = await sitesOf(other)
      const [arrived] = onlySites(changes)
      const { id: _id, parentId: _parent, ...kept } = site
      expect(arrived).toMatchObject(kept)
      expect(changes).toContainEqual(
        expect.objectContaining({
          kind: 'folder',
          folder: expect.objectContaining({ id: arrived!.parentId, name: 'Customers' }) as object,
        }),
      )
      expect(await other.engine.server.revealSecret(never, arrived!.id, 'password')).toBe(
        'canary-ß',
      )
    } finally {
      await other.close()
      await removeFolder(otherFolder)
    }
  })

  it('plain, holds everything but secrets, also while the vault is locked', async () => {
    await fill()
    await bench.engine.server.lockVault(never)
    const file = await exportAll({ kind: 'plain' })
    expect(file).toMatchObject({ sites: 1, passwords: 0 })
    expect(file.text).not.toContain('canary')
    expect(file.text).toContain('ftp.example.com')
    const shown = await preview(file.text)
    expect(shown.rows).toMatchObject([
      { name: 'Shop 店', folder: ['Customers'], hasPassword: false },
    ])
  })

  it('encrypted, is refused while the passwords cannot be read', async () => {
    await fill()
    await bench.engine.server.lockVault(never)
    await expect(exportAll({ kind: 'encrypted', passphrase: 'p' })).rejects.toMatchObject({
      code: 'vault-locked',
    })
  })

  it('takes only what was chosen', async () => {
    await fill()
    const other = await save(bench, draftFor({ host: 'other.example', port: 21 }))
    const file = await exportAll({ kind: 'plain' }, [other.id])
    expect(file.sites).toBe(1)
    expect(file.text).not.toContain('ftp.example.com')
  })

  it('carries no trust: another machine asks its own user', async () => {
    await fill()
    const file = await exportAll({ kind: 'plain' })
    expect(file.text).not.toContain('trustedCertificates')
  })
})

describe('many sites', () => {
  it('come in one go: 5,000 with their passwords', async () => {
    await bench.engine.server.createVault(never, 'm')
    const lines = Array.from(
      { length: 5_000 },
      (_, index) => `ftp://user${index}:pw${index}@ftp${index}.example.com/`,
    )
    const shown = await preview(lines.join('\n'))
    expect(shown.rows).toHaveLength(5_000)
    const report = await apply(shown.ticket, all(shown), { newFolder: 'Many' })
    expect(report).toMatchObject({ sites: 5_000, passwords: 5_000, folders: 1 })
    const sites = onlySites(await sitesOf(bench))
    expect(sites).toHaveLength(5_000)
    expect(new Set(sites.map(({ position }) => position)).size).toBe(5_000)
    const last = sites.find(({ host }) => host === 'ftp4999.example.com')!
    expect(await bench.engine.server.revealSecret(never, last.id, 'password')).toBe('pw4999')
  })
})
