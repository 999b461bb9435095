import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  PracticeServer,
  PracticeServerOptions,
  Script,
} from '../../../electron/engine/practice/index.ts'
import { startScriptedServer } from '../../support/scriptedServer.ts'
import { RawClient, readAll } from './rawClient.ts'

const content = '0123456789'.repeat(30_000)

let folder: string
let server: PracticeServer
let client: RawClient

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-script-'))
  await writeFile(path.join(folder, 'f'), content)
})

afterEach(async () => {
  client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(script: Script, options: PracticeServerOptions = {}) {
  server = await startScriptedServer(script, { folder, tls: 'none', ...options })
  client = await RawClient.connect(server)
}

async function login(script: Script, options: PracticeServerOptions = {}) {
  await start(script, options)
  client.close()
  client = await RawClient.login(server)
}

/** The packets in which the next bytes arrive, until `end` is in them. */
async function packets(end: string): Promise<string[]> {
  const all: string[] = []
  client.socket.on('data', (bytes: Buffer) => all.push(String(bytes)))
  while (!all.join('').includes(end)) await once(client.socket, 'data')
  return all
}

describe('which commands a rule takes', () => {
  it('goes by verb, argument, occurrence and connection, the first rule first', async () => {
    await login([
      { on: 'SIZE', argument: 'f', nth: [2, 3], instead: '213 1' },
      { on: ['SIZE', 'MDTM'], argument: /^other/, instead: '550 gone' },
      { on: 'NOOP', connection: 2, instead: '200 second' },
      { on: 'PWD', when: (_, control) => control.type === 'A', instead: '257 "/ascii"' },
      { on: 'STAT', instead: '211 first' },
      { on: 'STAT', instead: '211 second', final: { after: '200 and more' } },
    ])
    const answers = []
    for (let count = 0; count < 4; count++) answers.push((await client.command('SIZE f')).text)
    expect(answers).toEqual(['213 300000', '213 1', '213 1', '213 300000'])
    await client.expect(550, 'SIZE other 1')
    await client.expect(550, 'MDTM other 2')
    expect(await client.expect(200, 'NOOP')).toBe('200 second')
    expect(await client.expect(257, 'PWD')).toContain('"/"')
    await client.expect(200, 'TYPE A')
    expect(await client.expect(257, 'PWD')).toContain('"/ascii"')
    expect(await client.expect(211, 'STAT')).toBe('211 first')
    expect((await client.reply()).text).toBe('200 and more')
  })

  it('can be replaced while the server runs', async () => {
    await login([])
    await client.expect(200, 'NOOP')
    server.setScript([{ on: '*', instead: '502 no' }])
    await client.expect(502, 'NOOP')
    server.setScript([])
    await client.expect(200, 'NOOP')
  })
})

describe('replies', () => {
  it('can replace the greeting, and come one by one', async () => {
    await start([{ on: 'CONNECT', instead: ['120 soon', '220 now'] }])
    expect((await client.reply()).text).toBe('120 soon')
    expect((await client.reply()).text).toBe('220 now')
  })

  it('can be cut into packets', async () => {
    await login([{ on: 'SIZE', final: { cut: [1, 3, 6], pause: 100 } }])
    client.write('SIZE f')
    const arrived = await packets('\r\n')
    expect(arrived.join('')).toBe('213 300000\r\n')
    expect(arrived.length).toBeGreaterThan(1)
  })

  it('can be merged, delayed and followed by strays', async () => {
    await login([
      { on: 'PWD', final: { hold: true } },
      { on: 'NOOP', final: { before: '120 wait', after: '226 stray', delay: 50 } },
      { on: 'SYST', final: { stray: [{ text: '200 late', delay: 30 }] } },
    ])
    const begin = performance.now()
    client.write('PWD\r\nNOOP')
    const [first] = await packets('stray')
    expect(first).toMatch(/^257 .*\r\n120 wait\r\n200 .*\r\n226 stray\r\n$/)
    expect(performance.now() - begin).toBeGreaterThan(40)
    for (const code of [257, 120, 200, 226]) expect((await client.reply()).code).toBe(code)
    await client.expect(215, 'SYST')
    expect((await client.reply()).text).toBe('200 late')
  })

  it('can be changed, bytes and all, or left out', async () => {
    await login([
      { on: 'PASV', final: { text: (right) => right.replace(/\(\d+,\d+,\d+,\d+/, '(10,0,0,1') } },
      { on: 'SYST', final: { text: Buffer.from('215 half') } },
      { on: 'NOOP', nth: 1, final: { text: null } },
    ])
    expect(await client.expect(227, 'PASV')).toMatch(/^227 .*\(10,0,0,1,\d+,\d+\)\.$/)
    client.write('SYST')
    client.write('NOOP')
    client.write('NOOP')
    expect((await client.reply()).text).toBe('215 half200 Nothing done.')
    expect(server.commands(2).slice(-3)).toEqual(['SYST', 'NOOP', 'NOOP'])
  })

  it('can be silence or endless', async () => {
    await login([
      { on: 'NOOP', instead: null },
      {
        on: 'STAT',
        instead: async (_, control) => {
          while (!control.closed.aborted) await control.send(`211-${'x'.repeat(5000)}`)
        },
      },
    ])
    client.write('NOOP')
    await client.expect(257, 'PWD')
    client.write('STAT')
    let bytes = 0
    while (bytes < 1_000_000) bytes += ((await once(client.socket, 'data')) as [Buffer])[0].length
  })

  it.each(['FIN', 'RST', 'END'] as const)(
    'can end the connection with %s, before or after',
    async (how) => {
      await login([
        { on: 'NOOP', final: { close: how } },
        { on: 'PWD', final: { text: null, close: how } },
      ])
      for (const [line, answer] of [
        ['NOOP', '200 Nothing done.\r\n'],
        ['PWD', ''],
      ] as const) {
        const other = await RawClient.login(server)
        let error: NodeJS.ErrnoException | undefined
        other.socket.on('error', (reason) => (error = reason))
        other.write(line)
        const rest = await other.rest()
        if (how !== 'RST') expect(rest).toBe(answer)
        expect(error?.code).toBe(how === 'RST' ? 'ECONNRESET' : undefined)
        other.close()
      }
    },
  )

  it('can be 421 at any time', async () => {
    await login([{ on: 'CWD', instead: '421 bye', then: (control) => control.close('END') }])
    const idle = await RawClient.login(server)
    await server.connections().at(-1)!.send('421 Timeout')
    server.connections().at(-1)!.close('END')
    expect((await idle.reply()).code).toBe(421)
    expect(await idle.rest()).toBe('')
    await client.expect(421, 'CWD /')
    expect(await client.rest()).toBe('')
  })

  it('can be delayed with everything the command does', async () => {
    await login([{ on: '*', delay: 40 }])
    const begin = performance.now()
    await client.expect(200, 'NOOP')
    expect(performance.now() - begin).toBeGreaterThan(30)
  })
})

describe('data connections', () => {
  const fetch = () => client.fetch('RETR f')

  it('can carry other content, from text, bytes and generators', async () => {
    await login([
      { on: 'RETR', nth: 1, data: { content: 'text' } },
      { on: 'RETR', nth: 2, data: { content: Buffer.from([0, 1, 2]) } },
      {
        on: 'RETR',
        nth: 3,
        data: {
          *content() {
            for (let count = 0; count < 3; count++) yield Buffer.from('x')
          },
        },
      },
      { on: 'LIST', data: { content: ({ argument }) => `listing of ${argument}\r\n` } },
    ])
    expect(String((await fetch()).bytes)).toBe('text')
    expect([...(await fetch()).bytes]).toEqual([0, 1, 2])
    expect(String((await fetch()).bytes)).toBe('xxx')
    expect(String((await client.fetch('LIST a b')).bytes)).toBe('listing of a b\r\n')
  })

  it('can carry less, more, and the whole in spite of REST', async () => {
    await login([
      { on: 'RETR', nth: 1, data: { keep: 123_456 } },
      { on: 'RETR', nth: 2, data: { extra: 'more' } },
      { on: 'RETR', nth: 3, data: { ignoreRestart: true } },
      { on: 'STOR', data: { keep: 3 } },
    ])
    expect(await fetch()).toMatchObject({ bytes: { length: 123_456 }, last: { code: 226 } })
    expect(String((await fetch()).bytes)).toBe(`${content}more`)
    await client.expect(350, 'REST 100')
    expect(String((await fetch()).bytes)).toBe(content)
    expect((await client.store('STOR up', content)).code).toBe(226)
    expect(await readFile(path.join(folder, 'up'), 'utf8')).toBe('012')
  })

  it.each(['FIN', 'RST', 'END'] as const)(
    'can end with %s after some bytes and still say 226',
    async (how) => {
      await login([{ on: ['RETR', 'STOR'], data: { close: { after: 100_000, how } } }])
      const data = await client.passive()
      let error: NodeJS.ErrnoException | undefined
      data.on('error', (reason) => (error = reason))
      const bytes = readAll(data)
      await client.expect(150, 'RETR f')
      expect((await client.reply()).code).toBe(226)
      // A reset may overtake what was not read yet.
      if (how === 'RST') expect((await bytes).length).toBeLessThanOrEqual(100_000)
      else expect(await bytes).toHaveLength(100_000)
      expect(error?.code).toBe(how === 'RST' ? 'ECONNRESET' : undefined)

      expect((await client.store('STOR up', content)).code).toBe(226)
      expect(await readFile(path.join(folder, 'up'), 'utf8')).toBe(content.slice(0, 100_000))
    },
  )

  it('can end at once, and with another last reply', async () => {
    await login([
      { on: 'RETR', data: { close: { after: 0, how: 'FIN' } }, final: { text: '425 not now' } },
    ])
    expect(await fetch()).toMatchObject({ bytes: { length: 0 }, last: { code: 425 } })
  })

  it('can be stuck until ABOR, until the client leaves, or for a while', async () => {
    await login([
      { on: 'RETR', nth: [1, 2], data: { stallAfter: 1000 } },
      { on: 'RETR', nth: 3, data: { stallAfter: 1000, stallFor: 60 } },
    ])
    for (const leave of ['ABOR', 'close']) {
      const data = await client.passive()
      await client.expect(150, 'RETR f')
      let count = 0
      while (count < 1000) count += ((await once(data, 'data')) as [Buffer])[0].length
      expect(count).toBe(1000)
      if (leave === 'ABOR') client.write('ABOR')
      else data.destroy()
      expect((await client.reply()).code).toBe(426)
      if (leave === 'ABOR') expect((await client.reply()).code).toBe(226)
    }
    const begin = performance.now()
    expect(String((await fetch()).bytes)).toBe(content)
    expect(performance.now() - begin).toBeGreaterThan(50)
  })

  it('can be slow', async () => {
    await login([{ on: 'RETR', data: { keep: 10_000, rate: 50_000 } }])
    const begin = performance.now()
    expect((await fetch()).bytes).toHaveLength(10_000)
    expect(performance.now() - begin).toBeGreaterThan(180)
  })

  it('can be announced on a port where nobody listens', async () => {
    await login([{ on: 'EPSV', data: { listen: false } }])
    await expect(client.passive()).rejects.toThrow('ECONNREFUSED')
  })

  it('can never come, with a last reply and without', async () => {
    await login([
      { on: 'RETR', nth: 1, data: { connect: 'never' }, final: { text: '425 no', delay: 20 } },
      { on: 'RETR', nth: 2, data: { connect: 'never' } },
    ])
    const { arrival, close } = await client.active()
    await client.expect(150, 'RETR f')
    expect((await client.reply()).text).toBe('425 no')
    await client.passive()
    await client.expect(150, 'RETR f')
    await client.expect(426, 'ABOR')
    expect((await client.reply()).code).toBe(226)
    let came = false
    void arrival.then(() => (came = true))
    await client.expect(200, 'NOOP')
    expect(came).toBe(false)
    close()
  })

  it('can come late, behind 150', async () => {
    await login([{ on: 'RETR', data: { connect: 60 } }])
    const { arrival, close } = await client.active()
    const begin = performance.now()
    await client.expect(150, 'RETR f')
    const data = await arrival
    expect(performance.now() - begin).toBeGreaterThan(50)
    expect(await readAll(data)).toHaveLength(content.length)
    close()
  })

  it('can come from elsewhere, or behind a stranger', async () => {
    await login([
      { on: 'RETR', nth: 1, data: { from: '127.0.0.9' } },
      { on: 'RETR', nth: 2, data: { stranger: '127.0.0.8' } },
    ])
    for (const address of ['127.0.0.9', '127.0.0.8']) {
      const { arrival, close } = await client.active()
      client.write('RETR f')
      const data = await arrival
      expect(data.remoteAddress).toBe(address)
      data.destroy()
      if (address === '127.0.0.9') expect((await client.reply()).code).toBe(150)
      close()
      client.close()
      client = await RawClient.login(server)
    }
  })

  it('are left out with a reply in place of the command, and closed', async () => {
    await login([{ on: 'LIST', instead: '226 nothing here' }])
    expect(await client.fetch('LIST')).toMatchObject({ bytes: { length: 0 }, last: { code: 226 } })
  })

  it('can have both replies before the data', async () => {
    await login([{ on: 'RETR', preliminary: { after: '226 done' }, final: { text: null } }])
    const data = await client.passive()
    const bytes = readAll(data)
    await client.expect(150, 'RETR f')
    expect((await client.reply()).text).toBe('226 done')
    expect(await bytes).toHaveLength(content.length)
    await client.expect(200, 'NOOP')
  })
})

describe('the session', () => {
  it('can be pushed around', async () => {
    await login([
      {
        on: 'CWD',
        instead: ({ argument }, control) => {
          control.directory = `${control.directory}/${argument}`.replace('//', '/')
          return '250 ok'
        },
      },
      { on: 'LIST', then: (control) => void (control.type = 'A') },
    ])
    for (let depth = 0; depth < 50; depth++) await client.expect(250, 'CWD a')
    expect(await client.expect(257, 'PWD')).toContain(`"${'/a'.repeat(50)}"`)
    await client.expect(250, 'CWD /')
    server.connections()[0]!.directory = '/'
    await client.fetch('LIST')
    await client.expect(550, 'SIZE f')
  })
})
