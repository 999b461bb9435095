import { describe, expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import type { Script } from '../../../electron/engine/practice/index.ts'
import { downloadAll, listAll, never, until } from '../../support/connect.ts'
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
