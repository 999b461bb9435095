import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Port } from '../../electron/contract/rpc.ts'
import { chromiumArguments, findChromium } from '../support/electron/chromium.ts'
import type { TestWebHost } from '../support/webSocketPorts.ts'
import { openTestWebHost, startSession } from '../support/webSocketPorts.ts'

const trySocket = ([address, session]: readonly [string, string]) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(address)
    socket.onopen = () => socket.send(JSON.stringify({ session }))
    socket.onmessage = (event) => resolve(String(event.data))
    socket.onclose = (event) => resolve(`closed ${event.code}`)
  })

describe('the web host in a real browser', () => {
  let host: TestWebHost
  let browser: Browser
  let stranger: Server
  let strangerOrigin: string
  const attached: Port[] = []

  beforeAll(async () => {
    host = await openTestWebHost({
      attach: (port) => {
        attached.push(port)
        port.post({ welcome: true })
      },
    })
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: chromiumArguments,
    })
    stranger = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<title>stranger</title>'),
    )
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    strangerOrigin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await browser.close()
    stranger.close()
    await host.close()
  })

  const open = async (address: string): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(address)
    return page
  }
  const bridgeAddress = () => `ws://127.0.0.1:${host.port}/bridge`

  it('lets its own page swap the token of the link and open the bridge', async () => {
    const page = await open(host.newLink())
    const session = await page.evaluate(async () => {
      const token = location.hash.slice('#token='.length)
      const answer = await fetch('/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sampan': '1' },
        body: JSON.stringify({ token }),
      })
      return ((await answer.json()) as { session: string }).session
    })
    const answer = await page.evaluate(trySocket, [bridgeAddress(), session] as const)
    expect(answer).toBe('{"welcome":true}')
    await page.close()
  })

  it('gives a page on another port of this machine nothing at all', async () => {
    const before = attached.length
    // Even a page that somehow knows a session does not get in.
    const session = await startSession(host)
    const page = await open(strangerOrigin)
    expect(await page.evaluate(trySocket, [bridgeAddress(), session] as const)).toBe('closed 1006')
    const outcomes = await page.evaluate(async (origin) => {
      const attempt = (request: Promise<Response>) =>
        request.then(
          (response) => `${response.type} ${response.status}`,
          () => 'failed',
        )
      const json = { 'content-type': 'application/json', 'x-sampan': '1' }
      return [
        await attempt(fetch(origin)),
        await attempt(fetch(origin, { mode: 'no-cors' })),
        await attempt(fetch(`${origin}/session`, { method: 'POST', headers: json, body: '{}' })),
      ]
    }, host.origin)
    // The opaque answer is blocked by Cross-Origin-Resource-Policy or empty: it tells nothing.
    expect(outcomes).toEqual(['failed', 'opaque 0', 'failed'])
    const loads = await page.evaluate(
      (origin) =>
        new Promise<string>((resolve) => {
          const script = document.createElement('script')
          script.src = `${origin}/index.html`
          script.onload = () => resolve('loaded')
          script.onerror = () => resolve('failed')
          document.head.append(script)
        }),
      host.origin,
    )
    expect(loads).toBe('failed')
    expect(attached).toHaveLength(before)
    await page.close()
  })

  it('cannot be framed', async () => {
    const page = await open(strangerOrigin)
    await page.evaluate((origin) => {
      const frame = document.createElement('iframe')
      frame.src = origin
      document.body.append(frame)
      return new Promise((resolve) => (frame.onload = resolve))
    }, host.origin)
    const frame = page.frames().find((one) => one !== page.mainFrame())!
    expect(await frame.title()).not.toBe('Sampan')
    await page.close()
  })

  it('runs no inline script, no eval and no markup from text', async () => {
    writeFileSync(
      join(host.pageFolder, 'index.html'),
      `<!doctype html><title>Sampan</title>
<script>window.inline = true</script><img src="x" onerror="window.handler = true">
<script src="/probe.js"></script>`,
    )
    writeFileSync(
      join(host.pageFolder, 'probe.js'),
      `const attempt = (name, act) => { try { act(); return name + ' ran' } catch { return name + ' blocked' } }
window.outcomes = [
  attempt('innerHTML', () => { document.body.innerHTML = '<b>x</b>' }),
  attempt('eval', () => { (0, eval)('window.evaluated = true') }),
  attempt('Function', () => { new Function('window.evaluated = true')() }),
  attempt('other policy', () => { trustedTypes.createPolicy('evil', { createHTML: (text) => text }) }),
  attempt('vue policy', () => { trustedTypes.createPolicy('vue', { createHTML: (text) => text }) }),
]`,
    )
    const page = await open(host.origin)
    expect(await page.evaluate('window.outcomes')).toEqual([
      'innerHTML blocked',
      'eval blocked',
      'Function blocked',
      'other policy blocked',
      'vue policy ran',
    ])
    expect(await page.evaluate('[window.inline, window.handler, window.evaluated]')).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    await page.close()
  })
})
