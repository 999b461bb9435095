import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { commandEntries, parseCommandLine } from '../../../electron/engine/knowledge/commands.ts'
import { createSequenceChecker } from '../../../electron/engine/knowledge/sequence.ts'
import type { Finding } from '../../../electron/engine/knowledge/sequence.ts'
import { faultsOf } from './language.ts'
import { readTranscript, recordedServers } from './transcripts.ts'
import type { RecordedServer } from './transcripts.ts'

type Mark = { step: string; finding: Finding }

/** Runs `220`, `> RETR a`, `TLS` … and gives each step that is not simply fine. */
function check(steps: readonly string[]): Mark[] {
  const checker = createSequenceChecker()
  return steps.flatMap((step) => {
    if (step === 'TLS') {
      checker.onTls()
      return []
    }
    const { verb, argument } = parseCommandLine(step.slice(2))
    const finding = step.startsWith('> ')
      ? checker.onCommand(verb, argument)
      : checker.onReply(Number(step))
    return finding.ok && !finding.deviation ? [] : [{ step, finding }]
  })
}

const login = ['220', '> USER a', '331', '> PASS b', '230']
const checkAfterLogin = (...steps: string[]) => check([...login, ...steps])
const errors = (marks: Mark[]) => marks.filter(({ finding }) => !finding.ok).map(({ step }) => step)
const deviations = (marks: Mark[]) =>
  marks.filter(({ finding }) => finding.ok).map(({ step }) => step)

describe('orders of the standard', () => {
  it.each([
    [
      'a whole session',
      [
        '> SYST',
        '215',
        '> TYPE I',
        '200',
        '> EPSV',
        '229',
        '> MLSD',
        '150',
        '226',
        '> QUIT',
        '221',
      ],
    ],
    ['a download', ['> PASV', '227', '> RETR a', '150', '226']],
    ['a download on an open data connection', ['> RETR a', '125', '250']],
    ['an upload that fails at its end', ['> PORT 1,2,3,4,5,6', '200', '> STOR a', '150', '552']],
    ['a refused download', ['> RETR a', '550']],
    ['a rename', ['> RNFR a', '350', '> RNTO b', '250']],
    ['a resume', ['> REST 100', '350', '> RETR a', '150', '226']],
    ['an abort as RFC 959 has it', ['> RETR a', '150', '> ABOR', '426', '226']],
    ['an abort that came too late', ['> RETR a', '150', '> ABOR', '226', '226']],
    ['an abort answered with 225', ['> STOR a', '150', '> ABOR', '426', '225']],
    ['an abort of nothing', ['> ABOR', '225']],
    ['STAT during a transfer', ['> RETR a', '150', '> STAT', '211', '226']],
    ['a restart marker', ['> STOR a', '150', '110', '226']],
    ['folders', ['> MKD a', '257', '> CWD a', '250', '> CDUP', '200', '> RMD a', '250']],
    ['old verbs', ['> XMKD a', '257', '> XPWD', '257', '> XRMD a', '250']],
    ['the facts', ['> SIZE a', '213', '> MDTM a', '213', '> MLST a', '250', '> FEAT', '211']],
    ['vendor commands with any answer', ['> HASH a', '213', '> XCRC a', '250', '> CLNT x', '200']],
  ])('accepts %s', (_title, steps) => {
    expect(checkAfterLogin(...steps)).toEqual([])
  })

  it.each([
    ['with an account', ['220', '> USER a', '331', '> PASS b', '332', '> ACCT c', '230']],
    ['after a delay', ['120', '220', '> USER a', '230']],
    [
      'refused, then again',
      ['220', '> USER a', '331', '> PASS b', '530', '> USER a', '331', '> PASS c', '230'],
    ],
    ['to a virtual host', ['220', '> HOST h', '220', '> USER a', '331', '> PASS b', '230']],
    [
      'with explicit TLS (RFC 4217 §12.1)',
      [
        '220',
        '> AUTH TLS',
        '234',
        'TLS',
        '> PBSZ 0',
        '200',
        '> PROT P',
        '200',
        '> USER a',
        '331',
        '> PASS b',
        '230',
      ],
    ],
    ['with implicit TLS', ['TLS', '220', '> PBSZ 0', '200', '> PROT P', '200', '> USER a', '232']],
    [
      'with Kerberos',
      [
        '220',
        '> AUTH GSSAPI',
        '334',
        '> ADAT x',
        '335',
        '> ADAT y',
        '235',
        '> USER a',
        '336',
        '> PASS b',
        '230',
      ],
    ],
    ['refused at the door', ['421']],
  ])('accepts a login %s', (_title, steps) => {
    expect(check(steps)).toEqual([])
  })
})

describe('recorded sessions of real servers', () => {
  const marksOf = (server: RecordedServer) =>
    readTranscript(server).flatMap(({ title, steps }) => {
      const checker = createSequenceChecker()
      return steps.flatMap((step) => {
        if (step.kind === 'tls') {
          checker.onTls()
          return []
        }
        if (step.kind === 'reply')
          return [
            { title, line: step.lines[0] ?? '', by: 'server', finding: checker.onReply(step.code) },
          ]
        const { verb, argument } = parseCommandLine(step.line)
        return [
          { title, line: step.line, by: 'client', finding: checker.onCommand(verb, argument) },
        ]
      })
    })

  const broken = (server: RecordedServer) =>
    marksOf(server).flatMap(({ title, line, by, finding }) =>
      by === 'server' && !finding.ok ? [`${title}: ${line}`] : [],
    )

  it('vsftpd and proftpd never break the order', () => {
    expect(broken('vsftpd')).toEqual([])
    expect(broken('proftpd')).toEqual([])
  })

  it('pure-ftpd does so once: it ends a broken download with a second 150 and nothing else', () => {
    const [only, ...others] = broken('pureftpd')
    expect(only).toMatch(/^data connection dropped: 150 /)
    expect(others).toEqual([])
  })

  it('has few deviations to tell, each one known', () => {
    const told = recordedServers.map((server) =>
      marksOf(server).flatMap(({ title, line, by, finding }) =>
        by === 'server' && finding.ok && finding.deviation ? [`${title}: ${line.slice(0, 3)}`] : [],
      ),
    )
    expect(told).toEqual([
      ['login and questions: 550', 'files: 550', 'refusals: 550', 'refusals: 550', 'idle: 421'],
      ['refusals: 550', 'idle: 421'],
      [
        'refusals: 554',
        'refusals: 220',
        'stop a download: 150',
        'stop a download: 200',
        'stop an upload: 451',
        'NOOP during a download: 500',
        'data connection dropped: 257',
        'idle: 421',
      ],
    ])
  })

  it('marks what the recording client did against the rules on purpose', () => {
    const told = marksOf('proftpd').flatMap(({ line, by, finding }) =>
      by === 'client' && !finding.ok ? [line] : [],
    )
    expect(told).toEqual([
      'HOST localhost',
      'PASS ****',
      'RNTO x',
      'PORT 127,0,0,1,200,10',
      'PBSZ 0',
      'PROT P',
      'ADAT AAAA',
    ])
  })
})

describe('deviations that clients cope with', () => {
  it.each([
    ['225 alone after an abort', ['> RETR a', '150', '> ABOR', '225', '> PWD', '257'], ['257']],
    [
      'a reply to NOOP before that of the transfer',
      ['> RETR a', '150', '> NOOP', '200', '226'],
      ['> NOOP', '200'],
    ],
    ['a list without a beginning', ['> LIST', '226'], ['226']],
    [
      'EPSV between REST and RETR',
      ['> REST 9', '350', '> EPSV', '229', '> RETR a', '150', '226'],
      ['> EPSV'],
    ],
    ['another success code', ['> TYPE I', '250'], ['250']],
    ['a failure that is not listed', ['> LIST', '550'], ['550']],
    ['goodbye without being asked', ['421'], ['421']],
    ['commands in one go', ['> TYPE I', '> SYST', '200', '215'], ['> SYST']],
  ])('%s', (_title, steps, marked) => {
    const marks = checkAfterLogin(...steps)
    expect(errors(marks)).toEqual([])
    expect(deviations(marks)).toEqual(marked)
  })

  it('334 for 234 after AUTH TLS', () => {
    const marks = check(['220', '> AUTH TLS', '334', 'TLS', '> PBSZ 0', '200'])
    expect(errors(marks)).toEqual([])
    expect(deviations(marks)).toEqual(['334'])
  })
})

describe('hostile and broken orders', () => {
  it.each([
    ['two finals', ['> SIZE a', '213', '213'], ['213']],
    ['a reply without a command', ['200'], ['200']],
    ['a preliminary reply to what is no transfer', ['> NOOP', '150', '200'], ['150']],
    ['two beginnings', ['> RETR a', '150', '150', '226'], ['150']],
    ['an intermediate reply to a transfer', ['> RETR a', '331'], ['331']],
    ['an intermediate reply to CWD', ['> CWD a', '350'], ['350']],
    ['success of RNFR', ['> RNFR a', '250'], ['250']],
    ['a passive mode without a port', ['> PASV', '200'], ['200']],
    ['a size that is none', ['> SIZE a', '200'], ['200']],
    ['codes that do not exist', ['> NOOP', '999', '200'], ['999']],
    ['words after the goodbye', ['> QUIT', '221', '200'], ['200']],
    ['RNTO alone', ['> RNTO b', '503'], ['> RNTO b']],
    ['something between RNFR and RNTO', ['> RNFR a', '350', '> SIZE a'], ['> SIZE a']],
    ['LIST after REST', ['> REST 9', '350', '> LIST'], ['> LIST']],
    ['HOST after the login', ['> HOST h', '503'], ['> HOST h']],
    ['PORT after EPSV ALL', ['> EPSV ALL', '200', '> PORT 1,2,3,4,5,6'], ['> PORT 1,2,3,4,5,6']],
  ])('%s', (_title, steps, marked) => {
    expect(errors(checkAfterLogin(...steps))).toEqual(marked)
  })

  it.each([
    ['a password without a name', ['220', '> PASS b', '503'], ['> PASS b']],
    ['a command before the greeting', ['> USER a', '220', '331'], ['> USER a']],
    ['a login before the login', ['230'], ['230']],
    ['AUTH answered with a login', ['220', '> AUTH TLS', '230'], ['230']],
    [
      'replies injected before TLS',
      ['220', '> AUTH TLS', '234', '230', 'TLS', '> PBSZ 0', '200'],
      ['230'],
    ],
    ['a command in the clear after 234', ['220', '> AUTH TLS', '234', '> USER a'], ['> USER a']],
    ['PROT without PBSZ', ['220', '> AUTH TLS', '234', 'TLS', '> PROT P'], ['> PROT P']],
    ['PBSZ without security', ['220', '> PBSZ 0', '503'], ['> PBSZ 0']],
    ['ADAT without AUTH', ['220', '> ADAT x', '503'], ['> ADAT x']],
  ])('%s', (_title, steps, marked) => {
    expect(errors(check(steps))).toEqual(marked)
  })

  it('says what was expected, and where that is written, in both languages', () => {
    const [mark] = checkAfterLogin('> RETR a', '331')
    expect(mark?.finding).toEqual({
      ok: false,
      expected: {
        en: '125, 150, 226 or 250 in answer to RETR, or a failure (4yz, 5yz)',
        'zh-CN': '对 RETR 回答 125、150、226 或 250，或失败（4yz、5yz）',
      },
      section: { rfc: 959, section: '5.4' },
    })
  })

  it('goes on to follow the conversation after whatever it hears', () => {
    const step = fc.oneof(
      fc.integer({ min: 90, max: 700 }).map(String),
      fc.constantFrom(...commandEntries.map(({ name }) => `> ${name}`), '> constructor', 'TLS'),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        for (const { finding } of check(steps)) {
          const text = finding.ok ? finding.deviation?.note : finding.expected
          expect(text && faultsOf(text)).toEqual([])
        }
      }),
    )
  })
})

it('knows when a transfer is running', () => {
  const checker = createSequenceChecker()
  checker.onReply(220)
  checker.onCommand('RETR', 'a')
  expect(checker.isTransferRunning()).toBe(false)
  checker.onReply(150)
  expect(checker.isTransferRunning()).toBe(true)
  checker.onReply(226)
  expect(checker.isTransferRunning()).toBe(false)
})
