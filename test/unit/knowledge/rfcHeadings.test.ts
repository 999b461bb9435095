import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { commandEntries } from '../../../electron/engine/knowledge/commands.ts'
import { diagnosisTexts } from '../../../electron/engine/knowledge/diagnose/texts.ts'
import { featureEntries } from '../../../electron/engine/knowledge/features.ts'
import { replyEntries } from '../../../electron/engine/knowledge/replies.ts'
import { rfcHeadings } from '../../../electron/engine/knowledge/rfcHeadings.ts'
import { ruleFor } from '../../../electron/engine/knowledge/sequence/rules.ts'
import { headingOf } from '../../../electron/engine/knowledge/source.ts'
import type { Source } from '../../../electron/engine/knowledge/source.ts'
import { rfcText } from '../../support/rfcTexts.ts'
import { faultsOf, textsIn } from './language.ts'

const sources: Source[] = [
  ...commandEntries.map(({ source }) => source),
  ...replyEntries.flatMap(({ meanings }) => meanings.map(({ source }) => source)),
  ...Object.values(featureEntries).map(({ source }) => source),
  ...commandEntries.map(({ name }) => ruleFor(name, '').section),
].filter((source) => source !== 'vendor')

/** Letters and digits only: RFCs differ in dots, blanks and line ends. */
const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ')

/**
 * Of the headings that were all found in the texts of doc-rfc-std, doc-rfc-std-proposed and
 * doc-rfc-informational 20230121-1. Machines without the texts know by it that nothing changed.
 */
const foundHeadings = '0f51d0780928976b2f886d0275d779864ef11eeee735a0a62b8ffc4415e95a9b'

describe('citations', () => {
  it('finds the heading of every cited section', () => {
    expect(sources.length).toBeGreaterThan(200)
    expect(sources.filter((source) => headingOf(source) === '')).toEqual([])
  })

  it('agrees with the RFC texts, as far as this machine has them, and with what was found', () => {
    const wrong = Object.entries(rfcHeadings).flatMap(([rfc, { sections }]) => {
      const found = rfcText(rfc)
      if (found === undefined) return []
      const text = plain(found)
      return Object.entries(sections)
        .filter(([section, heading]) => !text.includes(plain(`${section} ${heading}`)))
        .map(([section, heading]) => `RFC ${rfc} §${section} ${heading}`)
    })
    expect(wrong).toEqual([])
    const digest = createHash('sha256').update(JSON.stringify(rfcHeadings)).digest('hex')
    expect(digest).toBe(foundHeadings)
  })

  it('writes sections as numbers with dots, and headings without a number', () => {
    const sections = Object.values(rfcHeadings).flatMap(({ sections }) => Object.entries(sections))
    const odd = sections.filter(
      ([section, heading]) =>
        !/^[1-9]\d*(\.[1-9]\d*)*$/.test(section) ||
        /^\d/.test(heading) ||
        heading !== heading.trim(),
    )
    expect(odd).toEqual([])
  })

  it.each([
    [959, '5.4', 'SEQUENCING OF COMMANDS AND REPLIES'],
    [1123, '4.1.2.6', 'PASV Command: RFC-959 Section 4.1.2'],
    [2228, '8.2', 'Command-Reply sequences'],
    [2389, '4', 'The OPTS Command'],
    [2428, '3', 'The EPSV Command'],
    [2640, '4.1', 'The LANG command'],
    [3659, '7.5', 'Standard Facts'],
    [4217, '12', 'Timing Diagrams'],
    [7151, '3', 'The HOST Command'],
  ] as const)('RFC %i §%s is called %s', (rfc, section, heading) => {
    expect(headingOf({ rfc, section } as Source)).toBe(heading)
  })

  it('cites each command where its RFC treats it', () => {
    const cited = Object.fromEntries(
      commandEntries.map(({ name, source }) => [
        name,
        source === 'vendor' ? source : `${source.rfc} ${source.section}`,
      ]),
    )
    expect(cited).toMatchObject({
      USER: '959 4.1.1',
      QUIT: '959 4.1.1',
      PORT: '959 4.1.2',
      TYPE: '959 4.1.2',
      RETR: '959 4.1.3',
      NOOP: '959 4.1.3',
      STOU: '1123 4.1.2.9',
      LIST: '1123 4.1.2.7',
      XCWD: '1123 4.1.3.1',
      ADAT: '2228 3',
      AUTH: '4217 4',
      PROT: '4217 9',
      CCC: '4217 5',
      FEAT: '2389 3',
      OPTS: '2389 4',
      EPRT: '2428 2',
      EPSV: '2428 3',
      LANG: '2640 4.1',
      MDTM: '3659 3',
      SIZE: '3659 4',
      REST: '3659 5',
      MLSD: '3659 7',
      'OPTS MLST': '3659 7.9',
      HOST: '7151 3',
      MFMT: 'vendor',
    })
  })
})

describe('texts of features and diagnoses', () => {
  it('speak both languages', () => {
    const texts = [...textsIn(featureEntries), ...textsIn(diagnosisTexts)]
    expect(texts.length).toBeGreaterThan(80)
    expect(texts.flatMap(({ path, text }) => faultsOf(text).map((it) => `${path}: ${it}`))).toEqual(
      [],
    )
  })
})
