import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectBytes } from '../support/bytes.ts'
import { listAll, never, openConnection } from '../support/connect.ts'
import type { TestConnection } from '../support/connect.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer, RealServerName } from '../support/realServers.ts'

/** The bytes go from server to server: neither connection of ours carries any. */
const dataEvents = (connection: TestConnection) =>
  connection.transcript.events().filter((event) => event.kind === 'data')

const pairs = realServerNames.flatMap((one) => realServerNames.map((other) => ({ one, other })))

describe('third-party mode, plain', () => {
  const servers = new Map<string, RealServer[]>()
  beforeAll(async () => {
    for (const name of realServerNames)
      servers.set(name, [
        await startRealServer(name, { allowForeignAddresses: true }),
        await startRealServer(name, { allowForeignAddresses: true }),
      ])
  })
  afterAll(async () => {
    for (const server of [...servers.values()].flat()) await server.stop()
  })

  const connect = (server: RealServer) =>
    openConnection({
      settings: { host: server.host, port: server.port, user: server.user, encryption: 'none' },
      credentials: { password: server.password },
    })

  it.each(pairs)('$one sends straight to $other', async ({ one, other }) => {
    const [source, target] = [servers.get(one)![0]!, servers.get(other)![1]!]
    const bytes = randomBytes(700_000)
    source.place('letter.bin', bytes)
    const from = await connect(source)
    const to = await connect(target)
    try {
      await from.sendTo('/letter.bin', to, '/copy.bin', { signal: never })
      expect(await to.size('/copy.bin', never)).toBe(bytes.length)
      expectBytes(await readFile(join(target.folder, 'copy.bin')), bytes)
      expect([...dataEvents(from), ...dataEvents(to)]).toEqual([])
      expect((await listAll(from, '/')).length).toBeGreaterThan(0)
      expect((await listAll(to, '/')).length).toBeGreaterThan(0)
    } finally {
      from.close()
      to.close()
    }
  })

  it('a missing source is an error of the source, and both go on', async () => {
    const [source, target] = [servers.get('vsftpd')![0]!, servers.get('proftpd')![1]!]
    source.place('here', 'x')
    target.place('there', 'x')
    const from = await connect(source)
    const to = await connect(target)
    try {
      await expect(from.sendTo('/missing', to, '/never', { signal: never })).rejects.toMatchObject({
        code: 'remote-not-found',
      })
      expect((await listAll(from, '/')).length).toBeGreaterThan(0)
      expect((await listAll(to, '/')).length).toBeGreaterThan(0)
    } finally {
      from.close()
      to.close()
    }
  })
})

describe('third-party mode under TLS', () => {
  const start = (name: RealServerName) =>
    startRealServer(name, {
      tls: 'explicit',
      allowForeignAddresses: true,
      // Two servers have no session in common that one could resume.
      requireSessionReuse: false,
      extraConfig: name === 'proftpd' ? ['TLSVerifyServer off'] : [],
    })
  const connect = (server: RealServer) =>
    openConnection({
      settings: { host: server.host, port: server.port, user: server.user, encryption: 'required' },
      credentials: { password: server.password },
    })

  it.each(realServerNames)('%s sends straight to proftpd, which offers SSCN', async (name) => {
    const [source, target] = [await start(name), await start('proftpd')]
    const bytes = randomBytes(700_000)
    source.place('letter.bin', bytes)
    const [from, to] = [await connect(source), await connect(target)]
    try {
      await from.sendTo('/letter.bin', to, '/copy.bin', { signal: never })
      expectBytes(await readFile(join(target.folder, 'copy.bin')), bytes)
      expect([...dataEvents(from), ...dataEvents(to)]).toEqual([])
      // Back in the usual role.
      expect((await listAll(to, '/')).map((entry) => entry.name)).toContain('copy.bin')
      expect((await listAll(from, '/')).length).toBeGreaterThan(0)
    } finally {
      from.close()
      to.close()
      await source.stop()
      await target.stop()
    }
  })

  it('servers without SSCN and CPSV say so, and stay usable', async () => {
    const [source, target] = [await start('vsftpd'), await start('pure-ftpd')]
    source.place('letter.bin', 'x')
    const [from, to] = [await connect(source), await connect(target)]
    try {
      await expect(
        from.sendTo('/letter.bin', to, '/copy.bin', { signal: never }),
      ).rejects.toMatchObject({ code: 'not-supported' })
      expect((await listAll(from, '/')).length).toBeGreaterThan(0)
      expect((await to.send('NOOP', never)).code).toBe(200)
    } finally {
      from.close()
      to.close()
      await source.stop()
      await target.stop()
    }
  })
})

describe('third-party mode refused', () => {
  it('servers that take no foreign addresses are told apart from failures', async () => {
    const source = await startRealServer('vsftpd', {
      extraConfig: ['port_promiscuous=NO', 'pasv_promiscuous=NO'],
      host: '127.0.0.1',
    })
    const target = await startRealServer('vsftpd', {
      extraConfig: ['port_promiscuous=NO', 'pasv_promiscuous=NO'],
      host: '127.0.0.3',
    })
    source.place('a.txt', 'a')
    const connect = (server: RealServer) =>
      openConnection({
        settings: { host: server.host, port: server.port, user: server.user, encryption: 'none' },
        credentials: { password: server.password },
      })
    const from = await connect(source)
    const to = await connect(target)
    try {
      await expect(from.sendTo('/a.txt', to, '/b.txt', { signal: never })).rejects.toMatchObject({
        code: 'not-supported',
      })
      expect((await listAll(from, '/')).length).toBeGreaterThan(0)
      expect((await listAll(to, '/')).length).toBeGreaterThanOrEqual(0)
    } finally {
      from.close()
      to.close()
      await source.stop()
      await target.stop()
    }
  })
})
