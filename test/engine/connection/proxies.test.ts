import { describe, expect, it } from 'vitest'
import { downloadAll, listAll } from '../../support/connect.ts'
import { canary, connectTo, failure, scripted, track } from '../../support/faultBench.ts'
import { startHttpProxy, startSocksProxy } from '../../support/proxies.ts'

const login = { user: 'walker', password: 'proxy-canary-77' }
const kinds = [
  ['socks5', startSocksProxy],
  ['http', startHttpProxy],
] as const

describe.each(kinds)('through a %s proxy', (kind, start) => {
  it.each(['none', 'required', 'implicit'] as const)(
    'control and data pass it, encryption %s',
    async (encryption) => {
      const proxy = track(await start())
      const tls =
        encryption === 'none' ? 'none' : encryption === 'implicit' ? 'implicit' : 'explicit'
      const server = await scripted([], { tls })
      const connection = await connectTo(server, {
        encryption,
        proxy: { kind, host: proxy.host, port: proxy.port },
      })
      expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
      expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
      expect(proxy.destinations).toHaveLength(3)
      expect(proxy.destinations[0]).toBe(`${server.host}:${server.port}`)
    },
  )

  it('logs in to the proxy, and keeps its password to itself', async () => {
    const proxy = track(await start(login))
    const server = await scripted([])
    const route = { kind, host: proxy.host, port: proxy.port, user: login.user }
    const connection = await connectTo(
      server,
      { proxy: route },
      { credentials: { password: canary, proxyPassword: login.password } },
    )
    expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
    expect(JSON.stringify(connection.transcript.events())).not.toContain(login.password)
    const wrong = await failure(
      connectTo(
        server,
        { proxy: route },
        { credentials: { password: canary, proxyPassword: 'wrong-one' } },
      ),
    )
    expect(wrong.code).toBe('proxy-failed')
    expect(JSON.stringify(wrong)).not.toContain('wrong-one')
  })

  it('active mode is refused with the reason', async () => {
    const proxy = track(await start())
    const server = await scripted([])
    const connection = await connectTo(server, {
      mode: 'active',
      proxy: { kind, host: proxy.host, port: proxy.port },
    })
    const error = await failure(listAll(connection, '/'))
    expect(error.code).toBe('active-mode-impossible')
    expect(error.message).toMatch(/proxy/)
  })

  it('a proxy that refuses is named as the cause', async () => {
    const server = await scripted([])
    const error = await failure(connectTo(server, { proxy: { kind, host: '127.0.0.1', port: 1 } }))
    expect(error.code).toMatch(/connection-refused|proxy-failed/)
  })
})
