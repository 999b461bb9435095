import { readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  downloadAll,
  freshMemory,
  listAll,
  never,
  until,
  uploadAll,
} from '../../support/connect.ts'
import { expectBytes } from '../../support/bytes.ts'
import type { TestConnection } from '../../support/connect.ts'
import { answersItself, connectTo, failure, scripted } from '../../support/faultBench.ts'

/** What only some servers offer, and what is done where they do not. */
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))

async function part(connection: TestConnection, offset: number, length: number) {
  const buffers: Uint8Array[] = []
  const sink = {
    write: async (slice: Uint8Array[]) =>
      void buffers.push(...slice.map((bytes) => Buffer.from(bytes))),
  }
  const result = await connection.download('/incoming/big', sink, { signal: never, offset, length })
  return { ...result, content: Buffer.concat(buffers) }
}
const sent = (server: { commands(): string[] }, verb: string) =>
  server.commands().filter((command) => command.split(' ')[0] === verb)

describe('a part of a file', () => {
  it('is asked for with RANG, and the server ends by itself', async () => {
    const server = await scripted([])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/big', bytes)
    const { content, reply } = await part(connection, 1_000, 50_000)
    expect(content).toEqual(bytes.subarray(1_000, 51_000))
    expect(reply.code).toBe(226)
    expect(sent(server, 'RANG')).toEqual(['RANG 1000 50999'])
    expect([...sent(server, 'REST'), ...sent(server, 'ABOR')]).toEqual([])
    // A range is for one transfer: the next one has all.
    expectBytes(await downloadAll(connection, '/incoming/big'), bytes)
  })

  it('is asked for with REST and an abort where RANG is not offered or refused', async () => {
    for (const setUp of [
      () => scripted([], { features: { without: ['RANG'] } }),
      () => scripted([{ on: 'RANG', instead: '504 Not that' }]),
    ]) {
      const server = await setUp()
      const connection = await connectTo(server)
      await uploadAll(connection, '/incoming/big', bytes)
      for (let count = 0; count < 2; count++)
        expect((await part(connection, 1_000, 50_000)).content).toEqual(
          bytes.subarray(1_000, 51_000),
        )
      expect(sent(server, 'REST')).toEqual(['REST 1000', 'REST 1000'])
      expect(sent(server, 'RANG').length).toBeLessThanOrEqual(1)
      expect(await answersItself(connection)).toBe(true)
    }
  })

  it.each(['REST', 'RANG'])('is taken back where it is cancelled behind %s', async (verb) => {
    const server = await scripted([{ on: verb, final: { delay: 300 } }], {
      features: verb === 'REST' ? { without: ['RANG'] } : {},
    })
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/big', bytes)
    const cancel = new AbortController()
    const sink = { write: async () => {} }
    const wanted = { signal: cancel.signal, offset: 1_000, length: 50_000 }
    const failed = failure(connection.download('/incoming/big', sink, wanted))
    await until(() => sent(server, verb).length > 0)
    cancel.abort()
    expect((await failed).code).toBe('cancelled')
    // Servers keep a beginning for whatever transfer comes next.
    expectBytes(await downloadAll(connection, '/incoming/big'), bytes)
    expect(sent(server, 'RETR')).toHaveLength(1)
  })

  it('ends at its end although the server sends on behind the range', async () => {
    const server = await scripted([{ on: 'RETR', data: { ignoreRestart: true } }])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/big', Buffer.concat(Array<Buffer>(100).fill(bytes)))
    const started = performance.now()
    expect((await part(connection, 0, 50_000)).content).toEqual(bytes.subarray(0, 50_000))
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('SITE', () => {
  it('UTIME sets times where MFMT is missing', async () => {
    const server = await scripted([], { features: { without: ['MFMT'] } })
    const connection = await connectTo(server)
    const time = new Date('2001-02-03T04:05:06Z')
    expect(await connection.setModifiedAt('/README.txt', time, never)).toBe(true)
    expect((await stat(join(server.folder, 'README.txt'))).mtimeMs).toBe(time.getTime())
    expect(sent(server, 'SITE')).toEqual(['SITE UTIME 20010203040506 /README.txt'])
  })

  it('UTIME is not tried where nothing names it', async () => {
    const server = await scripted([], { features: { without: ['MFMT', 'SITE UTIME'] } })
    const connection = await connectTo(server)
    expect(await connection.setModifiedAt('/README.txt', new Date(), never)).toBe(false)
    expect(sent(server, 'SITE')).toEqual([])
  })

  it('SYMLINK makes a link, and is refused for names that it cannot carry', async () => {
    const server = await scripted([])
    const connection = await connectTo(server)
    await connection.makeLink('documents', '/shortcut', never)
    expect(await readlink(join(server.folder, 'shortcut'))).toBe('documents')
    const error = await failure(connection.makeLink('name with spaces.txt', '/other', never))
    expect(error.code).toBe('not-supported')
    const without = await connectTo(await scripted([], { features: { without: ['SITE SYMLINK'] } }))
    expect((await failure(without.makeLink('a', '/b', never))).code).toBe('not-supported')
  })
})

describe('HOST and PRET', () => {
  it('HOST goes before USER, and its refusal ends the login with the server’s words', async () => {
    const server = await scripted([])
    await connectTo(server, { virtualHost: 'files.example' })
    const commands = server.commands()
    expect(commands.indexOf('HOST files.example')).toBeGreaterThanOrEqual(0)
    expect(commands.indexOf('HOST files.example')).toBeLessThan(commands.indexOf('USER tester'))
    const refusing = await scripted([{ on: 'HOST', instead: '504 Unknown here' }])
    const error = await failure(connectTo(refusing, { virtualHost: 'files.example' }))
    expect(error.details).toMatchObject({ reply: '504 Unknown here' })
    expect(sent(refusing, 'USER')).toEqual([])
  })

  it('PRET announces each transfer before its data connection, where FEAT names it', async () => {
    const server = await scripted([
      { on: 'FEAT', final: { text: (reply) => reply.replace(' RANG STREAM', ' PRET') } },
      { on: 'PRET', instead: '200 Fine' },
    ])
    const connection = await connectTo(server)
    await listAll(connection, '/')
    await downloadAll(connection, '/README.txt')
    const tail = server.commands().filter((command) => /^(PRET|EPSV|MLSD|RETR)/.test(command))
    expect(tail).toEqual([
      ...['PRET MLSD', 'EPSV', 'MLSD'],
      ...['PRET RETR /README.txt', 'EPSV', 'RETR /README.txt'],
    ])
  })

  it('PRET that is refused means that the transfer would be', async () => {
    const server = await scripted([
      { on: 'FEAT', final: { text: (reply) => reply.replace(' RANG STREAM', ' PRET') } },
      { on: 'PRET', argument: /^RETR/, instead: '550 No such file' },
    ])
    const connection = await connectTo(server)
    const error = await failure(downloadAll(connection, '/missing'))
    expect(error.code).toBe('remote-not-found')
    expect(sent(server, 'RETR')).toEqual([])
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('what worked before', () => {
  it('is tried first, and believed only when it works again', async () => {
    const server = await scripted([{ on: 'EPSV', data: { listen: false } }])
    const told: string[] = []
    const memory = freshMemory()
    memory.modes.onWorked = (strategy) => told.push(strategy)
    const connection = await connectTo(server, {}, { memory })
    await listAll(connection, '/')
    expect(told).toEqual(['pasv'])
    const later = freshMemory()
    later.modes.remembered = 'pasv'
    const second = await connectTo(server, {}, { memory: later })
    const before = sent(server, 'EPSV').length
    await listAll(second, '/')
    expect(sent(server, 'EPSV')).toHaveLength(before)
    server.setScript([{ on: 'PASV', data: { listen: false } }])
    const third = freshMemory()
    third.modes.remembered = 'pasv'
    expect(
      (await listAll(await connectTo(server, {}, { memory: third }), '/')).length,
    ).toBeGreaterThan(5)
    expect(third.modes.worked).toBe('epsv')
  })
})
