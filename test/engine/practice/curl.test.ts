import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
} from '../../../electron/engine/practice/index.ts'
import { curl, hashOf, hashOfFile } from './programs.ts'

const big = Buffer.alloc(100 << 20)
for (let at = 0; at < big.length; at += 4) big.writeUInt32LE((at * 2654435761) >>> 0, at)

const channels = {
  plain: { scheme: 'ftp', flags: [] },
  explicit: { scheme: 'ftp', flags: ['--ssl-reqd'] },
  implicit: { scheme: 'ftps', flags: [] },
}
const modes = {
  EPSV: { flags: [], verb: 'EPSV', host: '127.0.0.1' },
  PASV: { flags: ['--disable-epsv'], verb: 'PASV', host: '127.0.0.1' },
  EPRT: { flags: ['-P', '-'], verb: 'EPRT', host: '127.0.0.1' },
  PORT: { flags: ['-P', '-', '--disable-eprt'], verb: 'PORT', host: '127.0.0.1' },
  'EPSV on ::1': { flags: [], verb: 'EPSV', host: '::1' },
  'EPRT on ::1': { flags: ['-P', '-'], verb: 'EPRT', host: '::1' },
}

let servers: Record<string, PracticeServer>
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-curl-'))
  servers = {
    '127.0.0.1': await startPracticeServer({ tls: 'both' }),
    '::1': await startPracticeServer({ tls: 'both', host: '::1' }),
  }
  await writeFile(path.join(folder, 'big'), big)
})

afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop()
  await rm(folder, { recursive: true })
})

describe.each(Object.entries(channels))('curl, %s', (channelName, channel) => {
  // curl 7.87 and 7.88 forget TLS on active data connections (curl issue 10666): lftp shows those.
  const possible = Object.entries(modes).filter(
    ([, { flags }]) => channelName === 'plain' || !flags.some((flag) => flag === '-P'),
  )

  describe.each(possible)('%s', (_, mode) => {
    const start = async () => {
      const server = servers[mode.host]!
      const authority = path.join(folder, 'server.pem')
      await writeFile(authority, server.certificate!)
      const host = mode.host.includes(':') ? `[${mode.host}]` : mode.host
      const port = channelName === 'implicit' ? server.implicitPort : server.port
      const flags = [...channel.flags, ...mode.flags, '--cacert', authority]
      const at = (name: string) =>
        `${channel.scheme}://practice:practice@${host}:${port}/${encodeURI(name)}`
      const before = server.transcript.length
      const verbs = () =>
        server.transcript
          .slice(before)
          .flatMap((event) => (event.kind === 'command' ? [event.text] : []))
      return { server, at, verbs, call: (...args: string[]) => curl(...flags, ...args) }
    }

    it('lists', async () => {
      const { at, call, verbs } = await start()
      const list = await call(at('报告/'))
      expect(list).toMatchObject({ code: 0, errors: '' })
      expect(list.out).toMatch(/^-rw-r--r-- .* 季度 汇总\.csv\r?$/m)
      const facts = await call('-X', 'MLSD', at('报告/'))
      expect(facts.out).toMatch(/^type=file;size=93;modify=\d{14};.* 季度 汇总\.csv\r?$/m)
      expect(verbs().filter((verb) => verb.startsWith(mode.verb))).toHaveLength(2)
    })

    it('moves files both ways, byte for byte', async () => {
      const { server, at, call } = await start()
      for (const name of [
        '5 MiB.bin',
        '中文 文件.txt',
        'empty file.txt',
        'pictures/gradient.png',
      ]) {
        const local = path.join(folder, 'copy')
        expect(await call('-o', local, at(name))).toMatchObject({ code: 0 })
        const hash = await hashOfFile(path.join(server.folder, name))
        expect(await hashOfFile(local), name).toBe(hash)
        expect(await call('-T', local, at('incoming/上传 的.bin'))).toMatchObject({ code: 0 })
        expect(await hashOfFile(path.join(server.folder, 'incoming/上传 的.bin')), name).toBe(hash)
      }
    })

    it('resumes both ways', async () => {
      const { server, at, call } = await start()
      const whole = await readFile(path.join(server.folder, '5 MiB.bin'))
      const local = path.join(folder, 'part')
      await writeFile(local, whole.subarray(0, 1_234_567))
      expect(await call('-C', '-', '-o', local, at('5 MiB.bin'))).toMatchObject({ code: 0 })
      expect(await hashOfFile(local)).toBe(hashOf(whole))

      const remote = path.join(server.folder, 'incoming/part')
      await writeFile(remote, whole.subarray(0, 2_000_001))
      expect(await call('-C', '-', '-T', local, at('incoming/part'))).toMatchObject({ code: 0 })
      expect(await hashOfFile(remote)).toBe(hashOf(whole))
    })

    it('deletes', async () => {
      const { server, at, call } = await start()
      const remote = path.join(server.folder, 'incoming/old file')
      await writeFile(remote, 'x')
      const outcome = await call('-l', '-Q', 'DELE incoming/old file', at('incoming/'))
      expect(outcome).toMatchObject({ code: 0 })
      await expect(stat(remote)).rejects.toThrow('ENOENT')
    })
  })

  it('moves 100 MiB', async () => {
    const server = servers['127.0.0.1']!
    const authority = path.join(folder, 'server.pem')
    await writeFile(authority, server.certificate!)
    const port = channelName === 'implicit' ? server.implicitPort : server.port
    const url = `${channel.scheme}://practice:practice@127.0.0.1:${port}/incoming/big`
    const local = path.join(folder, 'big copy')
    const flags = [...channel.flags, '--cacert', authority]
    expect(await curl(...flags, '-T', path.join(folder, 'big'), url)).toMatchObject({ code: 0 })
    expect(await curl(...flags, '-o', local, url)).toMatchObject({ code: 0 })
    expect(await hashOfFile(local)).toBe(hashOf(big))
  })
})
