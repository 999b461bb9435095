import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWebHost } from '../../electron/web/server.ts'
import type { WebHost } from '../../electron/web/server.ts'

const ticket = 'T'.repeat(32)
let host: WebHost
let folder: string
let taken: string[]
let received: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-handing-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  taken = []
  received = []
  host = await startWebHost({
    pageFolder: folder,
    attach: () => {},
    handing: {
      async receive(given, body) {
        if (given !== ticket) return false
        received.push(await text(Readable.from(body)))
        return true
      },
      async take(given) {
        taken.push(given)
        if (given !== ticket) return undefined
        const name = 'naïve "name"\r\nX: y.html'
        const content = given === ticket ? [Buffer.from('<script>')] : []
        return { name, size: 8, content: Readable.from(content) }
      },
    },
  })
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true })
})

const send = (path: string, init: RequestInit = {}) => fetch(`${host.origin}${path}`, init)
const good = () => ({ Origin: host.origin, 'X-Sampan': '1' })

it('takes a file for a ticket from its own page alone', async () => {
  const refused = [
    send(`/handed/${ticket}`),
    send(`/handed/${ticket}`, { method: 'POST', body: 'x' }),
    send(`/handed/${ticket}`, { method: 'POST', body: 'x', headers: { Origin: host.origin } }),
    send(`/handed/${ticket}`, { method: 'POST', body: 'x', headers: { 'X-Sampan': '1' } }),
    send(`/handed/${ticket}`, {
      method: 'POST',
      body: 'x',
      headers: { ...good(), Origin: 'http://127.0.0.1:1' },
    }),
    send(`/handed/${'A'.repeat(32)}`, { method: 'POST', body: 'x', headers: good() }),
    send(`/handed/../${ticket}`, { method: 'POST', body: 'x', headers: good() }),
  ]
  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual(refused.map(() => 403))
  expect(received).toEqual([])
  const taken = await send(`/handed/${ticket}`, { method: 'POST', body: 'bytes', headers: good() })
  expect([taken.status, received]).toEqual([204, ['bytes']])
})

it('gives a file for a ticket as a download that is nothing else', async () => {
  const other = await send(`/lent/${ticket}`, { headers: { 'Sec-Fetch-Site': 'cross-site' } })
  const posted = await send(`/lent/${ticket}`, { method: 'POST', headers: good() })
  expect([other.status, posted.status, taken]).toEqual([403, 403, []])
  expect((await send(`/lent/${'A'.repeat(32)}`)).status).toBe(403)
  const given = await send(`/lent/${ticket}`)
  expect(given.status).toBe(200)
  expect(await given.text()).toBe('<script>')
  expect(given.headers.get('content-type')).toBe('application/octet-stream')
  expect(given.headers.get('content-disposition')).toBe(
    "attachment; filename*=UTF-8''na%C3%AFve%20%22name%22%0D%0AX%3A%20y.html",
  )
  expect(given.headers.get('x-content-type-options')).toBe('nosniff')
})

it('answers no other request that carries a body nobody reads', async () => {
  const response = await send('/', { method: 'POST', body: 'x', headers: good() })
  expect(response.status).toBe(403)
})
