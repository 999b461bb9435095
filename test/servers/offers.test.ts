import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { expectBytes } from '../support/bytes.ts'
import { downloadAll, never, openConnection, uploadAll } from '../support/connect.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'

it.each(realServerNames)('%s sends a part of a file, by RANG where it knows it', async (name) => {
  const server = await startRealServer(name, { tls: 'explicit' })
  const connection = await openConnection({
    settings: { host: server.host, port: server.port, user: server.user, encryption: 'required' },
    credentials: { password: server.password },
  })
  try {
    const bytes = randomBytes(3_000_000)
    await uploadAll(connection, '/big.bin', bytes)
    for (const [offset, length] of [
      [0, 1],
      [70_000, 500_000],
      // As much as one turn of the event loop reads: the end of TLS behind it must be read, too.
      [100_000, 262_144],
      [200_000, 524_288],
      [2_999_000, 1_000],
    ] as const) {
      const buffers: Uint8Array[] = []
      // Copies: what is lent to a sink holds other bytes soon after.
      const sink = { write: async (slice: Uint8Array[]) => void buffers.push(Buffer.concat(slice)) }
      await connection.download('/big.bin', sink, { signal: never, offset, length })
      const part = bytes.subarray(offset, offset + length)
      expectBytes(Buffer.concat(buffers), part)
    }
    expectBytes(await downloadAll(connection, '/big.bin'), bytes)
    const verbs = connection.transcript
      .events()
      .flatMap((event) => (event.kind === 'command' ? [event.verb] : []))
    if (connection.features.has('RANG')) {
      expect(verbs.filter((verb) => verb === 'RANG')).toHaveLength(5)
      expect(verbs).not.toContain('ABOR')
    }
    expect(connection.features.has('RANG')).toBe(name === 'proftpd')
  } finally {
    connection.close()
    await server.stop()
  }
})
