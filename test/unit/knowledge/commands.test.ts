import { describe, expect, it } from 'vitest'
import {
  commandEntries,
  findCommand,
  isDataSetupVerb,
  isTransferVerb,
  parseCommandLine,
} from '../../../electron/engine/knowledge/commands.ts'
import { faultsOf } from './language.ts'
import { readTranscript, recordedServers } from './transcripts.ts'

const byRfc: Record<string, string> = {
  'RFC 959':
    'USER PASS ACCT CWD CDUP SMNT QUIT REIN PORT PASV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD MKD PWD LIST NLST SITE SYST STAT HELP NOOP',
  'RFC 1123': 'XMKD XRMD XPWD XCUP XCWD',
  'RFC 2228': 'AUTH ADAT PROT PBSZ CCC MIC CONF ENC',
  'RFC 2389': 'FEAT OPTS',
  'RFC 2428': 'EPRT EPSV',
  'RFC 2640': 'LANG',
  'RFC 3659': 'MDTM SIZE MLST MLSD REST',
  'RFC 7151': 'HOST',
  vendors:
    'MFMT MFCT HASH RANG CLNT PRET SSCN CPSV XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512 AVBL COMB ESTP ESTA THMB',
}
const subcommands = [
  'SITE CHMOD',
  'SITE UTIME',
  'SITE SYMLINK',
  'SITE PSWD',
  'SITE HELP',
  'MODE Z',
  'OPTS UTF8',
  'OPTS MLST',
]

describe('commands', () => {
  for (const [rfc, names] of Object.entries(byRfc))
    it(`knows all of ${rfc}`, () => {
      const missing = names.split(' ').filter((name) => findCommand(name)?.name !== name)
      expect(missing).toEqual([])
    })

  it('knows the common subcommands', () => {
    expect(subcommands.filter((name) => findCommand(name)?.name !== name)).toEqual([])
  })

  it('explains every entry in both languages', () => {
    const faults = commandEntries.flatMap(({ name, title, text }) =>
      [...faultsOf(title), ...faultsOf(text)].map((fault) => `${name}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  it('tells titles apart from texts, which are whole sentences', () => {
    const odd = commandEntries.filter(
      ({ title, text }) =>
        title.en.endsWith('.') || !text.en.endsWith('.') || !text['zh-CN'].endsWith('。'),
    )
    expect(odd.map(({ name }) => name)).toEqual([])
  })

  it('takes two to four sentences for each', () => {
    const count = (text: string, ends: RegExp) => text.split(ends).filter(Boolean).length
    const odd = commandEntries.filter(({ text }) => {
      const english = count(text.en, /[.?!](?:\s|$)/)
      return english < 2 || english > 4 || count(text['zh-CN'], /[。！？]/) < 2
    })
    expect(odd.map(({ name }) => name)).toEqual([])
  })

  it('has one entry a name, whose syntax begins with it', () => {
    const names = commandEntries.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(commandEntries.filter(({ name, syntax }) => !syntax.startsWith(name))).toEqual([])
  })

  it('says of vendor commands, and of no other, that they stand in no RFC', () => {
    const odd = commandEntries.filter(
      ({ source, standing }) => (source === 'vendor') !== (standing === 'vendor'),
    )
    expect(odd.map(({ name }) => name)).toEqual([])
  })

  it('knows which commands open a data connection, and which only arrange one', () => {
    const moving = commandEntries.map(({ name }) => name).filter(isTransferVerb)
    expect(moving.sort()).toEqual(
      ['APPE', 'LIST', 'MLSD', 'NLST', 'RETR', 'STOR', 'STOU', 'THMB'].sort(),
    )
    for (const verb of ['PORT', 'PASV', 'EPRT', 'EPSV']) expect(isDataSetupVerb(verb)).toBe(true)
    for (const verb of ['NOOP', 'STAT', 'MLST']) expect(isDataSetupVerb(verb)).toBe(false)
  })

  it('finds a command whatever its case, and its subcommand where there is one', () => {
    expect(findCommand('retr a b')?.name).toBe('RETR')
    expect(findCommand('site chmod 644 a')?.name).toBe('SITE CHMOD')
    expect(findCommand('SITE XYZZY')?.name).toBe('SITE')
    expect(findCommand('mode z')?.name).toBe('MODE Z')
    expect(findCommand('CONSTRUCTOR')).toBeUndefined()
    expect(findCommand('')).toBeUndefined()
  })

  it('keeps blanks that belong to a name', () => {
    expect(parseCommandLine('STOR  a b ')).toEqual({ verb: 'STOR', argument: ' a b ' })
  })

  it('knows every command of the recorded sessions but the invented one', () => {
    const lines = recordedServers.flatMap((server) =>
      readTranscript(server).flatMap(({ steps }) =>
        steps.flatMap((step) => (step.kind === 'command' ? [step.line] : [])),
      ),
    )
    const unknown = lines.filter((line) => !findCommand(line))
    expect(lines.length).toBeGreaterThan(500)
    expect(new Set(unknown)).toEqual(new Set(['XYZZY']))
  })
})
