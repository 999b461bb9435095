import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deleteForGood } from '../../../electron/engine/files/jobs/deleteJob.ts'
import type { JobProgress } from '../../../electron/engine/files/jobs/progress.ts'
import { createRemoteVolume } from '../../../electron/engine/files/remoteVolume.ts'
import { listAll, never } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'
import {
  answersItself,
  codeOf,
  connectTo,
  failure,
  scripted,
  track,
} from '../../support/faultBench.ts'
import { watchTurns } from '../../support/turns.ts'
import { bytesOf, hashFile, hashOf, openBench, put } from '../transfers/harness.ts'

const line = (name: string, facts = 'type=file;size=3') =>
  `${facts};modify=20250101000000; ${name}\r\n`

const openTracked = async (options: Parameters<typeof openBench>[0] = {}) => {
  const bench = await openBench({ queue: { random: () => 0 }, ...options })
  return track(Object.assign(bench, { stop: bench.stop }))
}

/** Deletes as the engine does it; what went wrong, by path. */
async function remove(connection: TestConnection, path: string) {
  const failures: { path: string; code: unknown }[] = []
  const progress: JobProgress = {
    kind: 'delete',
    counted: () => {},
    working: () => {},
    at: () => {},
    across: () => {},
    finished: () => {},
    succeeded: () => {},
    failed: (where, thrown) => void failures.push({ path: where, code: codeOf(thrown) }),
    unconfirmed: () => {},
  }
  await deleteForGood(createRemoteVolume(connection, never), [path], progress, never)
  return failures
}

describe('F49 folders without end', () => {
  it('F49 a tree 10,000 folders deep is left at a fixed depth, with a report', async () => {
    const bench = await openTracked()
    let folder = 0
    bench.server.setScript([
      { on: 'CWD', instead: '250 Fine.' },
      // Every folder holds another one with a name of its own: no loop that could be noticed.
      {
        on: 'MLSD',
        data: { content: () => (folder < 10_000 ? line(`d${folder++}`, 'type=dir') : '') },
      },
    ])
    await bench.add([bench.download('tree', { kind: 'directory' })])
    const { failed } = await bench.drain()
    expect(folder).toBeLessThan(300)
    const codes = failed.flatMap(({ status }) =>
      status.state === 'failed' ? [status.error.code] : [],
    )
    expect(codes).toContain('not-supported')
    expect((await readdir(bench.local, { recursive: true })).length).toBeLessThan(300)
  })

  it('F49 two links to each other, listed as folders, end as a report', async () => {
    const bench = await openTracked({ server: { features: { linksAsTargets: true } } })
    for (const name of ['one', 'other'])
      await mkdir(join(bench.remote, 'tree', name), { recursive: true })
    await symlink('../other', join(bench.remote, 'tree/one/link'))
    await symlink('../one', join(bench.remote, 'tree/other/link'))
    await put(bench.remote, 'tree/file', bytesOf(10))
    await bench.add([bench.download('tree', { kind: 'directory' })])
    const { failed } = await bench.drain()
    expect(failed.length).toBeGreaterThan(0)
    expect((await readdir(bench.local, { recursive: true })).length).toBeLessThan(40)
    expect(await hashFile(bench.local, 'tree/file')).toBe(hashOf(bytesOf(10)))
  })

  it('F49 deleting such a tree stops at a fixed depth and deletes nothing above it', async () => {
    let folder = 0
    const server = await scripted([
      { on: 'CWD', instead: '250 Fine.' },
      { on: 'DELE', instead: '550 Is a directory.' },
      { on: 'PWD', nth: 1 },
      { on: 'PWD', instead: '550 Not told.' },
      {
        on: 'MLSD',
        data: { content: () => line(folder++ === 0 ? 'tree' : `d${folder}`, 'type=dir') },
      },
    ])
    const connection = await connectTo(server)
    expect((await remove(connection, '/tree')).map(({ code }) => code)).toEqual(['unsafe-name'])
    expect(server.commands().filter((command) => command.startsWith('RMD'))).toEqual([])
    expect(await connection.send('NOOP', never)).toMatchObject({ code: 200 })
  })
})

describe('F50 a link that is listed as a folder', () => {
  it.each([
    ['with PWD at the target', true],
    ['with PWD at the link', false],
  ])('F50 deleting, %s: the link goes, its target stays', async (_name, physicalDirectories) => {
    const server = await scripted([], {
      features: { linksAsTargets: true, physicalDirectories },
    })
    await put(server.folder, 'precious/deep/diary', bytesOf(20))
    await put(server.folder, 'tree/own', bytesOf(5))
    await symlink('../precious', join(server.folder, 'tree/data'))
    const connection = await connectTo(server)
    expect((await listAll(connection, '/tree')).find(({ name }) => name === 'data')?.kind).toBe(
      'directory',
    )
    expect(await remove(connection, '/tree')).toEqual([])
    expect(await readdir(server.folder)).not.toContain('tree')
    expect(await hashFile(server.folder, 'precious/deep/diary')).toBe(hashOf(bytesOf(20)))
    expect(server.commands().filter((command) => /^(CDUP|XCUP|CWD \.)/.test(command))).toEqual([])
    expect(await answersItself(connection)).toBe(true)
  })

  it('F50 a server that refuses to delete the link: nothing behind it is touched', async () => {
    const server = await scripted([{ on: 'DELE', instead: '550 Not a file.' }], {
      features: { linksAsTargets: true, physicalDirectories: true },
    })
    await put(server.folder, 'precious/diary', bytesOf(20))
    await mkdir(join(server.folder, 'tree'))
    await symlink('../precious', join(server.folder, 'tree/data'))
    const connection = await connectTo(server)
    expect(await remove(connection, '/tree')).toMatchObject([{ path: '/tree/data' }])
    expect(await readdir(join(server.folder, 'precious'))).toEqual(['diary'])
  })

  it('F50 a tree below a link is deleted where it really is', async () => {
    const server = await scripted([], { features: { physicalDirectories: true } })
    await put(server.folder, 'real/tree/sub/file', bytesOf(5))
    await symlink('real', join(server.folder, 'alias'))
    const connection = await connectTo(server)
    expect(await remove(connection, '/alias/tree')).toEqual([])
    expect(await readdir(join(server.folder, 'real'))).toEqual([])
  })

  it('F50 downloading takes absolute paths only and comes to an end', async () => {
    const bench = await openTracked({
      server: { features: { linksAsTargets: true, physicalDirectories: true } },
    })
    await put(bench.remote, 'elsewhere/sub/a', bytesOf(11))
    await put(bench.remote, 'tree/z', bytesOf(12))
    await symlink('../elsewhere', join(bench.remote, 'tree/link'))
    await bench.add([bench.download('tree', { kind: 'directory' })])
    await bench.drain()
    expect(await hashFile(bench.local, 'tree/z')).toBe(hashOf(bytesOf(12)))
    expect(await hashFile(bench.local, 'tree/link/sub/a')).toBe(hashOf(bytesOf(11)))
    const moves = bench.server.commands().filter((command) => /^(X?CWD|CDUP|RETR)/.test(command))
    expect(moves.every((command) => /^(CWD|RETR) \//.test(command))).toBe(true)
  })
})

describe('F51 listings without measure', () => {
  /** A million names of some 200 bytes a line, made as they are sent. */
  function* many(count: number) {
    const filler = 'x'.repeat(150)
    for (let index = 0; index < count;) {
      let text = ''
      for (const end = Math.min(count, index + 400); index < end; index++)
        text += line(`${index} ${filler}`)
      yield Buffer.from(text)
    }
  }

  it('F51 1,000,000 entries stream by without blocking, and memory stays flat', async () => {
    const server = await scripted([{ on: 'MLSD', data: { content: () => many(1_000_000) } }])
    const connection = await connectTo(server)
    const before = process.memoryUsage().rss
    const turns = watchTurns()
    let count = 0
    const { isComplete } = await connection.list(
      '/',
      (slice) => void (count += slice.length),
      never,
    )
    const longest = turns.stop()
    expect([count, isComplete]).toEqual([1_000_000, true])
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20)
    // The server shares the thread, and the collector clears up after both; speed.measured.test.ts measures
    // the client alone.
    expect(longest).toBeLessThan(200)
  }, 60_000)

  it('F51 a listing beyond the cap ends with a message, and the session goes on', async () => {
    const chunk = Buffer.from(line('y'.repeat(3_900)).repeat(16))
    function* endless() {
      for (;;) yield chunk
    }
    const server = await scripted([{ on: 'MLSD', nth: 1, data: { content: endless } }])
    const connection = await connectTo(server)
    const error = await failure(connection.list('/', () => {}, never))
    expect(error).toMatchObject({ code: 'protocol-error' })
    expect(error.message).toContain('256 MiB')
    expect(await answersItself(connection)).toBe(true)
  }, 60_000)

  it('F51 a line of 1 MB is left out, its neighbours stay', async () => {
    const content = line('a') + line('m'.repeat(1 << 20)) + line('z')
    const server = await scripted([{ on: 'MLSD', data: { content } }])
    const connection = await connectTo(server)
    const names = (await listAll(connection, '/')).map(({ name }) => name.slice(0, 5))
    expect(names).toContain('a')
    expect(names).toContain('z')
    expect(await answersItself(connection)).toBe(true)
  })

  it('F51 one line of 64 MB takes neither memory nor for ever', async () => {
    const chunk = Buffer.alloc(65_536, 'w')
    function* endless() {
      for (let index = 0; index < 1_000; index++) yield chunk
    }
    const server = await scripted([{ on: 'MLSD', nth: 1, data: { content: endless } }])
    const connection = await connectTo(server)
    const started = performance.now()
    const { isComplete } = await connection.list('/', () => {}, never)
    expect(isComplete).toBe(false)
    expect(performance.now() - started).toBeLessThan(15_000)
  }, 60_000)
})

describe('F52 a listing that is cut', () => {
  it('F52 in the middle of a line, then 226: incomplete, and nothing is deleted by it', async () => {
    const server = await scripted([
      { on: 'MLSD', data: { content: `${line('a')}${line('b')}type=fi` } },
    ])
    const connection = await connectTo(server)
    const { isComplete } = await connection.list('/', () => {}, never)
    expect(isComplete).toBe(false)
    const codes = (await remove(connection, '/documents')).map(({ code }) => code)
    expect(codes).toEqual(['transfer-incomplete'])
    expect(server.commands().filter((command) => /^(DELE|RMD)/.test(command))).toEqual([])
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('F52 a listing whose end is an error', () => {
  it.each(['500 What was that?', '426 Broken pipe.', '550 Gone.'])(
    'F52 %s after the data: an error, and no entry comes twice',
    async (text) => {
      const server = await scripted([{ on: 'MLSD', nth: 1, final: { text } }])
      const connection = await connectTo(server)
      const names: string[] = []
      const listing = connection.list(
        '/',
        (slice) => void names.push(...slice.map(({ name }) => name)),
        never,
      )
      expect((await failure(listing)).details).toMatchObject({ reply: text })
      expect(new Set(names).size).toBe(names.length)
      expect(server.commands().some((command) => command.startsWith('LIST'))).toBe(false)
      // It is no reason never to ask that way again.
      expect((await listAll(connection, '/')).length).toBe(names.length)
      expect(server.commands().filter((command) => command === 'MLSD')).toHaveLength(2)
    },
  )
})

describe('F53 one malformed line', () => {
  it.each([
    ['a time in month 99', 'type=file;size=5;modify=20209902030405; bad'],
    ['no space before the name', 'type=file;size=5;modify=20200102030405;'],
    ['nothing but rubbish', '\u0001\u0002;;;==='],
  ])('F53 %s among 1000 costs at most itself', async (_name, malformed) => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      index === 500 ? `${malformed}\r\n` : line(`file ${index}`),
    )
    const server = await scripted([{ on: 'MLSD', data: { content: lines.join('') } }])
    const connection = await connectTo(server)
    const entries = await listAll(connection, '/')
    expect(entries.filter(({ name }) => name.startsWith('file '))).toHaveLength(999)
    expect(await answersItself(connection)).toBe(true)
  })
})

describe('F54 names that one folder cannot hold', () => {
  it.each([
    ['case', 'darwin', ['A.txt', 'a.txt', 'a.TXT']],
    ['Unicode form', 'darwin', ['caf\u00e9', 'cafe\u0301']],
  ] as const)('F54 %s on %s: none overwrites another', async (_name, platform, names) => {
    const bench = await openTracked({ queue: { platform, random: () => 0 } })
    for (const [index, name] of names.entries())
      await put(bench.remote, `tree/${name}`, bytesOf(100 + index, index))
    await bench.add([bench.download('tree', { kind: 'directory' })])
    const { failed } = await bench.drain()
    expect(failed).toEqual([])
    const found = await readdir(join(bench.local, 'tree'))
    expect(found).toHaveLength(names.length)
    // As that platform compares them, no two are the same.
    expect(new Set(found.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(
      names.length,
    )
    const hashes = await Promise.all(found.map((name) => hashFile(bench.local, 'tree', name)))
    expect(hashes.sort()).toEqual(
      names.map((_n, index) => hashOf(bytesOf(100 + index, index))).sort(),
    )
  })
})

describe('F55 LIST -a taken for the name "-a"', () => {
  it.each([
    ['226 and nothing', true],
    ['550', false],
  ])('F55 %s: LIST alone serves, and is remembered', async (_name, emptyListForMissing) => {
    const server = await scripted([], {
      features: { listFlags: false, emptyListForMissing, without: ['MLST'] },
    })
    const connection = await connectTo(server, { showHidden: true })
    expect((await listAll(connection, '/')).length).toBeGreaterThan(5)
    expect((await listAll(connection, '/documents')).length).toBeGreaterThan(0)
    const lists = server.commands().filter((command) => command.startsWith('LIST'))
    expect(lists).toEqual(['LIST -a', 'LIST', 'LIST'])
    expect(await answersItself(connection)).toBe(true)
  })
})
