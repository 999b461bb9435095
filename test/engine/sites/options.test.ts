import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Entry, FolderPart } from '../../../electron/contract/files.ts'
import type { SiteDraft, SiteOptions } from '../../../electron/contract/sites.ts'
import type { Transfer } from '../../../electron/contract/transfers.ts'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type {
  PracticeServer,
  PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { writeCertificates } from '../../support/certificates.ts'
import { startHttpProxy, startSocksProxy } from '../../support/proxies.ts'
import { connectSite, draftFor, makeFolder, never, openBench, removeFolder, save } from './bench.ts'
import type { Bench } from './bench.ts'

let folder: string
let server: PracticeServer
let bench: Bench
const stops: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await makeFolder()
  bench = await openBench(folder)
  bench.answers.certificate = () => ({ kind: 'certificate', decision: 'once' })
  bench.answers.password = () => ({ kind: 'password', password: 'practice', remember: false })
})
afterEach(async () => {
  await bench.close()
  for (const stop of stops.splice(0)) await stop()
  await removeFolder(folder)
})

async function serve(options: PracticeServerOptions = {}) {
  const remote = join(folder, 'remote')
  await mkdir(remote, { recursive: true })
  server = await startPracticeServer({ tls: 'none', folder: remote, ...options })
  stops.push(() => server.stop())
  return remote
}
/** Saves a site with these options and connects to it, as a person would. */
async function open(options: SiteOptions, more: Partial<SiteDraft> = {}) {
  const tls = server.certificate ? {} : { encryption: 'none' as const }
  const site = await save(bench, draftFor(server, { ...tls, ...more, options }))
  const session = await connectSite(bench, site.id)
  return { site, session }
}
async function list(sessionId: string, path = '/'): Promise<Entry[]> {
  const entries: Entry[] = []
  await bench.engine.server.readFolder(
    {
      signal: never,
      send: async (parts) => {
        for (const part of parts as FolderPart[])
          if (part.part === 'entries') entries.push(...part.entries)
      },
    },
    { kind: 'remote', sessionId, path },
  )
  return entries
}
const commands = (wanted: RegExp) => server.commands().filter((line) => wanted.test(line))

type Job = { from: string; to: string; up?: boolean }
async function transfer(sessionId: string, jobs: Job[]): Promise<Transfer[]> {
  const remote = (path: string) => ({ kind: 'remote' as const, sessionId, path })
  const local = (path: string) => ({ kind: 'local' as const, path })
  const ids = await bench.engine.server.enqueueTransfers(
    never,
    jobs.map(({ from, to, up }) => ({
      source: up ? local(from) : remote(from),
      target: up ? remote(to) : local(to),
      kind: 'file' as const,
      size: null,
      modifiedAt: null,
    })),
    { onConflict: 'overwrite', first: false, paused: false },
  )
  return new Promise((resolve, reject) => {
    const stop = new AbortController()
    const over = new Map<string, Transfer>()
    void bench.engine.server.watchTransfers({
      signal: stop.signal,
      async send(rows) {
        for (const row of rows as Transfer[]) {
          if (row.status.state === 'failed') reject(new Error(JSON.stringify(row.status)))
          if (row.status.state === 'done' && ids.includes(row.id)) over.set(row.id, row)
        }
        if (over.size < ids.length) return
        stop.abort()
        resolve([...over.values()])
      },
    })
  })
}

describe('how data connections are opened', () => {
  it('active: ports of the range, and the address for outside', async () => {
    await serve({ features: { thirdParty: true } })
    const { session } = await open({ mode: 'active', activePorts: [50_600, 50_640] })
    await list(session.id)
    const [, high, low] = /^PORT 127,0,0,1,(\d+),(\d+)$/.exec(commands(/^PORT/)[0] ?? '') ?? []
    const port = Number(high) * 256 + Number(low)
    expect(port).toBeGreaterThanOrEqual(50_600)
    expect(port).toBeLessThanOrEqual(50_640)

    const outside = await open({ mode: 'active', externalAddress: '127.0.0.9' })
    // Nobody listens there: the command is what counts.
    await list(outside.session.id).catch(() => {})
    expect(commands(/^PORT 127,0,0,9,/)).not.toEqual([])
  })

  it('passive, with PASV alone where EPSV is switched off', async () => {
    await serve()
    const { session } = await open({ mode: 'passive', noEpsv: true })
    await list(session.id)
    expect(commands(/^(EPSV|EPRT|PORT)/)).toEqual([])
    expect(commands(/^PASV/)).not.toEqual([])
  })
})

describe('how folders are read', () => {
  it('LIST in place of MLSD, with -a where asked for', async () => {
    const remote = await serve({ features: { hideDotFiles: true } })
    await writeFile(join(remote, '.hidden'), '')
    const plain = await open({ noMlsd: true, showHidden: false })
    expect(await list(plain.session.id)).toEqual([])
    expect(commands(/^(MLSD|LIST)/)).toEqual(['LIST'])
    const all = await open({ listAll: true, showHidden: false })
    expect(commands(/^MLSD/)).toEqual([])
    await list(all.session.id)
    expect(commands(/^LIST/).at(-1)).toBe('LIST -a')
    expect(commands(/^MLSD/)).toEqual([])
  })

  it.each([
    ['with MLSD', {}],
    ['with LIST', { noMlsd: true }],
  ])('hidden files are there or not, %s', async (_how, quirks) => {
    const remote = await serve()
    for (const name of ['.hidden', 'shown']) await writeFile(join(remote, name), '')
    const names = async (showHidden: boolean) => {
      const { session } = await open({ ...quirks, showHidden })
      return (await list(session.id)).map(({ name }) => name).sort()
    }
    expect(await names(true)).toEqual(['.hidden', 'shown'])
    expect(await names(false)).toEqual(['shown'])
  })

  it('times of LIST by the offset of the server', async () => {
    const remote = await serve({ features: { listTimeOffset: 330, without: ['MLST', 'MLSD'] } })
    const file = join(remote, 'dated')
    await writeFile(file, '')
    const time = Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000
    await utimes(file, time / 1000, time / 1000)
    const { session } = await open({ timeOffsetMinutes: 330 })
    expect((await list(session.id))[0]?.modifiedAt).toBe(time)
  })

  it('names in the encoding of the site, without switching to UTF-8', async () => {
    const remote = await serve({ features: { encoding: 'gbk' } })
    await writeFile(join(remote, '港口.txt'), '')
    const { session } = await open({ encoding: 'gbk', noUtf8: true })
    expect((await list(session.id)).map(({ name }) => name)).toEqual(['港口.txt'])
    expect(commands(/^OPTS UTF8/i)).toEqual([])
  })
})

describe('what is sent at the beginning', () => {
  it('commands after the login, as typed and in order', async () => {
    await serve()
    await open({}, { postLoginCommands: ['SITE HELP', 'NOOP'], remoteFolder: '/' })
    const sent = server.commands()
    const login = sent.findIndex((line) => line.startsWith('PASS'))
    expect(sent.indexOf('SITE HELP')).toBeGreaterThan(login)
    expect(sent.indexOf('NOOP')).toBeGreaterThan(sent.indexOf('SITE HELP'))
  })

  it('the virtual host, before the user', async () => {
    await serve()
    await open({}, { virtualHost: 'harbour.example' }).catch(() => {})
    const sent = server.commands()
    const [first] = sent.filter((line) => /^(HOST|USER)/.test(line))
    expect(first).toBe('HOST harbour.example')
  })

  it('NOOP after each interval, or never', async () => {
    await serve()
    const { session } = await open({ keepAliveInterval: 0.1 })
    await expect.poll(() => commands(/^NOOP/).length, { timeout: 5_000 }).toBeGreaterThan(2)
    await bench.engine.server.closeSession(never, session.id)
    await open({ keepAliveInterval: 0 })
    const before = commands(/^NOOP/).length
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(commands(/^NOOP/)).toHaveLength(before)
  })
})

describe('how long is waited', () => {
  it('for a reply', async () => {
    await serve({ script: [{ on: 'PWD', instead: null }] })
    const started = performance.now()
    await expect(open({ replyTimeout: 1 })).rejects.toMatchObject({ code: 'timeout' })
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('for a server that takes the connection and says nothing', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    stops.push(async () => silent.close())
    const { port } = silent.address() as AddressInfo
    const site = await save(
      bench,
      draftFor({ host: '127.0.0.1', port }, { encryption: 'none', options: { connectTimeout: 1 } }),
    )
    const started = performance.now()
    await expect(connectSite(bench, site.id)).rejects.toMatchObject({ code: 'timeout' })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('how much at a time', () => {
  it('no more transfer connections than the limit', async () => {
    const remote = await serve()
    await mkdir(join(folder, 'in'))
    const names = ['1', '2', '3', '4', '5', '6']
    for (const name of names) await writeFile(join(remote, name), 'x'.repeat(20_000))
    const { session } = await open({ connectionLimit: 2, downloadLimit: 60_000 })
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, server.connections().length)), 5)
    await transfer(
      session.id,
      names.map((name) => ({ from: `/${name}`, to: join(folder, 'in', name) })),
    )
    clearInterval(watch)
    // One for browsing beside the two.
    expect(most).toBe(3)
  })

  it.each([
    ['downloads', { parallelDownloads: 1 }, false],
    ['uploads', { parallelUploads: 1 }, true],
  ] as const)('no more %s than allowed', async (_what, limit, up) => {
    const remote = await serve()
    const names = ['1', '2', '3', '4']
    const local = join(folder, 'local')
    await mkdir(local)
    for (const name of names) await writeFile(join(up ? local : remote, name), 'x'.repeat(20_000))
    const { session } = await open({ ...limit, downloadLimit: 80_000, uploadLimit: 80_000 })
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, server.connections().length)), 5)
    await transfer(
      session.id,
      names.map((name) => ({
        from: up ? join(local, name) : `/${name}`,
        to: up ? `/${name}` : join(local, name),
        up,
      })),
    )
    clearInterval(watch)
    expect(most).toBe(2)
  })

  it.each([
    ['down', { downloadLimit: 1_500_000 }, false],
    ['up', { uploadLimit: 1_500_000 }, true],
  ] as const)('no faster than the limit, %s', async (_way, limit, up) => {
    const remote = await serve()
    const local = join(folder, 'local')
    await mkdir(local)
    await writeFile(join(up ? local : remote, 'big'), 'x'.repeat(4_000_000))
    const { session } = await open(limit)
    const started = performance.now()
    await transfer(session.id, [
      { from: up ? join(local, 'big') : '/big', to: up ? '/big' : join(local, 'big'), up },
    ])
    // A part may be there at once; the rest comes at the speed of the limit.
    expect(performance.now() - started).toBeGreaterThan(800)
    expect((await stat(up ? join(remote, 'big') : join(local, 'big'))).size).toBe(4_000_000)
  })
})

it('MDTM sets times where MFMT is not offered and the site says so', async () => {
  const remote = await serve({ features: { without: ['MFMT'], mdtmWrites: true } })
  const file = join(folder, 'dated')
  await writeFile(file, 'x')
  const time = Math.floor(Date.now() / 1000) - 1_000_000
  await utimes(file, time, time)
  const off = await open({})
  await transfer(off.session.id, [{ from: file, to: '/one', up: true }])
  expect(commands(/^MDTM \d{14} /)).toEqual([])
  const on = await open({ mdtmForTimes: true })
  await transfer(on.session.id, [{ from: file, to: '/two', up: true }])
  expect(commands(/^MDTM \d{14} /)).not.toEqual([])
  expect(Math.floor((await stat(join(remote, 'two'))).mtimeMs / 1000)).toBe(time)
})

describe('the way to the server', () => {
  it('is the proxy of the defaults, another of its own, or none', async () => {
    await serve()
    const [common, own] = [await startHttpProxy(), await startSocksProxy()]
    stops.push(common.stop, own.stop)
    const place = `${server.host}:${server.port}`
    const proxy = { kind: 'http' as const, host: common.host, port: common.port }
    await bench.engine.server.saveDefaults(never, { proxy })
    await open({})
    expect(common.destinations).toEqual([place])
    await open({ proxy: { kind: 'socks5', host: own.host, port: own.port } })
    expect(own.destinations).toEqual([place])
    await open({ proxy: 'none' })
    expect([...common.destinations, ...own.destinations]).toEqual([place, place])
  })

  it('is no older TLS than the site allows', async () => {
    await serve({ tls: 'explicit', tlsOptions: { maxVersion: 'TLSv1.2' } })
    await expect(open({ minimumTls: '1.3' })).rejects.toMatchObject({ code: 'tls-failed' })
    expect((await open({ minimumTls: '1.2' })).session.tls?.version).toBe('TLSv1.2')
  })

  it('is old TLS where the site allows it, and only there', async () => {
    const old = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const
    await serve({ tls: 'explicit', tlsOptions: old })
    await expect(open({})).rejects.toMatchObject({ code: 'tls-failed' })
    const { session } = await open({ minimumTls: '1.0' })
    expect(session.tls?.version).toBe('TLSv1.1')
    expect(await list(session.id)).toEqual([])
  })

  it('shows a client certificate', async () => {
    const certificates = await writeCertificates(join(folder, 'certificates'))
    const clientAuthority = certificates.authority.certificate
    await serve({ tls: 'explicit', tlsOptions: { clientAuthority } })
    await expect(open({})).rejects.toMatchObject({
      code: expect.stringMatching(/^(tls-failed|server-closed)$/) as string,
    })
    const { certificateFile, keyFile } = certificates.client
    const { session } = await open(
      {},
      { clientCertificate: { certificate: certificateFile, key: keyFile } },
    )
    expect(session.tls).toBeDefined()
    expect(await list(session.id)).toEqual([])
  })
})

describe('a site that is edited', () => {
  it('counts with the next connection', async () => {
    await serve()
    const { site, session } = await open({ mode: 'passive' })
    await bench.engine.server.closeSession(never, session.id)
    await bench.engine.server.changeSites(never, [site.id], { options: { mode: 'active' } })
    const again = await connectSite(bench, site.id)
    await list(again.id)
    expect(commands(/^PORT/)).not.toEqual([])
  })

  it('takes the defaults where it says nothing itself', async () => {
    await serve()
    await bench.engine.server.saveDefaults(never, { mode: 'active' })
    const { session } = await open({})
    await list(session.id)
    expect(commands(/^PORT/)).not.toEqual([])
    const own = await open({ mode: 'passive' })
    await list(own.session.id)
    expect(commands(/^(EPSV|PASV)/)).not.toEqual([])
  })
})
