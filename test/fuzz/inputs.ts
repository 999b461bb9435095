import { allSamples } from '../unit/ftp/listing/corpus/index.ts'
import type { Random } from './random.ts'

const replies = [
  '227 Entering Passive Mode (127,0,0,1,200,10)',
  '229 Entering Extended Passive Mode (|||51210|)',
  '257 "/home/""anna""" is the current directory',
  '213 20240229123456.789',
  '213 123456',
  '211-Features:\r\n MLST type*;size*;modify*;\r\n UTF8\r\n REST STREAM\r\n211 End',
  '150 Opening BINARY mode data connection for x (1,234,567 bytes)',
  '220-Welcome\r\n220-\r\n220 ready',
]

/** What inputs are made of. */
const seeds = [...allSamples.map(({ line }) => line), ...replies]

const strangers = [
  ...['\0', '\r', '\n', '\r\n', '\t', ' ', '    ', ';', '=', '; ', ' -> ', ',', '"', '""', '/'],
  ...['(', ')', '[', ']', '<DIR>', '|||', '|', '-', '+', '*', '.', ':', '?', '%'],
  ...['0', '1', '255', '65536', '99999999999999999999', '2024', 'Jan', '1月', '12:30', 'type='],
  ...['\udce4', '\ud800', '\ufeff', '\u0085', '\u2028', 'é', '\u0130', '😀', '\x1b[2J'],
  ...['150 ', '211-', '213 ', '227 ', '229 ', '257 '],
]

/** One input: random, or known text that was changed in a few places. */
export function inputFrom(random: Random): string {
  const parts = Array.from({ length: 1 + random.index(4) }, () =>
    random.index(8) === 0 ? noise(random) : changed(random.pick(seeds), random),
  )
  const text = parts.join(random.pick(['\r\n', '\n', '\r', '']))
  return random.index(3) === 0 ? text : `${text}\r\n`
}

/** A short text over and over, to show what takes longer than in proportion to the length. */
export function repeatedFrom(random: Random): { unit: string; head: string; tail: string } {
  const seed = random.pick(seeds)
  const head = seed.slice(0, random.index(seed.length + 1))
  const unit = Array.from({ length: 1 + random.index(3) }, () => random.pick(strangers)).join('')
  return { head, unit, tail: random.pick(['', '\r\n', 'x', random.pick(strangers)]) }
}

function noise(random: Random): string {
  const limit = random.pick([0x80, 0x100, 0x10000])
  const codes = Array.from({ length: random.index(60) }, () => random.index(limit))
  return String.fromCharCode(...codes)
}

function changed(text: string, random: Random): string {
  let result = text
  for (let count = random.index(5); count > 0; count--) {
    const at = random.index(result.length + 1)
    const end = Math.min(result.length, at + random.index(6))
    const added = random.pick([
      '',
      random.pick(strangers),
      result.slice(at, end).repeat(1 + random.index(20)),
      random.pick(seeds).slice(random.index(20)),
    ])
    result = result.slice(0, at) + added + result.slice(random.pick([at, end]))
  }
  return result
}
