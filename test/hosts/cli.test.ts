import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { version } from '../../electron/engine/product.ts'
import type { CliOptions, CliResult } from '../support/cli.ts'
import { eventsOf, runCli, startCli } from '../support/cli.ts'
import { until } from '../support/systemUntil.ts'

let home: string
let server: PracticeServer
const password = { SAMPAN_PASSWORD: 'practice' }

beforeAll(async () => {
  server = await startPracticeServer({ folder: mkdtempSync(join(tmpdir(), 'sampan-cli-server-')) })
})
afterAll(async () => {
  await server.stop()
  rmSync(server.folder, { recursive: true, force: true })
})
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sampan-cli-'))
  for (const name of readdirSync(server.folder))
    rmSync(join(server.folder, name), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const at = (path: string, user = 'practice@') => `ftp://${user}127.0.0.1:${server.port}${path}`
const trusted = () => ['--trust', server.certificateFingerprint!]
const run = (args: string[], options: CliOptions = {}): Promise<CliResult> =>
  runCli([...args, ...trusted()], home, { ...options, env: { ...password, ...options.env } })

function place(path: string, content: string | Uint8Array) {
  const full = join(server.folder, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, content)
  return full
}

const here = (path: string) => readFileSync(join(home, path))
/** What runs leave behind: temporary data folders and part files. */
const leftIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /sampan-/.test(name) && !name.startsWith('node-compile-cache'),
  )

describe('sampan', { timeout: 120_000 }, () => {
  it('tells its version and its commands, and refuses what it does not know', async () => {
    expect(await runCli(['--version'], home)).toMatchObject({
      code: 0,
      output: `Sampan ${version}\n`,
    })
    expect((await runCli([], home)).output).toContain('mirror')
    const refused = await runCli(['get', '--fast', 'ftp://h/x'], home)
    expect(refused.code).toBe(2)
    expect(refused.errors).toContain('--fast')
    expect(refused.errors).toContain('sampan get --help')
  })

  it('lists names, facts, single files and JSON', async () => {
    place('a.txt', 'hello')
    place('dir/b.txt', 'b')
    expect((await run(['ls', at('/')])).output.split('\n').sort()).toEqual(['', 'a.txt', 'dir'])
    expect((await run(['ls', '-l', at('/a.txt')])).output).toMatch(/^- .* 5 .*Z +a\.txt\n$/)
    const events = eventsOf(await run(['ls', '--json', at('/dir'), at('/')]))
    expect(events.filter(({ event }) => event === 'entry')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ folder: '/dir', name: 'b.txt', kind: 'file', size: 1 }),
        expect.objectContaining({ folder: '/', name: 'dir', kind: 'directory' }),
      ]),
    )
    expect(events.filter(({ event }) => event === 'connected')).toHaveLength(1)
    expect((await run(['ls', at('/nothing')])).code).toBe(6)
  })

  it('fetches files and folders, and proves what it says', async () => {
    const big = randomBytes(3_000_000)
    place('big.bin', big)
    place('tree/deep/x y.txt', 'x')
    place('tree/中文.txt', '文')
    const args = ['get', at('/big.bin'), at('/tree'), '-o', 'out', '--json']
    const result = await run(args)
    expect(result).toMatchObject({ code: 0, errors: '' })
    expect(here('out/big.bin').equals(big)).toBe(true)
    expect(here('out/tree/deep/x y.txt').toString()).toBe('x')
    expect(here('out/tree/中文.txt').toString()).toBe('文')
    const events = eventsOf(result)
    expect(events.at(-1)).toMatchObject({ event: 'summary', files: 3, failed: 0, skipped: 0 })
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'transfer',
        source: '/big.bin',
        state: 'done',
        proof: { by: 'size', size: big.length },
      }),
    )
    expect(leftIn(home)).toEqual([])
  })

  it('leaves a target alone unless it is told what to do with it', async () => {
    place('note.txt', 'new and longer')
    writeFileSync(join(home, 'note.txt'), 'old')
    const alone = await run(['get', at('/note.txt')])
    expect(alone.code).toBe(7)
    expect(alone.errors).toContain('--on-conflict')
    expect(here('note.txt').toString()).toBe('old')
    expect((await run(['get', at('/note.txt'), '--on-conflict', 'rename'])).code).toBe(0)
    expect(here('note (2).txt').toString()).toBe('new and longer')
    expect((await run(['get', at('/note.txt'), '--on-conflict', 'overwrite'])).code).toBe(0)
    expect(here('note.txt').toString()).toBe('new and longer')
  })

  it('sends into a folder or to a name, and makes what is missing', async () => {
    writeFileSync(join(home, 'one.txt'), '1')
    mkdirSync(join(home, 'tree/sub'), { recursive: true })
    writeFileSync(join(home, 'tree/sub/two.txt'), '22')
    mkdirSync(join(server.folder, 'exists'))
    const sent = (path: string) => readFileSync(join(server.folder, path), 'utf8')
    expect((await run(['put', 'one.txt', at('/new/renamed.txt')])).code).toBe(0)
    expect(sent('new/renamed.txt')).toBe('1')
    expect((await run(['put', 'one.txt', at('/exists')])).code).toBe(0)
    expect(sent('exists/one.txt')).toBe('1')
    expect((await run(['put', 'one.txt', 'tree', at('/both/')])).code).toBe(0)
    expect([sent('both/one.txt'), sent('both/tree/sub/two.txt')]).toEqual(['1', '22'])
    expect((await run(['put', 'nowhere.txt', at('/')])).code).toBe(6)
  })

  it('mirrors both ways, and does nothing where nothing changed', async () => {
    place('site/a.txt', 'a')
    place('site/sub/b.txt', 'b')
    expect((await run(['mirror', at('/site'), 'copy'])).code).toBe(0)
    expect(here('copy/sub/b.txt').toString()).toBe('b')
    writeFileSync(join(home, 'copy/a.txt'), 'changed here')
    utimesSync(join(home, 'copy/a.txt'), new Date(), new Date(Date.now() + 60_000))
    const up = await run(['mirror', '--reverse', '--json', 'copy', at('/site')])
    expect(up.code).toBe(0)
    expect(eventsOf(up).at(-1)).toMatchObject({ files: 1, skipped: 1 })
    expect(readFileSync(join(server.folder, 'site/a.txt'), 'utf8')).toBe('changed here')
    const again = await run(['mirror', at('/site'), 'copy', '--json'])
    expect(eventsOf(again).at(-1)).toMatchObject({ files: 0, skipped: 2, failed: 0 })
  })

  it('makes, deletes, and sends raw commands', async () => {
    place('old.txt', 'x')
    place('full/inside.txt', 'x')
    expect((await run(['mkdir', '-p', at('/a/b/c'), at('/full')])).code).toBe(0)
    expect(existsSync(join(server.folder, 'a/b/c'))).toBe(true)
    expect((await run(['mkdir', at('/full')])).code).not.toBe(0)
    expect((await run(['rm', at('/old.txt')])).code).toBe(0)
    expect((await run(['rm', at('/full')])).code).toBe(6)
    expect(existsSync(join(server.folder, 'full/inside.txt'))).toBe(true)
    expect((await run(['rm', '-r', at('/full')])).code).toBe(0)
    expect(existsSync(join(server.folder, 'full'))).toBe(false)
    const raw = await run(['raw', at('/'), 'NOOP', 'PWD'])
    expect(raw).toMatchObject({ code: 0 })
    expect(raw.output).toMatch(/^200 .*\n257 /)
    expect((await run(['raw', at('/'), 'RETR x'])).code).not.toBe(0)
  })

  it('says with its exit code what went wrong', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await until(() => closed.listening, { what: 'a port' })
    const { port } = closed.address() as AddressInfo
    closed.close()
    expect((await run(['ls', `ftp://127.0.0.1:${port}/`])).code).toBe(3)
    const wrong = await run(['ls', at('/')], { env: { SAMPAN_PASSWORD: 'wrong' } })
    expect(wrong.code).toBe(4)
    expect(wrong.errors).toContain('530')
    const none = await run(['ls', at('/')], { env: { SAMPAN_PASSWORD: undefined } })
    expect(none.code).toBe(4)
    expect(none.errors).toContain('SAMPAN_PASSWORD')
    const untrusted = await runCli(['ls', at('/')], home, { env: password })
    expect(untrusted.code).toBe(5)
    expect(untrusted.errors).toContain(server.certificateFingerprint)
    expect((await run(['get', at('/missing')])).code).toBe(6)
  })

  it('never shows a password, and warns of one in a URL', async () => {
    const result = await run(['ls', '--json', at('/', 'practice:practice@')], {
      env: { SAMPAN_PASSWORD: undefined },
    })
    expect(result.code).toBe(0)
    expect(result.output).toContain('can be seen by other users')
    expect(result.output.replaceAll('"user":"practice"', '')).not.toContain(':practice')
    const insecure = await runCli(['ls', '--insecure', at('/')], home, { env: password })
    expect(insecure.code).toBe(0)
    expect(insecure.errors).toContain('not checked')
  })

  it('sends no password in the clear unless it is told to', async () => {
    const plain = await startPracticeServer({ folder: server.folder, tls: 'none' })
    const url = `ftp://practice@127.0.0.1:${plain.port}/`
    const refused = await run(['ls', url])
    expect(refused.code).toBe(5)
    expect(refused.errors).toContain('--tls none')
    expect(plain.commands(1).join('\n')).not.toContain('PASS')
    expect((await run(['ls', '--tls', 'none', url])).code).toBe(0)
    await plain.stop()
  })

  it('ends cleanly at the first signal', async () => {
    place('slow.bin', randomBytes(4_000_000))
    const args = ['get', at('/slow.bin'), '--limit-rate', '100K', ...trusted()]
    const { child, ended } = startCli(args, home, { env: password })
    await until(() => readdirSync(home).some((name) => name.endsWith('.sampan-part')), {
      what: 'the part file',
      timeout: 30_000,
    })
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130 })
    expect(existsSync(join(home, 'slow.bin'))).toBe(false)
    expect(leftIn(home)).toEqual([])
  })

  it('goes on with a kept queue where it was interrupted', async () => {
    const content = randomBytes(3_000_000)
    place('slow.bin', content)
    const args = ['get', at('/slow.bin'), '--queue', 'queue', ...trusted()]
    const { child, ended } = startCli([...args, '--limit-rate', '400K'], home, { env: password })
    const part = () => readdirSync(home).find((name) => name.endsWith('.sampan-part'))
    await until(() => part() !== undefined && here(part()!).length > 1_000_000, {
      what: 'a megabyte',
      timeout: 30_000,
    })
    child.kill('SIGTERM')
    const interrupted = await ended
    expect(interrupted.code).toBe(130)
    expect(interrupted.errors).toContain('sampan resume --queue queue')
    const kept = here(part()!).length
    expect((await run(['get', at('/slow.bin'), '--queue', 'queue'])).code).toBe(1)

    const before = server.commands().length
    expect((await run(['resume', '--queue', 'queue'])).code).toBe(0)
    expect(here('slow.bin').equals(content)).toBe(true)
    const after = server.commands().slice(before).join('\n')
    const offset = Number(/REST (\d+)/.exec(after)?.[1])
    expect(offset).toBeGreaterThan(0)
    expect(offset).toBeLessThanOrEqual(kept)
    expect(part()).toBeUndefined()
  })
})
