import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseListing } from '../../../../electron/engine/ftp/listing/index.ts'
import type { ListingFormat } from '../../../../electron/engine/ftp/listing/index.ts'
import { now } from './corpus/index.ts'

/** Any name that one line can carry, lone surrogates and control characters included. */
const anyName = fc
  .oneof(
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.nat({ max: 0xffff }), { minLength: 1, maxLength: 20 })
        .map((codes) => String.fromCharCode(...codes)),
    },
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.constantFrom(
            ...[' ', '  ', '\t', ';', '=', '; ', ' -> ', '/', '\\', '.', '<DIR>', '12:30', '2023'],
            ...['Jan', ' 2 ', '1', 'type=file;', 'total ', '-rw-r--r--', ';1', '\0', '%', '"', 'é'],
          ),
          { minLength: 1, maxLength: 8 },
        )
        .map((parts) => parts.join('')),
    },
  )
  .filter((name) => !/[\n]|\r$/.test(name) && name !== '.' && name !== '..')

/** A name of a folder: one that ends with its only slash would lose it. */
const folderName = anyName.filter((name) => !name.endsWith('/'))
/** A name of a link: it ends where an arrow starts. */
const linkName = anyName.filter((name) => !`${name} -> `.slice(0, -1).includes(' -> '))

function expectName(line: string, name: string, format: ListingFormat) {
  for (const options of [{ now }, { now, format }]) {
    const entries = parseListing(`${line}\r\n`, options)
    expect(entries.map((entry) => entry.name)).toEqual([name])
  }
}

const property = (name: fc.Arbitrary<string>, test: (name: string) => void) =>
  fc.assert(fc.property(name, test), { numRuns: 1_000, seed: 2640 })

describe('any name comes back exactly', { timeout: 60_000 }, () => {
  it.each([
    'type=file;size=1;modify=20200102030405; ',
    'type=dir;sizd=4096; ',
    'Size=1;Type=file;UNIX.mode=0644;UNIX.owner=a; ',
  ])('behind %j', (facts) => {
    property(anyName, (name) => expectName(facts + name, name, 'mlsd'))
  })

  it('behind a single space in MLSD', () => {
    property(anyName, (name) => {
      const entries = parseListing(` ${name}\r\n`, { format: 'mlsd' })
      expect(entries.map((entry) => entry.name)).toEqual([name])
    })
  })

  it.each([
    '-rw-r--r--   1 anna     staff        1042 Feb  3 08:15 ',
    '-rw-r--r--   1 anna     staff        1042 Feb  3  2019 ',
    '-rw-r--r--   1 anna     1042 Feb  3  2019 ',
    '-rw-r--r--   1 anna     staff        1042 2019-02-03 08:15 ',
    '-rw-r--r--   1 anna     staff        1042 3. Okt. 08:15 ',
    '-rw-r--r--   1 anna     staff        1042 2月  3 08:15 ',
  ])('behind %j', (facts) => {
    property(anyName, (name) => expectName(facts + name, name, 'unix'))
  })

  it('as a folder of a Unix listing', () => {
    const facts = 'drwxr-xr-x   2 anna     staff        4096 Feb  3 08:15 '
    property(folderName, (name) => expectName(facts + name, name, 'unix'))
  })

  it('as a link of a Unix listing, with its target', () => {
    property(linkName, (name) => {
      const facts = 'lrwxrwxrwx   1 anna     staff           4 Feb  3 08:15 '
      const [entry] = parseListing(`${facts}${name} -> to -> there\r\n`, { now })
      expect(entry).toMatchObject({ name, target: 'to -> there', kind: 'link' })
    })
  })

  it.each([
    '04-06-19  03:47PM                 1042 ',
    '2019-04-06  13:47          12,345,678 ',
    '04-06-19  03:47PM       <DIR>          ',
  ])('behind %j', (facts) => {
    property(anyName, (name) => expectName(facts + name, name, 'dos'))
  })

  it('in EPLF', () => {
    property(anyName, (name) => expectName(`+i1.2,m825718503,r,s280,\t${name}`, name, 'eplf'))
  })

  it('in NLST', () => {
    // A blank line is no name, and a byte order mark no part of one.
    const plain = anyName.filter(
      (name) => /^(?!\ufeff)[^/]*$/.test(name) && /[^\0\t\v\f\r \x1a]/.test(name),
    )
    property(plain, (name) => {
      const entries = parseListing(`${name}\r\n`, { format: 'nlst' })
      const isMessage = /: (?:no such file or directory|permission denied)\.?$/i.test(name)
      expect(entries.map((entry) => entry.name)).toEqual(isMessage ? [] : [name])
    })
  })
})
