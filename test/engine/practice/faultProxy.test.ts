import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
} from '../../../electron/engine/practice/index.ts'
import { startFaultProxy, type FaultProxy, type ProxyRule } from '../../support/faultProxy.ts'
import { startBlackHole, startRawServer } from '../../support/scriptedServer.ts'
import { curl, hashOf, hashOfFile } from './programs.ts'
import { RawClient, readAll } from './rawClient.ts'

const passivePorts = [47_400, 47_419] as const
const content = Buffer.alloc(3_000_000, 'some content that repeats ')

let folder: string
let server: PracticeServer
let proxy: FaultProxy

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-proxy-'))
  await writeFile(path.join(folder, 'f'), content)
  server = await startPracticeServer({ folder, passivePorts })
})

afterEach(async () => {
  await proxy.stop()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(rules: ProxyRule[], latency = 0) {
  const target = { host: server.host, port: server.port, passivePorts }
  proxy = await startFaultProxy({ target, rules, latency })
}

const url = (name: string) => `ftp://practice:practice@127.0.0.2:${server.port}/${name}`

async function download(...flags: string[]) {
  const local = path.join(folder, 'copy')
  await rm(local, { force: true })
  const outcome = await curl('-k', ...flags, '-o', local, url('f'))
  const size = await stat(local).then(
    (info) => info.size,
    () => 0,
  )
  return { ...outcome, size, local }
}

describe.each([
  ['plain', []],
  ['TLS', ['--ssl-reqd']],
])('%s', (_, flags) => {
  it('passes everything on', async () => {
    await start([])
    const { code, local } = await download(...flags)
    expect(code).toBe(0)
    expect(await hashOfFile(local)).toBe(hashOf(content))
    expect(await curl('-k', ...flags, '-T', local, url('up'))).toMatchObject({ code: 0 })
    expect(await hashOfFile(path.join(folder, 'up'))).toBe(hashOf(content))
    const links = proxy.links()
    expect(links.map(({ channel }) => channel)).toEqual(['control', 'data', 'control', 'data'])
    expect(links[1]!.toClient).toBeGreaterThanOrEqual(content.length)
    expect(links[3]!.toServer).toBeGreaterThanOrEqual(content.length)
    expect(links.flatMap(({ faults }) => faults)).toEqual([])
  })

  it('slices the control connection into three bytes', async () => {
    await start([{ channel: 'control', fault: { slice: 3 } }])
    const { code, local } = await download(...flags)
    expect(code).toBe(0)
    expect(await hashOfFile(local)).toBe(hashOf(content))
    expect(proxy.links()[0]!.faults).toHaveLength(1)
  })

  it('ends a download early', async () => {
    await start([{ channel: 'data', direction: 'to-client', after: 98_304, fault: 'FIN' }])
    const { code, size } = await download(...flags)
    expect(code).toBe(18)
    expect(size).toBeLessThanOrEqual(98_304)
    expect(proxy.links()[1]).toMatchObject({ toClient: 98_304, faults: ['FIN'] })
  })

  it('resets a download', async () => {
    await start([{ channel: 'data', connection: 1, after: 100_000, fault: 'RST' }])
    const { code } = await download(...flags)
    expect([18, 56]).toContain(code)
    expect(await download(...flags)).toMatchObject({ code: 0, size: content.length })
  })
})

it('lets the server say 226 to a download that ended early', async () => {
  await start([{ channel: 'data', direction: 'to-client', after: 98_304, fault: 'FIN' }])
  const client = await RawClient.login({ host: '127.0.0.2', port: server.port })
  const { bytes, last } = await client.fetch('RETR f')
  expect(bytes.equals(content.subarray(0, 98_304))).toBe(true)
  expect(last.text).toBe('226 Transfer complete.')
  await client.expect(200, 'NOOP')
  client.close()
})

it('cuts an upload so that the server keeps a part', async () => {
  await start([{ channel: 'data', direction: 'to-server', after: 50_000, fault: 'FIN' }])
  await curl('-T', path.join(folder, 'f'), url('up'))
  expect(await hashOfFile(path.join(folder, 'up'))).toBe(hashOf(content.subarray(0, 50_000)))
})

it('lets nothing through after a black hole, and ends on stop', async () => {
  await start([{ channel: 'data', after: 10_000, fault: 'black-hole' }])
  const outcome = await download('--max-time', '1')
  expect(outcome).toMatchObject({ code: 28, size: 10_000 })
})

it('delays and throttles', async () => {
  await start([
    { channel: 'control', after: 0, direction: 'to-client', fault: { delay: 300 } },
    { channel: 'data', fault: { rate: 10_000_000 } },
  ])
  const begin = performance.now()
  expect(await download()).toMatchObject({ code: 0, size: content.length })
  expect(performance.now() - begin).toBeGreaterThan(580)
})

it('takes new rules while it runs, and cuts at once', async () => {
  await start([])
  const client = await RawClient.login({ host: '127.0.0.2', port: server.port })
  proxy.setRules([{ channel: 'control', direction: 'to-server', fault: { delay: 200 } }])
  const begin = performance.now()
  await client.expect(200, 'NOOP')
  expect(performance.now() - begin).toBeGreaterThan(180)
  proxy.setRules([])
  proxy.cut('control', 'RST')
  await client.rest()
  expect(proxy.links()[0]!.faults).toContain('RST')
})

it('adds a round trip to every command', async () => {
  await start([], 50)
  const client = await RawClient.login({ host: '127.0.0.2', port: server.port })
  const begin = performance.now()
  for (let count = 0; count < 3; count++) await client.expect(200, 'NOOP')
  expect(performance.now() - begin).toBeGreaterThan(290)
  expect(hashOf((await client.fetch('RETR f')).bytes)).toBe(hashOf(content))
  client.close()
})

it('strikes the connections a function chooses', async () => {
  const isUnlucky = (nth: number) => nth % 2 === 0
  await start([
    { channel: 'data', connection: isUnlucky, after: (nth) => nth * 1000, fault: 'FIN' },
  ])
  const client = await RawClient.login({ host: '127.0.0.2', port: server.port })
  const sizes = []
  for (let count = 0; count < 4; count++) sizes.push((await client.fetch('RETR f')).bytes.length)
  expect(sizes).toEqual([content.length, 2000, content.length, 4000])
  client.close()
})

describe('raw servers', () => {
  it('speak what they like, and count', async () => {
    await start([])
    const raw = await startRawServer((socket, nth) => void socket.end(`SSH-2.0-${nth}\r\n`))
    for (const nth of [1, 2]) {
      const bytes = await readAll(connect(raw.port, raw.host))
      expect(String(bytes)).toBe(`SSH-2.0-${nth}\r\n`)
    }
    expect(raw.count()).toBe(2)
    await raw.stop()
  })

  it('can be a port that never answers', async () => {
    await start([])
    const hole = await startBlackHole()
    const socket: Socket = connect(hole.port, '127.0.0.1')
    const silence = new Promise((resolve) => setTimeout(resolve, 500, 'silence'))
    expect(await Promise.race([once(socket, 'connect'), silence])).toBe('silence')
    socket.destroy()
    await hole.stop()
  })
})
