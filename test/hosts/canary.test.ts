import { execFileSync } from 'node:child_process'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { api } from '../../electron/contract/api.ts'
import type { ApiClient } from '../../electron/contract/api.ts'
import { connect } from '../../electron/contract/rpc.ts'
import type { Question } from '../../electron/contract/sessions.ts'
import { SiteDraft } from '../../electron/contract/sites.ts'
import type { Transfer } from '../../electron/contract/transfers.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { writeCertificates } from '../support/certificates.ts'
import { repository } from '../support/electron/launch.ts'
import { startHttpProxy, startSocksProxy } from '../support/proxies.ts'
import type { TestProxy } from '../support/proxies.ts'
import { createSearch, visibleOf } from '../support/secretForms.ts'
import type { Finding } from '../support/secretForms.ts'
import { driveSites } from '../support/sitesDriver.ts'
import { driveWindow } from '../support/windowDriver.ts'
import { openClientPort } from '../support/webSocketPorts.ts'

/** No two of them share a part, so that a finding says which it is. */
const canary = (name: string) => `${name}/ü+ ${randomBytes(9).toString('hex')}=?`
const secrets = {
  password: canary('Wort'),
  account: canary('Konto'),
  proxyPassword: canary('Weg'),
  keyPassphrase: canary('Bart'),
  quickPassword: canary('Eile'),
  wrongPassword: canary('Falsch'),
  changedPassword: canary('Neu'),
  masterPassword: canary('Haupt'),
  exportPassphrase: canary('Kiste'),
}
const search = createSearch(secrets)

let folder: string
let app: RunningApp
let browser: TestBrowser
let server: PracticeServer
let plainServer: PracticeServer
let proxies: TestProxy[]
let key: { certificate: string; key: string }
const findings: Finding[] = []
let framesSeen = 0
let processesSeen = 0

beforeAll(async () => {
  execFileSync(process.execPath, ['build/ensureBuilt.ts'], { cwd: repository, stdio: 'inherit' })
  folder = mkdtempSync(join(tmpdir(), 'sampan-canary-'))
  const certificates = await writeCertificates(join(folder, 'certificates'))
  const sealed = createPrivateKey(certificates.client.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: secrets.keyPassphrase,
  })
  key = { certificate: certificates.client.certificateFile, key: join(folder, 'sealed.key') }
  writeFileSync(key.key, sealed)
  const users = [
    { name: 'sam', password: secrets.password, account: secrets.account },
    { name: 'quick', password: secrets.quickPassword },
  ]
  const clientAuthority = certificates.authority.certificate
  server = await startPracticeServer({ users, tlsOptions: { clientAuthority } })
  plainServer = await startPracticeServer({ users, tls: 'none' })
  const login = { user: 'sam', password: secrets.proxyPassword }
  proxies = [await startHttpProxy(login), await startSocksProxy(login)]
  browser = await openBrowser()
  mkdirSync(join(folder, 'exports'))
}, 180_000)

afterAll(async () => {
  await app?.stop()
  await browser?.close()
  await server?.stop()
  await plainServer?.stop()
  for (const proxy of proxies ?? []) await proxy.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = () => startApp({ folder: join(folder, 'app') })
const look = () => {
  const seen = visibleOf(app.pid)
  processesSeen += seen.length
  findings.push(...search.inText('process list', seen))
}

/** A page's end of the bridge, every frame of which is searched. */
async function openClient(): Promise<{ client: ApiClient; close(): void }> {
  const { port, close } = await openClientPort(app.url)
  const client = connect(api, {
    ...port,
    listen: (receive) =>
      port.listen((message) => {
        framesSeen++
        const text = JSON.stringify(message)
        for (const finding of search.inText('frame', text))
          findings.push({ ...finding, place: `frame ${text.slice(0, 400)}` })
        receive(message)
      }),
  })
  const answer = (question: Question) => {
    if (question.kind === 'certificate') return { kind: 'certificate', decision: 'always' } as const
    if (question.kind === 'plain') return { kind: 'plain', decision: 'go-on' } as const
    if (question.kind === 'unlock')
      return { kind: 'unlock', masterPassword: secrets.masterPassword } as const
    if (question.kind === 'conflict')
      return { kind: 'conflict', choice: 'overwrite', forAll: true } as const
    return { kind: 'password', password: secrets.wrongPassword, remember: false } as const
  }
  client.watchQuestions({
    batch: (items) => {
      for (const item of items)
        if (item.kind !== 'settled') void client.answerQuestion(item.id, answer(item))
    },
  })
  client.watchProtocol({}, { batch: () => {} })
  client.watchSites({ batch: () => {} })
  client.watchVault({ batch: () => {} })
  return { client, close }
}

const draft = (more: object) =>
  SiteDraft.parse({
    name: 'Harbour',
    host: server.host,
    port: server.port,
    user: 'sam',
    logon: 'account',
    clientCertificate: key,
    ...more,
  })
const all = ({ password, account, proxyPassword, keyPassphrase } = secrets) => ({
  password,
  account,
  proxyPassword,
  keyPassphrase,
})

async function endOf(client: ApiClient, id: string): Promise<Transfer['status']> {
  const rows = async () => {
    const found = await Promise.all(
      (['queue', 'failed', 'done'] as const).map((tab) =>
        client.listTransfers({ tab, offset: 0, limit: 100 }),
      ),
    )
    return found.flatMap((one) => one.rows)
  }
  const isOver = async () => {
    const row = (await rows()).find((one) => one.id === id)
    return row !== undefined && ['done', 'failed'].includes(row.status.state)
  }
  await until(isOver)
  return (await rows()).find((one) => one.id === id)!.status
}
const file = (source: object, target: object, size: number) =>
  ({ source, target, kind: 'file', size, modifiedAt: null }) as never

/** Connects, transfers both ways, fails in several ways, asks why, and is killed on the way. */
async function firstLife() {
  app = await start()
  const { client, close } = await openClient()
  await client.createVault(secrets.masterPassword)
  await client.changeSettings({ keepLogFiles: true })
  const [http, socks] = proxies.map(({ host, port }) => ({ host, port, user: 'sam' }))
  const site = await client.saveSite(draft({ options: { proxy: { kind: 'http', ...http } } }))
  const twin = await client.saveSite(
    draft({ name: 'Twin', options: { proxy: { kind: 'socks5', ...socks } } }),
  )
  for (const { id } of [site, twin]) await client.changeSecrets(id, all())
  await client.duplicateSites([twin.id])
  look()

  const session = await client.openSession({ siteId: site.id })
  expect(session.tls).toBeDefined()
  await client.openSession({ siteId: twin.id })
  const local = (name: string) => ({ kind: 'local', path: join(app.localFolder, name) })
  const remote = (path: string) => ({ kind: 'remote', sessionId: session.id, path })
  writeFileSync(join(app.localFolder, 'up.txt'), 'cargo')
  const [down, up] = await client.enqueueTransfers(
    [
      file(
        remote('/README.txt'),
        local('down.txt'),
        statSync(join(server.folder, 'README.txt')).size,
      ),
      file(local('up.txt'), remote('/uploaded.txt'), 5),
    ],
    {},
  )
  expect(await endOf(client, down!)).toMatchObject({ state: 'done' })
  expect(await endOf(client, up!)).toMatchObject({ state: 'done' })
  look()

  // Raw commands with secrets in them, and a transfer that cannot work.
  await client.sendRawCommand(
    session.id,
    `SITE PSWD ${secrets.password} ${secrets.changedPassword}`,
  )
  await client.sendRawCommand(session.id, `acct ${secrets.account}`).catch(() => {})
  const [gone] = await client.enqueueTransfers(
    [file(remote('/missing.txt'), local('missing.txt'), 1)],
    {},
  )
  expect(await endOf(client, gone!)).toMatchObject({ state: 'failed' })
  await client.diagnose({ sessionId: session.id }, 'en')

  // Quick connections: right, wrong, and to nowhere.
  const quick = { host: plainServer.host, port: plainServer.port, user: 'quick' }
  const opened = await client.openSession({
    settings: quick,
    credentials: { password: secrets.quickPassword },
  })
  const failed = await client
    .openSession({
      settings: { ...quick, user: 'sam' },
      credentials: { password: secrets.wrongPassword },
    })
    .catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: 'login-failed' })
  await client
    .openSession({
      settings: { ...quick, port: 1 },
      credentials: { password: secrets.quickPassword },
    })
    .catch(() => {})
  await client.saveSession(opened.id, { name: 'Quick', parentId: null, savePassword: true })
  await new Promise<void>((resolve) =>
    client.runChecks({ siteId: site.id }, 'en', {
      batch: () => {},
      end: resolve,
      error: () => resolve(),
    }),
  )
  await new Promise<void>((resolve) =>
    client.testSite(site, {}, site.id, { batch: () => {}, end: resolve, error: () => resolve() }),
  )
  const plain = await client.exportSites({ ids: 'all', as: { kind: 'plain' } })
  const encrypted = await client.exportSites({
    ids: 'all',
    as: { kind: 'encrypted', passphrase: secrets.exportPassphrase },
  })
  expect(encrypted.passwords).toBeGreaterThan(0)
  writeFileSync(join(folder, 'exports', plain.name), plain.text)
  writeFileSync(join(folder, 'exports', encrypted.name), encrypted.text)
  look()

  // Killed in the middle of a transfer.
  await client.changeSettings({ downloadLimit: 200_000 })
  await client.enqueueTransfers([file(remote('/5 MiB.bin'), local('big.bin'), 5 * 1024 * 1024)], {})
  await until(async () => {
    const { rows } = await client.listTransfers({ tab: 'queue', offset: 0, limit: 10 })
    return rows.some(({ transferred }) => transferred > 0)
  })
  process.kill(app.pid, 'SIGKILL')
  close()
  findings.push(...search.inText('messages', app.messages()))
  await app.stop()
  findings.push(...search.inFolder(join(folder, 'app', 'data')))
}

/** Goes on where it was killed. */
async function secondLife() {
  app = await start()
  const { client, close } = await openClient()
  await client.changeSettings({ downloadLimit: 0, resumeQueueAtStart: 'resume' })
  await client.unlockVault(secrets.masterPassword)
  await client.resumeTransfers('all')
  await client.runQueue(true)
  await until(
    async () => {
      const { rows } = await client.listTransfers({ tab: 'done', offset: 0, limit: 100 })
      return rows.some(({ target }) => target.endsWith('big.bin'))
    },
    { timeout: 30_000 },
  )
  await client.changeMasterPassword(secrets.masterPassword, secrets.masterPassword)
  await client.lockVault()
  look()
  findings.push(...search.inText('messages', app.messages()))
  close()
  await app.stop()
}

async function saveDownload(page: Page, click: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  await download.saveAs(join(folder, 'exports', `page-${download.suggestedFilename()}`))
}

/** In a window: connect, and save log and sites in every form. */
async function inTheWindow() {
  app = await start()
  await browser.withPage({ name: 'canary' }, async (page) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        framesSeen++
        findings.push(...search.inText('frame of the page', String(payload)))
      }),
    )
    const sites = driveSites(page)
    const window = driveWindow(page)
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await sites.open()
    await sites.row('Harbour').first().dblclick()
    await page.getByTestId('unlock-password').fill(secrets.masterPassword)
    await page.getByTestId('unlock-ok').click()
    await window.ready('remote')
    await window.tab('protocol')
    for (const format of ['text', 'jsonl', 'report']) {
      await page.getByTestId('log-save').click()
      await saveDownload(page, () => page.getByTestId(`log-save-${format}`).click())
    }
    await sites.open()
    for (const kind of ['plain', 'encrypted']) {
      await page.getByTestId('sites-more').click()
      await page.getByRole('menuitem').nth(1).click()
      await page.getByTestId(`export-${kind}`).click()
      if (kind === 'encrypted')
        for (const id of ['export-passphrase', 'export-repeat'])
          await page.getByTestId(id).fill(secrets.exportPassphrase)
      await saveDownload(page, () => page.getByTestId('export-ok').click())
      await page.getByTestId('dialog-export').waitFor({ state: 'detached' })
    }
    findings.push(...search.inText('page', await page.content()))
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    )
    findings.push(...search.inText('storage of the page', kept))
    look()
  })
  findings.push(...search.inText('messages', app.messages()))
  await app.stop()
}

it('no secret appears anywhere but in the vault, in any form', { timeout: 240_000 }, async () => {
  // The search itself: each form of each secret is found among other text.
  for (const { secret, form, bytes } of search.wanted)
    expect(
      search.inBytes('here', Buffer.concat([Buffer.from('..'), bytes, Buffer.from('..')])),
    ).toContainEqual({ secret, form, place: 'here' })
  for (const before of ['', 'a', 'ab'])
    expect(
      search.inText('', Buffer.from(`${before}${secrets.password}x`).toString('base64')),
    ).not.toEqual([])

  await firstLife()
  await secondLife()
  await inTheWindow()

  findings.push(
    ...search.inFolder(join(folder, 'app')),
    ...search.inFolder(join(folder, 'exports')),
  )
  expect(findings).toEqual([])
  // That something was looked at: streams of frames, processes, log files and exports.
  expect(framesSeen).toBeGreaterThan(100)
  expect(processesSeen).toBeGreaterThan(100)
  for (const path of ['data/vault.json', 'data/sites.json', `data/logs`])
    expect(statSync(join(folder, 'app', path)).size).toBeGreaterThan(0)
  expect(proxies.map(({ destinations }) => destinations.length > 0)).toEqual([true, true])
})
