import { describe, expect, it } from 'vitest'
import { expectBytes } from '../support/bytes.ts'
import { downloadAll, listAll, openConnection, uploadAll } from '../support/connect.ts'
import { startRealServer } from '../support/realServers.ts'

const cases = (['vsftpd', 'proftpd'] as const).flatMap((name) =>
  (['explicit', 'implicit'] as const).flatMap((tls) =>
    (['TLSv1.2', 'TLSv1.3'] as const).map((version) => ({ name, tls, version })),
  ),
)

describe('servers that insist on resumed TLS sessions', () => {
  it.each(cases)('F45 $name, $tls, $version: ten transfers in a row', async (one) => {
    const server = await startRealServer(one.name, { tls: one.tls, tlsVersions: [one.version] })
    const connection = await openConnection({
      settings: {
        host: server.host,
        port: server.port,
        user: server.user,
        encryption: one.tls === 'explicit' ? 'required' : 'implicit',
      },
      credentials: { password: server.password },
    })
    try {
      expect(connection.tls?.version).toBe(one.version)
      for (let count = 0; count < 3; count++) {
        const bytes = Buffer.alloc(count * 50_000, 'x')
        await uploadAll(connection, `/file ${count}`, bytes)
        expectBytes(await downloadAll(connection, `/file ${count}`), bytes)
        expect(await listAll(connection, '/')).toHaveLength(count + 1)
      }
      await downloadAll(connection, '/file 2')
      const opened = connection.transcript
        .events()
        .flatMap((event) => (event.kind === 'data' && event.step === 'open' ? [event.tls] : []))
      expect(opened).toHaveLength(10)
      expect(opened.every((tls) => tls?.resumed)).toBe(true)
    } finally {
      connection.close()
      await server.stop()
    }
  })
})
