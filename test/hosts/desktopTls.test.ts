import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { TestDesktop } from '../support/electron/desktopApp.ts'
import {
  buildDesktop,
  connectToPractice,
  createTestDesktop,
  engineThrough,
} from '../support/electron/desktopApp.ts'

/** Electron's TLS is BoringSSL, Node's is OpenSSL: what the engine's tests show must hold here too. */
describe('FTPS in the desktop application', { timeout: 90_000 }, () => {
  let desktop: TestDesktop
  let served: string
  let server: PracticeServer | undefined
  beforeAll(buildDesktop, 180_000)
  beforeEach(() => {
    desktop = createTestDesktop()
    served = mkdtempSync(join(tmpdir(), 'sampan-served-'))
  })
  afterEach(async () => {
    await desktop.close()
    await server?.stop()
    rmSync(served, { recursive: true, force: true })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes its session on data connections where the server requires it, with %s',
    async (version) => {
      const content = randomBytes(300_000)
      writeFileSync(join(served, 'wanted.bin'), content)
      server = await startPracticeServer({
        folder: served,
        tlsOptions: { requireSessionReuse: 522, minVersion: version, maxVersion: version },
      })
      const mine = join(desktop.folder, 'mine')
      const run = await desktop.launch('--data', join(desktop.folder, 'data'), '--root', mine)
      const page = await run.firstPage()
      await page.getByTestId('start-page').waitFor()
      const engine = await engineThrough(page)
      const sessionId = await connectToPractice(engine, server)
      const target = join(mine, 'wanted.bin')
      await engine.enqueueTransfers(
        [
          {
            source: { kind: 'remote', sessionId, path: '/wanted.bin' },
            target: { kind: 'local', path: target },
            kind: 'file',
            size: content.length,
            modifiedAt: null,
          },
        ],
        {},
      )
      const arrived = () => {
        try {
          return readFileSync(target).equals(content)
        } catch {
          return false
        }
      }
      await expect.poll(arrived, { timeout: 30_000 }).toBe(true)
      const data = server.transcript.flatMap((event) =>
        event.kind === 'data-tls' ? [event.tls] : [],
      )
      expect(data.length).toBeGreaterThan(0)
      expect(data.every(({ resumed, protocol }) => resumed && protocol === version)).toBe(true)
    },
  )
})
