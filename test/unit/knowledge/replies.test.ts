import { describe, expect, it } from 'vitest'
import {
  isKnownReplyCode,
  meaningOf,
  replyEntries,
} from '../../../electron/engine/knowledge/replies.ts'
import type { ReplySituation } from '../../../electron/engine/knowledge/replies.ts'
import { faultsOf, textsIn } from './language.ts'
import { readTranscript, recordedServers } from './transcripts.ts'

const byRfc: Record<string, string> = {
  'RFC 959':
    '110 120 125 150 200 202 211 212 213 214 215 220 221 225 226 227 230 250 257 331 332 350 421 425 426 450 451 452 500 501 502 503 504 530 532 550 551 552 553',
  'RFC 1123': '554 555',
  'RFC 2228': '232 234 235 334 335 336 431 533 534 535 536 537 631 632 633',
  'RFC 2428': '229 522',
}

const titleOf = (code: number, situation: ReplySituation = {}): string =>
  meaningOf(code, situation).title.en

describe('replies', () => {
  for (const [rfc, codes] of Object.entries(byRfc))
    it(`knows all of ${rfc}`, () => {
      expect(codes.split(' ').filter((code) => !isKnownReplyCode(Number(code)))).toEqual([])
    })

  it('explains every meaning in both languages', () => {
    const texts = replyEntries.flatMap(({ code, meanings }) => textsIn(meanings, String(code)))
    expect(texts.length).toBeGreaterThan(300)
    const faults = texts.flatMap(({ path, text }) => faultsOf(text).map((it) => `${path}: ${it}`))
    expect(faults).toEqual([])
  })

  it('gives each code a general meaning last, and no other without a condition', () => {
    const odd = replyEntries.filter(({ meanings }) =>
      meanings.some(({ when }, place) => (when === undefined) !== (place === meanings.length - 1)),
    )
    expect(odd.map(({ code }) => code)).toEqual([])
  })

  it('has one entry a code', () => {
    const codes = replyEntries.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('knows every reply code that the real servers sent', () => {
    const codes = recordedServers.flatMap((server) =>
      readTranscript(server).flatMap(({ steps }) =>
        steps.flatMap((step) => (step.kind === 'reply' ? [step.code] : [])),
      ),
    )
    expect(new Set(codes).size).toBeGreaterThan(25)
    expect([...new Set(codes)].filter((code) => !isKnownReplyCode(code))).toEqual([])
  })
})

describe('meaning by context', () => {
  it('tells the two meanings of 522 apart', () => {
    const afterAddress = meaningOf(522, { verb: 'EPRT', text: '522 Use (1)' })
    const afterTransfer = meaningOf(522, { verb: 'STOR', text: '522 Data must be encrypted' })
    expect(afterAddress.source).toEqual({ rfc: 2428, section: '2' })
    expect(afterTransfer.source).toEqual({ rfc: 4217, section: '10.2' })
    expect(afterAddress.title).not.toEqual(afterTransfer.title)
    const reuse = meaningOf(522, {
      verb: 'LIST',
      text: '522 SSL connection failed: session reuse required',
    })
    expect(reuse.title.en).toBe('Data connection did not prove who it is')
  })

  it('reads 550 by the command it answers', () => {
    const titles = ['RETR', 'CWD', 'DELE', 'MKD', 'RMD', 'RNFR', 'STOR', 'LIST', 'SIZE'].map(
      (verb) => titleOf(550, { verb }),
    )
    expect(new Set(titles).size).toBe(titles.length)
    expect(titleOf(550, { verb: 'RETR', text: '550 Permission denied.' })).toBe(
      'You may not read this file',
    )
    expect(titleOf(550, { verb: 'MKD', text: '550 a: File exists' })).toBe('Folder exists already')
  })

  it('reads 425 by the mode of the data connection', () => {
    expect(titleOf(425, { verb: 'LIST', mode: 'active' })).toBe('The server could not reach you')
    expect(titleOf(425, { verb: 'LIST', mode: 'passive' })).toBe('Your call did not arrive')
    expect(titleOf(425, { verb: 'RETR', text: '425 Use PORT or PASV first.' })).toBe(
      'No data connection was arranged',
    )
    expect(
      titleOf(425, {
        verb: 'STOR',
        text: '425 Unable to build data connection: TLS session of data connection not resumed.',
      }),
    ).toBe('Data connection did not prove who it is')
  })

  it('reads 530 by the time at which it comes', () => {
    expect(titleOf(530, { verb: 'PASS', text: '530 Login incorrect.' })).toBe('Login refused')
    expect(titleOf(530, { verb: 'LIST', text: '530 Please login' })).toBe('You are not logged in')
    expect(
      titleOf(530, { verb: 'USER', text: '530 Non-anonymous sessions must use encryption.' }),
    ).toBe('Not without encryption')
    expect(
      titleOf(530, {
        verb: 'PASS',
        text: '530 Sorry, the maximum number of allowed clients (4) already connected',
      }),
    ).toBe('All places are taken')
  })

  it('reads 421 as a refusal at the door, as silence, or as a full house', () => {
    expect(titleOf(421, { moment: 'greeting' })).toBe('Not available right now')
    expect(titleOf(421, { moment: 'idle' })).toBe('Silent for too long')
    expect(
      titleOf(421, { moment: 'greeting', text: '421 Too many connections (3) from this IP' }),
    ).toBe('All places are taken')
    expect(titleOf(421, { verb: 'CWD', text: '421 Going down' })).toBe('Closing the connection')
  })

  it('says of 334 after AUTH TLS that 234 is right, and reads security data', () => {
    expect(
      meaningOf(334, { verb: 'AUTH', text: '334 Using authentication type TLS' }).text.en,
    ).toMatch(/right answer would be 234/)
    expect(titleOf(334, { verb: 'AUTH', text: '334 ADAT=YWJj' })).toBe(
      'Security conversation goes on',
    )
  })

  it('reads 250 and 350 by the command', () => {
    expect(titleOf(250, { verb: 'CWD' })).toBe('Now in this folder')
    expect(titleOf(250, { verb: 'XMD5' })).toBe('Fingerprint of the file')
    expect(titleOf(350, { verb: 'RNFR' })).toBe('Found; what is the new name?')
    expect(titleOf(350, { verb: 'REST' })).toBe('Will continue from there')
  })

  it('reads unknown codes by their digits, and says so', () => {
    const meaning = meaningOf(453, { verb: 'STOR' })
    expect(meaning.isKnown).toBe(false)
    expect(meaning.text.en).toContain('the file system')
    expect(meaning.text['zh-CN']).toContain('文件系统')
    expect(meaning.source).toEqual({ rfc: 959, section: '4.2' })
    expect(meaningOf(150, {}).isKnown).toBe(true)
    expect(titleOf(999)).toBe('Not an FTP reply')
    expect(titleOf(0)).toBe('Not an FTP reply')
  })
})
