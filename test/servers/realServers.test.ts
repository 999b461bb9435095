import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasImplicitTls, realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer } from '../support/realServers.ts'
import { curl, lftp } from '../support/realServersClients.ts'
import type { ClientResult, Mode, Security } from '../support/realServersClients.ts'

/** The fixtures themselves, seen by clients that are not ours. */
const name = 'sampan 舢板 1.bin'
const content = randomBytes(1_000_003)
let folder: string
let local: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-clients-'))
  local = join(folder, 'local.bin')
  writeFileSync(local, content)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

const ok = (result: ClientResult) => expect(result).toMatchObject({ status: 0 })

const securities: Security[] = ['none', 'explicit', 'implicit']
const modes: Mode[] = ['passive', 'active']

for (const serverName of realServerNames)
  for (const security of securities) {
    if (security === 'implicit' && !hasImplicitTls(serverName)) continue
    describe(`${serverName}, TLS ${security}`, () => {
      let server: RealServer
      beforeAll(async () => {
        server = await startRealServer(serverName, {
          tls: security,
          requireTls: security === 'explicit',
          // Over TLS 1.3 both clients close an upload with the session tickets still unread, which
          // resets the connection: vsftpd then answers 426 every other time.
          tlsVersions: serverName === 'vsftpd' ? ['TLSv1.2'] : undefined,
        })
        server.place(`given/${name}`, content)
      })
      afterAll(() => server.stop())

      it.each(modes)('lftp lists, uploads and downloads, %s', async (mode) => {
        const back = join(folder, 'lftp.bin')
        const result = await lftp(
          server,
          [
            `mkdir lftp-${mode}`,
            `put "${local}" -o "lftp-${mode}/${name}"`,
            `cls -1 lftp-${mode}`,
            `get -e "given/${name}" -o "${back}"`,
          ],
          { security, mode },
        )
        ok(result)
        expect(result.output).toContain(name)
        expect(hash(back)).toBe(hash(local))
        expect(hash(join(server.folder, `lftp-${mode}`, name))).toBe(hash(local))
      })

      // curl 7.88.1 of Debian 12 starts no TLS on a data connection that it has accepted itself.
      const curlModes: Mode[] = security === 'none' ? modes : ['passive']
      it.each(curlModes)('curl lists, uploads and downloads, %s', async (mode) => {
        const back = join(folder, 'curl.bin')
        const options = { security, mode }
        const path = `curl-${mode}/${name}`
        ok(await curl(server, path, { ...options, args: ['-T', local, '--ftp-create-dirs'] }))
        const list = await curl(server, `curl-${mode}/`, { ...options, args: ['--list-only'] })
        ok(list)
        expect(list.output.split(/\r?\n/)).toContain(name)
        ok(await curl(server, `given/${name}`, { ...options, args: ['-o', back] }))
        expect(hash(back)).toBe(hash(local))
        expect(hash(join(server.folder, path))).toBe(hash(local))
      })

      it('refuses a wrong password', async () => {
        const result = await curl(server, '', { security, password: 'wrong' })
        expect(result).toMatchObject({ status: 67, output: '' })
        expect(result.messages).toContain('530')
      })

      if (security === 'explicit')
        it('refuses a login without TLS when TLS is required', async () => {
          const result = await curl(server, '', { security: 'none' })
          // 28 is how curl says 421.
          expect([28, 67]).toContain(result.status)
        })

      it('uses ports of its passive range and logs no password', async () => {
        const [first, last] = server.passivePorts
        const result = await curl(server, '', { security, args: ['-v', '--disable-epsv'] })
        ok(result)
        const [, high, low] = /227 .*,(\d+),(\d+)\)/.exec(result.messages) ?? []
        const port = Number(high) * 256 + Number(low)
        expect(port).toBeGreaterThanOrEqual(first)
        expect(port).toBeLessThanOrEqual(last)
        expect(await server.log()).not.toContain(server.password)
      })
    })
  }
