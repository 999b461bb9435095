import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeFeatures,
  type PracticeServer,
} from '../../../electron/engine/practice/index.ts'
import { RawClient } from './rawClient.ts'

let folder: string
let server: PracticeServer
let client: RawClient

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-listings-'))
  await mkdir(path.join(folder, '目录'))
  await writeFile(path.join(folder, '中文 文件.txt'), 'abc')
  await writeFile(path.join(folder, '.hidden'), '')
  await symlink('中文 文件.txt', path.join(folder, 'link'))
  await utimes(path.join(folder, '中文 文件.txt'), 0, Date.UTC(2020, 1, 29, 23, 5, 6) / 1000)
})

afterEach(async () => {
  client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(features: Partial<PracticeFeatures> = {}) {
  server = await startPracticeServer({ folder, tls: 'none', features })
  client = await RawClient.login(server)
}

const lines = async (command: string): Promise<string[]> =>
  String((await client.fetch(command)).bytes)
    .split('\r\n')
    .filter(Boolean)

const names = async (command: string): Promise<string[]> =>
  (await lines(command)).map(
    (line) => /^\S+\s+\d+ practice practice +\d+ .{12} (.*)$/.exec(line)![1]!,
  )

describe('LIST and NLST', () => {
  it('look like ls -l, in UTC', async () => {
    await start()
    const all = await lines('LIST')
    expect(all).toHaveLength(3)
    expect(all[0]).toMatch(
      /^lrwxrwxrwx    1 practice practice +\d+ \w{3} [ \d]\d \d\d:\d\d link -> 中文 文件\.txt$/,
    )
    expect(all[1]).toBe('-rw-r--r--    1 practice practice            3 Feb 29  2020 中文 文件.txt')
    expect(all[2]).toMatch(/^drwxr-xr-x    2 practice practice +\d+ \w{3} [ \d]\d \d\d:\d\d 目录$/)
  })

  it('take flags and paths', async () => {
    await start()
    expect(await names('LIST -a')).toEqual([
      '.hidden',
      'link -> 中文 文件.txt',
      '中文 文件.txt',
      '目录',
    ])
    expect(await names('LIST -la 中文 文件.txt')).toEqual(['中文 文件.txt'])
    expect(await lines('LIST -al 目录')).toEqual([])
    expect(await lines('NLST')).toEqual(['link', '中文 文件.txt', '目录'])
    await writeFile(path.join(folder, '目录/x y'), '')
    expect(await lines('NLST 目录')).toEqual(['目录/x y'])
    expect((await client.fetch('LIST missing')).last.code).toBe(550)
    expect((await client.fetch('MLSD link')).last.code).toBe(501)
  })

  it('can take -a for a path and say nothing about missing ones', async () => {
    await start({ listFlags: false, emptyListForMissing: true })
    expect(await client.fetch('LIST -a')).toMatchObject({
      bytes: { length: 0 },
      last: { code: 226 },
    })
    expect(await names('LIST')).toHaveLength(3)
  })

  it('can look like IIS, and be hours ahead', async () => {
    await start({ listFormat: 'dos', listTimeOffset: 120 })
    expect(await client.expect(215, 'SYST')).toContain('Windows_NT')
    const all = await lines('LIST')
    expect(all[1]).toBe('03-01-20  01:05AM                    3 中文 文件.txt')
    expect(all[2]).toMatch(/^\d\d-\d\d-\d\d  \d\d:\d\d[AP]M       <DIR>          目录$/)
  })

  it('show links as what they point to, where that is switched on', async () => {
    await start({ linksAsTargets: true })
    expect(await names('LIST')).toEqual(['link', '中文 文件.txt', '目录'])
    expect((await lines('MLSD')).find((line) => line.endsWith(' link'))).toMatch(
      /^type=file;size=3;/,
    )
  })

  it('also come over the control connection', async () => {
    await start()
    expect(await client.expect(212, 'STAT /')).toMatch(
      /^212-Status of \/:\r\n l.*\r\n -rw.*\r\n d.*\r\n212 End$/,
    )
    expect(await client.expect(213, 'STAT 中文 文件.txt')).toContain(' 2020 中文 文件.txt')
  })
})

describe('MLSD and MLST', () => {
  it('have all facts', async () => {
    await start()
    const all = await lines('MLSD')
    expect(all.map((line) => /^type=([^;]+);/.exec(line)?.[1])).toEqual([
      'cdir',
      'pdir',
      'file',
      'OS.unix=slink:中文 文件.txt',
      'file',
      'dir',
    ])
    expect(all[4]).toMatch(
      /^type=file;size=3;modify=20200229230506;perm=adfrw;unique=\w+;UNIX\.mode=0644;UNIX\.owner=\d+;UNIX\.group=\d+; 中文 文件\.txt$/,
    )
    expect(await client.expect(250, 'MLST 目录')).toMatch(
      /^250-.*\r\n type=dir;.* \/目录\r\n250 End$/,
    )
    await client.expect(550, 'MLST missing')
  })

  it('have the facts chosen with OPTS', async () => {
    await start()
    expect(await client.expect(200, 'OPTS MLST size;type;nonsense;')).toBe(
      '200 MLST OPTS type;size;',
    )
    expect((await lines('MLSD'))[4]).toBe('type=file;size=3; 中文 文件.txt')
    expect(await client.expect(211, 'FEAT')).toContain(' MLST type*;size*;modify;perm;')
    expect(await client.expect(200, 'OPTS MLST')).toBe('200 MLST OPTS')
    expect((await lines('MLSD'))[4]).toBe(' 中文 文件.txt')
  })
})

describe('folders behind links', () => {
  it('keep the name the client used, or show where they really are', async () => {
    await mkdir(path.join(folder, 'a/b'), { recursive: true })
    await symlink('a/b', path.join(folder, 'short'))
    await start()
    await client.expect(250, 'CWD short')
    expect(await client.expect(257, 'PWD')).toContain('"/short"')
    await client.expect(250, 'CDUP')
    expect(await client.expect(257, 'PWD')).toContain('"/"')
    client.close()
    await server.stop()

    await start({ physicalDirectories: true })
    await client.expect(250, 'CWD short')
    expect(await client.expect(257, 'PWD')).toContain('"/a/b"')
    await client.expect(250, 'CDUP')
    expect(await client.expect(257, 'PWD')).toContain('"/a"')
  })
})

describe('encodings', () => {
  it('can be an older one, until OPTS UTF8 ON', async () => {
    await start({ encoding: 'gbk' })
    const gbk = Buffer.from('CED2D6D0CEC4', 'hex') // 我中文
    client.write(Buffer.concat([Buffer.from('MKD '), gbk, Buffer.from('\r\n')]))
    expect((await client.reply()).code).toBe(257)
    const { bytes } = await client.fetch('NLST')
    expect(bytes.includes(Buffer.concat([gbk, Buffer.from('\r\n')]))).toBe(true)
    expect(await client.expect(211, 'FEAT')).toContain(' UTF8\r\n')
    await client.expect(200, 'OPTS UTF8 ON')
    expect(await lines('NLST')).toContain('我中文')
    await client.expect(200, 'OPTS UTF8 OFF')
    expect((await client.fetch('NLST')).bytes).toEqual(bytes)
  })

  it('refuses bytes that are no UTF-8, and keeps normal forms apart', async () => {
    await start()
    client.write(Buffer.from('CWD \xce\xd2\r\n', 'latin1'))
    expect((await client.reply()).code).toBe(501)
    for (const form of ['NFC', 'NFD'] as const)
      await client.expect(257, `MKD ${'é'.normalize(form)}`)
    const found = (await lines('NLST')).filter((name) => name.normalize('NFC') === 'é')
    expect(found.map((name) => name.length).sort()).toEqual([1, 2])
  })
})

it('lists 2,000 entries, each once', async () => {
  const many = path.join(folder, '目录')
  for (let at = 0; at < 2_000; at += 1000)
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        writeFile(path.join(many, `file ${at + index}`), ''),
      ),
    )
  await start()
  const all = await lines('MLSD 目录')
  expect(all).toHaveLength(2_002)
  expect(new Set(all).size).toBe(2_002)
})
