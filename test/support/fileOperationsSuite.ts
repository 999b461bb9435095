import { lstat, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openFileBench } from './fileBench.ts'
import type { FileBench, FtpAccount } from './fileBench.ts'

export type SuiteServer = {
  account: FtpAccount
  /** The folder on this machine that the server shows as the home folder. */
  folder: string
  /** What the test wrote belongs to the server's user from now on. */
  adopt(): void
  stop(): Promise<void>
}

/** What a kind of server is known not to do; everything else has to work. */
export type SuiteTraits = {
  /** Name of the hash that it offers. */
  hash?: string
  setsTimes: boolean
  /** Names that it refuses to touch, whatever is asked of it. */
  refuses?: string
}

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** The same operations on every server: what counts is what is on the disk afterwards. */
export function fileOperationsSuite(
  name: string,
  start: () => Promise<SuiteServer>,
  traits: SuiteTraits,
): void {
  describe(`file operations on ${name}`, () => {
    let server: SuiteServer
    let bench: FileBench
    let on: (path: string) => string
    beforeAll(async () => {
      server = await start()
      bench = await openFileBench(server.account)
      on = (path) => join(server.folder, path)
    })
    afterAll(async () => {
      await bench?.stop()
      await server?.stop()
    })
    let round = 0
    let top = ''
    beforeEach(() => {
      top = `round ${++round}`
    })

    async function put(files: Record<string, string | null>) {
      for (const [path, content] of Object.entries(files)) {
        const target = on(join(top, path))
        await mkdir(content === null ? target : dirname(target), { recursive: true })
        if (content !== null) await writeFile(target, content)
      }
      server.adopt()
    }
    const at = (path: string) => bench.remote(`${top}/${path}`)

    it('deletes a tree, counts it, and removes links without entering them', async () => {
      await put({ 'tree/a.txt': 'a', 'tree/deep/er/b.txt': 'b', 'tree/empty': null, 'kept/c': 'c' })
      await symlink('../kept', on(`${top}/tree/link to folder`))
      await symlink('../../kept/c', on(`${top}/tree/deep/link to file`))
      server.adopt()
      const { last, failures } = await bench.run({ kind: 'delete', places: [at('tree')] })
      expect(failures).toEqual([])
      expect(last).toMatchObject({ phase: 'done', total: last.done })
      expect(await readdir(on(top))).toEqual(['kept'])
      expect(await readFile(on(`${top}/kept/c`), 'utf8')).toBe('c')
    })

    it('names what could not be deleted and goes on', async () => {
      await put({ 'one.txt': '1', 'two.txt': '2' })
      const { failures } = await bench.run({
        kind: 'delete',
        places: [at('one.txt'), at('missing.txt'), at('two.txt')],
      })
      expect(failures).toMatchObject([
        { path: bench.remotePath(`${top}/missing.txt`), error: { code: 'remote-not-found' } },
      ])
      expect(await readdir(on(top))).toEqual([])
    })

    it('renames, moves, and swaps names', async () => {
      await put({ a: 'A', b: 'B', 'folder/x': 'x', other: null })
      const swapped = await bench.run({
        kind: 'rename',
        pairs: [
          { from: at('a'), to: at('b') },
          { from: at('b'), to: at('a') },
          { from: at('folder'), to: at('other/folder') },
        ],
      })
      expect(swapped.failures).toEqual([])
      expect(swapped.succeeded).toHaveLength(3)
      expect(await readFile(on(`${top}/a`), 'utf8')).toBe('B')
      expect(await readFile(on(`${top}/b`), 'utf8')).toBe('A')
      expect(await readFile(on(`${top}/other/folder/x`), 'utf8')).toBe('x')
      expect((await readdir(on(top))).sort()).toEqual(['a', 'b', 'other'])
    })

    it('replaces nothing when a name is taken', async () => {
      await put({ a: 'A', b: 'B' })
      const { failures } = await bench.run({
        kind: 'rename',
        pairs: [{ from: at('a'), to: at('b') }],
      })
      expect(failures).toMatchObject([{ error: { code: 'remote-exists' } }])
      await expect(bench.server.renameEntry(never(), at('a'), at('b'))).rejects.toMatchObject({
        code: 'remote-exists',
      })
      expect(await readFile(on(`${top}/b`), 'utf8')).toBe('B')
      expect(await readFile(on(`${top}/a`), 'utf8')).toBe('A')
    })

    it('copies a tree on the server', async () => {
      const big = 'x'.repeat(3_000_000)
      await put({ 'from/big.bin': big, 'from/sub/zero': '', 'from/sub/名 字.txt': '字' })
      const { failures, last } = await bench.run({
        kind: 'copy',
        pairs: [{ from: at('from'), to: at('to') }],
      })
      expect(failures).toEqual([])
      expect(last).toMatchObject({ done: 5, files: 3, folders: 2 })
      expect(await readFile(on(`${top}/to/big.bin`), 'utf8')).toBe(big)
      expect(await readFile(on(`${top}/to/sub/zero`), 'utf8')).toBe('')
      expect(await readFile(on(`${top}/to/sub/名 字.txt`), 'utf8')).toBe('字')
      const again = await bench.run({
        kind: 'copy',
        pairs: [{ from: at('from/sub'), to: at('to/sub') }],
      })
      expect(again.failures).toMatchObject([{ error: { code: 'remote-exists' } }])
    })

    it('changes permissions below a folder, files and folders apart', async () => {
      await put({ 'site/index.html': '', 'site/css/main.css': '' })
      const abilities = await bench.server.fileAbilities(never(), at('site'))
      expect(abilities.permissions).toBe('yes')
      const { failures, last } = await bench.run({
        kind: 'permissions',
        places: [at('site')],
        files: { set: 0o640, clear: 0o137 },
        folders: { set: 0o750, clear: 0o027 },
        isRecursive: true,
      })
      expect(failures).toEqual([])
      expect(last.unconfirmed).toBe(0)
      const modeOf = async (path: string) => (await stat(on(`${top}/${path}`))).mode & 0o777
      expect(await modeOf('site')).toBe(0o750)
      expect(await modeOf('site/css')).toBe(0o750)
      expect(await modeOf('site/css/main.css')).toBe(0o640)
      expect(await modeOf('site/index.html')).toBe(0o640)
    })

    it('sets modification times, or says that it cannot', async () => {
      await put({ 'old.txt': '' })
      const modifiedAt = Date.UTC(2001, 1, 3, 4, 5, 6)
      const abilities = await bench.server.fileAbilities(never(), at('old.txt'))
      expect(abilities.times).toBe(traits.setsTimes)
      const job = bench.run({ kind: 'times', places: [at('old.txt')], modifiedAt })
      if (traits.setsTimes) {
        expect((await job).failures).toEqual([])
        expect((await stat(on(`${top}/old.txt`))).mtimeMs).toBe(modifiedAt)
        // One that is gone is named with its own reason, and the others get their time.
        const places = [at('gone.txt'), at('old.txt')]
        const { failures } = await bench.run({
          kind: 'times',
          places,
          modifiedAt: modifiedAt + 1_000,
        })
        expect(failures).toMatchObject([
          { path: `/${top}/gone.txt`, error: { code: 'remote-not-found' } },
        ])
        expect((await stat(on(`${top}/old.txt`))).mtimeMs).toBe(modifiedAt + 1_000)
      } else await expect(job).rejects.toMatchObject({ code: 'not-supported' })
    })

    it('measures, finds, describes and hashes', async () => {
      await put({
        'p/one.log': '12345',
        'p/q/two.LOG': '1234567',
        'p/q/three.txt': 'x',
        'p/r': null,
      })
      await utimes(on(`${top}/p/one.log`), 1_000_000_000, 1_000_000_000)
      const { last } = await bench.run({ kind: 'measure', places: [at('p')] })
      expect(last).toMatchObject({ files: 3, folders: 3, bytes: 13 })
      const found = async (query: Parameters<FileBench['search']>[1]) =>
        (await bench.search(at('p'), query))
          .flatMap((part) => (part.part === 'found' ? part.entries : []))
          .map((entry) => entry.name)
          .sort()
      expect(await found({ name: '*.log', how: 'pattern' })).toEqual(['one.log', 'two.LOG'])
      expect(await found({ name: '^t.*\\d?', how: 'expression' })).toEqual(['three.txt', 'two.LOG'])
      expect(await found({ minimumSize: 5, maximumSize: 6 })).toEqual(['one.log'])
      expect(await found({ kind: 'directory' })).toEqual(['q', 'r'])
      expect(await found({ modifiedTo: Date.UTC(2002, 0) })).toEqual(['one.log'])

      const facts = await bench.server.describeEntry(never(), at('p/one.log'))
      expect(facts).toMatchObject({ name: 'one.log', kind: 'file', size: 5 })
      const hash = await bench.server.hashFile(never(), at('p/one.log'))
      const offered = (await bench.server.fileAbilities(never(), at('p'))).hash
      expect(hash?.algorithm ?? null).toBe(offered)
      expect(offered).toBe(traits.hash ?? null)
    })

    it('removes an empty folder only', async () => {
      await put({ 'full/x': 'x', empty: null })
      await bench.server.removeEmptyFolder(never(), at('empty'))
      await expect(bench.server.removeEmptyFolder(never(), at('full'))).rejects.toMatchObject({
        code: 'not-possible-now',
      })
      expect(await isThere(on(`${top}/empty`))).toBe(false)
      expect(await isThere(on(`${top}/full/x`))).toBe(true)
    })

    it('keeps to a folder with hostile names and deletes them as they are', async () => {
      const names = [
        '-rf',
        '*',
        '~root',
        '%2e%2e',
        'a\\b',
        ' lead',
        'trail ',
        '\u202egpj.exe',
        '"q"',
      ]
      await put(Object.fromEntries(names.map((one) => [`evil/${one}`, one])))
      await put({ 'evil/-laR/in': 'x', 'good/x': 'x' })
      const { failures, last } = await bench.run({ kind: 'delete', places: [at('evil')] })
      expect(last.files).toBe(names.length + 1)
      expect(await readdir(on(`${top}/good`))).toEqual(['x'])
      const refused = traits.refuses === undefined ? [] : [traits.refuses]
      expect(failures.map(({ path }) => path)).toEqual(
        refused.map((one) => bench.remotePath(`${top}/evil/${one}`)),
      )
      if (refused.length > 0) expect(await readdir(on(`${top}/evil`))).toEqual(refused)
      else expect(await readdir(on(top))).toEqual(['good'])
    })

    it('can be cancelled while it deletes', async () => {
      const files = Object.fromEntries(
        Array.from({ length: 400 }, (_, index) => [`many/${index}`, '']),
      )
      await put(files)
      const abort = new AbortController()
      const running = bench.run({ kind: 'delete', places: [at('many')] }, abort.signal)
      const check = setInterval(() => {
        void readdir(on(`${top}/many`)).then((left) => left.length < 390 && abort.abort())
      }, 1)
      await expect(running).rejects.toMatchObject({ code: 'cancelled' })
      clearInterval(check)
      const left = await readdir(on(`${top}/many`))
      expect(left.length).toBeGreaterThan(0)
      // The session goes on.
      await bench.server.makeFolder(never(), at('after'))
      expect(await isThere(on(`${top}/after`))).toBe(true)
    })
  })
}

const never = () => new AbortController().signal
