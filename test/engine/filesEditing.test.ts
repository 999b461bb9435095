import { execFile } from 'node:child_process'
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditChange, EditedFile } from '../../electron/contract/editing.ts'
import { ConnectionSettings } from '../../electron/contract/sessions.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { createMemoryStore } from '../../electron/engine/secrets/memoryStore.ts'
import { never, openFileBench } from '../support/fileBench.ts'
import type { FileBench } from '../support/fileBench.ts'
import { until } from '../support/systemUntil.ts'

const run = promisify(execFile)

let folder: string
let server: PracticeServer
let bench: FileBench
let opened: string[]
let edits: Map<string, EditedFile>
let stopWatching: AbortController

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sampan-editing-')))
  server = await startPracticeServer({ folder, tls: 'none' })
  opened = []
  bench = await openFileBench(
    { host: server.host, port: server.port, user: 'practice', password: 'practice' },
    { abilities: { openFile: async (path) => void opened.push(path) } },
  )
  edits = new Map()
  stopWatching = new AbortController()
  void bench.server.watchEdits({
    signal: stopWatching.signal,
    async send(batch) {
      for (const change of batch as EditChange[])
        if (change.kind === 'gone') edits.delete(change.id)
        else edits.set(change.file.id, change.file)
    },
  })
})
afterEach(async () => {
  stopWatching.abort()
  await bench.stop()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const on = (name: string) => join(folder, name)
const start = async (name: string) => {
  const result = await bench.server.startEdit(never, bench.remote(name), { isConfirmed: false })
  if (result.state !== 'started') throw new Error(result.state)
  return { id: result.id, path: opened.at(-1)! }
}
const stateOf = (id: string) => edits.get(id)?.status.state
/** An editor of its own: another process that writes the way editors do. */
const saveIn = (path: string, text: string) =>
  run(process.execPath, [
    '-e',
    'const fs = require("fs"); const [, path, text] = process.argv; fs.writeFileSync(path + "~", text); fs.renameSync(path + "~", path)',
    path,
    text,
  ])

describe('a file in another program', () => {
  it('lies in a private folder, is uploaded after a save when asked, and leaves nothing', async () => {
    await writeFile(on('notes.txt'), 'one')
    const { id, path } = await start('notes.txt')
    expect(await readFile(path, 'utf8')).toBe('one')
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await saveIn(path, 'two')
    await until(async () => stateOf(id) === 'changed')
    expect(await readFile(on('notes.txt'), 'utf8')).toBe('one')
    await bench.server.uploadEdit(never, id, { isForced: false })
    expect(await readFile(on('notes.txt'), 'utf8')).toBe('two')
    await until(async () => stateOf(id) === 'unchanged')
    await bench.server.endEdit(never, id)
    await expect(stat(dirname(path))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is uploaded after each save where the settings say so', async () => {
    await bench.server.changeSettings(never, { uploadEdits: 'automatic' })
    await writeFile(on('a.txt'), '1')
    const { path } = await start('a.txt')
    await saveIn(path, '22')
    await until(async () => (await readFile(on('a.txt'), 'utf8')) === '22')
    await saveIn(path, '333')
    await until(async () => (await readFile(on('a.txt'), 'utf8')) === '333')
  })

  it('is not uploaded over what somebody else has written meanwhile', async () => {
    await writeFile(on('b.txt'), 'first')
    const { id, path } = await start('b.txt')
    await writeFile(on('b.txt'), 'other')
    await saveIn(path, 'mine')
    await until(async () => stateOf(id) === 'changed')
    await bench.server.uploadEdit(never, id, { isForced: false })
    await until(async () => stateOf(id) === 'conflict')
    expect(await readFile(on('b.txt'), 'utf8')).toBe('other')
    await bench.server.uploadEdit(never, id, { isForced: true })
    expect(await readFile(on('b.txt'), 'utf8')).toBe('mine')
  })

  it('is never read through a link that was put in its place', async () => {
    await writeFile(on('c.txt'), 'c')
    const secret = join(bench.local, 'secret')
    await writeFile(secret, 'secret')
    const { id, path } = await start('c.txt')
    await symlink(secret, `${path}.link`)
    await unlink(path)
    await rename(`${path}.link`, path)
    await until(async () => stateOf(id) === 'failed')
    await expect(bench.server.uploadEdit(never, id, { isForced: true })).rejects.toMatchObject({
      code: expect.stringMatching(/^local-/) as string,
    })
    expect(await readFile(on('c.txt'), 'utf8')).toBe('c')
  })

  it('is asked about when opening could run it, whatever its name says', async () => {
    await writeFile(on('setup.exe'), 'MZ')
    await writeFile(on('picture.png'), '#!/bin/sh\n')
    for (const name of ['setup.exe', 'picture.png'])
      expect(
        await bench.server.startEdit(never, bench.remote(name), { isConfirmed: false }),
      ).toEqual({ state: 'executable' })
    expect(opened).toEqual([])
    await bench.server.startEdit(never, bench.remote('setup.exe'), { isConfirmed: true })
    expect(opened).toHaveLength(1)
  })

  it('opens in the program that was chosen, and says when that is not there', async () => {
    const program = join(bench.local, 'editor with blank')
    const noted = join(bench.local, 'noted')
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s' "$1" > '${noted}.new'; mv '${noted}.new' '${noted}'\n`,
    )
    await chmod(program, 0o700)
    await bench.server.changeSettings(never, { editorProgram: program })
    await writeFile(on("it's $(a) file.txt"), 'x')
    const place = bench.remote("it's $(a) file.txt")
    const started = await bench.server.startEdit(never, place, { isConfirmed: false })
    expect(started.state).toBe('started')
    await until(() => readFile(noted, 'utf8').then((text) => text.endsWith("it's $(a) file.txt")))
    expect(opened).toEqual([])
    await bench.server.changeSettings(never, { editorProgram: `${program} no` })
    await writeFile(on('h.txt'), 'h')
    await expect(
      bench.server.startEdit(never, bench.remote('h.txt'), { isConfirmed: false }),
    ).rejects.toMatchObject({ code: 'local-not-found', details: { path: `${program} no` } })
    await bench.server.changeSettings(never, { editorProgram: 'vi' })
    await expect(
      bench.server.startEdit(never, bench.remote('h.txt'), { isConfirmed: false }),
    ).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('keeps what was not uploaded when the program ends', async () => {
    await writeFile(on('d.txt'), 'd')
    const { id, path } = await start('d.txt')
    await saveIn(path, 'unsent')
    await until(async () => stateOf(id) === 'changed')
    expect(bench.engine.unsentEdits()).toEqual(['d.txt'])
    await bench.engine.close()
    expect(await readFile(path, 'utf8')).toBe('unsent')
  })
})

describe('after the program has ended', () => {
  /** The next run on the same data. */
  const restart = async () => {
    await bench.engine.close()
    const engine = await createEngine({
      dataFolder: join(dirname(bench.local), 'data'),
      secrets: createMemoryStore(),
      host: 'desktop',
      version: '0',
      abilities: { openFile: async (path) => void opened.push(path) },
    })
    edits.clear()
    void engine.server.watchEdits({
      signal: stopWatching.signal,
      async send(batch) {
        for (const change of batch as EditChange[])
          if (change.kind === 'gone') edits.delete(change.id)
          else edits.set(change.file.id, change.file)
      },
    })
    return engine
  }
  const only = () => [...edits.values()][0]

  it('what was changed is offered again, once its server is connected, also after one more end', async () => {
    await writeFile(on('e.txt'), 'e')
    const { id, path } = await start('e.txt')
    await saveIn(path, 'unsent')
    await until(async () => stateOf(id) === 'changed')
    await (await restart()).close()
    const engine = await restart()
    try {
      await until(async () => only()?.status.state === 'waiting')
      expect(only()).toMatchObject({ name: 'e.txt', status: { server: 'practice@127.0.0.1' } })
      expect(engine.unsentEdits()).toEqual(['e.txt'])
      await expect(
        engine.server.uploadEdit(never, only()!.id, { isForced: false }),
      ).rejects.toMatchObject({ code: 'not-possible-now' })
      await engine.server.openSession(never, {
        settings: ConnectionSettings.parse(bench.session.settings),
        credentials: { password: 'practice' },
      })
      await until(async () => only()?.status.state === 'changed')
      await engine.server.uploadEdit(never, only()!.id, { isForced: false })
      expect(await readFile(on('e.txt'), 'utf8')).toBe('unsent')
      await engine.server.endEdit(never, only()!.id)
      expect(await readdir(dirname(dirname(path)))).toEqual([])
    } finally {
      await engine.close()
    }
  })

  it('what somebody else changed meanwhile is not overwritten', async () => {
    await writeFile(on('f.txt'), 'f')
    const { id, path } = await start('f.txt')
    await saveIn(path, 'mine')
    await until(async () => stateOf(id) === 'changed')
    const engine = await restart()
    try {
      await writeFile(on('f.txt'), 'theirs')
      await engine.server.openSession(never, {
        settings: ConnectionSettings.parse(bench.session.settings),
        credentials: { password: 'practice' },
      })
      await until(async () => only()?.status.state === 'changed')
      await engine.server.uploadEdit(never, only()!.id, { isForced: false })
      await until(async () => only()?.status.state === 'conflict')
      expect(await readFile(on('f.txt'), 'utf8')).toBe('theirs')
    } finally {
      await engine.close()
    }
  })

  it('what a crash left unchanged is removed, and nobody is asked', async () => {
    await writeFile(on('g.txt'), 'g')
    const { path } = await start('g.txt')
    const folderOfEdit = dirname(path)
    const note = await readFile(`${folderOfEdit}.json`, 'utf8')
    expect(note).not.toContain('password')
    const engine = await restart()
    await engine.close()
    // As if the program had been killed: file and note are there again.
    await mkdir(folderOfEdit)
    await writeFile(path, 'g')
    await writeFile(`${folderOfEdit}.json`, note)
    await (await restart()).close()
    expect(await readdir(dirname(folderOfEdit))).toEqual([])
  })
})

describe('hosts without other programs', () => {
  it('say so', async () => {
    const plain = await openFileBench({
      host: server.host,
      port: server.port,
      user: 'practice',
      password: 'practice',
    })
    await writeFile(on('x.txt'), 'x')
    await expect(
      plain.server.startEdit(never, plain.remote('x.txt'), { isConfirmed: true }),
    ).rejects.toMatchObject({ code: 'not-supported' })
    expect((await plain.server.appInfo(never)).opensFiles).toBe(false)
    await plain.stop()
  })
})

describe('texts and content', () => {
  it('are read and written in the form that the file has', async () => {
    await writeFile(on('win.txt'), Buffer.from('\xe4\xf6\xfc\r\nx\r\n', 'latin1'))
    const place = bench.remote('win.txt')
    const text = await bench.server.readText(never, place, { maximum: 1_000 })
    expect(text).toMatchObject({ lineEnding: '\r\n', isWhole: true, isExact: true })
    const form = { encoding: 'windows-1252', lineEnding: '\r\n', hasByteOrderMark: false } as const
    const saved = await bench.server.writeText(never, place, 'ä€\n', form, text.version)
    expect(saved.state).toBe('saved')
    expect(await readFile(on('win.txt'))).toEqual(Buffer.from([0xe4, 0x80, 0x0d, 0x0a]))
    await expect(bench.server.writeText(never, place, '船', form)).rejects.toMatchObject({
      code: 'name-not-encodable',
    })
    await unlink(on('win.txt'))
    if (saved.state !== 'saved') return
    expect(await bench.server.writeText(never, place, 'x', form, saved.version)).toEqual({
      state: 'gone',
    })
  })

  it('are read in ranges and served only while they are open', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
    content.set([0x89, 0x50, 0x4e, 0x47], 0)
    await writeFile(on('big.png'), content)
    const { id, kind, size } = await bench.server.openContent(never, bench.remote('big.png'))
    expect({ kind, size }).toEqual({ kind: 'image', size: content.length })
    const piece = await bench.server.readContent(never, id, 200_000, 50)
    expect(Buffer.from(piece, 'base64')).toEqual(content.subarray(200_000, 200_050))
    const pieces: Buffer[] = []
    await bench.engine
      .served(id)!
      .stream(
        { offset: 100_000, length: 150_000 },
        async (part) => void pieces.push(Buffer.from(part)),
        never,
      )
    expect(Buffer.concat(pieces).equals(content.subarray(100_000, 250_000))).toBe(true)
    await bench.server.closeContent(never, id)
    expect(bench.engine.served(id)).toBeUndefined()
    const page = await bench.server.openContent(
      never,
      (await writeFile(on('x.html'), '<script>1</script>'), bench.remote('x.html')),
    )
    expect(page.kind).toBe('text')
    expect(bench.engine.served(page.id)).toBeUndefined()
    expect(
      await readdir(tmpdir()).then((names) => names.filter((name) => /sampan-copy/.test(name))),
    ).toEqual([])
  })
})
