import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFileBench } from '../support/fileBench.ts'
import type { FileBench } from '../support/fileBench.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { sendRaw } from '../support/rawHttp.ts'
import { openTestWebHost } from '../support/webSocketPorts.ts'
import type { TestWebHost } from '../support/webSocketPorts.ts'

/** What the web host serves of files that are open, and to whom. */
const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
const never = new AbortController().signal

describe('content of open files', () => {
  let folder: string
  let server: PracticeServer
  let bench: FileBench
  let host: TestWebHost
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sampan-content-'))
    await writeFile(join(folder, 'boat.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(join(folder, 'page.html'), '<script>1</script>')
    server = await startPracticeServer({ folder, tls: 'none' })
    bench = await openFileBench({
      host: server.host,
      port: server.port,
      user: 'practice',
      password: 'practice',
    })
    host = await openTestWebHost({ attach: () => {}, served: bench.engine.served })
  })
  afterAll(async () => {
    await host.close()
    await bench.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const get = (id: string, site: string, destination: string, more = '') =>
    sendRaw(
      host.port,
      `GET /content/${id} HTTP/1.1\nHost: 127.0.0.1:${host.port}\nSec-Fetch-Site: ${site}\nSec-Fetch-Dest: ${destination}\n${more}Connection: close\n\n`,
    )

  it('goes to an element of our page, as what it is and never as a page', async () => {
    const { id } = await bench.server.openContent(never, bench.remote('boat.svg'))
    const answer = await get(id, 'same-origin', 'image')
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toMatch(/Content-Type: image\/svg\+xml\r\n/)
    expect(answer).toMatch(/Content-Security-Policy: default-src 'none'[^\r]*sandbox\r\n/)
    expect(answer).toMatch(/X-Content-Type-Options: nosniff\r\n/)
    expect(answer).toContain('<svg')
    const part = await get(id, 'same-origin', 'image', 'Range: bytes=1-3\n')
    expect(part).toMatch(/^HTTP\/1\.1 206 /)
    expect(part).toMatch(/\r\n\r\nsvg$/)
  })

  it.each([
    ['same-origin', 'document'],
    ['same-origin', 'iframe'],
    ['same-origin', 'empty'],
    ['same-origin', 'object'],
    ['same-site', 'image'],
    ['cross-site', 'image'],
    ['none', 'document'],
  ])('is refused to %s for a %s', async (site, destination) => {
    const { id } = await bench.server.openContent(never, bench.remote('boat.svg'))
    expect(await get(id, site, destination)).toBe(refusal)
  })

  it('is refused once it is closed, for ids that were never given, and for HTML', async () => {
    const { id } = await bench.server.openContent(never, bench.remote('boat.svg'))
    await bench.server.closeContent(never, id)
    const page = await bench.server.openContent(never, bench.remote('page.html'))
    for (const one of [id, 'A'.repeat(32), page.id, '..'])
      expect(await get(one, 'same-origin', 'image')).toBe(refusal)
  })
})
