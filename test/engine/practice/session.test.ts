import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { RawClient } from './rawClient.ts'

let folder: string
let server: PracticeServer
let clients: RawClient[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-session-'))
  clients = []
  await start()
})

afterEach(async () => {
  for (const client of clients) client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(options: PracticeServerOptions = {}) {
  await server?.stop()
  server = await startPracticeServer({ folder, tls: 'none', ...options })
}

async function login(user?: string, password?: string) {
  const client = await RawClient.login(server, user, password)
  clients.push(client)
  return client
}

async function connect() {
  const client = await RawClient.connect(server)
  clients.push(client)
  await client.expectGreeting(220)
  return client
}

describe('login (RFC 959 §5.4)', () => {
  it('wants USER, then PASS, and nothing else before', async () => {
    const client = await connect()
    await client.expect(503, 'PASS practice')
    await client.expect(530, 'PWD')
    await client.expect(500, 'WHATEVER')
    await client.expect(331, 'USER practice')
    await client.expect(530, 'PASS wrong')
    await client.expect(503, 'PASS practice')
    await client.expect(331, 'USER practice')
    await client.expect(230, 'PASS practice')
    await client.expect(202, 'ACCT any')
    await client.expect(257, 'PWD')
  })

  it('takes any password from anonymous, and USER anew', async () => {
    const client = await login('ftp', 'somebody@example.test')
    await client.expect(331, 'USER practice')
    await client.expect(530, 'PWD')
    await client.expect(230, 'PASS practice')
  })

  it('says 421 after three wrong passwords', async () => {
    const client = await connect()
    for (const code of [530, 530, 421]) {
      await client.expect(331, 'USER practice')
      await client.expect(code, 'PASS wrong')
    }
    expect(await client.rest()).toBe('')
  })

  it('asks for an account where the user has one', async () => {
    await start({ users: [{ name: 'a', password: 'b', account: 'c' }] })
    const client = await connect()
    await client.expect(503, 'ACCT c')
    await client.expect(331, 'USER a')
    await client.expect(332, 'PASS b')
    await client.expect(530, 'PWD')
    await client.expect(230, 'ACCT c')
  })

  it('keeps passwords out of its transcript', async () => {
    await login('practice', 'practice')
    expect(JSON.stringify(server.transcript)).not.toMatch(/PASS practice/)
    expect(server.commands(1)).toEqual(['USER practice', 'PASS ****', 'TYPE I'])
  })

  it('starts over with REIN and ends with QUIT', async () => {
    const client = await login()
    await client.expect(220, 'REIN')
    await client.expect(530, 'PWD')
    await client.expect(503, 'PASS practice')
    await client.expect(221, 'QUIT')
    expect(await client.rest()).toBe('')
  })

  it('takes HOST before USER only', async () => {
    const client = await connect()
    await client.expect(220, 'HOST ftp.example.test')
    await client.expect(331, 'USER practice')
    await client.expect(503, 'HOST ftp.example.test')
  })

  it('limits connections with 421 at once or with 530 after PASS', async () => {
    await start({ connectionLimit: 1 })
    await login()
    const second = await RawClient.connect(server)
    expect((await second.reply()).code).toBe(421)
    expect(await second.rest()).toBe('')

    await start({ connectionLimit: { most: 1, refuse: 530 } })
    await login()
    const third = await connect()
    await third.expect(331, 'USER practice')
    await third.expect(530, 'PASS practice')
  })
})

describe('replies', () => {
  it('tells 500, 501, 502 and 504 apart', async () => {
    const client = await login()
    await client.expect(500, 'FOO')
    await client.expect(500, '')
    await client.expect(501, 'RETR')
    await client.expect(501, 'RETR a\0b')
    await client.expect(501, 'RETR ')
    await client.expect(502, 'SMNT x')
    await client.expect(504, 'MODE B')
    await client.expect(504, 'STRU R')
    await client.expect(504, 'TYPE E')
    await client.expect(501, 'TYPE x')
    await client.expect(504, 'SITE FOO')
    await client.expect(200, 'TYPE L 8')
    await client.expect(200, 'type a n')
    await client.expect(200, 'noop')
  })

  it('has multi-line replies with every middle line indented', async () => {
    const client = await login()
    const text = await client.expect(211, 'FEAT')
    expect(text).toMatch(/^211-Features:\r\n( [^\r]+\r\n)+211 End$/)
    expect(text).toContain(' REST STREAM\r\n')
    expect(text).toContain(' UTF8\r\n')
    expect(text).not.toContain('AUTH')
    await client.expect(211, 'STAT')
    await client.expect(214, 'HELP')
    await client.expect(214, 'SITE HELP')
  })

  it('leaves out of FEAT, and does not know, what is switched off', async () => {
    await start({ features: { without: ['MLSD', 'SIZE', 'EPSV', 'UTF8'] } })
    const client = await login()
    expect(await client.expect(211, 'FEAT')).not.toMatch(/MLST|SIZE|EPSV|UTF8/)
    for (const line of ['MLSD', 'MLST', 'SIZE x', 'EPSV']) await client.expect(500, line)
    await client.expect(501, 'OPTS UTF8 ON')
  })

  it('drops a command line without end', async () => {
    const client = await login()
    client.write(Buffer.alloc(10_000, 'x'))
    expect((await client.reply()).code).toBe(500)
    expect(await client.rest()).toBe('')
  })

  it('takes commands that come in pieces, together and with bare LF', async () => {
    const client = await login()
    for (const piece of ['NO', 'OP', '\r', '\nPWD\r\nSYST\nNOOP\r\n'])
      client.write(Buffer.from(piece))
    const codes = []
    for (let count = 0; count < 4; count++) codes.push((await client.reply()).code)
    expect(codes).toEqual([200, 257, 215, 200])
  })

  it('removes Telnet commands, but keeps a doubled IAC as a byte of a name', async () => {
    await start({ features: { encoding: 'latin1', without: ['UTF8'] } })
    await writeFile(path.join(folder, 'ÿ'), 'abc')
    const client = await login()
    client.write(Buffer.from('\xff\xf4\xffNOOP\r\n', 'latin1'))
    expect((await client.reply()).code).toBe(200)
    client.write(Buffer.from('\xff\xf4\xff\xf2SIZE \xff\xff\r\n', 'latin1'))
    expect((await client.reply()).text).toBe('213 3')
  })

  it('closes an idle connection with 421', async () => {
    await start({ features: { idleTimeout: 50 } })
    const client = await connect()
    expect((await client.reply()).code).toBe(421)
    expect(await client.rest()).toBe('')
  })
})

describe('folders and names', () => {
  it('walks with CWD and CDUP and quotes what PWD says', async () => {
    await mkdir(path.join(folder, 'a "b" c/d'), { recursive: true })
    const client = await login()
    await client.expect(250, 'CWD a "b" c/d')
    expect(await client.expect(257, 'PWD')).toMatch(/^257 "\/a ""b"" c\/d" /)
    await client.expect(250, 'CDUP')
    expect(await client.expect(257, 'XPWD')).toMatch(/^257 "\/a ""b"" c" /)
    await client.expect(250, 'CWD /')
    await client.expect(250, 'CDUP')
    await client.expect(550, 'CWD nowhere')
  })

  it('makes, renames and removes', async () => {
    const client = await login()
    expect(await client.expect(257, 'MKD  leading "quote"')).toContain('"/ leading ""quote"""')
    await client.expect(550, 'MKD  leading "quote"')
    await client.expect(350, 'RNFR  leading "quote"')
    await client.expect(250, 'RNTO 目录')
    await writeFile(path.join(folder, '目录/file'), 'x')
    await client.expect(550, 'RMD 目录')
    await client.expect(550, 'DELE 目录')
    await client.expect(550, 'RMD 目录/file')
    await client.expect(250, 'DELE 目录/file')
    await client.expect(250, 'RMD 目录')
    await client.expect(550, 'RMD 目录')
    await client.expect(550, 'DELE 目录')
    await client.expect(550, 'RMD /')
  })

  it('forgets RNFR at the next command', async () => {
    await writeFile(path.join(folder, 'a'), 'x')
    const client = await login()
    await client.expect(503, 'RNTO b')
    await client.expect(550, 'RNFR missing')
    await client.expect(503, 'RNTO b')
    await client.expect(350, 'RNFR a')
    await client.expect(200, 'NOOP')
    await client.expect(503, 'RNTO b')
  })

  it('tells size and time, and sets times', async () => {
    await writeFile(path.join(folder, 'file 一'), 'hello')
    const client = await login()
    expect(await client.expect(213, 'SIZE file 一')).toBe('213 5')
    await client.expect(550, 'SIZE /')
    await client.expect(200, 'TYPE A')
    await client.expect(550, 'SIZE file 一')
    expect(await client.expect(213, 'MFMT 20200229123456 file 一')).toBe(
      '213 Modify=20200229123456; file 一',
    )
    expect(await client.expect(213, 'MDTM file 一')).toBe('213 20200229123456')
    await client.expect(501, 'MFMT 20210229123456 file 一')
    await client.expect(501, 'MFMT 20201301000000 file 一')
    await client.expect(550, 'MDTM 20200101000000 file 一')
    await client.expect(200, 'SITE UTIME 20010203040506 file 一')
    expect(await client.expect(213, 'MDTM file 一')).toBe('213 20010203040506')
    await client.expect(200, 'SITE UTIME file 一 20010101000000 20020202020202 20010101000000 UTC')
    expect(await client.expect(213, 'MDTM file 一')).toBe('213 20020202020202')
    await client.expect(200, 'SITE CHMOD 640 file 一')
    expect((await stat(path.join(folder, 'file 一'))).mode & 0o777).toBe(0o640)
  })

  it("sets times with vsftpd's MDTM only where that is switched on", async () => {
    await start({ features: { mdtmWrites: true } })
    await writeFile(path.join(folder, 'f'), '')
    const client = await login()
    await client.expect(213, 'MDTM 20110101000000 f')
    expect(await client.expect(213, 'MDTM f')).toBe('213 20110101000000')
  })

  it('hashes', async () => {
    await writeFile(path.join(folder, 'a b'), 'hello world')
    const client = await login()
    expect(await client.expect(213, 'HASH a b')).toBe(
      '213 SHA-256 0-10 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 a b',
    )
    expect(await client.expect(200, 'OPTS HASH MD5')).toBe('200 MD5')
    await client.expect(350, 'RANG 0 4')
    expect(await client.expect(213, 'HASH a b')).toBe(
      '213 MD5 0-4 5d41402abc4b2a76b9719d911017c592 a b',
    )
    await client.expect(501, 'OPTS HASH FOO')
    expect(await client.expect(250, 'XCRC a b')).toBe('250 0D4A1185')
    expect(await client.expect(250, 'XMD5 "a b" 0 5')).toBe('250 5D41402ABC4B2A76B9719D911017C592')
    expect(await client.expect(250, 'XSHA1 a b')).toBe(
      '250 2AAE6C35C94FCFB415DBE95F408B9CE91EE846ED',
    )
    await client.expect(550, 'XSHA256 missing')
  })

  it('forbids a read-only user every change', async () => {
    await start({ users: [{ name: 'practice', readOnly: true }] })
    await writeFile(path.join(folder, 'f'), 'x')
    const client = await login()
    for (const line of ['MKD d', 'RMD d', 'DELE f', 'RNFR f', 'STOR f', 'MFMT 20200101000000 f'])
      await client.expect(550, line)
    await client.expect(550, 'SITE CHMOD 600 f')
    expect((await client.fetch('MLSD')).bytes.toString()).toMatch(/;perm=r;.* f\r\n/)
    expect(await readFile(path.join(folder, 'f'), 'utf8')).toBe('x')
  })
})
