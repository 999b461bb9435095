import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Port } from '../../electron/contract/rpc.ts'
import { sendRaw } from '../support/rawHttp.ts'
import type { TestWebHost } from '../support/webSocketPorts.ts'
import { openPageSocket, openTestWebHost, startSession } from '../support/webSocketPorts.ts'

/** What every stranger gets, to the byte. */
const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

const upgrade = (host: string, origin: string | undefined) =>
  `GET /bridge HTTP/1.1
Host: ${host}
${origin === undefined ? '' : `Origin: ${origin}\n`}Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==

`

const tokenOf = (host: TestWebHost) => new URL(host.newLink()).hash.slice('#token='.length)

/** A POST to /session that would be right, but for what is changed. */
function sessionRequest(
  host: TestWebHost,
  token: string,
  changes: Record<string, string | undefined> = {},
): [string, string] {
  const body = JSON.stringify({ token })
  const headers = {
    Host: `127.0.0.1:${host.port}`,
    Origin: host.origin,
    'Content-Type': 'application/json',
    'X-Sampan': '1',
    'Content-Length': String(body.length),
    Connection: 'close',
    ...changes,
  }
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\n`)
  return [`POST /session HTTP/1.1\n${lines.join('')}\n`, body]
}

describe('attacks on the web host', () => {
  let host: TestWebHost
  const attached: Port[] = []
  let here: string
  beforeAll(async () => {
    host = await openTestWebHost({ attach: (port) => attached.push(port) })
    here = `127.0.0.1:${host.port}`
  })
  afterAll(() => host.close())

  const get = (name: string, more = '') =>
    sendRaw(host.port, `GET / HTTP/1.1\nHost: ${name}\n${more}Connection: close\n\n`)

  it('serves the page to a request that is right', async () => {
    expect(await get(here)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await get(`localhost:${host.port}`)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('1: refuses a foreign Host (DNS rebinding)', async () => {
    expect(await get(`evil.test:${host.port}`)).toBe(refusal)
    expect(await get('127.0.0.1')).toBe(refusal)
    expect(await get(`127.0.0.1:${host.port + 1}`)).toBe(refusal)
    expect(await sendRaw(host.port, upgrade(`evil.test:${host.port}`, host.origin))).toBe(refusal)
  })

  it('2: refuses a missing or doubled Host', async () => {
    expect(await sendRaw(host.port, 'GET / HTTP/1.1\nConnection: close\n\n')).toBe(refusal)
    expect(await sendRaw(host.port, 'GET / HTTP/1.0\n\n')).toBe(refusal)
    expect(await get(here, 'Host: evil.test\n')).toBe(refusal)
  })

  it('3: refuses 0.0.0.0', async () => {
    expect(await get(`0.0.0.0:${host.port}`)).toBe(refusal)
  })

  it('4: refuses names that only begin or end like ours', async () => {
    expect(await get(`localhost.evil.test:${host.port}`)).toBe(refusal)
    expect(await get(`evil.localhost:${host.port}`)).toBe(refusal)
    expect(await get(`127.0.0.1.evil.test:${host.port}`)).toBe(refusal)
  })

  it('5: refuses a socket from a foreign, missing or null Origin', async () => {
    for (const origin of [undefined, 'null', 'https://evil.test', '', `https://${here}`])
      expect(await sendRaw(host.port, upgrade(here, origin))).toBe(refusal)
  })

  it('6: refuses a socket from another port of this machine', async () => {
    expect(await sendRaw(host.port, upgrade(here, `http://127.0.0.1:${host.port + 1}`))).toBe(
      refusal,
    )
    // Both names are ours, but a page of the one is no page of the other.
    expect(await sendRaw(host.port, upgrade(here, `http://localhost:${host.port}`))).toBe(refusal)
  })

  it('7: lets a token in once', async () => {
    const token = tokenOf(host)
    expect(await sendRaw(host.port, ...sessionRequest(host, token))).toMatch(/^HTTP\/1\.1 200 /)
    expect(await sendRaw(host.port, ...sessionRequest(host, token))).toBe(refusal)
  })

  it('8: changes nothing by GET', async () => {
    const token = tokenOf(host)
    for (const path of [`/session?token=${token}`, '/session', '/bridge'])
      expect(
        await sendRaw(host.port, `GET ${path} HTTP/1.1\nHost: ${here}\nConnection: close\n\n`),
      ).toBe(refusal)
    expect(await sendRaw(host.port, ...sessionRequest(host, token))).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('9: refuses what a form or a simple request of another site can send', async () => {
    const token = tokenOf(host)
    for (const changes of [
      { 'X-Sampan': undefined },
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { Origin: undefined },
      { Origin: 'null' },
      { Origin: 'https://evil.test' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Content-Length': '4097' },
    ])
      expect(await sendRaw(host.port, ...sessionRequest(host, token, changes))).toBe(refusal)
    expect(await sendRaw(host.port, ...sessionRequest(host, token))).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('10: answers no preflight', async () => {
    const answer = await sendRaw(
      host.port,
      `OPTIONS /session HTTP/1.1\nHost: ${here}\nOrigin: https://evil.test\n` +
        'Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: x-sampan\n\n',
    )
    expect(answer).toBe(refusal)
  })

  it('11: cuts off a page that sends much before it has shown its session', async () => {
    const mask = Buffer.alloc(4)
    const size = Buffer.alloc(8)
    size.writeBigUInt64BE(BigInt(32 * 1024 * 1024))
    const frame = Buffer.concat([Buffer.from([0x81, 0xff]), size, mask, Buffer.alloc(64 * 1024)])
    const answer = await sendRaw(host.port, upgrade(here, host.origin), frame)
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
    expect(attached).toHaveLength(0)
  })

  it('11: closes on a frame above the limit, also with a session', async () => {
    const socket = await openPageSocket(host, await startSession(host))
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    socket.on('error', () => {})
    // Only the announced length counts: 64 MiB and one byte never need to be sent.
    const head = Buffer.alloc(14)
    head[0] = 0x81
    head[1] = 0xff
    head.writeBigUInt64BE(BigInt(64 * 1024 * 1024 + 1), 2)
    ;(socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(head)
    expect(await closed).toBe(1009)
  })

  it('12: refuses broken requests and other methods in the same words', async () => {
    expect(await sendRaw(host.port, 'HELLO\n\n')).toBe(refusal)
    expect(await sendRaw(host.port, `CONNECT evil.test:443 HTTP/1.1\nHost: ${here}\n\n`)).toBe(
      refusal,
    )
    expect(await sendRaw(host.port, `GET http://evil.test/ HTTP/1.1\nHost: ${here}\n\n`)).toBe(
      refusal,
    )
    expect(await sendRaw(host.port, `TRACE / HTTP/1.1\nHost: ${here}\n\n`)).toBe(refusal)
    expect(await sendRaw(host.port, `POST / HTTP/1.1\nHost: ${here}\nContent-Length: 0\n\n`)).toBe(
      refusal,
    )
    expect(
      await sendRaw(
        host.port,
        `POST /session HTTP/1.1\nHost: ${here}\nExpect: 100-continue\nContent-Length: 9\n\n`,
      ),
    ).toBe(refusal)
  })

  it('gives no file outside the page, however the path is written', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '/..\\package.json',
      '//etc/hostname.txt',
      '/.git/config.json',
      '/index.html%00.js',
      '/index.html?x',
    ])
      expect(
        await sendRaw(host.port, `GET ${path} HTTP/1.1\nHost: ${here}\nConnection: close\n\n`),
      ).toBe(refusal)
  })

  it('shows the page only to itself and to a person', async () => {
    const site = (value: string, more = '') => get(here, `Sec-Fetch-Site: ${value}\n${more}`)
    expect(await site('none')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await site('same-origin')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await site('same-site')).toBe(refusal)
    expect(await site('cross-site', 'Sec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script\n')).toBe(
      refusal,
    )
    expect(await site('cross-site', 'Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe\n')).toBe(
      refusal,
    )
  })

  it('sends every protective header and no CORS header', async () => {
    const answer = (await get(here)).split('\r\n\r\n')[0]!.toLowerCase()
    for (const header of [
      "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'",
      'x-frame-options: deny',
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      'cross-origin-opener-policy: same-origin',
      'cross-origin-resource-policy: same-origin',
      'cache-control: no-store',
    ])
      expect(answer).toContain(header)
    expect(answer).toContain(`connect-src 'self' ws://${here};`)
    expect(answer).not.toContain('access-control-')
    expect(answer).not.toMatch(/^(server|x-powered-by|date):/m)
  })

  it('closes a socket that does not show its session, or a wrong one', async () => {
    for (const greeting of ['{"session":"guess"}', '{}', 'rubbish', '[]', '{"session":1}']) {
      const socket = new WebSocket(`ws://${here}/bridge`, { origin: host.origin })
      socket.once('open', () => socket.send(greeting))
      expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1008)
    }
    const silent = new WebSocket(`ws://${here}/bridge`, { origin: host.origin })
    const since = performance.now()
    expect(await new Promise((resolve) => silent.once('close', resolve))).toBe(1008)
    expect(performance.now() - since).toBeLessThan(6_000)
  })

  it('keeps a crowd of sockets without a session small', async () => {
    const crowd = Array.from(
      { length: 40 },
      () => new WebSocket(`ws://${here}/bridge`, { origin: host.origin }),
    )
    const outcomes = await Promise.all(
      crowd.map(
        (socket) =>
          new Promise<string>((resolve) => {
            socket.once('open', () => resolve('open'))
            socket.once('error', () => resolve('refused'))
          }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(32)
    for (const socket of crowd) socket.terminate()
  })

  it('lets a page back in with its session, and two pages at a time', async () => {
    const before = attached.length
    const session = await startSession(host)
    const first = await openPageSocket(host, session)
    const second = await openPageSocket(host, await startSession(host))
    first.terminate()
    const again = await openPageSocket(host, session)
    await expect.poll(() => attached.length).toBe(before + 3)
    for (const socket of [second, again]) socket.terminate()
  })
})

describe('guessing', () => {
  it('is stopped after a number of wrong tokens, for right ones as well', async () => {
    const host = await openTestWebHost()
    for (let i = 0; i < 20; i++)
      expect(await sendRaw(host.port, ...sessionRequest(host, `guess ${i}`))).toBe(refusal)
    expect(await sendRaw(host.port, ...sessionRequest(host, tokenOf(host)))).toBe(refusal)
    await host.close()
  })

  it('closes within a second with pages attached', async () => {
    const host = await openTestWebHost()
    const socket = await openPageSocket(host, await startSession(host))
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    const since = performance.now()
    await host.close()
    expect(performance.now() - since).toBeLessThan(1_000)
    expect(await closed).toBe(1001)
  })
})
