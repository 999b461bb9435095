import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { writeCertificates } from '../support/certificates.ts'
import type { TestCertificates } from '../support/certificates.ts'
import { runCli } from '../support/cli.ts'

let home: string
let certificates: TestCertificates
let server: PracticeServer
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sampan-authorities-'))
  mkdirSync(join(home, 'none'))
  certificates = await writeCertificates(join(home, 'certificates'))
  server = await startPracticeServer({ tlsOptions: { pair: certificates.server } })
})
afterEach(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

// On Windows and macOS the store of the system cannot be filled by a test.
it.runIf(process.platform === 'linux')(
  'who an authority of the system vouches for is trusted, and nobody else',
  async () => {
    const list = (authorities: string) =>
      runCli(['ls', `ftp://practice@${server.host}:${server.port}/`], home, {
        env: {
          SAMPAN_PASSWORD: 'practice',
          NODE_EXTRA_CA_CERTS: undefined,
          SSL_CERT_DIR: join(home, 'none'),
          SSL_CERT_FILE: authorities,
        },
      })
    const known = await list(certificates.authority.certificateFile)
    expect(known).toMatchObject({ code: 0, errors: '' })
    expect(known.output).toContain('documents')
    const unknown = await list(certificates.selfSigned.certificateFile)
    expect(unknown.code).not.toBe(0)
    expect(unknown.errors).toContain('certificate')
    expect(unknown.output).toBe('')
  },
)
