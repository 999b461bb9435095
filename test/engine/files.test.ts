import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import { fileOperationsSuite } from '../support/fileOperationsSuite.ts'

fileOperationsSuite(
  'the practice server',
  async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-files-remote-')))
    const server = await startPracticeServer({ folder, tls: 'none' })
    return {
      account: { host: server.host, port: server.port, user: 'practice', password: 'practice' },
      folder,
      adopt: () => {},
      async stop() {
        await server.stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
  { setsTimes: true, hash: 'SHA-256' },
)
