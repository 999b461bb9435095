import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentAnswer } from '../../../electron/engine/files/contentAnswer.ts'
import { isExecutable } from '../../../electron/engine/files/executable.ts'
import { decodeText, encodeText } from '../../../electron/engine/files/textForm.ts'
import { lookAt } from '../../../electron/engine/files/viewKind.ts'

const whole = { isWhole: true, modifiedAt: null }

describe('the text of a file', () => {
  it('is written again as the same bytes, or marked as one that would not be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (raw) => {
        const bytes = Buffer.from(raw)
        const { text, isExact, ...form } = decodeText(bytes, whole)
        if (isExact) expect(encodeText(text, form, '/x').equals(bytes)).toBe(true)
      }),
    )
  })

  it.each([
    ['utf-8 with a mark', Buffer.from('\ufeffa\r\nb', 'utf8'), 'utf-8', '\r\n'],
    ['utf-16le', Buffer.from('\ufeffa\n船', 'utf16le'), 'utf-16le', '\n'],
    ['utf-16le without a mark', Buffer.from('船夫\n', 'utf16le'), 'utf-16le', '\n'],
    ['utf-16be without a mark', Buffer.from('a 😀\r\n', 'utf16le').swap16(), 'utf-16be', '\r\n'],
    ['old Mac', Buffer.from('a\rb\rc'), 'utf-8', '\r'],
  ])('of %s is known', (_, bytes, encoding, lineEnding) => {
    const content = decodeText(bytes, whole)
    expect(content).toMatchObject({ encoding, lineEnding, isExact: true })
    expect(content.text).not.toContain('\r')
    expect(content.text).not.toContain('\ufeff')
  })

  it('with mixed line ends must not be saved', () => {
    expect(decodeText(Buffer.from('a\r\nb\n'), whole).isExact).toBe(false)
  })
  it('that is only the beginning must not be saved', () => {
    const cut = decodeText(Buffer.from('船夫').subarray(0, 5), { isWhole: false, modifiedAt: null })
    expect(cut).toMatchObject({ encoding: 'utf-8', isExact: false })
  })
})

describe('what a file is', () => {
  it.each([
    ['x.png', [0x25, 0x50, 0x44, 0x46, 0x2d], 'pdf'],
    ['x.txt', [0xff, 0xd8, 0xff, 0xe0], 'image'],
    ['x.mp4', [0], 'video'],
    ['page.html', [0x3c, 0x68], 'text'],
    ['blob', [0, 1, 2], 'binary'],
    ['wide.txt', [0x39, 0x82, 0x2b, 0x59, 0x0a, 0], 'text'],
    ['cut.txt', [0x0a, 0, 0x3d, 0xd8], 'text'],
    ['half a pair', [0x0a, 0, 0x3d, 0xd8, 0x0a, 0], 'binary'],
    ['numbers', [0x0a, 0, 0x05, 0], 'binary'],
    ['every byte', Array.from({ length: 600 }, (_, index) => index % 256), 'binary'],
  ])('%s', (name, head, kind) => expect(lookAt(name, Uint8Array.from(head)).kind).toBe(kind))

  it.each(['a.EXE', 'b.desktop', 'c.lnk', 'd.url', 'e.exe. ', 'f.sh'])('%s may run', (name) =>
    expect(isExecutable(name, new Uint8Array())).toBe(true),
  )
  it('a text does not run', () => expect(isExecutable('a.txt', Buffer.from('hello'))).toBe(false))
})

describe('a served file', () => {
  const content = { mediaType: 'video/mp4', size: 100 }
  it.each([
    [undefined, 200, { offset: 0, length: 100 }, undefined],
    ['bytes=0-', 206, { offset: 0, length: 100 }, 'bytes 0-99/100'],
    ['bytes=10-19', 206, { offset: 10, length: 10 }, 'bytes 10-19/100'],
    ['bytes=-5', 206, { offset: 95, length: 5 }, 'bytes 95-99/100'],
    ['bytes=90-900', 206, { offset: 90, length: 10 }, 'bytes 90-99/100'],
    ['bytes=100-', 416, undefined, 'bytes */100'],
    ['bytes=0-1,5-6', 200, { offset: 0, length: 100 }, undefined],
  ])('answers %s', (header, status, range, contentRange) => {
    const answer = contentAnswer(content, header)
    expect(answer).toMatchObject({ status })
    expect(answer.range).toEqual(range)
    expect(answer.headers['Content-Range']).toBe(contentRange)
    expect(answer.headers['Content-Security-Policy']).toMatch(/default-src 'none'.*sandbox/)
    expect(answer.headers['X-Content-Type-Options']).toBe('nosniff')
  })
})
