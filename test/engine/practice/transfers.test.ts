import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { hashOf } from './programs.ts'
import { RawClient, readAll } from './rawClient.ts'

let folder: string
let server: PracticeServer
let client: RawClient

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-transfers-'))
  await start()
})

afterEach(async () => {
  client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(options: PracticeServerOptions = {}) {
  client?.close()
  await server?.stop()
  server = await startPracticeServer({ folder, tls: 'none', ...options })
  client = await RawClient.login(server)
}

const put = (name: string, content: string | Buffer) => writeFile(path.join(folder, name), content)
const get = (name: string) => readFile(path.join(folder, name), 'utf8')
const large = Buffer.alloc(30 << 20, 'some bytes that go on for ever ')

describe('data connections', () => {
  it('needs one for a transfer, and takes it for one transfer only', async () => {
    await put('f', 'abc')
    await client.expect(425, 'RETR f')
    expect(await client.fetch('RETR f')).toMatchObject({
      bytes: Buffer.from('abc'),
      last: { code: 226 },
    })
    await client.expect(425, 'RETR f')
  })

  it('sends 150 with the size before and 226 after the data', async () => {
    await put('f 一', 'abc')
    const data = await client.passive()
    const bytes = readAll(data)
    const first = await client.command('RETR f 一')
    expect(first.text).toBe('150 Opening BINARY mode data connection for f 一 (3 bytes).')
    expect((await client.reply()).code).toBe(226)
    expect((await bytes).toString()).toBe('abc')
  })

  it('dials in active mode, after PORT and EPRT', async () => {
    await put('f', 'abc')
    for (const verb of ['PORT', 'EPRT'] as const) {
      const { arrival, close } = await client.active(verb)
      client.write('RETR f')
      const bytes = readAll(await arrival)
      expect((await client.reply()).code).toBe(150)
      expect((await client.reply()).code).toBe(226)
      expect((await bytes).toString()).toBe('abc')
      close()
    }
  })

  it('says 425 when nobody comes, or nobody listens', async () => {
    await start({ features: { acceptTimeout: 50 } })
    await put('f', 'abc')
    await client.expect(229, 'EPSV')
    await client.expect(425, 'RETR f')
    const { close } = await client.active()
    close()
    await client.expect(425, 'RETR f')
    await client.expect(200, 'NOOP')
  })

  it('keeps to the passive range', async () => {
    const [first, last] = [47_310, 47_313]
    await start({ passivePorts: [first, last] })
    for (let count = 0; count < 10; count++) {
      const port = Number(/\|\|\|(\d+)\|/.exec(await client.expect(229, 'EPSV'))?.[1])
      expect(port).toBeGreaterThanOrEqual(first)
      expect(port).toBeLessThanOrEqual(last)
    }
  })

  it('knows its own address family, and EPSV ALL', async () => {
    await client.expect(229, 'EPSV 1')
    await client.expect(522, 'EPSV 2')
    await client.expect(522, 'EPRT |3|127.0.0.1|5000|')
    await client.expect(501, 'EPRT |2|127.0.0.1|5000|')
    await client.expect(200, 'EPSV ALL')
    await client.expect(503, 'PASV')
    await client.expect(503, 'PORT 127,0,0,1,200,1')
    await client.expect(503, 'EPRT |1|127.0.0.1|5000|')
    await client.expect(229, 'EPSV')

    await start({ host: '::1' })
    await client.expect(229, 'EPSV 2')
    await client.expect(522, 'EPSV 1')
    await client.expect(425, 'PASV')
    await put('f', 'abc')
    const { arrival, close } = await client.active()
    client.write('RETR f')
    expect((await readAll(await arrival)).toString()).toBe('abc')
    close()
  })
})

describe('RETR, STOR, APPE and STOU', () => {
  it('moves nothing, little and much', async () => {
    for (const content of [Buffer.alloc(0), Buffer.from('x'), large]) {
      expect((await client.store('STOR up', content)).code).toBe(226)
      const { bytes, last } = await client.fetch('RETR up')
      expect(last.code).toBe(226)
      expect(hashOf(bytes)).toBe(hashOf(content))
    }
  })

  it('restarts downloads, uploads and neither twice', async () => {
    await put('f', '0123456789')
    await client.expect(350, 'REST 4')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('456789')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('0123456789')
    await client.expect(350, 'REST 10')
    expect(await client.fetch('RETR f')).toMatchObject({
      bytes: Buffer.alloc(0),
      last: { code: 226 },
    })
    await client.expect(350, 'REST 11')
    expect((await client.fetch('RETR f')).last.code).toBe(554)
    await client.expect(350, 'REST 4')
    expect((await client.store('STOR f', 'AB')).code).toBe(226)
    expect(await get('f')).toBe('0123AB6789')
    expect((await client.store('STOR f', 'new')).code).toBe(226)
    expect(await get('f')).toBe('new')
    await client.expect(350, 'REST 4')
    expect((await client.store('STOR f', 'AB')).code).toBe(554)
    expect(await get('f')).toBe('new')
    await client.expect(501, 'REST -1')
    await client.expect(501, 'REST 99999999999999999999')
  })

  it('forgets REST at a command that has nothing to do with it', async () => {
    await put('f', '0123456789')
    await client.expect(350, 'REST 4')
    await client.expect(257, 'PWD')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('0123456789')
  })

  it('sends ranges', async () => {
    await put('f', '0123456789')
    await client.expect(350, 'RANG 2 5')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('2345')
    await client.expect(350, 'RANG 8 50')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('89')
    await client.expect(350, 'RANG 2 5')
    await client.expect(350, 'RANG 1 0')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('0123456789')
  })

  it('appends, and finds free names', async () => {
    await client.store('APPE f', 'one ')
    await client.store('APPE f', 'two')
    expect(await get('f')).toBe('one two')
    const data = await client.passive()
    const first = await client.command('STOU f')
    expect(first.text).toBe('150 FILE: f.1')
    data.end('unique')
    expect((await client.reply()).code).toBe(226)
    expect(await get('f.1')).toBe('unique')
  })

  it('converts line ends in TYPE A', async () => {
    await put('f', 'a\nb\r\nc')
    await client.expect(200, 'TYPE A')
    expect((await client.fetch('RETR f')).bytes.toString()).toBe('a\r\nb\r\nc')
    await client.store('STOR f', 'x\r\ny\nz\r')
    expect(await get('f')).toBe('x\ny\nz\r')
  })

  it('refuses with the reason before it opens anything', async () => {
    await put('f', 'abc')
    for (const line of ['RETR missing', 'RETR /', 'STOR no/where', 'STOR /']) {
      await client.expect(229, 'EPSV')
      await client.expect(550, line)
    }
    await client.expect(229, 'EPSV')
    await client.expect(553, `STOR ${'n'.repeat(300)}`)
  })

  it('writes through a link that stays inside', async () => {
    await put('f', 'old')
    await symlink('f', path.join(folder, 'link'))
    await client.store('STOR link', 'new')
    expect(await get('f')).toBe('new')
    await client.expect(250, 'DELE link')
    expect(await get('f')).toBe('new')
  })
})

describe('ABOR', () => {
  it('is 225 when nothing runs', async () => {
    await client.expect(225, 'ABOR')
  })

  it('ends a download with 426 and 226 while it runs', async () => {
    await put('large', large)
    const data = await client.passive()
    expect((await client.command('RETR large')).code).toBe(150)
    await once(data, 'readable')
    client.write(Buffer.from('\xff\xf4\xff\xf2ABOR\r\n', 'latin1'))
    expect((await client.reply()).code).toBe(426)
    expect((await client.reply()).code).toBe(226)
    const bytes = await readAll(data)
    expect(bytes.length).toBeLessThan(large.length)
    await client.expect(200, 'NOOP')
    expect(hashOf((await client.fetch('RETR large')).bytes)).toBe(hashOf(large))
  })

  it('ends an upload, and what came stays', async () => {
    const data = await client.passive()
    expect((await client.command('STOR up')).code).toBe(150)
    data.write(Buffer.alloc(100_000))
    while ((await client.command('STAT')).text !== '213 Transfer runs, 100000 bytes so far.');
    await client.expect(426, 'ABOR')
    expect((await client.reply()).code).toBe(226)
    expect((await get('up')).length).toBe(100_000)
    await client.expect(200, 'NOOP')
  })

  it('ends the waiting for a data connection', async () => {
    await put('f', 'abc')
    await client.expect(229, 'EPSV')
    client.write('RETR f')
    await client.expect(426, 'ABOR')
    expect((await client.reply()).code).toBe(226)
  })

  it('is honoured when it comes in the same packet as the command', async () => {
    await put('large', large)
    await client.passive()
    client.write(Buffer.from('RETR large\r\nABOR\r\n'))
    const codes = [await client.reply(), await client.reply()].map(({ code }) => code)
    expect(codes).toEqual([426, 226])
    await client.expect(200, 'NOOP')
  })

  it('makes other commands wait for the end of the transfer', async () => {
    await put('large', large)
    const data = await client.passive()
    expect((await client.command('RETR large')).code).toBe(150)
    client.write('NOOP')
    const bytes = await readAll(data)
    expect(bytes.length).toBe(large.length)
    expect((await client.reply()).code).toBe(226)
    expect((await client.reply()).code).toBe(200)
  })

  it('says 426 when the client closes the data connection instead', async () => {
    await put('large', large)
    const data = await client.passive()
    expect((await client.command('RETR large')).code).toBe(150)
    data.resetAndDestroy()
    expect((await client.reply()).code).toBe(426)
    await client.expect(200, 'NOOP')
  })
})

it.runIf(process.platform === 'linux')(
  'leaves no file or socket open, whatever happened',
  async () => {
    await start({ features: { acceptTimeout: 20 } })
    await put('large', large)
    const openFiles = async () => (await readdir('/proc/self/fd')).length
    const before = await openFiles()
    for (let round = 0; round < 10; round++) {
      await client.fetch('RETR missing')
      await client.store('STOR up', 'x')
      await client.expect(229, 'EPSV')
      await client.expect(425, 'RETR large')
      for (const leave of ['ABOR', 'destroy', 'end']) {
        const data = await client.passive()
        await client.expect(150, leave === 'end' ? 'APPE up' : 'RETR large')
        if (leave === 'ABOR') client.write('ABOR')
        else if (leave === 'destroy') data.destroy()
        else data.end('more')
        expect((await client.reply()).code).toBe(leave === 'end' ? 226 : 426)
        if (leave === 'ABOR') expect((await client.reply()).code).toBe(226)
        data.destroy()
      }
    }
    while ((await openFiles()) > before) await new Promise((resolve) => setTimeout(resolve, 10))
  },
)
