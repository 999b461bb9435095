import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import { startRealServer } from '../support/realServers.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sampan-cli-real-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('sampan and real servers', () => {
  it.each([
    ['vsftpd', 'explicit'],
    ['proftpd', 'implicit'],
  ] as const)('mirrors to and from %s over %s TLS', async (name, tls) => {
    const server = await startRealServer(name, { tls, requireTls: true })
    try {
      const scheme = tls === 'implicit' ? 'ftps' : 'ftpes'
      const url = `${scheme}://${server.user}@${server.host}:${server.port}/there`
      const env = { SAMPAN_PASSWORD: server.password }
      const trust = ['--trust', server.certificate.fingerprint256]
      const big = randomBytes(2_000_000)
      mkdirSync(join(home, 'here/sub'), { recursive: true })
      writeFileSync(join(home, 'here/big.bin'), big)
      for (let index = 0; index < 20; index++)
        writeFileSync(join(home, `here/sub/ü ${index}.txt`), String(index))

      const sent = await runCli(['mirror', '--reverse', 'here', url, ...trust], home, { env })
      expect(sent, sent.errors).toMatchObject({ code: 0 })
      expect(readFileSync(join(server.folder, 'there/big.bin')).equals(big)).toBe(true)
      const fetched = await runCli(['mirror', url, 'back', ...trust], home, { env })
      expect(fetched, fetched.errors).toMatchObject({ code: 0 })
      expect(readFileSync(join(home, 'back/big.bin')).equals(big)).toBe(true)
      expect(readFileSync(join(home, 'back/sub/ü 19.txt'), 'utf8')).toBe('19')
    } finally {
      await server.stop()
    }
  })
})
