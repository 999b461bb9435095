import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListingParser, parseListing } from '../../../../electron/engine/ftp/listing/index.ts'
import type { ListingOptions } from '../../../../electron/engine/ftp/listing/index.ts'
import { allSamples, now } from './corpus/index.ts'

const line = (name: string) => `-rw-r--r-- 1 a b 1 Mar  1 10:00 ${name}`

function inPieces(pieces: string[], options: ListingOptions = { now }) {
  const parser = new ListingParser(options)
  const entries = pieces.flatMap((piece) => parser.push(piece))
  const end = parser.end()
  return { names: [...entries, ...end.entries].map(({ name }) => name), end }
}

describe('a listing in pieces', () => {
  const text = allSamples.map(({ line }) => `${line}\r\n`).join('')
  const whole = parseListing(text, { now })

  it('gives the same character by character', () => {
    const parser = new ListingParser({ now })
    const entries = text.split('').flatMap((character) => parser.push(character))
    expect([...entries, ...parser.end().entries]).toEqual(whole)
  })

  it('gives the same cut anywhere', { timeout: 60_000 }, () => {
    const cuts = fc.array(fc.nat({ max: text.length }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, (places) => {
        const parser = new ListingParser({ now })
        const sorted = [0, ...places.toSorted((a, b) => a - b), text.length]
        const entries = sorted
          .slice(1)
          .flatMap((end, index) => parser.push(text.slice(sorted[index], end)))
        expect([...entries, ...parser.end().entries]).toEqual(whole)
      }),
      { numRuns: 50, seed: 959 },
    )
  })

  it('hands entries out as soon as their line is whole', () => {
    const parser = new ListingParser({ now })
    expect(parser.push(`${line('a')}\r\n${line('b')}`)).toHaveLength(1)
    expect(parser.push('\r')).toEqual([])
    expect(parser.push('\n')).toHaveLength(1)
    expect(parser.end()).toEqual({ entries: [], isCutShort: false, unreadableLines: 0 })
  })
})

describe('the end of a listing', () => {
  it('is cut short when the last line has no end (F52)', () => {
    const { names, end } = inPieces([`${line('a')}\r\n${line('b').slice(0, 20)}`])
    expect(names[0]).toBe('a')
    expect(end.isCutShort).toBe(true)
    expect(inPieces([`${line('a')}\r\n${line('b')}`])).toMatchObject({
      names: ['a', 'b'],
      end: { isCutShort: true },
    })
  })

  it('is whole after a line end, and when there is nothing', () => {
    expect(inPieces([`${line('a')}\n`]).end.isCutShort).toBe(false)
    expect(inPieces([]).end).toEqual({ entries: [], isCutShort: false, unreadableLines: 0 })
    expect(inPieces(['', '']).end.isCutShort).toBe(false)
  })

  it('counts what could not be read', () => {
    const pieces = ['total 3\r\n', `${line('a')}\r\n`, 'what is this\r\n', 'word\r\n', '\r\n']
    const { names, end } = inPieces(pieces)
    expect(names).toEqual(['a', 'what is this', 'word'])
    expect(end.unreadableLines).toBe(2)
  })
})

describe('line ends', () => {
  it('may be LF, CR LF or, where all of them are, CR CR LF', () => {
    expect(inPieces([`${line('a')}\n${line('b')}\r\n`]).names).toEqual(['a', 'b'])
    expect(inPieces([`${line('a')}\r\r\n${line('b')}\r\r\n`]).names).toEqual(['a', 'b'])
  })

  it('may be CR, where there is nothing else', () => {
    const { names, end } = inPieces([`${line('a')}\r${line('b')}\r`])
    expect(names).toEqual(['a', 'b'])
    expect(end.isCutShort).toBe(false)
  })

  it('leave a CR at the end of a name', () => {
    expect(inPieces([`${line('Icon\r')}\r\n${line('b')}\r\n`]).names).toEqual(['Icon\r', 'b'])
    expect(inPieces([`${line('a')}\r\n${line('b\r')}\r\n`]).names).toEqual(['a', 'b\r'])
  })

  it('are not what Unicode has besides', () => {
    const name = 'a\u0085b\u2028c\u2029d\ve\ff'
    expect(inPieces([`${line(name)}\r\n`]).names).toEqual([name])
  })

  it('may follow a byte order mark', () => {
    expect(inPieces([`\ufeff${line('a')}\r\n`]).names).toEqual(['a'])
    expect(inPieces([`\ufeff${line('a')}`]).names).toEqual(['a'])
  })
})

describe('hostile text', () => {
  it('in lines of 1 MiB is read, in lines of more than 4 MiB cut off', () => {
    const name = 'x'.repeat(1024 * 1024)
    expect(inPieces([`${line(name)}\r\n${line('b')}\r\n`]).names).toEqual([name, 'b'])
    const pieces = Array.from({ length: 100 }, () => 'y'.repeat(65_536))
    const { names, end } = inPieces([line(''), ...pieces, `\r\n${line('b')}\r\n`])
    expect(names.at(-1)).toBe('b')
    expect(names[0]!.length).toBeLessThan(4 * 1024 * 1024)
    expect(end.unreadableLines).toBe(1)
  })

  it('does not become a name of more than 4096 characters by itself', () => {
    const { names, end } = inPieces([`${'no listing '.repeat(1000)}\r\n${line('b')}\r\n`])
    expect(names).toEqual(['b'])
    expect(end.unreadableLines).toBe(1)
  })

  it('in a name with a line feed changes no other entry', () => {
    const text = `${line('a')}\r\n${line('type=file;size=1')}\n; evil\r\n${line('b')}\r\n`
    const { names } = inPieces([text])
    expect(names[0]).toBe('a')
    expect(names.at(-1)).toBe('b')
    expect(names).toHaveLength(4)
  })

  it('may be anything', { timeout: 60_000 }, () => {
    const formats = ['mlsd', 'unix', 'dos', 'vms', 'mvs', 'nlst'] as const
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(...allSamples.map(({ line }) => line), '\r\n', '\n', '\r', '\0', ' '),
    )
    const format = fc.option(fc.constantFrom(...formats), { nil: undefined })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), format, (pieces, known) => {
        const options = known ? { now, format: known } : { now }
        const entries = parseListing(pieces.join(''), options)
        for (const { name, size, modifiedAt } of entries) {
          expect(['', '.', '..']).not.toContain(name)
          expect(name).not.toContain('\n')
          expect(size === null || (Number.isSafeInteger(size) && size >= 0)).toBe(true)
          expect(modifiedAt === null || !Number.isNaN(modifiedAt.getTime())).toBe(true)
        }
      }),
      { numRuns: 2_000, seed: 3659 },
    )
  })
})
