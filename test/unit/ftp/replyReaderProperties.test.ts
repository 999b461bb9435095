import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError, ReplyReader } from '../../../electron/engine/ftp/replyReader.ts'
import type { Reply } from '../../../electron/engine/ftp/replyReader.ts'

type Outcome = { replies: Reply[]; error: string | undefined; isEmpty: boolean }

/** What a reader makes of chunks, with a failure that it still holds back. */
function outcomeOf(chunks: Uint8Array[], encoding?: string): Outcome {
  const reader = new ReplyReader(encoding === undefined ? {} : { encoding })
  const replies: Reply[] = []
  let error: string | undefined
  for (const chunk of [...chunks, new Uint8Array(0)]) {
    try {
      replies.push(...reader.push(chunk))
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown
      error = `${thrown.protocol}: ${thrown.message}`
      break
    }
  }
  return { replies, error, isEmpty: reader.isEmpty }
}

function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)]
  return sorted.map((place, index) => bytes.subarray(place, sorted[index + 1] ?? bytes.length))
}

const session = Buffer.from(
  [
    '220-Welcome – 你好',
    '  220 not the end',
    '220 Ready',
    '331 Password?',
    '',
    '230 Ünïcödé 🚣',
    '211-Features',
    ' MLST type*;size*;',
    '211',
    '150 Opening (12345 bytes)',
    '226 Done',
    '213 12345',
  ].join('\r\n') + '\r\n\r\r\n221 Bye\n',
)

// On a busy machine the clock on the wall says little; what is measured is measured in CPU time.
const patience = { timeout: 60_000 }

describe('cuts make no difference', patience, () => {
  it('at every single position', () => {
    const whole = outcomeOf([session])
    expect(whole.replies.map(({ code }) => code)).toEqual([220, 331, 230, 211, 150, 226, 213, 221])
    expect(whole).toMatchObject({ error: undefined, isEmpty: true })
    for (let place = 0; place <= session.length; place++)
      expect(outcomeOf(cut(session, [place]))).toEqual(whole)
  })

  it.each([
    '220-é\r\n22\r\n220 🚣\r\r\n\r\n213 12345\r\n',
    '234 ok\r\n\x16\x03\x01',
    '220-a\nb\n229',
  ])('at every pair of positions of %j', (text) => {
    const bytes = Buffer.from(text)
    const whole = outcomeOf([bytes])
    for (let first = 0; first < bytes.length; first++)
      for (let second = first; second <= bytes.length; second++)
        expect(outcomeOf(cut(bytes, [first, second]))).toEqual(whole)
  })

  it('byte by byte', () => {
    const single = [...session].map((byte) => Uint8Array.of(byte))
    expect(outcomeOf(single)).toEqual(outcomeOf([session]))
  })

  const fragment = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => Buffer.from(text)),
    },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }) },
    {
      weight: 12,
      arbitrary: fc
        .constantFrom(
          ...['220 ', '220-', '220', '226 ok', '5', '0', '\r\n', '\n', '\r', '\r\r\n', ' ', '\0'],
          ...[
            'HTTP/1.1',
            'SSH-',
            '\x16',
            '\x03',
            '<html',
            '<!doc',
            '+OK',
            '* OK',
            '211-\r\n',
            '211 \r\n',
          ],
        )
        .map((text) => Buffer.from(text, 'latin1')),
    },
    { weight: 1, arbitrary: fc.constantFrom(3_000, 65_530).map((size) => Buffer.alloc(size, 'x')) },
    { weight: 1, arbitrary: fc.constant(Buffer.from('a\n'.repeat(300))) },
  )
  const stream = fc
    .tuple(fc.constantFrom('', '220 ', '220-', '\r\n', 'S'), fc.array(fragment, { maxLength: 12 }))
    .map(([start, parts]) => Buffer.concat([Buffer.from(start), ...parts]))

  it('for any bytes, and nothing but ProtocolError is thrown', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.constantFrom('utf-8', 'latin1', 'gbk'),
        (bytes, places, encoding) => {
          expect(outcomeOf(cut(bytes, places), encoding)).toEqual(outcomeOf([bytes], encoding))
        },
      ),
      { numRuns: 1_000, seed: 959 },
    )
  })

  const lineText = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => text.replace(/[\r\n]/g, '·'))
  const reply = fc
    .tuple(fc.integer({ min: 100, max: 999 }), fc.array(lineText, { maxLength: 5 }), lineText)
    .map(([code, inner, text]): Reply => {
      if (inner.length === 0) return { code, lines: [`${code} ${text}`] }
      const passing = inner.slice(1).filter((line) => !new RegExp(`^${code}( |$)`).test(line))
      return { code, lines: [`${code}-${inner[0]}`, ...passing, `${code} ${text}`] }
    })

  it('and well-formed replies come out as they were put in', () => {
    fc.assert(
      fc.property(
        fc.array(reply, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.constantFrom('\r\n', '\n'),
        (replies, places, lineEnd) => {
          const text = replies.flatMap(({ lines }) => lines.map((line) => line + lineEnd)).join('')
          expect(outcomeOf(cut(Buffer.from(text), places))).toEqual({
            replies,
            error: undefined,
            isEmpty: true,
          })
        },
      ),
      { numRuns: 600, seed: 959 },
    )
  })
})

describe('time', patience, () => {
  it('grows with the bytes only, also when they come one by one', () => {
    // 40 replies of 60 KiB: quadratic copying would move 70 GB.
    const long = Buffer.from(
      `${'\r'.repeat(25_000)}\n220-${'é'.repeat(15_000)}\r\n${'line\r\n'.repeat(400)}220 end\r\n`,
    )
    const start = process.cpuUsage()
    let count = 0
    for (let round = 0; round < 40; round++) {
      const reader = new ReplyReader()
      for (let at = 0; at < long.length; at++)
        count += reader.push(long.subarray(at, at + 1)).length
    }
    const { user, system } = process.cpuUsage(start)
    expect(count).toBe(40)
    expect((user + system) / 1_000).toBeLessThan(5_000)
  })
})
