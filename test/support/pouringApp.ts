import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { api } from '../../electron/contract/api.ts'
import { serve } from '../../electron/contract/rpc.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { createTranscript } from '../../electron/engine/ftp/transcript.ts'
import { streamProtocol } from '../../electron/engine/protocolStream.ts'
import { openVault } from '../../electron/engine/secrets/vault.ts'
import { startWebHost } from '../../electron/web/server.ts'
import { createWebShell } from '../../electron/web/shell.ts'
import { eventsOfJob, recordJob } from './pourProtocol.ts'

export type PouringApp = {
  url: string
  /** Records jobs at so many events a second until there are so many in all. */
  pour(total: number, eventsPerSecond: number): Promise<void>
  stop(): Promise<void>
}

const page = join(import.meta.dirname, '../../dist/renderer')
/** Milliseconds between two portions. */
const interval = 10

/**
 * The web host in this process, with the real engine. Only the protocol that its windows watch is
 * another one, which the test fills: no server answers a million commands within a test's time.
 */
export async function startPouringApp(): Promise<PouringApp> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-pour-'))
  const transcript = createTranscript()
  const { vault } = await openVault({ file: join(folder, 'vault.json') })
  const engine = await createEngine({
    dataFolder: folder,
    secrets: vault,
    host: 'web',
    version: '0.0.0',
    localRoots: [folder],
  })
  const shell = createWebShell({
    dataFolder: folder,
    newLink: () => host.newLink(),
    end: () => {},
    report: () => '',
  })
  const server: typeof engine.server & typeof shell = {
    ...engine.server,
    ...shell,
    watchProtocol: (sink, filter) => streamProtocol(transcript, sink, filter),
  }
  const host = await startWebHost({ pageFolder: page, attach: (port) => serve(api, server, port) })
  return {
    url: host.newLink(),
    async pour(total, eventsPerSecond) {
      const start = performance.now()
      for (let done = 0; done < total;) {
        const due = ((performance.now() - start) / 1_000) * eventsPerSecond
        for (; done < Math.min(total, due); done += eventsOfJob)
          recordJob(transcript, done / eventsOfJob)
        await new Promise((resolve) => setTimeout(resolve, interval))
      }
    },
    async stop() {
      await Promise.all([host.close(), engine.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
