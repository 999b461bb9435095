import { describe, expect, it } from 'vitest'
import { expectBytes } from '../../support/bytes.ts'
import { downloadAll, listAll, never, sourceOf, uploadAll } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'
import { answersItself, connectTo, failure, scripted } from '../../support/faultBench.ts'

/*
 * Faults of curl's own test suite (tests/data/testNNN), by its numbers. The scripts are our own;
 * what must come out of them is what curl's cases ask of curl, or better.
 */
const file = '/documents/letter.txt'
type Work = (connection: TestConnection) => Promise<unknown>
const download: Work = (connection) => downloadAll(connection, file)
const upload: Work = (connection) => uploadAll(connection, '/incoming/up', Buffer.from('up'))
const list: Work = (connection) => listAll(connection, '/documents')

describe('resuming', () => {
  const fetched = async (connection: TestConnection, path: string, offset: number) => {
    const buffers: Uint8Array[] = []
    const sink = { write: async (slice: Uint8Array[]) => void buffers.push(Buffer.concat(slice)) }
    await connection.download(path, sink, { signal: never, offset })
    return Buffer.concat(buffers)
  }

  it('curl 110 and 112: from the middle, down and up', async () => {
    const server = await scripted([])
    const connection = await connectTo(server)
    const bytes = Buffer.from('0123456789')
    await uploadAll(connection, '/incoming/ten', bytes.subarray(0, 4))
    const rest = sourceOf(bytes.subarray(4))
    await connection.upload('/incoming/ten', rest, { signal: never, offset: 4 })
    expectBytes(await downloadAll(connection, '/incoming/ten'), bytes)
    expect(await fetched(connection, '/incoming/ten', 7)).toEqual(bytes.subarray(7))
  })

  it.each([
    ['curl 111: from behind the end', 11],
    ['curl 122 and 1036: from the end', 10],
  ])('%s', async (_name, offset) => {
    const server = await scripted([])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/ten', Buffer.from('0123456789'))
    const outcome = await fetched(connection, '/incoming/ten', offset).catch(
      (error: unknown) => error,
    )
    const refusal: unknown = expect.stringMatching(/^554/)
    // Nothing is made up: no bytes, or the server's refusal.
    if (Buffer.isBuffer(outcome)) expect(outcome).toHaveLength(0)
    else expect(outcome).toMatchObject({ details: { reply: refusal } })
    expect(await answersItself(connection)).toBe(true)
  })

  it.each([
    ['curl 123 and 1038: an upload from the end', Buffer.from('0123456789')],
    ['curl 1037 and 1039: the same with an empty file', Buffer.alloc(0)],
  ])('%s leaves the file as it is', async (_name, bytes) => {
    const server = await scripted([])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/whole', bytes)
    const nothing = sourceOf(Buffer.alloc(0))
    await connection.upload('/incoming/whole', nothing, { signal: never, offset: bytes.length })
    expectBytes(await downloadAll(connection, '/incoming/whole'), bytes)
    expect(await fetched(connection, '/incoming/whole', bytes.length)).toHaveLength(0)
  })

  it.each([
    ['curl 235: APPE refused', { on: 'APPE', instead: '550 Not allowed' }, true],
    ['curl 236: REST refused', { on: 'REST', instead: '502 No' }, false],
  ] as const)('%s: what is there stays', async (_name, rule, append) => {
    const server = await scripted([rule])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/part', Buffer.from('0123'))
    const rest = sourceOf(Buffer.from('4567'))
    const options = { signal: never, offset: 4, append }
    await failure(connection.upload('/incoming/part', rest, options))
    expect((await downloadAll(connection, '/incoming/part')).toString()).toBe('0123')
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('data that are not what was said', () => {
  it('curl 161: fewer bytes than announced', async () => {
    const server = await scripted([{ on: 'RETR', data: { keep: 10 } }])
    const connection = await connectTo(server)
    const sink = { write: async () => {} }
    const result = await connection.download(file, sink, { signal: never })
    // Who copies compares: the count is what arrived, the announced size what was meant.
    expect(result.bytes).toBe(10)
    expect(result.announcedSize).toBeGreaterThan(10)
  })

  it('curl 416: more bytes than announced', async () => {
    const server = await scripted([{ on: 'RETR', data: { extra: 'grown' } }])
    const connection = await connectTo(server)
    const sink = { write: async () => {} }
    const result = await connection.download(file, sink, { signal: never })
    expect(result.bytes).toBe((result.announcedSize ?? 0) + 5)
  })

  it('curl 348: 552 to an upload', async () => {
    const server = await scripted([{ on: 'STOR', final: { text: '552 Disk full' } }])
    const connection = await connectTo(server)
    expect((await failure(upload(connection))).code).toBe('remote-disk-full')
    expect(await answersItself(connection)).toBe(true)
  })

  it.each<[name: string, text: string | null, work: Work]>([
    ['curl 591: active, 425 to an upload', '425 No data connection', upload],
    ['curl 592: active, 421 to an upload', '421 Too slow', upload],
    ['curl 593: active, nothing after the 150 of an upload', null, upload],
    ['curl 1206: active, 425 to a download', '425 No data connection', download],
    ['curl 1207: active, 421 to a download', '421 Too slow', download],
    ['curl 1208: active, nothing after the 150 of a download', null, download],
  ])('%s', async (_name, text, work) => {
    const server = await scripted([
      {
        on: ['RETR', 'STOR'],
        data: { connect: 'never' },
        ...(text === null ? {} : { final: { text } }),
      },
    ])
    const connection = await connectTo(server, { mode: 'active', connectTimeout: 1 })
    const error = await failure(work(connection))
    if (text) expect(error.details).toMatchObject({ reply: text })
    if (text?.startsWith('421')) return expect(connection.isOpen).toBe(false)
    if (connection.isOpen) expect(await answersItself(connection)).toBe(true)
  })

  it.each([
    ['curl 594: active, no answer at all to an upload', 'STOR', upload],
    ['curl 1211: active, no answer at all to a download', 'RETR', download],
  ] as const)('%s', async (_name, verb, work) => {
    const server = await scripted([{ on: verb, instead: null }])
    const connection = await connectTo(server, {
      mode: 'active',
      connectTimeout: 1,
      replyTimeout: 1,
    })
    const started = performance.now()
    await failure(work(connection))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('time', () => {
  it('curl 190: no answer in time', async () => {
    const server = await scripted([{ on: 'CWD', delay: 5_000 }])
    const connection = await connectTo(server, { replyTimeout: 1 })
    const started = performance.now()
    expect((await failure(list(connection))).code).toBe('timeout')
    expect(performance.now() - started).toBeLessThan(2_500)
  })

  it('curl 250 and 1086: slow data are alive as long as they come', async () => {
    const server = await scripted([{ on: 'RETR', data: { rate: 40 } }])
    const connection = await connectTo(server, { dataIdleTimeout: 1, replyTimeout: 1 })
    const started = performance.now()
    expect((await downloadAll(connection, file)).length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeGreaterThan(1_000)
  })

  it('curl 1120: 421 in a session', async () => {
    const server = await scripted([{ on: 'CWD', nth: 1, instead: '421 Timeout' }])
    const connection = await connectTo(server)
    const error = await failure(list(connection))
    expect(error).toMatchObject({ code: 'server-closed', details: { reply: '421 Timeout' } })
    expect(connection.isOpen).toBe(false)
  })
})
