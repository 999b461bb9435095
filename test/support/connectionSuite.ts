import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionSettings } from '../../electron/contract/sessions.ts'
import { downloadAll, listAll, never, openConnection, uploadAll } from './connect.ts'
import type { TestConnection } from './connect.ts'

export type SuiteServer = {
  host: string
  port: number
  user: string
  password: string
  /** Folder that the user may write to, as the client names it. */
  folder: string
  stop(): Promise<void>
}

export type SuiteCase = {
  name: string
  start(): Promise<SuiteServer>
  encryption: ConnectionSettings['encryption']
  settings?: Partial<ConnectionSettings>
  /** Bytes of the big file. */
  bigSize?: number
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What must work on every server, with every protection, in both modes. */
export function describeConnection(suite: SuiteCase): void {
  describe.each(['passive', 'active'] as const)(`${suite.name}, %s`, (mode) => {
    let server: SuiteServer
    let connection: TestConnection
    let root = ''

    beforeAll(async () => {
      server = await suite.start()
      connection = await openConnection({
        settings: {
          host: server.host,
          port: server.port,
          user: server.user,
          encryption: suite.encryption,
          mode,
          ...suite.settings,
        },
        credentials: { password: server.password },
      })
      root = `${server.folder === '/' ? '' : server.folder}/suite-${mode}`
      await connection.makeFolder(root, never)
    })
    afterAll(async () => {
      connection?.close()
      await server?.stop()
    })

    const roundTrip = async (name: string, bytes: Uint8Array) => {
      const path = `${root}/${name}`
      const sent = await uploadAll(connection, path, bytes)
      expect(sent.bytes).toBe(bytes.length)
      expect(await connection.size(path, never)).toBe(bytes.length)
      expect(hash(await downloadAll(connection, path))).toBe(hash(bytes))
    }

    it('is protected as asked', () => {
      expect(connection.tls !== undefined).toBe(suite.encryption !== 'none')
    })

    it('moves files byte for byte, an empty one too', async () => {
      await roundTrip('text.txt', Buffer.from('Hello\r\nWorld\n'))
      await roundTrip('empty', Buffer.alloc(0))
      await roundTrip('random.bin', randomBytes(300_000))
    })

    it('moves an empty file again and again', async () => {
      for (let i = 0; i < 10; i++) await roundTrip(`empty-${i}`, Buffer.alloc(0))
    })

    it('keeps names with spaces and Chinese characters', async () => {
      await roundTrip('with  two spaces', Buffer.from('a'))
      await roundTrip('中文 文件.txt', Buffer.from('b'))
      const names = (await listAll(connection, root)).map(({ name }) => name)
      expect(names).toContain('with  two spaces')
      expect(names).toContain('中文 文件.txt')
    })

    it('moves a big file', async () => {
      await roundTrip('big.bin', randomBytes(suite.bigSize ?? 100 * 1024 * 1024))
    })

    it('renames, makes and removes', async () => {
      await uploadAll(connection, `${root}/old`, Buffer.from('x'))
      await connection.makeFolder(`${root}/folder`, never)
      await connection.rename(`${root}/old`, `${root}/folder/new`, never)
      expect((await listAll(connection, `${root}/folder`)).map(({ name }) => name)).toEqual(['new'])
      await connection.deleteFile(`${root}/folder/new`, never)
      await connection.removeFolder(`${root}/folder`, never)
      const names = (await listAll(connection, root)).map(({ name }) => name)
      expect(names).not.toContain('folder')
    })

    it('says what is missing, and goes on', async () => {
      await expect(downloadAll(connection, `${root}/missing`)).rejects.toMatchObject({
        code: 'remote-not-found',
      })
      await expect(listAll(connection, `${root}/missing`)).rejects.toMatchObject({
        code: 'remote-not-found',
      })
      expect((await connection.send('NOOP', never)).code).toBe(200)
    })

    it('resumes both ways', async () => {
      const bytes = randomBytes(200_000)
      const path = `${root}/resumed`
      await uploadAll(connection, path, bytes.subarray(0, 50_000))
      let at = 50_000
      await connection.upload(
        path,
        {
          read: async () => {
            const piece = bytes.subarray(at, at + 65_536)
            at += piece.length
            return piece.length > 0 ? piece : null
          },
        },
        { signal: never, offset: 50_000 },
      )
      expect(hash(await downloadAll(connection, path))).toBe(hash(bytes))
      const rest: Uint8Array[] = []
      await connection.download(
        path,
        { write: async (buffers) => void rest.push(Buffer.concat(buffers)) },
        { signal: never, offset: 150_000 },
      )
      expect(hash(Buffer.concat(rest))).toBe(hash(bytes.subarray(150_000)))
    })

    it('cancels in the middle and keeps the connection', async () => {
      for (let i = 0; i < 3; i++) {
        const abort = new AbortController()
        const started = performance.now()
        let cancelledAt = 0
        await expect(
          connection.download(
            `${root}/big.bin`,
            {
              async write() {
                if (abort.signal.aborted) return
                cancelledAt = performance.now()
                abort.abort()
              },
            },
            { signal: abort.signal },
          ),
        ).rejects.toMatchObject({ code: 'cancelled' })
        expect(performance.now() - cancelledAt).toBeLessThan(1_500)
        expect(cancelledAt).toBeGreaterThan(started)
        if (!connection.isOpen) throw new Error('the connection was lost')
        expect((await connection.send('NOOP', never)).code).toBe(200)
        expect(await connection.size(`${root}/text.txt`, never)).toBe(13)
      }
    })

    it('tells in the transcript who listened and who dialled', async () => {
      const from = connection.transcript.events().length
      await listAll(connection, root)
      const events = connection.transcript.events().slice(from)
      const commands = events.flatMap((event) => (event.kind === 'command' ? [event.verb] : []))
      const data = events.flatMap((event) => (event.kind === 'data' ? [event] : []))
      if (mode === 'passive') expect(commands.some((verb) => /^(EPSV|PASV)$/.test(verb))).toBe(true)
      else expect(commands.some((verb) => /^(PORT|EPRT)$/.test(verb))).toBe(true)
      expect(data.every((event) => event.mode === mode)).toBe(true)
      const opened = data.find((event) => event.step === 'open')
      expect(opened?.local?.port).toBeGreaterThan(0)
      expect(opened?.remote?.port).toBeGreaterThan(0)
      const listening = data.find((event) => event.step === 'listening')
      expect(mode === 'passive' ? listening?.remote : listening?.local).toBeDefined()
      expect(opened?.tls !== undefined).toBe(suite.encryption !== 'none')
    })

    it('never writes the password down', () => {
      expect(JSON.stringify(connection.transcript.events())).not.toContain(server.password)
    })
  })
}
