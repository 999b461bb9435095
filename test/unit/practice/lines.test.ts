import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineReader } from '../../../electron/engine/practice/lineReader.ts'
import {
  formatReply,
  quoted,
  Refusal,
  reply,
  replyToError,
} from '../../../electron/engine/practice/replies.ts'

const read = (...pieces: (string | Buffer)[]) => {
  const reader = new LineReader()
  return pieces
    .flatMap((piece) => reader.push(Buffer.from(piece as string, 'latin1')))
    .map((line) => line.toString('latin1'))
}

describe('LineReader', () => {
  it('finds the same lines however they are cut', () => {
    const line = fc.string({ unit: 'binary-ascii' }).filter((text) => !/[\r\n]/.test(text))
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
        const text = lines.map((one) => `${one}\r\n`).join('')
        const edges = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b)]
        const pieces = edges.map((edge, index) => text.slice(edge, edges[index + 1]))
        expect(read(...pieces)).toEqual(lines)
      }),
    )
  })

  it('takes bare LF, and keeps a CR inside and blanks around', () => {
    expect(read('A\nB\r\n  c \rd \r\n')).toEqual(['A', 'B', '  c \rd '])
  })

  it('removes Telnet commands', () => {
    expect(read('\xff\xf4\xff\xf2ABOR\r\n')).toEqual(['ABOR'])
    expect(read('\xff\xf4\xffABOR\r\n')).toEqual(['ABOR'])
    expect(read('A\xff\xfb\x01B\xff\xffC\xffD\r\n')).toEqual(['AB\xffC\xffD'])
  })

  it('refuses an endless line and forgets on demand', () => {
    const reader = new LineReader()
    expect(() => reader.push(Buffer.alloc(8193, 'x'))).toThrow(Refusal)
    reader.push(Buffer.from('PAR'))
    reader.clear()
    expect(reader.push(Buffer.from('NOOP\r\n')).map(String)).toEqual(['NOOP'])
  })
})

describe('replies', () => {
  it('are formatted so that no middle line can end them', () => {
    expect(formatReply(reply(200, 'Fine.'))).toBe('200 Fine.\r\n')
    expect(formatReply(reply(211, 'Two:', 'End'))).toBe('211-Two:\r\n211 End\r\n')
    expect(formatReply(reply(211, 'Many:', '211 not the end', 'x', 'End'))).toBe(
      '211-Many:\r\n 211 not the end\r\n x\r\n211 End\r\n',
    )
    expect(formatReply(reply(257, 'a\r\nb\0c'))).toBe('257 a??b?c\r\n')
  })

  it('quote paths', () => {
    expect(quoted('/a "b"')).toBe('"/a ""b"""')
  })

  it('tell what a failure means', () => {
    const failure = (code: string) => Object.assign(new Error('x'), { code })
    expect(replyToError(new Refusal(553, 'No.'))).toEqual(reply(553, 'No.'))
    expect(replyToError(failure('ENOENT')).code).toBe(550)
    expect(replyToError(failure('ENOSPC')).code).toBe(552)
    expect(replyToError(failure('EIO'))).toEqual(reply(451, 'Local error in processing (EIO).'))
    expect(replyToError('odd').code).toBe(451)
  })
})
