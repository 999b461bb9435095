import { describe, expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import {
  downloadAll,
  freshMemory,
  listAll,
  never,
  until,
  uploadAll,
} from '../../support/connect.ts'
import {
  answersItself,
  canary,
  connectTo,
  failure,
  scripted,
  track,
} from '../../support/faultBench.ts'
import { startRawServer } from '../../support/scriptedServer.ts'

const verbs = [
  'CONNECT',
  'USER',
  'PASS',
  'FEAT',
  'TYPE',
  'PWD',
  'EPSV',
  'SIZE',
  'RETR',
  'MLSD',
  'CWD',
]

describe('F01 replies cut anywhere', () => {
  it('F01 every reply in packets of one byte', async () => {
    const server = await scripted([
      { on: ['CONNECT', '*'], reply: { cut: 'every-byte', pause: 0 } },
    ])
    const connection = await connectTo(server)
    const names = (await listAll(connection, '/')).map(({ name }) => name)
    expect(names).toContain('README.txt')
    expect(await connection.size('/5 MiB.bin', never)).toBe(5 * 1024 * 1024)
    expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
  })

  it.each(verbs)('F01 the reply to %s cut at every position', async (verb) => {
    const whole = await scripted([])
    const expected = await connectTo(whole)
    const size = await expected.size('/README.txt', never)
    const length = 40
    for (let position = 1; position < length; position += 3) {
      const server = await scripted([{ on: verb, reply: { cut: [position], pause: 3 } }])
      const connection = await connectTo(server)
      expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
      expect(await connection.size('/README.txt', never)).toBe(size)
      expect((await downloadAll(connection, '/README.txt')).length).toBe(size)
      connection.close()
      await server.stop()
    }
  })
})

describe('F02 to F05 order and company of replies', () => {
  it('F02 control channel in 3-byte packets, explicit TLS', async () => {
    const server = await scripted([{ on: ['CONNECT', '*'], reply: { cut: [3, 6, 9], pause: 1 } }], {
      tls: 'explicit',
    })
    const connection = await connectTo(server, { encryption: 'required' })
    expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
  })

  it('F03 a second reply to one command costs the connection, not the truth', async () => {
    const server = await scripted([
      { on: 'NOOP', nth: 1, reply: { stray: [{ text: '213 12', delay: 30 }] } },
    ])
    const connection = await connectTo(server)
    await connection.send('NOOP', never)
    await until(() => !connection.isOpen)
    const stray = connection.transcript
      .events()
      .find((event) => event.kind === 'reply' && event.isStray)
    expect(stray).toBeDefined()
    const error = await failure(connection.size('/README.txt', never))
    expect(error.code).toBe('protocol-error')
  })

  it('F04 150 and 226 in one packet before the data', async () => {
    const server = await scripted([
      { on: 'RETR', preliminary: { hold: true }, data: { rate: 200_000 } },
    ])
    const connection = await connectTo(server)
    const size = await connection.size('/README.txt', never)
    expect((await downloadAll(connection, '/README.txt')).length).toBe(size)
    expect(await answersItself(connection)).toBe(true)
  })

  it('F05 226 without 150 is an empty list', async () => {
    const server = await scripted([{ on: 'MLSD', instead: '226 Transfer complete.' }])
    const connection = await connectTo(server)
    expect(await listAll(connection, '/')).toEqual([])
    expect(await answersItself(connection)).toBe(true)
  })

  it('F06 450 to a listing is an empty folder, 550 is an error with its text', async () => {
    const server = await scripted([
      { on: 'MLSD', nth: 1, instead: '450 No files found' },
      { on: 'MLSD', nth: 2, instead: '550 No such file or directory' },
    ])
    const connection = await connectTo(server)
    expect(await listAll(connection, '/')).toEqual([])
    const error = await failure(listAll(connection, '/'))
    expect(error.details).toMatchObject({ reply: '550 No such file or directory' })
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('F07 to F10 what is no proper reply', () => {
  it('F07 an endless line fails at 64 KiB', async () => {
    const server = track(
      await startRawServer((socket) => {
        socket.write('220 ')
        const timer = setInterval(() => socket.write('x'.repeat(8_192)), 1)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const error = await failure(connectTo(server))
    expect(error.code).toBe('protocol-error')
  })

  it('F07 endless 220- lines fail at 500 lines', async () => {
    const server = track(
      await startRawServer((socket) => {
        const timer = setInterval(() => socket.write('220-more\r\n'.repeat(20)), 1)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    expect((await failure(connectTo(server))).code).toBe('protocol-error')
  })

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['TLS', Buffer.from('15030300020228', 'hex')],
  ])('F08 %s on the port is named within a second', async (protocol, banner) => {
    const server = track(await startRawServer((socket) => void socket.write(banner)))
    const started = performance.now()
    const error = await failure(connectTo(server))
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(error.code).toBe('wrong-protocol')
    expect(error.details).toMatchObject({ protocol })
  })

  it('F09 control characters in a path are refused, elsewhere they are kept', async () => {
    const server = await scripted([{ on: 'PWD', reply: { text: '257 "/a\0b" is current' } }])
    expect((await failure(connectTo(server))).code).toBe('protocol-error')
    const other = await scripted([{ on: 'NOOP', reply: { text: '200 \u001b[2J fine' } }])
    const connection = await connectTo(other)
    expect((await connection.send('NOOP', never)).lines).toEqual(['200 \u001b[2J fine'])
  })

  it.each([
    ['257 "/with ""quotes"" in it" created', '/with "quotes" in it'],
    ['257 rubbish "/dir" is cwd', '/dir'],
  ])('F10 %s', async (reply, path) => {
    const server = await scripted([{ on: 'PWD', reply: { text: reply } }])
    expect((await connectTo(server)).homeFolder).toBe(path)
  })

  it('F10 an unclosed quote is an error', async () => {
    const server = await scripted([{ on: 'PWD', reply: { text: '257 "/unclosed' } }])
    expect((await failure(connectTo(server))).code).toBe('protocol-error')
  })
})

describe('F11 to F15 service ends, delays and lies', () => {
  it('F11 421 while idle closes with the text', async () => {
    const server = await scripted([
      { on: 'NOOP', reply: { stray: [{ text: '421 Timeout.', delay: 20 }], close: 'FIN' } },
    ])
    const connection = await connectTo(server)
    await connection.send('NOOP', never)
    const reason = await connection.closed
    expect(reason).toMatchObject({ code: 'server-closed' })
  })

  it.each(['CWD', 'RETR', 'MLSD'])('F11 421 in place of the answer to %s', async (verb) => {
    const server = await scripted([
      { on: verb, instead: '421 Service not available.', then: (control) => control.close('FIN') },
    ])
    const connection = await connectTo(server)
    const error = await failure(
      verb === 'RETR' ? downloadAll(connection, '/README.txt') : listAll(connection, '/documents'),
    )
    expect(error.code).toBe('server-closed')
    expect(error.details).toMatchObject({ reply: '421 Service not available.' })
  })

  it('F11 421 in place of 226', async () => {
    const server = await scripted([
      { on: 'RETR', final: { text: '421 Going down.', close: 'FIN' } },
    ])
    const connection = await connectTo(server)
    const error = await failure(downloadAll(connection, '/README.txt'))
    expect(error).toMatchObject({ code: 'server-closed', isDataComplete: true })
  })

  it('F12 120 before 220 is waited for', async () => {
    const server = await scripted([
      { on: 'CONNECT', reply: { before: '120 Ready in a moment\r\n', delay: 50 } },
    ])
    const connection = await connectTo(server)
    expect(await answersItself(connection)).toBe(true)
  })

  it('F12 a greeting of 421 names the limit', async () => {
    const server = await scripted([
      { on: 'CONNECT', reply: { text: '421 Too many users.', close: 'FIN' } },
    ])
    const error = await failure(connectTo(server))
    expect(error.code).toBe('too-many-connections')
  })

  it.each(['CONNECT', 'USER', 'PASS', 'FEAT', 'TYPE', 'EPSV', 'SIZE', 'RETR'])(
    'F13 no answer to %s ends with a timeout',
    async (verb) => {
      const server = await scripted([{ on: verb, instead: null }])
      const patience = { connectTimeout: 1, replyTimeout: 1 }
      const work = async () => {
        const connection = await connectTo(server, { ...patience, mode: 'passive' })
        await connection.size('/README.txt', never)
        await downloadAll(connection, '/README.txt')
      }
      const started = performance.now()
      expect((await failure(work())).code).toBe('timeout')
      expect(performance.now() - started).toBeLessThan(4_000)
    },
  )

  it('F13 QUIT without answer does not delay closing', async () => {
    const server = await scripted([{ on: 'QUIT', instead: null }])
    const connection = await connectTo(server)
    const started = performance.now()
    connection.close()
    await connection.closed
    expect(performance.now() - started).toBeLessThan(100)
    await until(() => server.connections().length === 0, 3_000)
    expect(server.commands()).toContain('QUIT')
  })

  it('F14 FEAT refused: LIST serves', async () => {
    const server = await scripted([{ on: 'FEAT', instead: '500 Unknown command' }])
    const connection = await connectTo(server)
    expect((await listAll(connection, '/')).map(({ name }) => name)).toContain('README.txt')
    expect(server.commands()).not.toContain('MLSD')
  })

  it('F14 FEAT lies about MLSD: LIST serves, and MLSD is not tried again', async () => {
    const server = await scripted([{ on: 'MLSD', instead: '500 Unknown command' }])
    const memory = freshMemory()
    const connection = await connectTo(server, {}, { memory })
    expect((await listAll(connection, '/')).map(({ name }) => name)).toContain('README.txt')
    await listAll(connection, '/documents')
    expect(server.commands().filter((command) => command === 'MLSD')).toHaveLength(1)
  })

  it('F14 a missing folder does not cost MLSD', async () => {
    const server = await scripted([])
    const connection = await connectTo(server)
    expect((await failure(listAll(connection, '/missing'))).code).toBe('remote-not-found')
    await listAll(connection, '/')
    expect(server.commands().some((command) => command.startsWith('LIST'))).toBe(false)
  })

  it.each([
    ['314', 'PASS'],
    ['633', 'TYPE'],
    ['999', 'RETR'],
  ])('F15 unknown code %s to %s is an error, no hang', async (code, verb) => {
    const server = await scripted([{ on: verb, instead: `${code} What now` }])
    const work = async () => downloadAll(await connectTo(server), '/README.txt')
    expect(await failure(work())).toHaveProperty('code')
  })

  it('never writes the password into transcript or error', async () => {
    const server = await scripted([{ on: 'PASS', instead: '530 No' }])
    const transcript = createTranscript()
    const error = await failure(connectTo(server, {}, { transcript }))
    expect(error.code).toBe('login-failed')
    expect(JSON.stringify(transcript.events())).not.toContain(canary)
  })

  it('uploads stay whole when their replies are torn', async () => {
    const server = await scripted([{ on: 'STOR', reply: { cut: 'every-byte', pause: 0 } }])
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/torn', Buffer.from('torn'))
    expect((await downloadAll(connection, '/incoming/torn')).toString()).toBe('torn')
  })
})
