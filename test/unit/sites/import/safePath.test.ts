import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SafePath } from '../../../../electron/engine/sites/import/safePath.ts'
import {
  formatSafePath,
  parseSafePath,
  serverTypes,
} from '../../../../electron/engine/sites/import/safePath.ts'

/** The way FileZilla writes it; lengths in code points (Linux, macOS) or UTF-16 units (Windows). */
function written({ serverType, prefix = '', segments }: SafePath, count: 'points' | 'units') {
  const length = (text: string) => (count === 'points' ? [...text].length : text.length)
  const parts = [`${serverTypes.indexOf(serverType)} ${length(prefix)}`]
  if (prefix !== '') parts.push(prefix)
  for (const segment of segments) parts.push(`${length(segment)} ${segment}`)
  return parts.join(' ')
}

describe('parseSafePath', () => {
  it.each([
    ['1 0', 'unix', []],
    ['0 0 3 pub 5 linux', 'default', ['pub', 'linux']],
    ['1 0 4 home 8 my files 5 上传 目录', 'unix', ['home', 'my files', '上传 目录']],
    ['0 0 11 emoji 😀 dir 1 尾', 'default', ['emoji 😀 dir', '尾']],
    ['0 0 12 emoji 😀 dir 1 尾', 'default', ['emoji 😀 dir', '尾']],
    ['1 0 7 1 2 3 4', 'unix', ['1 2 3 4']],
    ['3 0 2 C: 7 Inetpub 8 ftp root', 'dos', ['C:', 'Inetpub', 'ftp root']],
  ])('%j', (text, serverType, segments) => {
    expect(parseSafePath(text)).toEqual({ serverType, segments })
  })

  it('reads a prefix', () => {
    expect(parseSafePath('2 5 DISK: 3 FOO 3 BAR')).toEqual({
      serverType: 'vms',
      prefix: 'DISK:',
      segments: ['FOO', 'BAR'],
    })
  })

  it.each([
    '',
    ' ',
    '1',
    '1 ',
    '1 x',
    '11 0',
    '-1 0',
    '1  0',
    '1 0 ',
    '1 0 3',
    '1 0 3 ',
    '1 0 3 ab',
    '1 0 3 abcd',
    '1 0 3 abc3 def',
    '1 0 0 ',
    '1 2 ab c',
    '1 0 99999999999 a',
    '/home/alice',
  ])('is no path: %j', (text) => {
    expect(parseSafePath(text)).toBeUndefined()
  })

  it('reads back what either system wrote', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 10 })
      .filter((text) => text.isWellFormed())
    const path = fc.record(
      {
        serverType: fc.constantFrom(...serverTypes),
        prefix: name,
        segments: fc.array(name, { maxLength: 6 }),
      },
      { requiredKeys: ['serverType', 'segments'] },
    )
    fc.assert(
      fc.property(path, (value) => {
        expect(parseSafePath(written(value, 'points'))).toEqual(value)
      }),
      { numRuns: 500 },
    )
    // Where both ways of counting fit the text the first one wins; plain names are the same in both.
    const plain = fc.stringMatching(/^[a-z0-9 \u4e00-\u4fff]{1,10}$/)
    const astral = plain.map((text) => `${text}😀`)
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, astral), { maxLength: 6 }), (segments) => {
        const value = { serverType: 'unix' as const, segments }
        const parsed = parseSafePath(written(value, 'units'))
        expect(parsed?.segments.join('')).toHaveLength(segments.join('').length)
      }),
    )
  })

  it('never hangs nor throws', () => {
    const piece = fc.oneof(fc.nat({ max: 30 }).map(String), fc.constant(' '), fc.string())
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        parseSafePath(pieces.join(''))
      }),
      { numRuns: 1_000 },
    )
    expect(parseSafePath(`1 0 ${'1 a '.repeat(200_000)}1 a`)?.segments).toHaveLength(200_001)
  })
})

describe('formatSafePath', () => {
  const format = (serverType: SafePath['serverType'], segments: string[], prefix?: string) =>
    formatSafePath({ serverType, segments, ...(prefix === undefined ? {} : { prefix }) })

  it.each<[SafePath['serverType'], string[], string | undefined, string]>([
    ['default', [], undefined, '/'],
    ['unix', ['a', 'b c'], undefined, '/a/b c'],
    ['zvm', ['a'], undefined, '/a'],
    ['vxworks', ['a'], ':dev', ':dev/a'],
    ['cygwin', ['server', 'x'], '/', '//server/x'],
    ['dos', ['C:'], undefined, 'C:\\'],
    ['dos', ['C:', 'a', 'b'], undefined, 'C:\\a\\b'],
    ['dos-forward-slashes', ['C:'], undefined, 'C:/'],
    ['dos-forward-slashes', ['C:', 'a'], undefined, 'C:/a'],
    ['dos-virtual', ['a', 'b'], undefined, '\\a\\b'],
    ['vms', ['FOO', 'B.R'], 'DISK:', 'DISK:[FOO.B^.R]'],
    ['mvs', ['A', 'B'], '.', "'A.B.'"],
    ['hp-nonstop', ['\\sys', '$vol'], undefined, '\\sys.$vol'],
  ])('%s %j', (serverType, segments, prefix, expected) => {
    expect(format(serverType, segments, prefix)).toBe(expected)
  })
})
