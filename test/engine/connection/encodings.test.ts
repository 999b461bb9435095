import iconv from 'iconv-lite'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { downloadAll, listAll, never, uploadAll } from '../../support/connect.ts'
import { connectTo, failure, scripted, track } from '../../support/faultBench.ts'

const samples = [
  ['gb18030', '中文文件 报告.txt'],
  ['big5', '中文檔案 許功蓋.txt'],
  ['shift_jis', '表示ソート能.txt'],
  ['euc-kr', '한국어 파일.txt'],
  ['windows-1251', 'Отчёт за год.txt'],
  ['latin1', 'Größe und Façade.txt'],
] as const

/** A folder whose names are bytes of a legacy encoding, served without UTF-8. */
async function legacyServer(files: Buffer[]) {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-legacy-'))
  track({ stop: () => rm(folder, { recursive: true, force: true }) })
  for (const name of files) await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), name)
  const server = await scripted([], {
    folder,
    features: { without: ['UTF8'], encoding: 'latin1' },
  })
  const names = () => readdir(folder, { encoding: 'buffer' })
  return { server, names }
}

describe.each(samples)('names in %s', (encoding, name) => {
  it('list, get, put, rename and delete keep every byte', async () => {
    const bytes = iconv.encode(name, encoding)
    const { server } = await legacyServer([])
    const connection = await connectTo(server, { encoding })
    await uploadAll(connection, `/${name}`, Buffer.from('content'))
    expect((await listAll(connection, '/')).map((entry) => entry.name)).toEqual([name])
    expect((await downloadAll(connection, `/${name}`)).toString()).toBe('content')
    const asBytes = await connectTo(server, { encoding: 'latin1' })
    const [raw] = await listAll(asBytes, '/')
    expect(Buffer.from(raw?.name ?? '', 'latin1')).toEqual(bytes)
    await connection.rename(`/${name}`, `/2 ${name}`, never)
    expect((await listAll(connection, '/')).map((entry) => entry.name)).toEqual([`2 ${name}`])
    await connection.deleteFile(`/2 ${name}`, never)
    expect(await listAll(connection, '/')).toEqual([])
  })
})

describe('names that no rule covers', () => {
  it('a name that the encoding cannot hold is refused, never sent with a ?', async () => {
    const { server } = await legacyServer([])
    const connection = await connectTo(server, { encoding: 'latin1' })
    const error = await failure(uploadAll(connection, '/中文.txt', Buffer.from('x')))
    expect(error.code).toBe('name-not-encodable')
    expect(error.details).toMatchObject({ path: '/中文.txt', cause: 'latin1' })
    expect(server.commands().some((command) => command.startsWith('STOR'))).toBe(false)
    expect((await listAll(connection, '/')).length).toBe(0)
  })

  it('a password that the encoding cannot hold is refused without a word of it', async () => {
    const { server } = await legacyServer([])
    // Half a pair: no encoding has it.
    const password = 'Sesam \ud83d'
    const error = await failure(connectTo(server, {}, { credentials: { password } }))
    expect(error.code).toBe('name-not-encodable')
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('Sesam')
  })

  it('bytes that are no UTF-8 survive the round trip', async () => {
    const { server } = await legacyServer([])
    const connection = await connectTo(server, { encoding: 'utf-8' })
    const name = 'odd \udcff\udc80 name'
    await uploadAll(connection, `/${name}`, Buffer.from('odd'))
    expect((await listAll(connection, '/')).map((entry) => entry.name)).toEqual([name])
    expect((await downloadAll(connection, `/${name}`)).toString()).toBe('odd')
    await connection.deleteFile(`/${name}`, never)
    expect(await listAll(connection, '/')).toEqual([])
  })

  it('F14 a server without UTF-8: the encoding is guessed, shown, and names work', async () => {
    const texts = ['中文文件.txt', '季度报告汇总.csv', '图片资料', '会议记录与附件.doc']
    const { server } = await legacyServer([])
    const writer = await connectTo(server, { encoding: 'gb18030' })
    for (const text of texts) await uploadAll(writer, `/${text}`, Buffer.from(text))
    const connection = await connectTo(server, { encoding: 'auto' })
    const names = (await listAll(connection, '/')).map((entry) => entry.name)
    expect(names.toSorted()).toEqual(texts.toSorted())
    expect(connection.encoding).toEqual({ name: 'gb18030', guessed: true })
    for (const text of texts)
      expect((await downloadAll(connection, `/${text}`)).toString()).toBe(text)
  })

  it('an unknown encoding is an error before anything is sent', async () => {
    const server = await scripted([])
    const error = await failure(connectTo(server, { encoding: 'klingon-8' }))
    expect(error.code).toBe('bad-request')
  })
})
