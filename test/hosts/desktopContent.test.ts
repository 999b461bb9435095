import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Protocol } from 'electron'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveAppScheme } from '../../electron/desktop/protocol.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { never, openFileBench } from '../support/fileBench.ts'
import type { FileBench } from '../support/fileBench.ts'

/** More than the engine has at hand when it opens a file: the rest comes from the server. */
const picture = Buffer.concat([
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><!--'),
  Buffer.from(randomBytes(150_000).toString('base64')),
  Buffer.from('--></svg>'),
])

describe('content of open files under app://', () => {
  let folder: string
  let server: PracticeServer
  let bench: FileBench
  let answer: (request: Request) => Promise<Response>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sampan-content-'))
    await writeFile(join(folder, 'boat.svg'), picture)
    await writeFile(join(folder, 'page.html'), '<script>1</script>')
    await writeFile(join(folder, 'shrinks.svg'), picture)
    server = await startPracticeServer({ folder, tls: 'none' })
    const { host, port } = server
    bench = await openFileBench({ host, port, user: 'practice', password: 'practice' })
    // What Electron keeps of it: the handler that it asks for each request.
    const protocol = { handle: (_scheme: string, handler: typeof answer) => (answer = handler) }
    serveAppScheme(protocol as unknown as Protocol, folder, bench.engine.served)
  })
  afterAll(async () => {
    await bench.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const open = (name: string) => bench.server.openContent(never, bench.remote(name))
  const get = (id: string, init: RequestInit = {}) =>
    answer(new Request(`app://sampan/content/${id}`, init))
  const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

  it('comes whole, as what it is and never as a page', async () => {
    const { id } = await open('boat.svg')
    const whole = await get(id)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-type')).toBe('image/svg+xml')
    expect(whole.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox$/)
    expect((await bodyOf(whole)).equals(picture)).toBe(true)
  })

  it('comes in the range that a player asks for', async () => {
    const { id } = await open('boat.svg')
    const part = await get(id, { headers: { Range: 'bytes=100000-100999' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 100000-100999/${picture.length}`)
    expect((await bodyOf(part)).equals(picture.subarray(100_000, 101_000))).toBe(true)
    const beyond = await get(id, { headers: { Range: `bytes=${picture.length}-` } })
    expect(beyond.status).toBe(416)
    expect(await bodyOf(beyond)).toHaveLength(0)
  })

  it('that the page gives up half way leaves the connection to the next', async () => {
    const { id } = await open('boat.svg')
    const reader = (await get(id)).body!.getReader()
    expect((await reader.read()).value!.length).toBeGreaterThan(0)
    await reader.cancel()
    expect((await bodyOf(await get(id))).equals(picture)).toBe(true)
  })

  it('that ends before its size is an error, not a shorter picture', async () => {
    const { id } = await open('shrinks.svg')
    await truncate(join(folder, 'shrinks.svg'), 70_000)
    await expect(get(id).then(bodyOf)).rejects.toThrow()
  })

  it('is not there once closed, under other ids, for HTML, and for anything but reading', async () => {
    const closed = await open('boat.svg')
    await bench.server.closeContent(never, closed.id)
    const page = await open('page.html')
    for (const id of [closed.id, 'A'.repeat(32), page.id, '..'])
      expect((await get(id)).status, id).toBe(404)
    const { id } = await open('boat.svg')
    expect((await get(id, { method: 'POST' })).status).toBe(404)
    const elsewhere = await answer(new Request(`app://other/content/${id}`))
    expect(elsewhere.status).toBe(404)
  })
})
