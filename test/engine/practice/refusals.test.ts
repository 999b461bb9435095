import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../../electron/engine/practice/index.ts'
import { RawClient, readAll } from './rawClient.ts'

let base: string
let folder: string
let server: PracticeServer
let client: RawClient

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'practice-refusals-'))
  folder = path.join(base, 'shown')
  await mkdir(path.join(folder, 'inside'), { recursive: true })
  await writeFile(path.join(base, 'secret'), 'secret')
  await mkdir(path.join(base, 'shown too'))
  await start()
})

afterEach(async () => {
  client.close()
  await server.stop()
  await rm(base, { recursive: true })
})

async function start(options: PracticeServerOptions = {}) {
  client?.close()
  await server?.stop()
  server = await startPracticeServer({ folder, tls: 'none', ...options })
  client = await RawClient.login(server)
}

/** Every way to name a path in a command, and none may reach it. */
async function expectOutOfReach(target: string) {
  const replies = []
  for (const line of [
    `SIZE ${target}`,
    `MDTM ${target}`,
    `MLST ${target}`,
    `HASH ${target}`,
    `XMD5 ${target}`,
    `MFMT 20200101000000 ${target}`,
    `SITE CHMOD 777 ${target}`,
    `SITE UTIME 20200101000000 ${target}`,
    `CWD ${target}`,
    `STAT ${target}`,
  ])
    replies.push(await client.command(line))
  for (const line of [`RETR ${target}`, `LIST ${target}`, `NLST ${target}`, `MLSD ${target}`])
    replies.push((await client.fetch(line)).last)
  for (const { code, text } of replies) expect(code, text).toBe(550)
}

async function expectNotWritable(target: string) {
  for (const line of [`STOR ${target}`, `APPE ${target}`])
    expect((await client.store(line, 'overwritten')).code, line).toBe(550)
}

describe('paths outside the folder', () => {
  it('cannot be climbed to', async () => {
    await client.expect(250, 'CWD inside')
    await expectOutOfReach('../../../secret')
    await expectOutOfReach(path.join(base, 'secret'))
    await expectNotWritable(path.join(base, 'secret'))
    // What climbs too far ends at the root of what is shown.
    await client.store('STOR ../../../secret', 'mine')
    expect(await readFile(path.join(folder, 'secret'), 'utf8')).toBe('mine')
    await client.expect(250, 'DELE /secret')
    await client.expect(250, 'CWD ../../..')
    expect(await client.expect(257, 'PWD')).toContain('"/"')
    await client.expect(550, 'DELE ../secret')
    await client.expect(550, 'RNFR ../secret')
    await client.expect(550, 'CWD ../shown too')
    expect(await readFile(path.join(base, 'secret'), 'utf8')).toBe('secret')
  })

  it('cannot be reached through links', async () => {
    await symlink('../secret', path.join(folder, 'to file'))
    await symlink('..', path.join(folder, 'to folder'))
    await symlink('../shown too', path.join(folder, 'to neighbour'))
    await symlink('../new', path.join(folder, 'dangling'))
    const before = await stat(path.join(base, 'secret'))
    for (const target of ['to file', 'to folder', 'to folder/secret', 'dangling'])
      await expectOutOfReach(target)
    for (const target of ['to file', 'to folder/secret', 'to folder/new', 'dangling'])
      await expectNotWritable(target)
    await client.expect(550, 'CWD to neighbour')
    await client.expect(550, 'MKD to folder/made')
    await client.expect(550, 'DELE to folder/secret')
    await client.expect(550, 'RNFR to folder/secret')
    await writeFile(path.join(folder, 'f'), 'x')
    await client.expect(350, 'RNFR f')
    await client.expect(550, 'RNTO to folder/f')
    const after = await stat(path.join(base, 'secret'))
    expect([after.mode, after.mtimeMs]).toEqual([before.mode, before.mtimeMs])
    expect(await readFile(path.join(base, 'secret'), 'utf8')).toBe('secret')
    await expect(stat(path.join(base, 'new'))).rejects.toThrow('ENOENT')
  })

  it('show in a listing as links only, and the links can be removed', async () => {
    await start({ features: { linksAsTargets: true } })
    await symlink('../secret', path.join(folder, 'out'))
    await symlink('inside', path.join(folder, 'in'))
    const { bytes } = await client.fetch('MLSD')
    expect(String(bytes)).toMatch(/^type=OS\.unix=slink:\.\.\/secret;.* out\r$/m)
    expect(String(bytes)).toMatch(/^type=dir;.* in\r$/m)
    expect(String(bytes)).not.toContain('size=6;')
    await client.expect(250, 'DELE out')
    expect(await readFile(path.join(base, 'secret'), 'utf8')).toBe('secret')
  })

  it('cannot be linked to', async () => {
    for (const target of ['../secret', '/etc/passwd', 'inside/../../secret', 'missing'])
      await client.expect(target.startsWith('/') ? 501 : 550, `SITE SYMLINK ${target} link`)
    await client.expect(200, 'SITE SYMLINK inside link')
    await client.expect(250, 'CWD link')
  })

  it('do not show the parent of the root', async () => {
    await symlink('.', path.join(folder, 'loop'))
    const lines = async (argument: string) =>
      String((await client.fetch(`MLSD${argument}`)).bytes).split('\r\n')
    const [own, parent] = await lines('')
    expect(parent?.replace('pdir', 'cdir').replace(' ..', ' .')).toBe(own)
    expect((await lines(' loop'))[1]).toBe(parent)
  })

  it('are not files that would block', async () => {
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [path.join(folder, 'pipe')])
    expect((await client.fetch('RETR pipe')).last.code).toBe(550)
    await client.expect(550, 'SIZE pipe')
  })
})

describe('data addresses', () => {
  it('must be the one of the control connection', async () => {
    for (const line of [
      'PORT 127,0,0,2,200,1',
      'PORT 192,0,2,1,200,1',
      'PORT 8,8,8,8,200,1',
      'PORT 127,0,0,1,0,80',
      'PORT 127,0,0,1,256,1',
      'PORT 127,0,0,1,200',
      'PORT 127,0,0,1,200,1,1',
      'PORT 127,0,0,1,-1,80',
      'EPRT |1|127.0.0.2|50000|',
      'EPRT |1|192.0.2.1|50000|',
      'EPRT |2|2001:db8::1|50000|',
      'EPRT |2|::ffff:192.0.2.1|50000|',
      'EPRT |1|127.0.0.1|22|',
      'EPRT |1|127.0.0.1|70000|',
      'EPRT |1|localhost|50000|',
      'EPRT nonsense',
    ])
      await client.expect(501, line)
    const { code } = (await client.fetch('RETR f')).last
    expect(code).toBe(550)
  })

  it('may be another loopback address in third-party mode, and nothing else', async () => {
    await start({ features: { thirdParty: true } })
    await writeFile(path.join(folder, 'f'), 'abc')
    await client.expect(501, 'PORT 192,0,2,1,200,1')
    await client.expect(501, 'EPRT |2|2001:db8::1|50000|')
    const listener = createServer().listen(0, '127.0.0.2')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    await client.expect(200, `EPRT |1|127.0.0.2|${port}|`)
    const arrival = once(listener, 'connection')
    client.write('RETR f')
    const [socket] = (await arrival) as [ReturnType<typeof connect>]
    expect(String(await readAll(socket))).toBe('abc')
    listener.close()
  })

  it('turns strangers away from the passive port and waits on for the client', async () => {
    await writeFile(path.join(folder, 'f'), 'abc')
    const port = Number(/\|\|\|(\d+)\|/.exec(await client.expect(229, 'EPSV'))?.[1])
    const stranger = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.3' })
    expect(await readAll(stranger)).toHaveLength(0)
    const data = connect(port, '127.0.0.1')
    const bytes = readAll(data)
    await client.expect(150, 'RETR f')
    expect(String(await bytes)).toBe('abc')
    const strangers = server.transcript.filter((event) => event.kind === 'data-stranger')
    expect(strangers.map(({ remote }) => remote.split(':')[0])).toEqual(['127.0.0.3'])
  })

  it('gives a passive port to nobody once it was taken', async () => {
    const port = Number(/\|\|\|(\d+)\|/.exec(await client.expect(229, 'EPSV'))?.[1])
    const first = connect(port, '127.0.0.1')
    await once(first, 'connect')
    const second = connect(port, '127.0.0.1')
    await expect(once(second, 'connect')).rejects.toThrow('ECONNREFUSED')
    const bytes = readAll(first)
    await client.expect(150, 'NLST')
    expect(String(await bytes)).toBe('inside\r\n')
  })
})

describe('the server itself', () => {
  it('listens on loopback only', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.test', 'localhost'])
      await expect(startPracticeServer({ host })).rejects.toThrow('loopback only')
  })

  it('fails cleanly when its port is taken', async () => {
    await expect(startPracticeServer({ port: server.port })).rejects.toThrow('EADDRINUSE')
  })

  it('ends everything at stop and removes its own folder', async () => {
    const own = await startPracticeServer({ script: [{ on: 'RETR', data: { stallAfter: 0 } }] })
    const one = await RawClient.login(own)
    const data = await one.passive()
    await one.expect(150, 'RETR README.txt')
    const idle = await RawClient.connect(own)
    await idle.expectGreeting(220)
    const ended = Promise.all([readAll(data), one.rest(), idle.rest()])
    await own.stop()
    await ended
    await expect(stat(own.folder)).rejects.toThrow('ENOENT')
    await own.stop()
  })

  it('leaves a folder that was given to it', async () => {
    await server.stop()
    expect((await stat(folder)).isDirectory()).toBe(true)
  })
})
