import { describe, expect, it } from 'vitest'
import { ListingParser, parseListing } from '../../../../electron/engine/ftp/listing/index.ts'
import { now } from './corpus/index.ts'

const lines = (...text: string[]) => text.map((line) => `${line}\r\n`).join('')

describe('MLSD', () => {
  it('keeps what is no line of MLSD under the whole text', () => {
    const text = lines(
      'type=file;size=1; good',
      '-rw-r--r-- 1 a b 1 Mar  1 10:00 unix',
      'bare',
      ' name only',
      '  two spaces',
      'type=file;size=1;no-space',
      'total 12',
      '',
      'type=dir; last',
    )
    const entries = parseListing(text, { format: 'mlsd', now })
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['good', 'file'],
      ['-rw-r--r-- 1 a b 1 Mar  1 10:00 unix', 'unknown'],
      ['bare', 'unknown'],
      ['name only', 'unknown'],
      [' two spaces', 'unknown'],
      ['type=file;size=1;no-space', 'unknown'],
      ['last', 'directory'],
    ])
  })

  it('keeps 999 entries beside a malformed one (F53)', () => {
    const good = (index: number) => `type=file;size=${index};modify=20200102030405; file ${index}`
    const text = lines(
      ...Array.from({ length: 1000 }, (_, index) =>
        index === 500 ? 'type=file;size=5;modify=20209902030405' : good(index),
      ),
    )
    const parser = new ListingParser({ format: 'mlsd', now })
    const entries = parser.push(text)
    expect(entries.filter(({ kind }) => kind === 'file')).toHaveLength(999)
    expect(parser.end()).toEqual({ entries: [], isCutShort: false, unreadableLines: 1 })
  })

  it('reads indented lines only where they cannot be names', () => {
    const text = lines('     type=file;size=5; indented', ' type=file;size=5; a name')
    expect(parseListing(text).map(({ name, size }) => [name, size])).toEqual([
      ['indented', 5],
      ['type=file;size=5; a name', null],
    ])
  })

  it.each([{ format: 'mlsd' as const }, {}])(
    'ties links to targets by the fact unique',
    (options) => {
      const text = lines(
        'type=OS.unix=symlink;unique=7; one',
        'type=OS.unix=symlink;unique=8; two',
        'type=file;unique=7; other',
        'type=file;size=3;unique=7; /srv/target',
        'type=file;size=3;unique=9; /srv/stranger',
      )
      const entries = parseListing(text, options)
      expect(entries.map(({ name, kind, target }) => [name, kind, target])).toEqual([
        ['one', 'link', '/srv/target'],
        ['two', 'link', undefined],
        ['other', 'file', undefined],
        ['/srv/stranger', 'file', undefined],
      ])
    },
  )

  it('does not change entries that it has handed out', () => {
    const parser = new ListingParser({ format: 'mlsd' })
    const [link] = parser.push('type=OS.unix=symlink;unique=7; one\n')
    expect(parser.push('type=file;unique=7; /srv/target\n')).toEqual([])
    expect(link).not.toHaveProperty('target')
  })
})

describe('NLST', () => {
  const names = (text: string) => parseListing(text, { format: 'nlst' }).map(({ name }) => name)

  it('keeps names as they are', () => {
    expect(
      names(lines('a', ' b ', 'total 12', '-rw-r--r-- 1 a b 1 Mar  1 10:00 x', 'c;1')),
    ).toEqual(['a', ' b ', 'total 12', '-rw-r--r-- 1 a b 1 Mar  1 10:00 x', 'c;1'])
  })

  it('takes names out of paths', () => {
    const text = lines('./a', '/pub/b', 'dir/c d', 'sub/', '.', '..', './.', '/', '', '/pub/..')
    expect(parseListing(text, { format: 'nlst' })).toEqual([
      { name: 'a', kind: 'unknown', size: null, modifiedAt: null, raw: './a' },
      { name: 'b', kind: 'unknown', size: null, modifiedAt: null, raw: '/pub/b' },
      { name: 'c d', kind: 'unknown', size: null, modifiedAt: null, raw: 'dir/c d' },
      { name: 'sub', kind: 'directory', size: null, modifiedAt: null, raw: 'sub/' },
    ])
  })

  it('leaves out what ls says instead of names', () => {
    expect(names(lines('ls: *: No such file or directory', 'x'))).toEqual(['x'])
  })
})

describe('VMS', () => {
  const line = (name: string, day: string) =>
    `${name}  1/3  ${day}-MAR-2020 10:00  [A,B] (RWED,RWED,,)`

  it('keeps the version of all but the newest file of a name', () => {
    const text = lines(
      line('A.TXT;3', '3'),
      line('A.TXT;2', '2'),
      line('A.TXT;1', '1'),
      line('B.TXT;7', '1'),
      line('SUB.DIR;1', '1'),
    )
    expect(parseListing(text).map(({ name }) => name)).toEqual([
      'A.TXT',
      'A.TXT;2',
      'A.TXT;1',
      'B.TXT',
      'SUB',
    ])
  })

  it('takes a name alone for an entry when no facts follow', () => {
    const text = lines('ALONE.TXT;1', line('B.TXT;1', '1'), 'LAST.TXT;1')
    expect(parseListing(text).map(({ name, kind }) => [name, kind])).toEqual([
      ['ALONE.TXT;1', 'unknown'],
      ['B.TXT', 'file'],
      ['LAST.TXT;1', 'unknown'],
    ])
  })
})

describe('MVS', () => {
  it('takes single words for members below their header', () => {
    const text = lines(
      ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id',
      'PROG1     01.03 2019/09/12 2020/10/11 09:37    11    11     0 ANNA',
      'PROG2                                                              ',
    )
    expect(parseListing(text).map(({ name, kind }) => [name, kind])).toEqual([
      ['PROG1', 'file'],
      ['PROG2', 'file'],
    ])
  })

  it.each(['MVS is the operating system of this server. FTP Server is running on z/OS.', 'MVS'])(
    'and on a server that calls itself %s',
    (serverType) => {
      expect(parseListing('PROG2\r\n', { serverType })).toEqual([
        { name: 'PROG2', kind: 'file', size: null, modifiedAt: null, raw: 'PROG2' },
      ])
    },
  )

  it('but not elsewhere', () => {
    expect(parseListing('PROG2\r\n', { serverType: 'UNIX Type: L8' })[0]?.kind).toBe('unknown')
  })
})

describe('years that are left out', () => {
  const year = (date: string, present: string) =>
    parseListing(`-rw-r--r-- 1 a b 1 ${date} x\n`, {
      now: new Date(`${present}Z`),
    })[0]?.modifiedAt?.getUTCFullYear()

  it.each([
    ['Mar 10 12:00', '2024-03-10T12:00:00', 2024],
    ['Mar 11 12:00', '2024-03-10T12:00:00', 2024],
    ['Mar 11 12:01', '2024-03-10T12:00:00', 2023],
    ['Dec 31 23:59', '2024-01-01T00:30:00', 2023],
    ['Jan  1 10:00', '2023-12-31T20:00:00', 2024],
    ['Jan  1 23:00', '2023-12-31T20:00:00', 2023],
    ['Feb 29 10:00', '2024-03-10T12:00:00', 2024],
    ['Feb 29 10:00', '2024-02-28T11:00:00', 2024],
    ['Feb 29 10:00', '2024-02-27T11:00:00', 2020],
    ['Feb 29 10:00', '2023-03-10T12:00:00', 2020],
    ['Feb 29 10:00', '1903-03-10T12:00:00', 1896],
  ])('%s is, on %s, of %i', (date, present, expected) => {
    expect(year(date, present)).toBe(expected)
  })

  it('counts from the present', () => {
    const yesterday = new Date(Date.now() - 86_400_000)
    const month = yesterday.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
    const line = `-rw-r--r-- 1 a b 1 ${month} ${yesterday.getUTCDate()} 00:00 x\n`
    expect(parseListing(line)[0]?.modifiedAt?.getUTCFullYear()).toBe(yesterday.getUTCFullYear())
  })
})
