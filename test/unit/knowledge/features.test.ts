import { describe, expect, it } from 'vitest'
import { commandEntries } from '../../../electron/engine/knowledge/commands.ts'
import {
  completions,
  completionsFor,
  guessSoftware,
  refusalFor,
} from '../../../electron/engine/knowledge/features.ts'
import { faultsOf } from './language.ts'
import { readTranscript, repliesWithCommands } from './transcripts.ts'
import type { RecordedServer } from './transcripts.ts'

const answer = (server: RecordedServer, command: string): string[] =>
  readTranscript(server)
    .flatMap(repliesWithCommands)
    .find((reply) => reply.command === command)?.lines ?? []
const greeting = (server: RecordedServer): string[] =>
  readTranscript(server).flatMap(repliesWithCommands)[0]?.lines ?? []

describe('guessSoftware', () => {
  it('knows the recorded servers', () => {
    expect(guessSoftware(greeting('vsftpd'))).toMatchObject({ name: 'vsftpd', version: '3.0.3' })
    expect(guessSoftware(greeting('proftpd'))?.name).toBe('ProFTPD')
    expect(guessSoftware(greeting('pureftpd'))?.name).toBe('Pure-FTPd')
  })

  it.each([
    ['220 ProFTPD 1.3.8 Server (Debian) [::ffff:127.0.0.1]', 'ProFTPD', '1.3.8'],
    ['220-FileZilla Server 1.8.0', 'FileZilla Server', '1.8.0'],
    ['220-FileZilla Server version 0.9.60 beta', 'FileZilla Server', '0.9.60'],
    ['220 Microsoft FTP Service', 'Microsoft FTP Service', undefined],
    ['220 Serv-U FTP Server v15.1 ready...', 'Serv-U', '15.1'],
    [
      '220 ftp.example.com FTP server (Version 6.4/OpenBSD/Linux-ftpd-0.17) ready.',
      'BSD ftpd',
      '6.4/OpenBSD/Linux-ftpd-0.17',
    ],
    ['220 pyftpdlib 1.5.9 ready.', 'pyftpdlib', '1.5.9'],
    ['220-FTPD1 IBM FTP CS V2R4 at MVS1, 10:00:00', 'z/OS', '2R4'],
    ['220-QTCP at AS400.example.com.', 'IBM i', undefined],
    ['220 Synology FTP server ready.', 'Synology', undefined],
  ])('%s', (line, name, version) => {
    const software = guessSoftware([line])
    expect(software?.name).toBe(name)
    expect(software?.version).toBe(version)
  })

  it('says nothing about a greeting without a name', () => {
    expect(guessSoftware(['220 Welcome to our files'])).toBeUndefined()
  })

  it('words its hints in both languages', () => {
    const hints = [
      '220 (vsFTPd 3.0.3)',
      '220 Microsoft FTP Service',
      '220 Pure-FTPd',
      '220-IBM FTP CS',
    ].map((line) => guessSoftware([line])?.hint)
    for (const hint of hints) expect(hint && faultsOf(hint)).toEqual([])
  })
})

describe('refusalFor', () => {
  const refused =
    'RETR a|STOR a|LIST|MLSD|NLST|APPE a|STOU|PORT 1,2,3,4,5,6|PASV|EPSV|EPRT |1|1.2.3.4|5|,AUTH TLS|PROT P|CCC|PBSZ 0|REIN|USER a|PASS b|ABOR|QUIT|REST 1|MODE S|STRU F|TYPE A|RANG 1 2|ACCT x|OPTS UTF8 OFF|HOST h|MIC x|ENC x|CONF x|ADAT x|SSCN ON|CPSV|PRET RETR a|LPSV|THMB a'
      .replace('EPRT |1|1.2.3.4|5|,', 'EPRT x|')
      .split('|')

  it.each(refused)('refuses %s with a reason in both languages', (command) => {
    for (const line of [command, command.toLowerCase(), `  ${command}`]) {
      const reason = refusalFor(line)
      expect(reason, line).toBeDefined()
      expect(reason && faultsOf(reason)).toEqual([])
    }
  })

  it.each([
    'NOOP',
    'PWD',
    'SYST',
    'STAT',
    'STAT /a',
    'FEAT',
    'HELP',
    'SITE HELP',
    'SITE CHMOD 644 a',
    'SIZE a',
    'MDTM a',
    'MLST a',
    'MKD a',
    'RMD a',
    'DELE a',
    'CWD /a',
    'CDUP',
    'OPTS MLST size;',
    'HASH a',
    'XMD5 a',
    'LANG en',
    'CLNT x',
    'MFMT 20240102030405 a',
    'noop',
  ])('lets %s pass', (command) => {
    expect(refusalFor(command)).toBeUndefined()
  })

  it('refuses what is not one line that begins with a word', () => {
    for (const line of ['', '   ', 'NOOP\r\nDELE a', 'NOOP\nDELE a', 'NOOP\0', '../x', 'É', '1'])
      expect(refusalFor(line), JSON.stringify(line)).toBeDefined()
  })

  it('decides on every known command', () => {
    const open = commandEntries.filter(({ syntax }) => !refusalFor(syntax)).map(({ name }) => name)
    expect(open.filter((name) => /^(RETR|STOR|PASV|PORT|QUIT|TYPE|PASS)$/.test(name))).toEqual([])
    expect(open.length).toBeGreaterThan(40)
  })
})

describe('completions', () => {
  const names = (server: RecordedServer) =>
    completions(answer(server, 'FEAT'), answer(server, 'HELP')).map(({ command }) => command)

  it('offers what FEAT and HELP of real servers name', () => {
    expect(names('proftpd')).toEqual(
      expect.arrayContaining([
        'HASH',
        'MLST',
        'MFMT',
        'OPTS MLST',
        'SITE COPY',
        'SITE SYMLINK',
        'XMD5',
        'STAT',
      ]),
    )
    expect(names('vsftpd')).toEqual(expect.arrayContaining(['MDTM', 'PWD', 'SIZE', 'XPWD']))
    expect(names('pureftpd')).toEqual(
      expect.arrayContaining(['ESTP', 'MLST', 'NOOP', 'SITE ALIAS']),
    )
  })

  it('leaves out what is not implemented, not offered, or would be refused', () => {
    expect(names('proftpd')).not.toContain('SMNT')
    expect(names('vsftpd')).not.toContain('MLST')
    for (const server of ['vsftpd', 'proftpd', 'pureftpd'] as const) {
      expect(names(server).filter((name) => refusalFor(name))).toEqual([])
      expect(names(server)).toEqual([...new Set(names(server))].sort())
    }
  })

  it('offers the common commands when the server told nothing', () => {
    expect(completions([]).map(({ command }) => command)).toEqual(
      expect.arrayContaining([
        'CWD',
        'DELE',
        'HELP',
        'MKD',
        'NOOP',
        'PWD',
        'SITE HELP',
        'STAT',
        'SYST',
      ]),
    )
  })

  it('narrows as one types, with the arguments as a hint', () => {
    const all = completions(answer('proftpd', 'FEAT'), answer('proftpd', 'HELP'))
    const found = completionsFor('site c', all)
    expect(found.map(({ command }) => command)).toEqual(['SITE COPY'])
    expect(completionsFor('size', all)[0]).toMatchObject({ command: 'SIZE', syntax: 'SIZE <file>' })
    expect(completionsFor('zzz', all)).toEqual([])
  })
})
