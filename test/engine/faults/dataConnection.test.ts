import { connect as dialTcp, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
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
import {
  answersItself,
  connectTo,
  failure,
  proxied,
  scripted,
  track,
} from '../../support/faultBench.ts'
import { startBlackHole } from '../../support/scriptedServer.ts'

const verbsOf = (connection: TestConnection) =>
  connection.transcript.events().flatMap((event) => (event.kind === 'command' ? [event.verb] : []))
const notesOf = (connection: TestConnection) =>
  connection.transcript.events().flatMap((event) => (event.kind === 'note' ? [event.code] : []))

describe('F16 EPSV that does not work', () => {
  it.each([
    ['refused', '500 Unknown command'],
    ['port 0', '229 Entering (|||0|)'],
    ['port 65536', '229 Entering (|||65536|)'],
    ['port 1000000', '229 Entering (|||1000000|)'],
    ['no port', '229 Entering extended passive mode'],
  ])('F16 %s: PASV serves, and is remembered', async (_name, reply) => {
    const server = await scripted([{ on: 'EPSV', instead: reply }])
    const memory = freshMemory()
    const connection = await connectTo(server, {}, { memory })
    await listAll(connection, '/')
    await listAll(connection, '/documents')
    expect(verbsOf(connection).filter((verb) => verb === 'EPSV')).toHaveLength(1)
    expect(notesOf(connection)).toContain('data-mode-skipped')
    const second = await connectTo(server, {}, { memory })
    await listAll(second, '/')
    expect(verbsOf(second)).not.toContain('EPSV')
  })

  it('F16 a port that refuses: PASV serves', async () => {
    const server = await scripted([{ on: 'EPSV', data: { listen: false } }])
    const connection = await connectTo(server)
    expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
    expect(verbsOf(connection)).toContain('PASV')
  })

  it('F16 a port that swallows every packet: PASV within 5 s', async () => {
    const hole = track(await startBlackHole())
    const server = await scripted([
      { on: 'EPSV', instead: `229 Entering Extended Passive Mode (|||${hole.port}|)` },
    ])
    const connection = await connectTo(server)
    const started = performance.now()
    await listAll(connection, '/')
    const elapsed = performance.now() - started
    expect(elapsed).toBeGreaterThan(4_000)
    expect(elapsed).toBeLessThan(6_500)
  })

  it('falls back to active mode when no passive way works, and says what it skipped', async () => {
    const server = await scripted([{ on: ['EPSV', 'PASV'], data: { listen: false } }])
    const connection = await connectTo(server)
    expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
    expect(connection.modeInUse).toBe('active')
    expect(verbsOf(connection)).toContain('PORT')
  })

  it('keeps to the mode that was asked for', async () => {
    const server = await scripted([{ on: ['EPSV', 'PASV'], data: { listen: false } }])
    const connection = await connectTo(server, { mode: 'passive' })
    const error = await failure(listAll(connection, '/'))
    expect(error.code).toBe('data-connection-failed')
    expect(verbsOf(connection)).not.toContain('PORT')
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('F17 and F18 addresses in 227', () => {
  it.each(['10,1,2,3', '192,168,1,1', '0,0,0,0', '8,8,8,8', '127,0,0,9'])(
    'F17 %s: only the control host is dialled',
    async (address) => {
      const server = await scripted([
        {
          on: 'PASV',
          final: { text: (reply) => reply.replace(/\(127,0,0,1,/, `(${address},`) },
        },
      ])
      const connection = await connectTo(server, {
        quirks: {
          noEpsv: true,
          noMlsd: false,
          noUtf8: false,
          mdtmForTimes: false,
          listAll: false,
        },
      })
      await listAll(connection, '/')
      const dialled = connection.transcript
        .events()
        .flatMap((event) =>
          event.kind === 'data' && event.step === 'open' ? [event.remote?.host] : [],
        )
      expect(dialled).toEqual(['127.0.0.1'])
      expect(notesOf(connection).some((code) => code.startsWith('passive-address'))).toBe(true)
    },
  )

  it('F17 a listener at the address in 227 sees no connection', async () => {
    let visits = 0
    const trap = createServer(() => visits++)
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.7', resolve))
    track({ stop: () => void trap.close() })
    const { port } = trap.address() as AddressInfo
    const server = await scripted([
      { on: 'EPSV', instead: '500 no' },
      { on: 'PASV', instead: `227 (127,0,0,7,${port >> 8},${port & 255})` },
    ])
    const connection = await connectTo(server, { mode: 'passive' })
    expect((await failure(listAll(connection, '/'))).code).toBe('data-connection-failed')
    expect(visits).toBe(0)
  })

  it.each(['256,0,0,1,200,10', '-1,0,0,1,200,10', '127,0,0,1,200', '127,0,0,1,0,21'])(
    'F18 227 (%s) is an error, nothing is dialled',
    async (numbers) => {
      const server = await scripted([
        { on: 'EPSV', instead: '500 no' },
        { on: 'PASV', instead: `227 Entering Passive Mode (${numbers})` },
      ])
      const connection = await connectTo(server, { mode: 'passive' })
      expect((await failure(listAll(connection, '/'))).code).toBe('protocol-error')
      expect(connection.transcript.events().some((event) => event.kind === 'data')).toBe(false)
      expect(await answersItself(connection)).toBe(true)
    },
  )
})

describe('F19 150, a data connection, and no byte', () => {
  it.each(['none', 'explicit'] as const)(
    'F19 TLS %s: left after the time that the site gives, and the session lives',
    async (tls) => {
      const server = await scripted([{ on: 'RETR', nth: 1, data: { stallAfter: 0 } }], { tls })
      const connection = await connectTo(server, {
        dataIdleTimeout: 1,
        encryption: tls === 'none' ? 'none' : 'required',
      })
      const started = performance.now()
      const error = await failure(downloadAll(connection, '/README.txt'))
      expect(error).toMatchObject({ code: 'timeout', bytes: 0, isDataComplete: false })
      expect(performance.now() - started).toBeLessThan(3_000)
      expect(server.commands()).toContain('ABOR')
      expect(await answersItself(connection)).toBe(true)
      expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
    },
  )

  it('F19 an upload that the server does not read', async () => {
    const { proxy } = await proxied([
      { channel: 'data', direction: 'to-server', fault: 'black-hole' },
    ])
    const connection = await connectTo(proxy, { dataIdleTimeout: 1 })
    const bytes = Buffer.alloc(30_000_000)
    expect((await failure(uploadAll(connection, '/incoming/big', bytes))).code).toBe('timeout')
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('F20 150 and then nothing good', () => {
  it.each(['425 Cannot open data connection', '421 Too busy'])(
    'F20 150, then %s: the text is kept',
    async (text) => {
      const server = await scripted([{ on: 'RETR', data: { connect: 'never' }, final: { text } }])
      const connection = await connectTo(server, { mode: 'active' })
      const error = await failure(downloadAll(connection, '/README.txt'))
      expect(error.details).toMatchObject({ reply: text })
    },
  )

  it('F20 active: the server says 150 and never dials', async () => {
    const server = await scripted([{ on: 'RETR', data: { connect: 'never' } }])
    const connection = await connectTo(server, { mode: 'active', connectTimeout: 1 })
    const started = performance.now()
    expect((await failure(downloadAll(connection, '/README.txt'))).code).toBe(
      'data-connection-failed',
    )
    expect(performance.now() - started).toBeLessThan(6_000)
    if (connection.isOpen) expect(await answersItself(connection)).toBe(true)
  })

  it('F20 a stranger who dials in first gets nothing', async () => {
    const server = await scripted([{ on: 'RETR', data: { stranger: '127.0.0.8' } }])
    const connection = await connectTo(server, { mode: 'active' })
    expect((await downloadAll(connection, '/README.txt')).length).toBeGreaterThan(0)
    expect(notesOf(connection)).toContain('stranger-dialled-in')
  })

  it('accepts a data connection from the control peer only', async () => {
    const server = await scripted([{ on: 'RETR', data: { from: '127.0.0.8' } }])
    const connection = await connectTo(server, { mode: 'active', connectTimeout: 1 })
    expect((await failure(downloadAll(connection, '/README.txt'))).code).toMatch(
      /data-connection-failed|transfer-incomplete/,
    )
  })

  it('the port is closed when the transfer command is refused', async () => {
    const server = await scripted([{ on: 'RETR', instead: '550 No' }])
    const connection = await connectTo(server, { mode: 'active' })
    await failure(downloadAll(connection, '/README.txt'))
    const listening = connection.transcript
      .events()
      .findLast((event) => event.kind === 'data' && event.step === 'listening')
    const port = listening?.kind === 'data' ? (listening.local?.port ?? 0) : 0
    const refused = await new Promise<boolean>((resolve) => {
      const socket = dialTcp(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(false)
      })
      socket.on('error', () => resolve(true))
    })
    expect(refused).toBe(true)
  })
})

describe('active mode by choice', () => {
  it('listens in the range and announces the external address', async () => {
    const server = await scripted([{ on: 'PORT', instead: '200 ok' }])
    const connection = await connectTo(server, {
      mode: 'active',
      activePorts: [45_700, 45_710],
      externalAddress: '203.0.113.7',
      connectTimeout: 1,
    })
    await failure(listAll(connection, '/'))
    const port = connection.transcript
      .events()
      .flatMap((event) =>
        event.kind === 'command' && event.verb === 'PORT' ? [event.text] : [],
      )[0]
    const [, high, low] = /^PORT 203,0,113,7,(\d+),(\d+)$/.exec(port ?? '') ?? []
    const announced = Number(high) * 256 + Number(low)
    expect(announced).toBeGreaterThanOrEqual(45_700)
    expect(announced).toBeLessThanOrEqual(45_710)
  })

  it('uses EPRT where PORT is unknown', async () => {
    const server = await scripted([{ on: 'PORT', instead: '500 Unknown command' }])
    const connection = await connectTo(server, { mode: 'active' })
    expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
    expect(verbsOf(connection)).toContain('EPRT')
  })
})

describe('F21 to F24 data that end too early', () => {
  it('F21 fewer bytes than the size although the server says 226: the count tells', async () => {
    const server = await scripted([{ on: 'RETR', data: { close: { after: 100_000, how: 'FIN' } } }])
    const connection = await connectTo(server)
    let bytes = 0
    const result = await connection.download(
      '/5 MiB.bin',
      {
        async write(buffers) {
          for (const buffer of buffers) bytes += buffer.length
        },
      },
      { signal: never },
    )
    expect(result.bytes).toBe(bytes)
    expect(result.bytes).toBeLessThan((await connection.size('/5 MiB.bin', never)) ?? 0)
  })

  it('F22 a reset is an error with the bytes so far, and the session lives', async () => {
    const server = await scripted([
      { on: 'RETR', nth: 1, data: { close: { after: 100_000, how: 'RST' } } },
    ])
    const connection = await connectTo(server)
    const error = await failure(downloadAll(connection, '/5 MiB.bin'))
    expect(error.code).toBe('data-connection-failed')
    expect(await answersItself(connection)).toBe(true)
    expect((await downloadAll(connection, '/5 MiB.bin')).length).toBe(5 * 1024 * 1024)
  })

  it('F35 552 in the middle of an upload: the server is quoted', async () => {
    const server = await scripted([
      {
        on: 'STOR',
        data: { close: { after: 200_000, how: 'RST' } },
        final: { text: '552 Disk full' },
      },
    ])
    const connection = await connectTo(server)
    const error = await failure(uploadAll(connection, '/incoming/full', Buffer.alloc(5_000_000)))
    expect(error.code).toBe('remote-disk-full')
    expect(error.details).toMatchObject({ reply: '552 Disk full' })
  })

  it('F37 RETR 550 leaves no connection behind', async () => {
    const server = await scripted([{ on: 'RETR', instead: '550 No such file' }])
    const connection = await connectTo(server)
    for (let i = 0; i < 20; i++) await failure(downloadAll(connection, '/README.txt'))
    expect(await answersItself(connection)).toBe(true)
    await until(() => server.connections().length === 1)
  })

  it('F38 a server that falls back to TYPE A after a listing', async () => {
    const server = await scripted([
      { on: 'TYPE', nth: 1 },
      { on: 'MLSD', then: (control) => void (control.type = 'A') },
    ])
    const bytes = Buffer.from('a\r\nb\nc\r\n\r\n')
    const connection = await connectTo(server)
    await uploadAll(connection, '/incoming/binary', bytes)
    await listAll(connection, '/incoming')
    expectBytes(await downloadAll(connection, '/incoming/binary'), bytes)
  })

  it.each(['550 No', '213 garbage', '213 20231345000000'])(
    'F39 MDTM %s: no time',
    async (reply) => {
      const server = await scripted([{ on: 'MDTM', instead: reply }])
      const connection = await connectTo(server)
      expect(await connection.modifiedAt('/README.txt', never)).toBeNull()
      expect(await answersItself(connection)).toBe(true)
    },
  )
})
