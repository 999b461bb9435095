import { randomBytes } from 'node:crypto'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectBytes } from '../support/bytes.ts'
import { never, until } from '../support/connect.ts'
import { openEngineBench } from '../support/engineBench.ts'
import type { EngineBench } from '../support/engineBench.ts'
import { startFaultProxy } from '../support/faultProxy.ts'
import type { FaultProxy, ProxyRule } from '../support/faultProxy.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'

/** The faults of the network between client and server, before real servers, by their numbers. */
const cases = realServerNames.flatMap((name) =>
  (['plain', 'TLS'] as const).map((protection) => ({ name, protection })),
)
const size = 300_000

describe.each(cases)('$name, $protection, behind a faulty network', ({ name, protection }) => {
  let server: RealServer
  let proxy: FaultProxy
  let bench: EngineBench
  let files = 0

  beforeAll(async () => {
    server = await startRealServer(name, {
      tls: protection === 'TLS' ? 'explicit' : 'none',
      // A file whose connection was swallowed stays locked until vsftpd gives that up.
      extraConfig: name === 'vsftpd' ? ['data_connection_timeout=5'] : [],
    })
    proxy = await startFaultProxy({ target: server })
    bench = await openEngineBench({
      ...proxy,
      user: server.user,
      password: server.password,
      settings: {
        encryption: protection === 'TLS' ? 'required' : 'none',
        mode: 'passive',
        dataIdleTimeout: 2,
        finalReplyTimeout: 3,
        replyTimeout: 10,
      },
    })
  })
  afterEach(() => proxy.setRules([]))
  afterAll(async () => {
    await bench?.stop()
    await proxy?.stop()
    await server?.stop()
  })

  /** The rule strikes one connection, the first that comes as far as it says. */
  const strikeOnce = (rule: ProxyRule) => {
    const before = proxy.links().length
    const struck = () => proxy.links().find((link, at) => at >= before && link.faults.length > 0)
    proxy.setRules([{ ...rule, connection: (nth) => (struck()?.nth ?? nth) === nth }])
    return () => struck()?.faults
  }
  const remote = (file: string) => readFile(join(server.folder, file))
  const local = (file: string) => readFile(join(bench.local, file))

  async function placed(): Promise<{ file: string; bytes: Buffer }> {
    const file = `f${++files}.bin`
    const bytes = randomBytes(size)
    server.place(file, bytes)
    return { file, bytes }
  }
  async function drained() {
    await bench.drain()
    expect(await bench.rows('failed')).toEqual([])
  }

  it('F02 control channel in segments of 3 bytes', async () => {
    const { file, bytes } = await placed()
    proxy.setRules([{ channel: 'control', fault: { slice: 3, pause: 0 } }])
    await bench.add([bench.download(file, size)])
    await drained()
    expectBytes(await local(file), bytes)
  })

  it.each([
    [protection === 'TLS' ? 'F46 and F21' : 'F21', 'FIN'],
    ['F22', 'RST'],
    ['F23', 'black-hole'],
  ] as const)('%s a download whose data end in %s is not called whole', async (_number, fault) => {
    const { file, bytes } = await placed()
    const struck = strikeOnce({ channel: 'data', direction: 'to-client', after: 98_304, fault })
    await bench.add([bench.download(file, size)])
    await drained()
    expect(struck()).toEqual([fault])
    expectBytes(await local(file), bytes)
    const row = (await bench.rows('done')).find((one) => one.name === file)
    expect(row).toMatchObject({ status: { proof: { by: 'size', size } } })
    // One attempt broke; on a busy machine another may have run out of time.
    expect(row?.attempts).toBeGreaterThanOrEqual(2)
  })

  it('F24 a trickle is alive, and ends whole', async () => {
    const { file, bytes } = await placed()
    proxy.setRules([{ channel: 'data', direction: 'to-client', fault: { rate: 150_000 } }])
    await bench.add([bench.download(file, size)])
    await until(async () => (await bench.rows('queue'))[0]?.speed !== 0)
    await drained()
    expectBytes(await local(file), bytes)
    expect((await bench.rows('done')).find((one) => one.name === file)?.attempts).toBe(1)
  })

  it('F25 the control connection dies in the middle of the data', async () => {
    const { file, bytes } = await placed()
    proxy.setRules([{ channel: 'data', direction: 'to-client', fault: { rate: 300_000 } }])
    await bench.add([bench.download(file, size)])
    await until(async () => ((await bench.rows('queue'))[0]?.transferred ?? 0) > 50_000)
    proxy.cut('control', 'RST')
    proxy.setRules([])
    await drained()
    expectBytes(await local(file), bytes)
  })

  if (protection === 'TLS')
    it('F25 the server dies with words in the clear on the protected connection', async () => {
      const { file, bytes } = await placed()
      proxy.setRules([{ channel: 'data', direction: 'to-client', fault: { rate: 300_000 } }])
      await bench.add([bench.download(file, size)])
      await until(async () => ((await bench.rows('queue'))[0]?.transferred ?? 0) > 50_000)
      proxy.inject('control', '500 OOPS: priv_sock_get_cmd\r\n')
      proxy.setRules([])
      await drained()
      expectBytes(await local(file), bytes)
    })

  it.each(['FIN', 'RST', 'black-hole'] as const)(
    'F34 an upload whose data end in %s arrives whole in the end',
    async (fault) => {
      const file = `up-${fault}.bin`
      const bytes = randomBytes(size)
      await writeFile(join(bench.local, file), bytes)
      const struck = strikeOnce({ channel: 'data', direction: 'to-server', after: 150_000, fault })
      await bench.add([bench.upload(file, bytes.length)])
      await drained()
      expect(struck()).toEqual([fault])
      expectBytes(await remote(file), bytes)
    },
  )

  it('F61 60 small files although every twentieth data connection breaks', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `small-${index}`)
    for (const one of names) server.place(one, one.repeat(300))
    const first = proxy.links().length
    proxy.setRules([
      { channel: 'data', connection: (nth) => nth % 20 === 7, after: 1_000, fault: 'RST' },
    ])
    await bench.add(names.map((one) => bench.download(one, one.length * 300)))
    await drained()
    for (const one of names) expect((await local(one)).toString()).toBe(one.repeat(300))
    expect(
      proxy
        .links()
        .slice(first)
        .some((link) => link.faults.length > 0),
    ).toBe(true)
  })

  it('leaves nothing half done behind, and no password in its files', async () => {
    const leftovers = [...(await readdir(bench.local)), ...(await readdir(server.folder))]
    expect(leftovers.filter((one) => one.includes('sampan-part'))).toEqual([])
    for (const one of await readdir(bench.data)) {
      const text = await readFile(join(bench.data, one)).catch(() => Buffer.alloc(0))
      expect(text.includes(server.password)).toBe(false)
    }
    await bench.engine.server.closeSession(never, bench.session.id)
  })
})
