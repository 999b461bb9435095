import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { explainEvent, explainListingLine } from '../../../electron/engine/knowledge/explain.ts'
import type { Explanation } from '../../../electron/engine/knowledge/explain.ts'
import { octalOf, permissionsOf } from '../../../electron/engine/knowledge/explain/permissions.ts'
import type { ProtocolEvent } from '../../../electron/engine/knowledge/events.ts'
import { isChinese } from './language.ts'

const meanings = ({ parts }: Explanation) =>
  Object.fromEntries(parts.map(({ text, meaning }) => [text, meaning]))
const warningCodes = (explanation: Explanation | undefined) =>
  explanation?.warnings.map(({ code }) => code)

describe('lines of a list', () => {
  it('takes a Unix line apart, permissions included', () => {
    const line = 'drwxr-s--T+  2 alice  staff     4096 Nov 27 08:04 my files'
    expect(meanings(explainListingLine(line, 'en'))).toEqual({
      d: 'a folder',
      'rwxr-s--T':
        '3750: rwxr-x---; the owner: read, write, execute or enter; the group: read, execute or enter; others: nothing',
      '+': 'further access rules exist',
      2: 'number of names it has',
      alice: 'owner',
      staff: 'group',
      4096: 'size: 4,096 bytes (4 KB)',
      'Nov 27 08:04': 'last change, in the time zone of the server',
      'my files': 'name',
    })
  })

  it('takes a link and a line without group apart', () => {
    const link = meanings(
      explainListingLine('lrwxrwxrwx 1 ftp ftp 7 Jan  2  2024 a -> b -> c', 'en'),
    )
    expect(link).toMatchObject({
      l: 'a link to something else',
      a: 'name',
      'b -> c': 'what the link points to',
    })
    expect(
      meanings(explainListingLine('-rw-r--r-- 1 owner 213 Aug 26 16:31 README', 'en')),
    ).toMatchObject({
      owner: 'owner',
      213: 'size: 213 bytes',
      README: 'name',
    })
  })

  it('takes DOS lines apart', () => {
    expect(
      meanings(explainListingLine('11-27-26  08:04AM       <DIR>          My Files', 'en')),
    ).toMatchObject({
      '<DIR>': 'a folder',
      'My Files': 'name',
    })
    expect(meanings(explainListingLine('11-27-2026  08:04       1,234 a.txt', 'en'))).toMatchObject(
      {
        '1,234': 'size: 1,234 bytes (1.2 KB)',
      },
    )
  })

  it('takes the facts of a real MLSD line apart', () => {
    const line =
      'modify=20240102030405;perm=adfrw;size=10;type=file;unique=FE00U20E0E2;UNIX.mode=0644; up.txt'
    const explanation = explainListingLine(line, 'en')
    expect(explanation.source).toMatchObject({ rfc: 3659, section: '7.2' })
    expect(meanings(explanation)).toMatchObject({
      'modify=20240102030405': 'last change, in UTC: 2024-01-02 03:04:05 UTC',
      'perm=adfrw':
        'what you may do with it: append to it, delete it, rename it, download it, overwrite it',
      'size=10': 'size in bytes: 10 bytes',
      'type=file': 'kind of entry: file',
      'UNIX.mode=0644':
        'Unix permissions, octal: rw-r--r--; the owner: read, write; the group: read; others: read',
      'up.txt': 'name',
    })
    expect(meanings(explainListingLine('Type=DIR;constructor=1;  x;y ', 'en'))).toMatchObject({
      'Type=DIR': 'kind of entry: folder',
      ' x;y ': 'name',
    })
  })

  it('keeps what it cannot read', () => {
    expect(explainListingLine('total 12', 'en').title).toBe('Sum line')
    expect(explainListingLine('+i8388621.29609,m824255902,/,\tdev', 'en').origin).toBe('unknown')
    fc.assert(
      fc.property(fc.string(), (line) => {
        const { title } = explainListingLine(line, 'zh-CN')
        expect(isChinese(title)).toBe(true)
      }),
    )
  })
})

describe('permissions', () => {
  it('come back from octal and letters alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0o777 }), (mode) => {
        const octal = mode.toString(8).padStart(3, '0')
        const letters = permissionsOf(octal)
        expect(letters).toHaveLength(9)
        expect(octalOf(letters ?? '')).toBe(octal)
      }),
    )
    expect(octalOf('rwsr-xr-x')).toBe('4755')
    expect(octalOf('rwSr--r--')).toBe('4644')
    expect(octalOf('rwxrwxrwt')).toBe('1777')
    expect(octalOf('nonsense!')).toBeUndefined()
    expect(permissionsOf('888')).toBeUndefined()
  })
})

describe('what happens beside the words', () => {
  const events: ProtocolEvent[] = [
    { time: 0, kind: 'tcp', step: 'dialling', host: 'ftp.example.com', port: 21 },
    { time: 1, kind: 'tcp', step: 'open', host: '203.0.113.7', port: 21 },
    { time: 2, kind: 'tls', step: 'open', version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    {
      time: 3,
      kind: 'data',
      mode: 'passive',
      step: 'dialling',
      remote: { host: '203.0.113.7', port: 5000 },
    },
    {
      time: 4,
      kind: 'data',
      mode: 'active',
      step: 'listening',
      local: { host: '::1', port: 5001 },
    },
    { time: 5, kind: 'data', mode: 'active', step: 'failed', error: 'timeout' },
    { time: 6, kind: 'tcp', step: 'closed', host: '203.0.113.7', port: 21 },
  ]

  it('is told in both languages', () => {
    for (const event of events) {
      const english = explainEvent(event, 'en')
      const chinese = explainEvent(event, 'zh-CN')
      expect(isChinese(`${english?.title}${english?.text}`)).toBe(false)
      expect(isChinese(chinese?.title ?? '') && isChinese(chinese?.text ?? '')).toBe(true)
    }
  })

  it('tells active and passive apart by who dials', () => {
    const [, , , passive, active] = events.map((event) => explainEvent(event, 'en'))
    expect(passive?.text).toContain('from the client to the server')
    expect(active?.title).toBe('The client has opened a door')
    expect(active?.parts[0]?.text).toBe('[::1]:5001')
  })

  it('warns of weak TLS, of a session that was not resumed, and of a list cut short', () => {
    const tls = (version: string, cipher: string): ProtocolEvent => ({
      time: 0,
      kind: 'tls',
      step: 'open',
      version,
      cipher,
    })
    expect(warningCodes(explainEvent(tls('TLSv1', 'AES128-SHA'), 'en'))).toEqual(['weak-tls'])
    expect(warningCodes(explainEvent(tls('TLSv1.2', 'RC4-SHA'), 'en'))).toEqual(['weak-tls'])
    expect(warningCodes(explainEvent(tls('TLSv1.3', 'TLS_AES_128_GCM_SHA256'), 'en'))).toEqual([])
    const open: ProtocolEvent = {
      time: 0,
      kind: 'data',
      mode: 'passive',
      step: 'open',
      tls: { version: 'TLSv1.3', resumed: false },
    }
    expect(warningCodes(explainEvent(open, 'en'))).toEqual(['tls-not-resumed'])
    const cut: ProtocolEvent = {
      time: 0,
      kind: 'data',
      mode: 'passive',
      step: 'closed',
      error: 'ECONNRESET',
    }
    expect(warningCodes(explainEvent(cut, 'en', { command: 'MLSD' }))).toEqual([
      'listing-cut-short',
    ])
    expect(warningCodes(explainEvent(cut, 'en', { command: 'RETR a' }))).toEqual([])
  })

  it('leaves commands and replies to their own explanations', () => {
    expect(
      explainEvent({ time: 0, kind: 'command', verb: 'NOOP', text: 'NOOP' }, 'en'),
    ).toBeUndefined()
  })
})
