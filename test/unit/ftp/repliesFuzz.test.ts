import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as replies from '../../../electron/engine/ftp/replies.ts'

const { ProtocolError } = replies
const parsers = {
  parsePasvReply: replies.parsePasvReply,
  parseEpsvReply: replies.parseEpsvReply,
  parsePwdReply: replies.parsePwdReply,
  parseSizeReply: replies.parseSizeReply,
  parseMdtmReply: replies.parseMdtmReply,
  parseFeatReply: replies.parseFeatReply,
  parseTransferSize: replies.parseTransferSize,
}
const codes = ['227', '229', '257', '213', '211', '150']

function tryAll(text: string): void {
  for (const parse of Object.values(parsers)) {
    try {
      parse(text)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
    }
  }
}

// On a busy machine the clock on the wall says little; what is measured is measured in CPU time.
const patience = { timeout: 60_000 }

describe('any text', patience, () => {
  const piece = fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...[
          '(',
          ')',
          '|',
          '|||',
          ',',
          '"',
          '""',
          '/',
          ' ',
          '\n',
          '\r',
          '-',
          '+',
          '.',
          '\0',
          '\udce4',
          '\ud800',
        ],
        ...[
          '0',
          '1',
          '255',
          '256',
          '6446',
          '65536',
          '127,0,0,1,4,5',
          '20240229',
          '123456',
          '19',
          ' bytes',
        ],
        ...codes.flatMap((code) => [`\n${code} `, `\n${code}-`]),
      ),
    },
  )
  const text = fc
    .tuple(
      fc.constantFrom('', ...codes.flatMap((code) => [`${code} `, `${code}-`])),
      fc.array(piece, { maxLength: 25 }),
    )
    .map(([start, pieces]) => start + pieces.join(''))

  it('gives a value or a ProtocolError', () => {
    fc.assert(fc.property(text, tryAll), { numRuns: 3_000, seed: 959 })
  })

  it('gives only ports that may be dialled, and safe numbers', () => {
    const valueOf = <T>(parse: (text: string) => T, reply: string): T | undefined => {
      try {
        return parse(reply)
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(text, (reply) => {
        for (const parse of [replies.parsePasvReply, replies.parseEpsvReply]) {
          const port = valueOf<{ port: number }>(parse, reply)?.port ?? 1_024
          expect(port >= 1_024 && port <= 65_535 && Number.isInteger(port)).toBe(true)
        }
        for (const parse of [replies.parseSizeReply, replies.parseTransferSize]) {
          const size = valueOf(parse, reply) ?? 0
          expect(size >= 0 && Number.isSafeInteger(size)).toBe(true)
        }
        expect(valueOf(replies.parseMdtmReply, reply)?.getTime()).not.toBeNaN()
        expect(valueOf(replies.parsePwdReply, reply) ?? '/').toMatch(/^[^\0-\x1f]+$/)
      }),
      { numRuns: 3_000, seed: 2428 },
    )
  })
})

describe('every mutation of good replies', patience, () => {
  it.each([
    '227 Entering Passive Mode (127,0,0,1,200,13).',
    '229 Entering Extended Passive Mode (|||6446|)',
    '257 "/a ""b""" is current',
    '213 20240229123456.789',
    '211-Features:\n MDTM\n REST STREAM\n211 End',
    '150 Opening BINARY mode data connection for a (9 bytes) (1,234 bytes).',
  ])('%j', (text) => {
    for (let at = 0; at <= text.length; at++)
      for (const inserted of ['', '\0', ' ', '\t', '\r', '\n', '"', '(', '9', '-', '\udce4']) {
        tryAll(text.slice(0, at) + inserted + text.slice(at))
        tryAll(text.slice(0, at) + inserted + text.slice(at + 1))
        tryAll(text.slice(0, at) + inserted)
      }
  })
})

describe('time', patience, () => {
  // The longest reply that the reader lets through.
  const long = 64 * 1024
  const unfinished = [
    ...[
      '1',
      ' ',
      '\t',
      ',',
      '.',
      '-',
      '(',
      ')',
      '|',
      '"',
      '""',
      '/',
      '\r',
      '\n',
      'x',
      '((',
      '(1',
      '(11',
      '(1 ',
    ],
    ...[
      '1 ',
      '1,',
      ', ',
      '. ',
      '1,2,3,4,5,6 ',
      '(|||',
      '(|1|',
      '(|||1',
      '(1,2,3,4,5,6',
      ' /',
      'SSL',
      '(1 bytes',
      '(1 bytes)',
    ],
    ...['(1 bytes) TLS', ' MDTM\n', ' A b\n', '211-\n', '257 "\n', '\0', '\udce4'],
  ]

  it.each(unfinished)('is linear for many times %j', (part) => {
    // A line costs more than a character, so that fewer tell as much.
    const filler = part.repeat((part.endsWith('\n') ? long / 4 : long) / part.length)
    for (const code of codes)
      for (const end of ['1\x01"(', `\n${code} end`]) {
        const start = process.cpuUsage()
        tryAll(`${code}${end.startsWith('\n') ? '-' : ' '}${filler}${end}`)
        const { user, system } = process.cpuUsage(start)
        // Tens of milliseconds; anything quadratic takes several seconds.
        expect((user + system) / 1_000).toBeLessThan(1_000)
      }
  })
})
