import { describe, expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import type { Script } from '../../../electron/engine/practice/index.ts'
import { downloadAll, listAll, never, sourceOf, until, uploadAll } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'
import { answersItself, canary, connectTo, failure, scripted } from '../../support/faultBench.ts'
import type { BenchSettings } from '../../support/faultBench.ts'
import { startRawServer } from '../../support/scriptedServer.ts'

/*
 * Faults of curl's own test suite (tests/data/testNNN), by its numbers. The scripts are our own;
 * what must come out of them is what curl's cases ask of curl, or better.
 */
const file = '/documents/letter.txt'
type Work = (connection: TestConnection) => Promise<unknown>
const download: Work = (connection) => downloadAll(connection, file)
const upload: Work = (connection) => uploadAll(connection, '/incoming/up', Buffer.from('up'))
const list: Work = (connection) => listAll(connection, '/documents')

const verbs = (commands: string[]) => commands.map((command) => command.split(' ')[0])

describe('logging in', () => {
  it.each([
    [
      'curl 113: a USER answered with a code that means nothing',
      'USER',
      '314 bluah',
      'protocol-error',
    ],
    ['curl 114: a PASS answered so', 'PASS', '314 bluah', 'protocol-error'],
    ['curl 1282: a PASS answered with 633', 'PASS', '633 XXXXXXXX', 'login-failed'],
    [
      'curl 195: USER refused for the moment',
      'USER',
      '530 temporarily not available',
      'login-failed',
    ],
    [
      'curl 196: PASS refused for the moment',
      'PASS',
      '530 temporarily not available',
      'login-failed',
    ],
    ['curl 280: USER refused for good', 'USER', '530 We do not like you', 'login-failed'],
  ] as const)('%s', async (_name, verb, reply, code) => {
    const server = await scripted([{ on: verb, instead: reply }])
    const error = await failure(connectTo(server))
    expect(error.code).toBe(code)
    // One attempt: a second one with the same password could lock the account.
    expect(verbs(server.commands()).filter((one) => one === verb)).toHaveLength(1)
    await until(() => server.connections().length === 0)
  })

  it('curl 294: an account is asked for after the password', async () => {
    const users = [{ name: 'tester', password: canary, account: 'canary-account' }]
    const server = await scripted([], { users })
    const transcript = createTranscript()
    const credentials = { password: canary, account: 'canary-account' }
    const connection = await connectTo(server, {}, { credentials, transcript })
    expect(await answersItself(connection)).toBe(true)
    expect(JSON.stringify(transcript.events())).not.toContain('canary-account')
  })

  it('curl 295: an account that is refused', async () => {
    const users = [{ name: 'tester', password: canary, account: 'right' }]
    const server = await scripted([], { users })
    const credentials = { password: canary, account: 'wrong' }
    expect((await failure(connectTo(server, {}, { credentials }))).code).toBe('login-failed')
  })
})

describe('agreeing on a data connection', () => {
  it.each<[name: string, script: Script, settings: BenchSettings]>([
    [
      'curl 115: PASV answered with 314',
      [{ on: 'PASV', instead: '314 bluah' }],
      { mode: 'passive' },
    ],
    [
      'curl 116: EPRT answered with 314',
      [{ on: ['EPRT', 'PORT'], instead: '314 bluah' }],
      { mode: 'active' },
    ],
    [
      'curl 237: PASV with an impossible address',
      [{ on: 'PASV', instead: '227 Entering Passiv Mode (1216,256,2,127,127,127)' }],
      { mode: 'passive' },
    ],
    [
      'curl 238: EPSV with an impossible port, and no PASV',
      [
        { on: 'EPSV', instead: '229 Entering Passiv Mode (|||1000000|)' },
        { on: 'PASV', instead: '500 no' },
      ],
      { mode: 'passive' },
    ],
  ])('%s', async (_name, script, settings) => {
    const server = await scripted(
      [{ on: 'EPSV', instead: '500 no such command' }, ...script].toReversed(),
    )
    const connection = await connectTo(server, settings)
    await failure(download(connection))
    expect(verbs(server.commands())).not.toContain('RETR')
    expect(
      connection.transcript.events().some((one) => one.kind === 'data' && one.step === 'dialling'),
    ).toBe(false)
    expect(await answersItself(connection)).toBe(true)
  })

  it('curl 211 and 212: EPSV without success is tried once for many files', async () => {
    const server = await scripted([{ on: 'EPSV', instead: '229 Entering (|||1|)' }])
    const connection = await connectTo(server)
    for (let count = 0; count < 3; count++) await download(connection)
    expect(verbs(server.commands()).filter((verb) => verb === 'EPSV')).toHaveLength(1)
    expect(verbs(server.commands()).filter((verb) => verb === 'PASV')).toHaveLength(3)
  })

  it('curl 1233: EPSV without an answer that fits, and then PASV', async () => {
    const server = await scripted([{ on: 'EPSV', instead: '230 What is that' }])
    const connection = await connectTo(server)
    expect((await downloadAll(connection, file)).length).toBeGreaterThan(0)
  })

  it('curl 270: an address in 227 that is not the server’s', async () => {
    const server = await scripted([
      { on: 'EPSV', instead: '500 no' },
      { on: 'PASV', final: { text: (reply) => reply.replace('127,0,0,1', '1,2,3,4') } },
    ])
    const connection = await connectTo(server)
    expect((await downloadAll(connection, file)).length).toBeGreaterThan(0)
  })
})

describe('commands refused', () => {
  it.each<[name: string, script: Script, work: Work]>([
    [
      'curl 117: TYPE answered with 314',
      [{ on: 'TYPE', nth: 2, instead: '314 bluah' }],
      async (connection) => {
        await list(connection)
        await download(connection)
      },
    ],
    ['curl 118: RETR answered with 314', [{ on: 'RETR', instead: '314 bluah' }], download],
    ['curl 124: RETR answered with 550', [{ on: 'RETR', instead: '550 Not here' }], download],
    ['curl 125: CWD answered with 314', [{ on: 'CWD', instead: '314 bluah' }], list],
  ])('%s', async (_name, script, work) => {
    const server = await scripted(script)
    const connection = await connectTo(server)
    await failure(work(connection))
    if (connection.isOpen) expect(await answersItself(connection)).toBe(true)
  })

  it('curl 119: RETR answered with 314 in active mode', async () => {
    const server = await scripted([{ on: 'RETR', instead: '314 bluah' }])
    const connection = await connectTo(server, { mode: 'active', replyTimeout: 2 })
    await failure(download(connection))
    if (connection.isOpen) expect(await answersItself(connection)).toBe(true)
  })

  it('curl 261: TYPE answered with 226 is no agreement', async () => {
    const server = await scripted([{ on: 'TYPE', nth: 2, instead: '226 Fine' }])
    const connection = await connectTo(server)
    await list(connection)
    await failure(download(connection))
    expect(await answersItself(connection)).toBe(true)
  })

  it.each([
    ['curl 144: an empty folder answered with 450', '450 No files found', 0],
    ['curl 145: one answered with 550', '550 No such file or directory', 'remote-not-found'],
  ] as const)('%s', async (_name, reply, expected) => {
    const server = await scripted([{ on: ['MLSD', 'LIST'], instead: reply }])
    const connection = await connectTo(server)
    const outcome = await listAll(connection, '/documents').then(
      (entries) => entries.length,
      (error: { code: string }) => error.code,
    )
    expect(outcome).toBe(expected)
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('sizes and times', () => {
  it.each([
    ['curl 137: SIZE unknown', '500 what', null],
    ['curl 138: SIZE unknown, in other words', '502 not implemented', null],
    ['curl 336: SIZE with words only', '213 file too large', null],
    ['curl 337: SIZE with words before the number', '213 file: 51', null],
  ] as const)('%s is an unknown size', async (_name, reply, expected) => {
    const server = await scripted([{ on: 'SIZE', instead: reply }])
    const connection = await connectTo(server)
    const size = await connection.size(file, never).catch((error: { code: string }) => error.code)
    // Never a number that is not the size; refusing to read it is as good as not knowing.
    expect([expected, 51, 'protocol-error']).toContain(size)
    expect(await answersItself(connection)).toBe(true)
  })

  it.each([
    ['curl 511: MDTM of a missing file', '550 nope'],
    ['curl 1684: MDTM with a time that is too short', '213 2003040910'],
    ['curl 3027: MDTM without a number', '213 notadate'],
  ])('%s: no time, and the transfer is fine', async (_name, reply) => {
    const server = await scripted([{ on: 'MDTM', instead: reply }])
    const connection = await connectTo(server)
    expect(await connection.modifiedAt(file, never)).toBeNull()
    expect((await downloadAll(connection, file)).length).toBeGreaterThan(0)
  })
})

describe('resuming', () => {
  const fetched = async (connection: TestConnection, path: string, offset: number) => {
    const buffers: Uint8Array[] = []
    const sink = { write: async (slice: Uint8Array[]) => void buffers.push(...slice) }
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
    expect(await downloadAll(connection, '/incoming/ten')).toEqual(bytes)
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
    // Nothing is made up: no bytes, or the server's refusal.
    if (Buffer.isBuffer(outcome)) expect(outcome).toHaveLength(0)
    else expect(outcome).toMatchObject({ details: { reply: expect.stringMatching(/^554/) } })
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
    expect(await downloadAll(connection, '/incoming/whole')).toEqual(bytes)
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

describe('replies without measure', () => {
  const answer = async (reply: string | string[]) => {
    const server = await scripted([{ on: 'NOOP', instead: reply }])
    const connection = await connectTo(server, { replyTimeout: 5 })
    return connection.send('NOOP', never)
  }

  it('curl 1005: 499 lines are a reply', async () => {
    const lines = `${'211-line\r\n'.repeat(498)}211 end`
    expect((await answer(lines)).lines).toHaveLength(499)
  })

  it.each([
    ['curl 1003 and 1006: more than 500 lines', `${'211-line\r\n'.repeat(600)}211 end`],
    ['curl 1062: a line of more than 64 KiB', `211 ${'x'.repeat(70_000)}`],
  ])('%s are none', async (_name, reply) => {
    expect((await failure(answer(reply))).code).toBe('protocol-error')
  })
})

describe('characters that do not belong there', () => {
  it.each([
    ['curl 2108: NUL in the path of the server', '257 "/a\0b" is here'],
    ['curl 3217: a carriage return in it', '257 "/a\rb" is here'],
    ['curl 3218: an escape in it', '257 "/a\u001b[2Jb" is here'],
  ])('%s is refused', async (_name, reply) => {
    const server = await scripted([{ on: 'PWD', instead: Buffer.from(`${reply}\r\n`, 'latin1') }])
    expect((await failure(connectTo(server))).code).toBe('protocol-error')
  })

  it.each([
    ['curl 225: CR LF in a path', '/x\r\nDELE /documents/letter.txt'],
    ['curl 226: LF in a path', '/x\nDELE /documents/letter.txt'],
    ['curl 340: NUL in a path', '/x\0y'],
  ])('%s never leaves', async (_name, path) => {
    const server = await scripted([])
    const connection = await connectTo(server)
    const before = server.commands().length
    for (const work of [
      () => downloadAll(connection, path),
      () => listAll(connection, path),
      () => connection.deleteFile(path, never),
      () => connection.rename(path, '/y', never),
      () => connection.send(`NOOP ${path}`, never),
    ])
      expect((await failure(work())).code).toBe('bad-request')
    const sent = verbs(server.commands().slice(before))
    expect(sent.filter((verb) => !['EPSV', 'PASV', 'TYPE'].includes(verb!))).toEqual([])
    expect(await answersItself(connection)).toBe(true)
  })

  it.each([
    ['curl 2114: CR LF in a user name', { user: 'a\r\nDELE x' }, {}],
    ['curl 2115: CR LF in a password', {}, { password: 'a\r\nDELE x' }],
    ['curl 2116: CR LF in an account', {}, { password: canary, account: 'a\r\nDELE x' }],
  ])('%s never leaves', async (_name, settings, credentials) => {
    const users = [{ name: 'tester', password: canary, account: 'a' }]
    const server = await scripted([], { users })
    await failure(
      connectTo(server, settings, { credentials: { password: canary, ...credentials } }),
    )
    expect(verbs(server.commands())).not.toContain('DELE')
  })
})

describe('TLS and strangers', () => {
  const secure: BenchSettings = { encryption: 'required' }

  it('curl 402: TLS wanted, and not there', async () => {
    const server = await scripted([])
    expect((await failure(connectTo(server, secure))).code).toBe('tls-not-offered')
    expect(verbs(server.commands())).not.toContain('USER')
  })

  it('curl 983: answers sent ahead of TLS', async () => {
    const server = await scripted(
      [{ on: 'AUTH', final: { after: '230 Already in\r\n211 No features\r\n' } }],
      { tls: 'explicit' },
    )
    expect((await failure(connectTo(server, secure))).code).toBe('tls-failed')
    expect(verbs(server.commands())).not.toContain('USER')
  })

  it('curl 986: a greeting that says "logged in" does not replace TLS', async () => {
    const server = await scripted([{ on: 'CONNECT', instead: '230 Welcome, you are in' }], {
      tls: 'explicit',
    })
    expect((await failure(connectTo(server, secure))).code).toBe('protocol-error')
    expect(verbs(server.commands())).not.toContain('USER')
  })

  it('curl 2045: something else on the port', async () => {
    const server = await startRawServer((socket) => void socket.write('WRONG-1.0 not FTP\r\n'))
    try {
      const started = performance.now()
      expect((await failure(connectTo(server))).code).toMatch(/wrong-protocol|protocol-error/)
      expect(performance.now() - started).toBeLessThan(1_000)
    } finally {
      await server.stop()
    }
  })
})
