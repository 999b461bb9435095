import {
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServerOptions } from '../../electron/engine/practice/index.ts'
import { isSafeEntryName } from '../../electron/engine/files/volume.ts'
import { openFileBench } from '../support/fileBench.ts'
import type { FileBench } from '../support/fileBench.ts'

let folder: string
const stops: (() => Promise<void>)[] = []
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-hostile-')))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await rm(folder, { recursive: true, force: true })
})

async function bench(options: PracticeServerOptions = {}, more = {}): Promise<FileBench> {
  const server = await startPracticeServer({ folder, tls: 'none', ...options })
  stops.push(() => server.stop())
  const account = { host: server.host, port: server.port, user: 'practice', password: 'practice' }
  const opened = await openFileBench(account, more)
  stops.push(() => opened.stop())
  return opened
}
const on = (path: string) => join(folder, path)

/** The classes of names that servers have used against clients. */
const hostile = [
  '../up',
  '..',
  '.',
  '/etc/passwd',
  'a/b',
  'a\\..\\b',
  '..\\up',
  'x\r\nDELE y',
  'x\ny',
  'a\0b',
]
const strange = [
  '-rf',
  '-laR',
  '*',
  '~root',
  '%2e%2e',
  'C:evil',
  '\\\\server\\share',
  'CON',
  'NUL.txt',
  'x:stream',
  'dot.',
  ' blank ',
  '\u202egpj.exe',
  '\u001b[2J',
  '{{7*7}}',
  '<img onerror=alert(1)>',
  '\udcff',
]

describe('names in listings', () => {
  it.each(hostile)('%j never becomes part of a path', (name) =>
    expect(isSafeEntryName(name)).toBe(false),
  )
  it.each(strange)('%j is only a name', (name) => expect(isSafeEntryName(name)).toBe(true))

  it('do not lead a deletion out of its folder', async () => {
    await mkdir(on('victim'))
    await writeFile(on('victim/keep'), 'keep')
    await writeFile(on('keep'), 'keep')
    await mkdir(on('trap'))
    await writeFile(on('trap/inside'), 'x')
    const lines = ['../keep', '../victim/keep', '..', '/keep', 'inside']
      .map((name) => `type=file;size=4; ${name}\r\n`)
      .join('')
    const { run, remote, commands } = await bench({
      script: [
        {
          on: ['MLSD', 'LIST'],
          when: (_, control) => control.directory === '/trap',
          data: { content: lines },
        },
      ],
    })
    const { failures } = await run({ kind: 'delete', places: [remote('trap')] })
    expect(failures.map(({ error }) => error.code)).toContain('unsafe-name')
    expect(await readFile(on('keep'), 'utf8')).toBe('keep')
    expect(await readFile(on('victim/keep'), 'utf8')).toBe('keep')
    const deletions = (await commands()).filter((line) => /^(DELE|RMD)/.test(line))
    for (const line of deletions) expect(line).toMatch(/^(DELE|RMD) \/trap(\/inside)?$/)
  })
})

describe('links that a server lists as folders', () => {
  it('are removed, never entered, also below a folder that is a link itself', async () => {
    await mkdir(on('real/tree'), { recursive: true })
    await mkdir(on('outside'))
    await writeFile(on('outside/precious'), 'precious')
    await symlink('../../outside', on('real/tree/link'))
    await symlink('real', on('alias'))
    const { run, remote } = await bench({
      features: { linksAsTargets: true, physicalDirectories: true },
    })
    const measured = await run({ kind: 'measure', places: [remote('alias/tree')] })
    expect(measured.last).toMatchObject({ files: 0, links: 1, folders: 1 })
    const { failures } = await run({ kind: 'delete', places: [remote('alias/tree')] })
    expect(failures).toEqual([])
    expect(await readFile(on('outside/precious'), 'utf8')).toBe('precious')
    expect(await readdir(on('real'))).toEqual([])
  })
})

describe('what a server says and does not do', () => {
  it('is noticed when permissions stay as they were', async () => {
    await writeFile(on('a.txt'), 'a', { mode: 0o644 })
    const { run, remote } = await bench({
      script: [{ on: 'SITE', argument: /^CHMOD/, instead: '200 Mode changed' }],
    })
    const { failures } = await run({
      kind: 'permissions',
      places: [remote('a.txt')],
      files: { set: 0o600, clear: 0o177 },
      folders: null,
      isRecursive: false,
    })
    expect(failures).toMatchObject([{ error: { code: 'not-applied' } }])
  })

  it('is told when it has no command for permissions', async () => {
    await writeFile(on('a.txt'), 'a')
    const { run, remote, server } = await bench({
      script: [{ on: 'SITE', instead: '500 SITE not understood' }],
    })
    const { permissions } = await server.fileAbilities(
      new AbortController().signal,
      remote('a.txt'),
    )
    expect(permissions).toBe('no')
    await expect(
      run({
        kind: 'permissions',
        places: [remote('a.txt')],
        files: { set: 0o600, clear: 0o177 },
        folders: null,
        isRecursive: false,
      }),
    ).rejects.toMatchObject({ code: 'not-supported' })
  })

  it('bases no deletion on a listing that was cut short', async () => {
    await mkdir(on('cut'))
    await writeFile(on('cut/one'), '1')
    const { run, remote } = await bench({
      script: [
        {
          on: ['MLSD', 'LIST'],
          when: (_, control) => control.directory === '/cut',
          data: { content: 'type=file;size=1; one\r\ntype=file;si' },
        },
      ],
    })
    const { failures } = await run({ kind: 'delete', places: [remote('cut')] })
    expect(failures).toMatchObject([{ error: { code: 'transfer-incomplete' } }])
    expect(await readdir(on('cut'))).toEqual(['one'])
  })
})

describe('this machine', () => {
  it('moves deleted entries to the trash where the host has one', async () => {
    const trash = await mkdtemp(join(folder, 'trash-'))
    let count = 0
    const moveToTrash = (path: string) => rename(path, join(trash, String(count++)))
    const { run, at, local, server } = await bench({}, { abilities: { moveToTrash } })
    await mkdir(join(local, 'sub'))
    await writeFile(join(local, 'sub/x'), 'x')
    const abilities = await server.fileAbilities(new AbortController().signal, at('sub'))
    expect(abilities.hasTrash).toBe(true)
    const { failures } = await run({ kind: 'delete', places: [at('sub'), at('missing')] })
    expect(failures).toHaveLength(1)
    expect(await readFile(join(trash, '0/x'), 'utf8')).toBe('x')
  })

  it('deletes for good where there is none, and never through links', async () => {
    const { run, at, local, server } = await bench()
    await mkdir(join(local, 'tree/deep'), { recursive: true })
    await mkdir(join(local, 'kept'))
    await writeFile(join(local, 'kept/x'), 'x')
    await symlink(join(local, 'kept'), join(local, 'tree/deep/link'))
    const abilities = await server.fileAbilities(new AbortController().signal, at('tree'))
    expect(abilities.hasTrash).toBe(false)
    const { failures } = await run({ kind: 'delete', places: [at('tree')] })
    expect(failures).toEqual([])
    expect(await readFile(join(local, 'kept/x'), 'utf8')).toBe('x')
    await expect(lstat(join(local, 'tree'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('copies trees, links and big files, replaces nothing, and keeps to the allowed folders', async () => {
    const { run, at, local } = await bench({}, { localRoots: true })
    await mkdir(join(local, 'a'))
    const big = Buffer.alloc(9 * 1024 * 1024, 3)
    await writeFile(join(local, 'a/big'), big)
    await symlink('big', join(local, 'a/link'))
    const { failures, last } = await run({ kind: 'copy', pairs: [{ from: at('a'), to: at('b') }] })
    expect(failures).toEqual([])
    expect(last).toMatchObject({ files: 1, links: 1, doneBytes: big.length })
    expect((await readFile(join(local, 'b/big'))).equals(big)).toBe(true)
    expect((await lstat(join(local, 'b/link'))).isSymbolicLink()).toBe(true)
    const again = await run({ kind: 'copy', pairs: [{ from: at('a'), to: at('b') }] })
    expect(again.failures).toMatchObject([{ error: { code: 'local-exists' } }])
    await expect(
      run({ kind: 'delete', places: [{ kind: 'local', path: '/etc/hostname' }] }),
    ).rejects.toMatchObject({ code: 'local-permission-denied' })
  })
})
