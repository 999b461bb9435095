import { describe, expect, it } from 'vitest'
import { parseListing } from '../../../../electron/engine/ftp/listing/index.ts'
import type { ListingOptions } from '../../../../electron/engine/ftp/listing/index.ts'
import { allSamples, corpus, now } from './corpus/index.ts'
import type { Sample } from './corpus/index.ts'

/** With the raw text that each entry must carry: its lines without their ends. */
const expected = ({ line, entry }: Sample) =>
  entry ? [{ ...entry, raw: line.replace('\r\n', '\n') }] : []

const parse = (text: string, options: ListingOptions = {}) =>
  parseListing(text, { now, ...options })

for (const [title, samples] of Object.entries(corpus))
  describe(`lines of ${title}`, () => {
    it.each(samples)('$line', (sample) => {
      const { line, format } = sample
      expect(parse(`${line}\r\n`)).toEqual(expected(sample))
      expect(parse(`${line}\n`)).toEqual(expected(sample))
      // Without any line feed a carriage return is what ends lines.
      if (!/\r(?!\n)/.test(line)) expect(parse(line)).toEqual(expected(sample))
      expect(parse(`${line}\r\n`, { format })).toEqual(expected(sample))
    })
  })

describe('all lines together', () => {
  const text = allSamples.map(({ line }) => `${line}\r\n`).join('')

  it('say the same as each alone', () => {
    expect(parse(text)).toEqual(allSamples.flatMap(expected))
  })

  it('say the same in the opposite order', () => {
    const reversed = allSamples.toReversed()
    const lines = reversed.map(({ line }) => `${line}\r\n`).join('')
    expect(parse(lines)).toEqual(reversed.flatMap(expected))
  })
})

describe('lines with a character too many or too few', { timeout: 60_000 }, () => {
  const before = '-rw-r--r-- 1 a b 1 Mar  1 10:00 before'
  const after = '-rw-r--r-- 1 a b 1 Mar  1 10:00 after'
  const strangers = ['\t', '\r', '\udce4', ';', '-', '0']

  /** The changed lines that disturb those before and after them. */
  function disturbers(samples: Sample[]): string[] {
    const found: string[] = []
    for (const { line } of samples)
      for (let at = 0; at <= line.length; at++)
        for (const added of [' ', '\0', strangers[at % strangers.length], '']) {
          const changed = line.slice(0, at) + added + line.slice(added === '' ? at + 1 : at)
          const entries = parse(`${before}\r\n${changed}\r\n${after}\r\n`)
          const isCalm =
            entries[0]?.name === 'before' &&
            entries.at(-1)?.name === 'after' &&
            entries.length <= 4 &&
            entries.every(({ name }) => name !== '' && name !== '.' && name !== '..')
          if (!isCalm) found.push(changed)
        }
    return found
  }

  it.each(Object.entries(corpus))('leave their neighbours alone: %s', (_, samples) => {
    expect(disturbers(samples)).toEqual([])
  })
})
