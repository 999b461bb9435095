import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionSettings } from '../../electron/contract/sessions.ts'
import { createTranscript } from '../../electron/engine/ftp/transcript.ts'
import { createQuestions } from '../../electron/engine/questions.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'
import { createServerPool } from '../../electron/engine/serverPool.ts'
import { createTransferQueue } from '../../electron/engine/transfers/queue.ts'
import { expectBytes } from '../support/bytes.ts'
import { never } from '../support/connect.ts'
import { startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { testSettings } from '../engine/transfers/settings.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function start(...args: Parameters<typeof startRealServer>): Promise<RealServer> {
  const server = await startRealServer(...args)
  stops.push(() => server.stop())
  return server
}

/** A queue between two servers; copies one file and gives its row. */
async function copy(source: RealServer, target: RealServer, encryption: 'none' | 'required') {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-between-'))
  const transcript = createTranscript()
  const questions = createQuestions()
  const pool = createServerPool({ transcript, questions, secrets: createMemoryStore() })
  const register = (server: RealServer, title: string) =>
    pool.register(
      {
        title,
        settings: ConnectionSettings.parse({
          host: server.host,
          port: server.port,
          user: server.user,
          encryption,
          trustedCertificates: encryption === 'none' ? [] : [server.certificate.fingerprint256],
        }),
      },
      { password: server.password },
    ).id
  const ids: Record<string, string> = {
    source: register(source, 'Source'),
    target: register(target, 'Target'),
  }
  const queue = await createTransferQueue({
    dataFolder: folder,
    servers: pool,
    settings: testSettings(),
    sessionServer: (session) => ids[session]!,
    questions,
  })
  stops.push(async () => {
    await queue.close()
    await pool.close()
    await rm(folder, { recursive: true })
  })
  const bytes = randomBytes(3_000_000)
  source.place('letter.bin', bytes)
  await queue.calls.enqueueTransfers(
    never,
    [
      {
        source: { kind: 'remote', sessionId: 'source', path: '/letter.bin' },
        target: { kind: 'remote', sessionId: 'target', path: '/folder/copy.bin' },
        kind: 'file',
        size: bytes.length,
        modifiedAt: null,
      },
    ],
    { onConflict: 'ask', first: false, paused: false },
  )
  for (;;) {
    const { rows } = await queue.calls.listTransfers(never, { tab: 'done', offset: 0, limit: 1 })
    const failed = await queue.calls.listTransfers(never, { tab: 'failed', offset: 0, limit: 1 })
    expect(failed.rows).toEqual([])
    if (rows[0]) {
      expectBytes(await readFile(join(target.folder, 'folder/copy.bin')), bytes)
      expect(rows[0].status).toMatchObject({ proof: { by: 'size', size: bytes.length } })
      return rows[0].route
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('the queue between two real servers', () => {
  it.each([
    ['vsftpd', 'proftpd'],
    ['proftpd', 'pure-ftpd'],
    ['pure-ftpd', 'vsftpd'],
  ] as const)('%s sends straight to %s', async (one, other) => {
    const source = await start(one, { allowForeignAddresses: true })
    const target = await start(other, { allowForeignAddresses: true, host: '127.0.0.3' })
    expect(await copy(source, target, 'none')).toEqual({ way: 'direct' })
  })

  it('relays where they refuse, with the words of the server', async () => {
    const refuse = { extraConfig: ['port_promiscuous=NO', 'pasv_promiscuous=NO'] }
    const source = await start('vsftpd', refuse)
    const target = await start('vsftpd', { ...refuse, host: '127.0.0.3' })
    expect(await copy(source, target, 'none')).toMatchObject({
      way: 'relayed',
      reason: 'refused',
      reply: expect.stringMatching(/^\d{3} /) as string,
    })
  })

  it('relays under TLS where the servers know no common way to protect the data', async () => {
    const options = { tls: 'explicit', allowForeignAddresses: true } as const
    const source = await start('vsftpd', options)
    const target = await start('pure-ftpd', { ...options, host: '127.0.0.3' })
    expect(await copy(source, target, 'required')).toEqual({ way: 'relayed', reason: 'protection' })
  })
})
