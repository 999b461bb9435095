import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { SitesFileState, Visit } from '../../../electron/contract/sites.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import {
  connectSite,
  draftFor,
  first,
  makeFolder,
  never,
  onlySites,
  openBench,
  removeFolder,
  save,
  sitesOf,
} from './bench.ts'
import type { Bench } from './bench.ts'

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
const nowhere = { host: '127.0.0.1', port: 9 }
const file = () => join(folder, 'sites.json')
const names = async () => onlySites(await sitesOf(bench)).map(({ name }) => name)
async function fileState(): Promise<SitesFileState | undefined> {
  const reset = (await sitesOf(bench)).find(({ kind }) => kind === 'reset')
  return reset?.kind === 'reset' ? reset.file : undefined
}
async function reopenWith(text: string) {
  await bench.close()
  await writeFile(file(), text)
  bench = await openBench(folder)
}

describe('the file of the sites', () => {
  it('is readable JSON that a person can follow', async () => {
    await save(bench, draftFor(nowhere, { name: 'Shop', notes: 'Ring twice' }))
    const content = JSON.parse(await readFile(file(), 'utf8')) as unknown
    expect(content).toMatchObject({
      schemaVersion: 1,
      content: { sites: [{ name: 'Shop', host: '127.0.0.1', notes: 'Ring twice' }] },
    })
  })

  it.each([
    ['damaged', '{"schemaVersion": 1, "content": {"sites": ['],
    ['damaged', '{"schemaVersion":1,"content":{"defaults":{},"folders":[],"sites":[{"id":1}]}}'],
    ['newer', '{"schemaVersion":2,"content":{}}'],
  ])('is left alone while it is %s, and the backup is offered', async (state, text) => {
    await save(bench, draftFor(nowhere, { name: 'First' }))
    await save(bench, draftFor(nowhere, { name: 'Second' }))
    await reopenWith(text)
    expect(await fileState()).toMatchObject({ state, backup: `${file()}.previous` })
    await expect(save(bench, draftFor(nowhere))).rejects.toMatchObject({
      code: 'storage-damaged',
    })
    expect(await readFile(file(), 'utf8')).toBe(text)

    await bench.engine.server.restoreSites(never, 'backup')
    expect(await names()).toEqual(['First'])
    const aside = (await readdir(folder)).find((name) => name.startsWith(`sites.json.${state}-`))
    expect(await readFile(join(folder, aside!), 'utf8')).toBe(text)
    await save(bench, draftFor(nowhere, { name: 'Third' }))
    expect(await names()).toEqual(['First', 'Third'])
  })

  it('can be begun anew where there is no backup', async () => {
    await reopenWith('not JSON')
    await rm(`${file()}.previous`, { force: true })
    await bench.engine.server.restoreSites(never, 'start-again')
    expect(await fileState()).toMatchObject({ state: 'ok' })
    expect(await names()).toEqual([])
  })

  it('never loses saved passwords because the sites could not be read', async () => {
    await bench.engine.server.createVault(never, 'm')
    const site = await save(bench, draftFor(nowhere))
    await bench.engine.server.changeSecrets(never, site.id, { password: 'kept' })
    await save(bench, draftFor(nowhere, { name: 'Later' }))
    await reopenWith('torn')
    await bench.close()
    bench = await openBench(folder)
    await bench.engine.server.restoreSites(never, 'backup')
    await bench.engine.server.unlockVault(never, 'm')
    expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('kept')
  })

  it('is used by one Sampan at a time', async () => {
    await expect(openBench(folder)).rejects.toMatchObject({ code: 'data-folder-in-use' })
  })

  it('can be moved with all that belongs to it', async () => {
    await bench.engine.server.createVault(never, 'm')
    const site = await save(bench, draftFor(nowhere, { name: 'Moved' }))
    await bench.engine.server.changeSecrets(never, site.id, { password: 'secret' })
    await bench.close()
    const moved = `${folder}-moved`
    await cp(folder, moved, { recursive: true })
    await rename(folder, `${folder}-old`)
    try {
      bench = await openBench(moved)
      await bench.engine.server.unlockVault(never, 'm')
      expect(await names()).toEqual(['Moved'])
      expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('secret')
    } finally {
      await bench.close()
      await removeFolder(`${folder}-old`)
      bench = { ...bench, close: async () => {} }
      await removeFolder(moved)
    }
  })
})

describe('what cannot be right', () => {
  it.each([
    ['a host that is none', { host: '-x' }, 'bad-address'],
    ['an encoding that nobody knows', { options: { encoding: 'klingon' } }, 'bad-request'],
    ['a command that ends the session', { postLoginCommands: ['QUIT'] }, 'not-possible-now'],
  ])('is refused: %s', async (_what, more, code) => {
    await expect(save(bench, draftFor(nowhere, more))).rejects.toMatchObject({ code })
    expect(await names()).toEqual([])
  })
})

describe('several sites at once', () => {
  it('get what is changed, and keep the rest', async () => {
    const one = await save(bench, draftFor(nowhere, { options: { mode: 'active', noEpsv: true } }))
    const two = await save(bench, draftFor(nowhere, { colour: 'red' }))
    await bench.engine.server.changeSites(never, [one.id, two.id], {
      colour: null,
      isFavourite: true,
      options: { mode: null, connectionLimit: 2 },
    })
    const sites = onlySites(await sitesOf(bench))
    expect(sites.map(({ options }) => options)).toEqual([
      { noEpsv: true, connectionLimit: 2 },
      { connectionLimit: 2 },
    ])
    expect(sites.every((site) => site.isFavourite && site.colour === undefined)).toBe(true)
  })

  it('refuse an option that is none, and then stay as they were', async () => {
    const { id } = await save(bench, draftFor(nowhere))
    await expect(
      bench.engine.server.changeSites(never, [id], { options: { connectionLimit: 4_000 } }),
    ).rejects.toThrow()
    expect(onlySites(await sitesOf(bench))[0]?.options).toEqual({})
  })
})

describe('recent connections', () => {
  const visits = async () =>
    (await first<{ visits: Visit[] }>((sink) => bench.engine.server.watchVisits(sink)))[0]!.visits

  it('are remembered newest first without secrets, until cleared or switched off', async () => {
    const server = await startPracticeServer()
    bench.answers.certificate = () => ({ kind: 'certificate', decision: 'once' })
    bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: false })
    try {
      const site = await save(bench, draftFor(server))
      const { host, port } = server
      const settings = ConnectionSettings.parse({ host, port, user: 'practice' })
      await bench.engine.server.openSession(never, {
        settings,
        credentials: { password: 'practice' },
      })
      await connectSite(bench, site.id)
      await connectSite(bench, site.id)
      expect(await visits()).toMatchObject([{ siteId: site.id }, { host: server.host }])
      expect(await readFile(join(folder, 'history.json'), 'utf8')).not.toContain('password')

      await bench.engine.server.clearVisits(never)
      expect(await visits()).toEqual([])
      // Gone is gone: no earlier version keeps what was cleared.
      for (const name of await readdir(folder))
        if (name.startsWith('history'))
          expect(await readFile(join(folder, name), 'utf8')).not.toContain(server.host)
      await connectSite(bench, site.id)
      await bench.engine.server.changeSettings(never, { rememberHistory: false })
      expect(await visits()).toEqual([])
      await connectSite(bench, site.id)
      expect(await visits()).toEqual([])
    } finally {
      await server.stop()
    }
  })

  it('leave out the built-in practice server', async () => {
    const { settings, password } = await bench.engine.server.startPractice(never)
    await bench.engine.server.openSession(never, {
      settings: settings as never,
      credentials: { password },
    })
    expect(await visits()).toEqual([])
  })
})
