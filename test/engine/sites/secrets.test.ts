import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { connectSite, draftFor, makeFolder, never, openBench, removeFolder, save } from './bench.ts'
import type { Bench } from './bench.ts'

let folder: string
let server: PracticeServer
let bench: Bench
beforeEach(async () => {
  folder = await makeFolder()
  server = await startPracticeServer({
    users: [
      { name: 'practice', password: 'practice' },
      { name: 'clerk', password: 'pw', account: 'ledger' },
    ],
  })
  bench = await openBench(folder)
  bench.answers.certificate = () => ({ kind: 'certificate', decision: 'once' })
})
afterEach(async () => {
  await bench.close()
  await server.stop()
  await removeFolder(folder)
})

const kinds = () => bench.asked.map(({ kind }) => kind)
const withPassword = async (password = 'practice') => {
  await bench.engine.server.createVault(never, 'open sesame')
  const site = await save(bench, draftFor(server))
  await bench.engine.server.changeSecrets(never, site.id, { password })
  return site
}
async function reopen() {
  await bench.close()
  bench = await openBench(folder)
  bench.answers.certificate = () => ({ kind: 'certificate', decision: 'once' })
}

describe('the password of a site', () => {
  it('is used without asking while the vault is open', async () => {
    const site = await withPassword()
    await connectSite(bench, site.id)
    expect(kinds()).toEqual(['certificate'])
  })

  it('is asked to be unlocked after a restart, again after a wrong master password', async () => {
    const site = await withPassword()
    await reopen()
    const given = ['wrong', 'open sesame']
    bench.answers.unlock = () => ({ kind: 'unlock', masterPassword: given.shift()! })
    await connectSite(bench, site.id)
    expect(kinds()).toEqual(['certificate', 'unlock', 'unlock'])
    expect(bench.asked.slice(1)).toMatchObject([
      { title: 'Practice', wasWrong: false },
      { wasWrong: true },
    ])
  })

  it('is asked for when the user goes on without the vault', async () => {
    const site = await withPassword()
    await reopen()
    bench.answers.unlock = () => ({ kind: 'unlock' })
    bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: false })
    await connectSite(bench, site.id)
    expect(kinds()).toEqual(['certificate', 'unlock', 'password'])
  })

  it('closes the question when the vault is unlocked elsewhere', async () => {
    const site = await withPassword()
    await reopen()
    bench.answers.unlock = () => {
      void bench.engine.server.unlockVault(never, 'open sesame')
      // Too late and wrong: the question has been settled by then, or is asked no more.
      return { kind: 'unlock', masterPassword: 'open sesame' }
    }
    await connectSite(bench, site.id)
    expect(kinds()).not.toContain('password')
  })

  it('is not tried again once the server refused it; the new one can be saved', async () => {
    const site = await withPassword('outdated')
    await expect(connectSite(bench, site.id)).rejects.toMatchObject({ code: 'login-failed' })
    bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: true })
    await connectSite(bench, site.id)
    expect(bench.asked.at(-1)).toMatchObject({
      kind: 'password',
      siteId: site.id,
      refused: expect.stringContaining('530') as string,
    })
    expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('practice')
  })

  it('is saved from the question only where the user wants it', async () => {
    await bench.engine.server.createVault(never, 'm')
    const site = await save(bench, draftFor(server))
    bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: false })
    await connectSite(bench, site.id)
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual([])
  })

  it('goes together with an account where the server wants one', async () => {
    await bench.engine.server.createVault(never, 'm')
    const site = await save(bench, draftFor(server, { user: 'clerk', logon: 'account' }))
    await bench.engine.server.changeSecrets(never, site.id, { password: 'pw', account: 'ledger' })
    await connectSite(bench, site.id)
    expect(kinds()).toEqual(['certificate'])
  })

  it('asks for an account that is not saved', async () => {
    const site = await save(bench, draftFor(server, { user: 'clerk', logon: 'account' }))
    bench.answers.password = (question: { wanted: string }) => ({
      kind: 'password',
      password: question.wanted === 'account' ? 'ledger' : 'pw',
      remember: false,
    })
    await connectSite(bench, site.id)
    expect(bench.asked.slice(1)).toMatchObject([{ wanted: 'password' }, { wanted: 'account' }])
  })

  it('is forgotten when the site is to ask each time, or to be anonymous', async () => {
    const site = await withPassword()
    await save(bench, draftFor(server, { logon: 'ask' }), site.id)
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual([])
  })

  it('is only shown on request, and not while the vault is locked', async () => {
    const site = await withPassword()
    expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('practice')
    await bench.engine.server.lockVault(never)
    await expect(
      bench.engine.server.revealSecret(never, site.id, 'password'),
    ).rejects.toMatchObject({ code: 'vault-locked' })
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual(['password'])
  })
})

describe('who wants nothing saved', () => {
  it('gets nothing saved, from no side', async () => {
    await bench.engine.server.createVault(never, 'm')
    await bench.engine.server.changeSettings(never, { savePasswords: false })
    const site = await save(bench, draftFor(server))
    await expect(
      bench.engine.server.changeSecrets(never, site.id, { password: 'practice' }),
    ).rejects.toMatchObject({ code: 'not-possible-now' })
    bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: true })
    await connectSite(bench, site.id)
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual([])
  })

  it('has no vault file before a master password is chosen', async () => {
    const site = await save(bench, draftFor(server))
    await expect(
      bench.engine.server.changeSecrets(never, site.id, { password: 'practice' }),
    ).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await readdir(folder)).not.toContain('vault.json')
  })

  it('can have everything forgotten', async () => {
    const site = await withPassword()
    await bench.engine.server.forgetSecrets(never)
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual([])
    expect(await readFile(join(folder, 'vault.json'), 'utf8')).not.toContain(site.id)
  })
})

describe('deleting a site', () => {
  it('can be undone with its password, until Sampan ends', async () => {
    const site = await withPassword()
    const { ticket } = await bench.engine.server.deleteSites(never, [site.id])
    await expect(connectSite(bench, site.id)).rejects.toMatchObject({ code: 'bad-request' })
    await bench.engine.server.undoDelete(never, ticket)
    expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('practice')

    await bench.engine.server.deleteSites(never, [site.id])
    await reopen()
    expect(await bench.engine.server.savedSecrets(never, site.id)).toEqual([])
    expect(await readFile(join(folder, 'vault.json'), 'utf8')).not.toContain(site.id)
  })

  it('cannot be undone twice', async () => {
    const site = await save(bench, draftFor(server))
    const { ticket } = await bench.engine.server.deleteSites(never, [site.id])
    await bench.engine.server.undoDelete(never, ticket)
    await expect(bench.engine.server.undoDelete(never, ticket)).rejects.toMatchObject({
      code: 'not-possible-now',
    })
  })
})

describe('duplicating a site', () => {
  it('copies its password, or nothing at all while the vault is locked', async () => {
    const site = await withPassword()
    const [copy] = await bench.engine.server.duplicateSites(never, [site.id])
    expect(await bench.engine.server.revealSecret(never, copy!.id, 'password')).toBe('practice')
    await bench.engine.server.lockVault(never)
    await expect(bench.engine.server.duplicateSites(never, [site.id])).rejects.toMatchObject({
      code: 'vault-locked',
    })
  })
})

describe('saving a session as a site', () => {
  it('keeps its password, which no window has to send', async () => {
    await bench.engine.server.createVault(never, 'm')
    const { settings } = await bench.engine.server.startPractice(never)
    const session = await bench.engine.server.openSession(never, {
      settings: { ...settings, host: server.host, port: server.port } as never,
      credentials: { password: 'practice' },
    })
    const site = await bench.engine.server.saveSession(never, session.id, {
      name: 'Kept',
      parentId: null,
      savePassword: true,
    })
    expect(await bench.engine.server.revealSecret(never, site.id, 'password')).toBe('practice')
    expect(site).toMatchObject({ name: 'Kept', logon: 'password', user: 'practice' })
  })
})

describe('the password of the default proxy', () => {
  it('is for that very proxy only', async () => {
    await bench.engine.server.createVault(never, 'm')
    const proxy = { kind: 'socks5' as const, host: '127.0.0.1', port: 9, user: 'u' }
    await bench.engine.server.saveDefaults(never, { proxy })
    await bench.engine.server.changeSecrets(never, 'defaults', { proxyPassword: 'p' })
    expect(await bench.engine.server.savedSecrets(never, 'defaults')).toEqual(['proxyPassword'])
    await bench.engine.server.saveDefaults(never, {})
    expect(await bench.engine.server.savedSecrets(never, 'defaults')).toEqual([])
  })
})
