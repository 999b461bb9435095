import { link, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place } from '../../../electron/contract/files.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { never, openPracticeBench } from '../../support/fileBench.ts'
import type { FileBench } from '../../support/fileBench.ts'

let folder: string
let server: PracticeServer
let bench: FileBench
let stop: () => Promise<void>
beforeEach(async () => {
  ;({ folder, server, bench, stop } = await openPracticeBench())
})
afterEach(() => stop())

/** The same on both sides: where it is on the disk, and how the engine names it. */
const sides = ['local', 'remote'] as const
type Side = (typeof sides)[number]
const on = (side: Side, name: string) => join(side === 'local' ? bench.local : folder, name)
const place = (side: Side, name: string): Place =>
  side === 'local' ? bench.at(name) : bench.remote(name)

describe.each(sides)('one entry on the %s side', (side) => {
  it('is made as an empty file, and never over another', async () => {
    await bench.server.makeFile(never, place(side, 'new.txt'))
    expect((await stat(on(side, 'new.txt'))).size).toBe(0)
    await writeFile(on(side, 'full.txt'), 'precious')
    await expect(bench.server.makeFile(never, place(side, 'full.txt'))).rejects.toMatchObject({
      code: `${side}-exists`,
    })
    expect(await readFile(on(side, 'full.txt'), 'utf8')).toBe('precious')
  })

  it('is deleted with others; what could not be is told by name', async () => {
    await mkdir(on(side, 'tree/deep'), { recursive: true })
    for (const name of ['a', 'tree/b', 'tree/deep/c']) await writeFile(on(side, name), name)
    const places = ['a', 'tree', 'none'].map((name) => place(side, name))
    const report = await bench.server.deleteEntries(never, places)
    expect(report.failures.map(({ path, code }) => [path, code])).toEqual([
      [places[2]!.path, `${side}-not-found`],
    ])
    expect(await readdir(side === 'local' ? bench.local : folder)).toEqual([])
  })

  it('is read and written as a text, in place', async () => {
    await writeFile(on(side, 'a.txt'), 'one\ntwo\n')
    await link(on(side, 'a.txt'), on(side, 'same.txt'))
    const text = await bench.server.readText(never, place(side, 'a.txt'), { maximum: 1_000 })
    expect(text).toMatchObject({ text: 'one\ntwo\n', isWhole: true })
    const form = { encoding: 'utf-8', lineEnding: '\n', hasByteOrderMark: false } as const
    const saved = await bench.server.writeText(
      never,
      place(side, 'a.txt'),
      '1\n',
      form,
      text.version,
    )
    expect(saved.state).toBe('saved')
    // Shorter than before, and still the same file under both names.
    expect(await readFile(on(side, 'same.txt'), 'utf8')).toBe('1\n')
    await writeFile(on(side, 'a.txt'), 'somebody else')
    expect(
      await bench.server.writeText(never, place(side, 'a.txt'), '2\n', form, text.version),
    ).toMatchObject({ state: 'changed', theirs: { text: 'somebody else' } })
    expect(await readFile(on(side, 'a.txt'), 'utf8')).toBe('somebody else')
  })

  it('is served from any place of it', async () => {
    const content = Buffer.from(Array.from({ length: 1_300_000 }, (_, index) => index % 251))
    content.set([0x89, 0x50, 0x4e, 0x47])
    await writeFile(on(side, 'big.png'), content)
    const { id, size } = await bench.server.openContent(never, place(side, 'big.png'))
    expect(size).toBe(content.length)
    const pieces: Buffer[] = []
    const take = async (piece: Uint8Array) => void pieces.push(Buffer.from(piece))
    const range = { offset: 100_000, length: 1_150_000 }
    await bench.engine.served(id)!.stream(range, take, never)
    expect(Buffer.concat(pieces).equals(content.subarray(100_000, 1_250_000))).toBe(true)
    // The reader has gone: nothing more is read.
    const gone = new AbortController()
    pieces.length = 0
    await expect(
      bench.engine.served(id)!.stream(
        range,
        async (piece) => {
          pieces.push(Buffer.from(piece))
          gone.abort()
        },
        gone.signal,
      ),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(Buffer.concat(pieces).length).toBeLessThan(range.length)
  })
})

describe('a local entry', () => {
  it('that is no file is not opened as one', async () => {
    await mkdir(join(bench.local, 'folder'))
    await expect(bench.server.openContent(never, bench.at('folder'))).rejects.toMatchObject({
      code: 'bad-request',
    })
    await expect(bench.server.openContent(never, bench.at('none'))).rejects.toMatchObject({
      code: 'local-not-found',
    })
  })

  it('outside the allowed folders is out of reach, also through a link', async () => {
    await writeFile(join(folder, 'secret.txt'), 'secret')
    await symlink(folder, join(bench.local, 'out'))
    const reach: Place[] = [
      { kind: 'local', path: join(folder, 'secret.txt') },
      bench.at('out/secret.txt'),
    ]
    for (const wanted of reach)
      for (const attempt of [
        () => bench.server.readText(never, wanted, { maximum: 10 }),
        () => bench.server.openContent(never, wanted),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'local-permission-denied' })
    const made = bench.server.makeFile(never, bench.at('out/new.txt'))
    await expect(made).rejects.toMatchObject({ code: 'local-permission-denied' })
    expect(await readdir(folder)).toEqual(['secret.txt'])
  })
})

describe('a copy on the server', () => {
  const copy = () =>
    bench.run({
      kind: 'copy',
      pairs: [{ from: bench.remote('a.bin'), to: bench.remote('b.bin') }],
    })
  const leftOver = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('sampan-copy-'))

  it.each([
    [
      'arrives shorter',
      { on: 'SIZE', argument: /b\.bin$/, instead: '213 7' },
      'transfer-incomplete',
    ],
    ['is refused', { on: 'STOR', argument: /b\.bin$/, instead: '552 Full' }, 'remote-disk-full'],
  ] as const)('that %s is no success, and leaves nothing half', async (_, fault, code) => {
    await writeFile(join(folder, 'a.bin'), 'x'.repeat(100_000))
    const before = await leftOver()
    server.setScript([fault])
    const { failures, succeeded } = await copy()
    expect(failures.map(({ error }) => error.code)).toEqual([code])
    expect(succeeded).toEqual([])
    expect(await readdir(folder)).toEqual(['a.bin'])
    expect((await leftOver()).filter((name) => !before.includes(name))).toEqual([])
  })
})
