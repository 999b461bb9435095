import { describe, expect, it } from 'vitest'
import { ReplyReader } from '../../../electron/engine/ftp/replyReader.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)
const read = (text: string) => new ReplyReader().push(bytes(text))

describe('one-line replies', () => {
  it.each([
    ['220 Ready\r\n', { code: 220, lines: ['220 Ready'] }],
    ['226 Done\n', { code: 226, lines: ['226 Done'] }],
    ['226 Done\r\r\n', { code: 226, lines: ['226 Done'] }],
    ['200\r\n', { code: 200, lines: ['200'] }],
    ['200 \r\n', { code: 200, lines: ['200 '] }],
    ['314 Unknown\r\n', { code: 314, lines: ['314 Unknown'] }],
    [
      '633 Protected reply of RFC 2228\r\n',
      { code: 633, lines: ['633 Protected reply of RFC 2228'] },
    ],
    ['999 Odd\r\n', { code: 999, lines: ['999 Odd'] }],
    ['257 "/a\0b\x1b[2J\rc"\r\n', { code: 257, lines: ['257 "/a\0b\x1b[2J\rc"'] }],
    ['257 "/größe/日本語/🚣"\r\n', { code: 257, lines: ['257 "/größe/日本語/🚣"'] }],
  ])('%j', (text, reply) => {
    expect(read(text)).toEqual([reply])
  })

  it('waits for the line end', () => {
    const reader = new ReplyReader()
    expect(reader.push(bytes('213 12'))).toEqual([])
    expect(reader.isEmpty).toBe(false)
    expect(reader.push(bytes('345'))).toEqual([])
    expect(reader.push(bytes('\r'))).toEqual([])
    expect(reader.isEmpty).toBe(false)
    expect(reader.push(bytes('\n'))).toEqual([{ code: 213, lines: ['213 12345'] }])
    expect(reader.isEmpty).toBe(true)
  })

  it('gives all replies of one push in order', () => {
    expect(read('150 Opening\r\n226 Done\r\n').map(({ code }) => code)).toEqual([150, 226])
  })

  it('skips blank lines between replies', () => {
    const reader = new ReplyReader()
    expect(reader.push(bytes('\r\n\n\r\r\n220 A\r\n\r\n')).length).toBe(1)
    expect(reader.isEmpty).toBe(true)
    expect(reader.push(bytes('\r'))).toEqual([])
    expect(reader.isEmpty).toBe(false)
    expect(reader.push(bytes('\n200 B\n'))).toEqual([{ code: 200, lines: ['200 B'] }])
  })

  it('does not keep the bytes it was given', () => {
    const reader = new ReplyReader()
    const chunk = bytes('220 Hel')
    reader.push(chunk)
    chunk.fill(0x58)
    expect(reader.push(bytes('lo\r\n'))).toEqual([{ code: 220, lines: ['220 Hello'] }])
  })

  it('takes any Uint8Array, also a view into a larger buffer', () => {
    const whole = new TextEncoder().encode('xx230 In\r\nyy')
    expect(new ReplyReader().push(whole.subarray(2, 10))).toEqual([
      { code: 230, lines: ['230 In'] },
    ])
  })
})

describe('multi-line replies (RFC 959 §4.2)', () => {
  it.each<[string, string[]]>([
    ['the code and a blank end it', ['211-Features:', ' MDTM', ' SIZE', '211 End']],
    ['the bare code ends it', ['211-Features:', ' MDTM', '211']],
    [
      'other codes pass through',
      ['220-Hi', '230 not the end', '22 nor this', '2200 nor this', '220 End'],
    ],
    ['the same code with a hyphen passes through', ['220-a', '220-b', '220-', '220 c']],
    ['an indented code passes through', ['211-Status', ' 211 not the end', '211 End']],
    ['blank lines inside are kept', ['214-Help', '', ' USER', '', '214 End']],
    ['letters next to the code pass through', ['220-a', '220b', '220\tc', '220 d']],
    ['hyphen and nothing else opens', ['220-', '220 ']],
  ])('%s', (_what, lines) => {
    const code = Number(lines[0]!.slice(0, 3))
    for (const lineEnd of ['\r\n', '\n', '\r\r\n'])
      expect(read(lines.join(lineEnd) + lineEnd)).toEqual([{ code, lines }])
  })

  it('is not empty between its lines', () => {
    const reader = new ReplyReader()
    reader.push(bytes('220-Hello\r\n'))
    expect(reader.isEmpty).toBe(false)
    expect(reader.push(bytes('220 x\r\n'))).toHaveLength(1)
    expect(reader.isEmpty).toBe(true)
  })

  it('forgets an unfinished reply on reset', () => {
    const reader = new ReplyReader()
    reader.push(bytes('220-Hello\r\nand'))
    reader.reset()
    expect(reader.isEmpty).toBe(true)
    expect(reader.push(bytes('200 OK\r\n'))).toEqual([{ code: 200, lines: ['200 OK'] }])
  })
})

describe('encodings', () => {
  it('escapes bytes that are no UTF-8 and keeps them recoverable', () => {
    const reader = new ReplyReader()
    const [reply] = reader.push(bytes('257 "/\xe4\xff"\r\n', 'latin1'))
    expect(reply!.lines).toEqual(['257 "/\udce4\udcff"'])
  })

  it('passes every byte through in Latin-1, also CR inside a line', () => {
    const all = Buffer.from(
      Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 10),
    )
    const line = Buffer.concat([bytes('200 '), all])
    const [reply] = new ReplyReader({ encoding: 'latin1' }).push(
      Buffer.concat([line, bytes('\r\n')]),
    )
    expect(Buffer.from(reply!.lines[0]!, 'latin1')).toEqual(line)
  })

  it.each([
    ['gbk', '257 "/中文"', '323537 20222fd6d0cec422'],
    ['shift_jis', '257 "/表"', '323537 20222f955c22'],
    ['windows-1251', '257 "/Ия"', '323537 20222fc8ff22'],
  ])('decodes whole lines in %s', (encoding, line, hex) => {
    const reader = new ReplyReader({ encoding })
    const raw = Buffer.concat([Buffer.from(hex.replaceAll(' ', ''), 'hex'), bytes('\r\n')])
    const replies = [...raw].flatMap((byte) => reader.push(Uint8Array.of(byte)))
    expect(replies).toEqual([{ code: 257, lines: [line] }])
  })

  it('refuses an encoding that it does not know', () => {
    expect(() => new ReplyReader({ encoding: 'klingon' })).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    )
  })
})
