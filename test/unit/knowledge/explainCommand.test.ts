import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { commandEntries } from '../../../electron/engine/knowledge/commands.ts'
import { explainCommand } from '../../../electron/engine/knowledge/explain.ts'
import type { Explanation } from '../../../electron/engine/knowledge/explain.ts'
import { isChinese } from './language.ts'

const meanings = ({ parts }: Explanation) =>
  Object.fromEntries(parts.map(({ text, meaning }) => [text, meaning]))
const warningCodes = ({ warnings }: Explanation) => warnings.map(({ code }) => code)
const meaningsOf = (line: string) => meanings(explainCommand(line, 'en'))

const octet = fc.integer({ min: 0, max: 255 })

describe('PORT taken apart', () => {
  it('adds up 8,82 to 2130 step by step', () => {
    const { calculation, parts, source } = explainCommand('PORT 192,168,8,32,8,82', 'en')
    expect(source).toEqual({ rfc: 959, section: '4.1.2', heading: 'TRANSFER PARAMETER COMMANDS' })
    expect(parts.map(({ text }) => text)).toEqual(['PORT', '192,168,8,32', '8', '82'])
    expect(calculation).toMatchObject({
      host: '192.168.8.32',
      port: 2130,
      numbers: { octets: [192, 168, 8, 32], p1: 8, p2: 82 },
    })
    expect(calculation?.steps.map(({ text }) => text)).toEqual([
      '192.168.8.32',
      '8 × 256 = 2048',
      '2048 + 82 = 2130',
    ])
  })

  it('gives the address and port that any six numbers stand for', () => {
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet, octet, octet), (numbers) => {
        const [h1, h2, h3, h4, p1, p2] = numbers
        const { calculation } = explainCommand(`PORT ${numbers.join(',')}`, 'en')
        expect(calculation?.host).toBe(`${h1}.${h2}.${h3}.${h4}`)
        expect(calculation?.port).toBe((p1 << 8) | p2)
        expect(calculation?.steps.at(-1)?.text).toBe(`${p1 * 256} + ${p2} = ${(p1 << 8) | p2}`)
      }),
    )
  })

  it('comes back to the same numbers from any port', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
        const line = `PORT 10,0,0,1,${Math.floor(port / 256)},${port % 256}`
        expect(explainCommand(line, 'en').calculation?.port).toBe(port)
      }),
    )
  })

  it.each([
    '1,2,3',
    '256,0,0,1,4,5',
    '1,2,3,4,5',
    '1,2,3,4,5,6,7',
    '-1,2,3,4,5,6',
    'a,b,c,d,e,f',
    '',
  ])('does not guess from PORT %s', (argument) => {
    const explanation = explainCommand(`PORT ${argument}`, 'en')
    expect(explanation.calculation).toBeUndefined()
    expect(warningCodes(explanation)).toContain('malformed-address')
  })

  it('warns of an address the server cannot reach', () => {
    const context = { serverAddress: '203.0.113.7', clientAddress: '192.168.1.10' }
    const inside = explainCommand('PORT 192,168,1,10,200,10', 'en', context)
    expect(warningCodes(inside)).toEqual(['private-active-address'])
    const translated = explainCommand('PORT 198,51,100,4,200,10', 'en', context)
    expect(warningCodes(translated)).toEqual([])
    const lan = explainCommand('PORT 192,168,1,10,200,10', 'en', {
      serverAddress: '192.168.1.20',
      clientAddress: '192.168.1.10',
    })
    expect(warningCodes(lan)).toEqual([])
    expect(warningCodes(explainCommand('PORT 0,0,0,0,200,10', 'en'))).toEqual([
      'unroutable-address',
    ])
    expect(warningCodes(explainCommand('PORT 192,168,1,10,0,80', 'en'))).toEqual(['reserved-port'])
  })

  it('says when the address is that of somebody else, as between two servers', () => {
    const explanation = explainCommand('PORT 203,0,113,9,200,10', 'en', {
      serverAddress: '203.0.113.7',
      clientAddress: '203.0.113.50',
    })
    expect(warningCodes(explanation)).toEqual(['data-address-differs'])
  })
})

describe('EPRT and EPSV taken apart', () => {
  it('reads the fields of EPRT', () => {
    const { parts, calculation } = explainCommand('EPRT |2|1080::8:800:200C:417A|5282|', 'en')
    expect(parts.map(({ text }) => text)).toEqual([
      'EPRT',
      '|',
      '2',
      '1080::8:800:200C:417A',
      '5282',
    ])
    expect(calculation).toMatchObject({ host: '1080::8:800:200C:417A', port: 5282 })
    expect(meaningsOf('EPRT !1!132.235.1.2!6275!')).toMatchObject({
      1: 'IPv4',
      6275: 'port to dial',
    })
  })

  it('warns when family and address do not fit, or nothing can be read', () => {
    expect(warningCodes(explainCommand('EPRT |1|::1|5282|', 'en'))).toContain('malformed-address')
    expect(warningCodes(explainCommand('EPRT |1|1.2.3.4|70000|', 'en'))).toEqual([
      'malformed-address',
    ])
    expect(warningCodes(explainCommand('EPRT |constructor|x|5282|', 'en'))).toContain(
      'malformed-address',
    )
  })

  it('reads the argument of EPSV', () => {
    expect(meaningsOf('EPSV ALL')['ALL']).toBe('a promise to use nothing but EPSV from now on')
    expect(meaningsOf('epsv 2')['2']).toBe('over IPv6')
    expect(explainCommand('EPSV', 'en').parts).toHaveLength(1)
  })
})

describe('other arguments', () => {
  it.each([
    ['TYPE I', 'I', 'image: bytes as they are'],
    ['TYPE A N', 'N', 'N: not meant for printing, the default'],
    ['TYPE L 8', '8', '8 bits a byte, the same as TYPE I today'],
    ['TYPE CONSTRUCTOR', 'CONSTRUCTOR', 'not a value of the standard'],
    ['MODE Z', 'Z', 'deflate: compressed as in zip files'],
    ['STRU F', 'F', 'file: one stream of bytes, the default'],
    ['PROT P', 'P', 'private: hidden and protected against changes'],
    ['PBSZ 0', '0', 'bytes a protected piece may have; always 0 with TLS'],
    ['AUTH TLS', 'TLS', 'Transport Layer Security, the protection of https'],
    ['REST 1048576', '1048576', 'leave out the first 1,048,576 bytes (1 MB)'],
    ['REST 0', '0', 'from the beginning'],
    ['RANG 0 99', '99', 'last byte, included'],
    ['ALLO 10 R 5', '5', 'size of the largest record'],
    ['CWD ..', '..', 'the folder above'],
    ['CWD /', '/', 'the topmost folder'],
    ['RETR /a/b', '/a/b', 'a full path, from the topmost folder'],
    ['RETR  a ', ' a ', 'a name inside the current folder'],
    ['MFMT 20240102030405 up.txt', '20240102030405', 'the time to set: 2024-01-02 03:04:05 UTC'],
    ['OPTS UTF8 ON', 'ON', 'switch on'],
    ['OPTS MLST type;size;modify;', 'size', 'size in bytes'],
    ['OPTS MLST constructor;', 'constructor', 'a fact of this server'],
    [
      'LIST -a',
      '-a',
      'options for "ls"; not part of the standard, some servers take them for a name',
    ],
    ['USER anonymous', 'anonymous', 'a visitor without an account'],
    ['HOST ftp.example.com', 'ftp.example.com', 'name of the site'],
    [
      'SITE CHMOD 644 a.txt',
      '644',
      'rw-r--r--; the owner: read, write; the group: read; others: read',
    ],
    [
      'SITE CHMOD 4755 a',
      '4755',
      'rwxr-xr-x; the owner: read, write, execute or enter; the group: read, execute or enter; others: read, execute or enter',
    ],
  ])('%s: %s is %s', (line, text, meaning) => {
    expect(meaningsOf(line)[text]).toBe(meaning)
  })

  it('does not read an impossible time as a time', () => {
    expect(meaningsOf('MFMT 20241302030405 up.txt')).not.toHaveProperty('20241302030405')
  })
})

describe('warnings', () => {
  it('says when name and password can be read on the way', () => {
    const codes = (line: string, isEncrypted?: boolean) =>
      warningCodes(explainCommand(line, 'en', isEncrypted === undefined ? {} : { isEncrypted }))
    expect(codes('PASS ••••••', false)).toEqual(['password-in-clear'])
    expect(codes('USER alice', false)).toEqual(['password-in-clear'])
    expect(codes('USER anonymous', false)).toEqual([])
    expect(codes('PASS ••••••', true)).toEqual([])
    expect(codes('PASS ••••••')).toEqual([])
  })

  it('warns of PROT C, CCC and a NOOP during a transfer', () => {
    expect(warningCodes(explainCommand('PROT C', 'en'))).toEqual(['data-in-clear'])
    expect(warningCodes(explainCommand('PROT P', 'en'))).toEqual([])
    expect(warningCodes(explainCommand('CCC', 'en'))).toEqual(['commands-in-clear'])
    expect(warningCodes(explainCommand('NOOP', 'en', { isTransferRunning: true }))).toEqual([
      'noop-during-transfer',
    ])
    expect(warningCodes(explainCommand('NOOP', 'en'))).toEqual([])
  })

  it('passes on what the sequence checker found', () => {
    const { warnings } = explainCommand('RNTO b', 'en', {
      finding: {
        ok: false,
        expected: { en: 'RNFR before RNTO', 'zh-CN': 'RNTO 之前先发送 RNFR' },
        section: { rfc: 959, section: '4.1.3' },
      },
    })
    expect(warnings).toEqual([
      {
        code: 'out-of-sequence',
        text: 'This does not fit the order of commands and replies. Expected: RNFR before RNTO.',
      },
    ])
  })
})

describe('any command', () => {
  it('never repeats a secret', () => {
    const secret = 'cAnArY-7'
    const lines = [
      `PASS ${secret}`,
      `pass ${secret}`,
      `  PASS ${secret}`,
      `ACCT ${secret}`,
      `ADAT ${secret}`,
      `SITE PSWD ${secret} ${secret}`,
      `site pswd ${secret}`,
    ]
    for (const line of lines)
      expect(JSON.stringify(explainCommand(line, 'en')), line).not.toContain(secret)
  })

  it('is explained in the language that was asked for', () => {
    for (const { syntax } of commandEntries) {
      const english = explainCommand(syntax, 'en')
      const chinese = explainCommand(syntax, 'zh-CN')
      expect(isChinese(english.title + english.text), syntax).toBe(false)
      expect(isChinese(chinese.title) && isChinese(chinese.text), syntax).toBe(true)
      for (const { meaning } of chinese.parts) expect(isChinese(meaning), meaning).toBe(true)
    }
  })

  it('says that it does not know an invented one', () => {
    expect(explainCommand('XYZZY now', 'en')).toMatchObject({
      title: 'A command this program does not know',
      origin: 'unknown',
      parts: [{ text: 'XYZZY' }],
    })
  })

  it('survives whatever is typed', () => {
    const verb = fc.constantFrom(...commandEntries.map(({ name }) => name), 'constructor', '')
    fc.assert(
      fc.property(verb, fc.string(), fc.constantFrom('en', 'zh-CN'), (name, rest, locale) => {
        const { title, text } = explainCommand(`${name} ${rest}`, locale)
        expect(title).not.toBe('')
        expect(text).not.toBe('')
      }),
    )
  })

  it('takes arguments apart in their order', () => {
    for (const line of ['PORT 10,1,2,3,4,5', 'EPRT |1|10.1.2.3|99|', 'MFMT 20240102030405 a b']) {
      let from = 0
      for (const { text } of explainCommand(line, 'en').parts) {
        const at = line.indexOf(text, from)
        expect(at, `${text} in ${line}`).toBeGreaterThanOrEqual(from)
        from = at
      }
    }
  })
})
