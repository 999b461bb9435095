import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../electron/contract/errors.ts'
import {
  collisionKey,
  fromLocalName,
  toLocalName,
  UnsafeNameError,
} from '../../../electron/engine/files/localName.ts'
import type { Platform, UnsafeNameReason } from '../../../electron/engine/files/localName.ts'

const platforms: Platform[] = ['win32', 'darwin', 'linux']

/** What becomes of a name: refused everywhere, or its local form on Windows and elsewhere. */
type Fate = { refused: UnsafeNameReason } | { windows: string; posix: string }
const refused = (reason: UnsafeNameReason): Fate => ({ refused: reason })
const kept = (name: string): Fate => ({ windows: name, posix: name })

/** The classes of hostile names, each with its variants. */
const hostile: [hostileClass: string, names: [name: string, fate: Fate][]][] = [
  ['1 empty', [['', refused('empty')]]],
  [
    '2 the folder itself',
    [
      ['.', refused('dots')],
      ['./', refused('separator')],
    ],
  ],
  ['3 the folder above', [['..', refused('dots')]]],
  [
    '4 climbing with slashes',
    [
      ['../x', refused('separator')],
      ['../../../../etc/passwd', refused('separator')],
      ['a/../../x', refused('separator')],
      ['..//x', refused('separator')],
    ],
  ],
  [
    '5 climbing with backslashes',
    [
      ['..\\x', refused('separator')],
      ['a\\..\\..\\x', refused('separator')],
      ['..\\', refused('separator')],
    ],
  ],
  [
    '6 a folder in the name',
    [
      ['a/b', refused('separator')],
      ['a/', refused('separator')],
    ],
  ],
  ['7 a folder of Windows in the name', [['a\\b', refused('separator')]]],
  [
    '8 absolute',
    [
      ['/etc/passwd', refused('absolute')],
      ['/', refused('absolute')],
      ['\\windows', refused('absolute')],
    ],
  ],
  [
    '9 drives',
    [
      ['C:', refused('drive')],
      ['C:\\x', refused('drive')],
      ['c:/x', refused('drive')],
      ['C:x', refused('drive')],
      ['z:..', refused('drive')],
      ['x:stream', refused('drive')],
    ],
  ],
  [
    '10 network shares and device paths',
    [
      ['\\\\server\\share', refused('network-share')],
      ['//server/share', refused('network-share')],
      ['\\\\?\\C:\\x', refused('network-share')],
      ['\\\\.\\COM1', refused('network-share')],
      ['\\/server', refused('network-share')],
    ],
  ],
  [
    '11 NUL',
    [
      ['a\0b', refused('nul')],
      ['\0', refused('nul')],
      ['ok.txt\0/../x', refused('nul')],
    ],
  ],
  [
    '12 line breaks',
    [
      ['a\nb', { windows: 'a%0Ab', posix: 'a%0Ab' }],
      ['a\r\nDELE x', { windows: 'a%0D%0ADELE x', posix: 'a%0D%0ADELE x' }],
    ],
  ],
  [
    '13 control characters',
    [
      ['\x1b[2Ja', { windows: '%1B[2Ja', posix: '%1B[2Ja' }],
      ['a\x01\x1f\x7f', { windows: 'a%01%1F%7F', posix: 'a%01%1F%7F' }],
      ['a\tb', { windows: 'a%09b', posix: 'a%09b' }],
    ],
  ],
  [
    '14 devices',
    ['CON', 'PRN', 'AUX', 'NUL', 'COM1', 'com9', 'LPT1', 'lpt9', 'nul', 'ConIn$', 'CONOUT$'].map(
      (name) => {
        const first = name.charCodeAt(0).toString(16).toUpperCase()
        return [name, { windows: `%${first}${name.slice(1)}`, posix: name }]
      },
    ),
  ],
  [
    '15 devices with an extension',
    [
      ['NUL.txt', { windows: '%4EUL.txt', posix: 'NUL.txt' }],
      ['con.tar.gz', { windows: '%63on.tar.gz', posix: 'con.tar.gz' }],
      ['AUX .txt', { windows: '%41UX .txt', posix: 'AUX .txt' }],
      ['NUL.', { windows: '%4EUL%2E', posix: 'NUL.' }],
      ['NUL ', { windows: '%4EUL%20', posix: 'NUL ' }],
      ['CON:x', { windows: '%43ON%3Ax', posix: 'CON:x' }],
      ['CONSOLE', kept('CONSOLE')],
      ['COM10.txt', kept('COM10.txt')],
      ['a.NUL', kept('a.NUL')],
    ],
  ],
  [
    '16 devices with superscript digits',
    [
      ['COM¹', { windows: '%43OM¹', posix: 'COM¹' }],
      ['lpt³.log', { windows: '%6Cpt³.log', posix: 'lpt³.log' }],
    ],
  ],
  [
    '17 streams of a file',
    [
      ['file.txt:stream', { windows: 'file.txt%3Astream', posix: 'file.txt:stream' }],
      ['a.txt::$DATA', { windows: 'a.txt%3A%3A$DATA', posix: 'a.txt::$DATA' }],
    ],
  ],
  [
    '18 dots at the end',
    [
      ['a.', { windows: 'a%2E', posix: 'a.' }],
      ['...', { windows: '..%2E', posix: '...' }],
      ['a..', { windows: 'a.%2E', posix: 'a..' }],
      ['.hidden', kept('.hidden')],
      ['..a', kept('..a')],
    ],
  ],
  [
    '19 blanks at the end',
    [
      ['a ', { windows: 'a%20', posix: 'a ' }],
      ['.. ', { windows: '..%20', posix: '.. ' }],
      ['. .', { windows: '. %2E', posix: '. .' }],
      [' ', { windows: '%20', posix: ' ' }],
      [' a', kept(' a')],
    ],
  ],
  [
    '20 wildcards and redirections',
    [
      ['*', { windows: '%2A', posix: '*' }],
      ['a?<b>|"c"', { windows: 'a%3F%3Cb%3E%7C%22c%22', posix: 'a?<b>|"c"' }],
      ['file:', { windows: 'file%3A', posix: 'file:' }],
    ],
  ],
  [
    '21 options and home folders: plain data',
    [
      ['-rf', kept('-rf')],
      ['-laR', kept('-laR')],
      ['~', kept('~')],
      ['~root', kept('~root')],
      ['$HOME', kept('$HOME')],
      ['`id`', kept('`id`')],
    ],
  ],
  [
    '22 too long',
    [
      ['a'.repeat(256), refused('too-long')],
      ['a'.repeat(255), kept('a'.repeat(255))],
      ['a'.repeat(70_000), refused('too-long')],
      ['\x01'.repeat(86), refused('too-long')],
    ],
  ],
  [
    '23 deceiving text: escapes, bytes, look-alikes',
    [
      ['..%2F..%2Fx', kept('..%2F..%2Fx')],
      ['%2E%2E', { windows: '%2E%252E', posix: '%2E%2E' }],
      ['a%00', kept('a%00')],
      ['My%20File.pdf', kept('My%20File.pdf')],
      ['100%', kept('100%')],
      ['a%0Ab', { windows: 'a%250Ab', posix: 'a%250Ab' }],
      ['a%0ab', kept('a%0ab')],
      ['%25', { windows: '%2525', posix: '%2525' }],
      ['a%3Ab', { windows: 'a%253Ab', posix: 'a%3Ab' }],
      ['%43ON', { windows: '%2543ON', posix: '%43ON' }],
      ['\udce4\udcff', { windows: '%E4%FF', posix: '%E4%FF' }],
      ['%E4', { windows: '%25E4', posix: '%25E4' }],
      ['a\ud800', refused('not-text')],
      ['\udc00a', refused('not-text')],
      ['．．／x', kept('．．／x')],
      ['photo\u202egpj.exe', kept('photo\u202egpj.exe')],
      ['🚣\u200d.txt', kept('🚣\u200d.txt')],
    ],
  ],
]

describe.each(platforms)('hostile names on %s', (platform) => {
  it.each(hostile)('%s', (_class, names) => {
    for (const [name, fate] of names) {
      if ('refused' in fate) {
        expect(() => toLocalName(name, platform), name).toThrow(
          expect.objectContaining({ code: 'unsafe-name', reason: fate.refused }),
        )
        continue
      }
      const local = toLocalName(name, platform)
      expect(local, name).toBe(platform === 'win32' ? fate.windows : fate.posix)
      expect(fromLocalName(local, platform), name).toBe(name)
    }
  })

  it('measures length in what its file systems measure', () => {
    // 128 characters, 256 bytes.
    const name = 'ü'.repeat(128)
    if (platform === 'win32') expect(toLocalName(name, platform)).toBe(name)
    else expect(() => toLocalName(name, platform)).toThrow(UnsafeNameError)
    const boats = '🚣'.repeat(63)
    expect(toLocalName(boats, platform)).toBe(boats)
  })
})

it('covers 23 classes', () => {
  expect(hostile.map(([name]) => parseInt(name, 10))).toEqual(
    Array.from({ length: 23 }, (_, index) => index + 1),
  )
})

it('refuses in a way that crosses the bridge and names the reason', () => {
  const error = new UnsafeNameError(`a\n${'x'.repeat(1_000)}`, 'too-long')
  expect(error).toBeInstanceOf(AppError)
  expect(error.toData()).toMatchObject({ code: 'unsafe-name', details: { cause: 'too-long' } })
  expect(error.message).toMatch(/"a\\nx+…" is not safe: it is longer/)
  expect(error.message.length).toBeLessThan(200)
})

it('is written and found under exactly that name on this system', async () => {
  const platform = process.platform as Platform
  const folder = await mkdtemp(join(tmpdir(), 'sampan-names-'))
  try {
    const locals: string[] = []
    for (const [name, fate] of hostile.flatMap(([, names]) => names)) {
      if ('refused' in fate) continue
      const local = toLocalName(name, platform)
      // Only names that one folder can hold side by side.
      if (locals.some((other) => collisionKey(other, 'win32') === collisionKey(local, 'win32')))
        continue
      await writeFile(join(folder, local), 'x', { flag: 'wx' })
      locals.push(local)
    }
    expect((await readdir(folder)).sort()).toEqual(locals.sort())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

describe('collisionKey', () => {
  const collides = (one: string, other: string, platform: Platform) =>
    collisionKey(one, platform) === collisionKey(other, platform)

  it.each([
    ['A.txt', 'a.txt'],
    ['ÄÖÜ', 'äöü'],
    ['caf\u00e9', 'cafe\u0301'],
    ['CAFE\u0301', 'caf\u00e9'],
    ['ΣΑΣ', 'σας'],
    ['ς', 'σ'],
    ['\u212a', 'k'],
    ['ДА', 'да'],
    ['\u1e9b\u0323', '\u1e69'],
  ])('%j and %j are one on Windows and macOS, two on Linux', (one, other) => {
    expect(collides(one, other, 'win32')).toBe(true)
    expect(collides(one, other, 'darwin')).toBe(true)
    expect(collides(one, other, 'linux')).toBe(false)
  })

  it('knows that Windows drops dots and blanks at the end', () => {
    expect(collides('a', 'A. .', 'win32')).toBe(true)
    expect(collides('a', 'a.', 'darwin')).toBe(false)
    expect(collides(toLocalName('a', 'win32'), toLocalName('a.', 'win32'), 'win32')).toBe(false)
  })

  it.each([
    ['a', 'b'],
    ['a.txt', 'a_txt'],
    ['ä', 'a'],
    ['1', '¹'],
    ['ﬁ', 'fl'],
  ])('%j and %j are two everywhere', (one, other) => {
    for (const platform of platforms) expect(collides(one, other, platform)).toBe(false)
  })
})
