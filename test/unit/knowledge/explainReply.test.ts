import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { explainReply } from '../../../electron/engine/knowledge/explain.ts'
import type { Explanation } from '../../../electron/engine/knowledge/explain.ts'
import { replyEntries } from '../../../electron/engine/knowledge/replies.ts'
import { isChinese } from './language.ts'
import { readTranscript, recordedServers, repliesWithCommands } from './transcripts.ts'

const reply = (...lines: string[]) => ({ code: Number(lines[0]?.slice(0, 3)), lines })
const meanings = ({ parts }: Explanation) =>
  Object.fromEntries(parts.map(({ text, meaning }) => [text, meaning]))
const warningCodes = ({ warnings }: Explanation) => warnings.map(({ code }) => code)
const octet = fc.integer({ min: 0, max: 255 })

describe('227 taken apart', () => {
  it('shows how the numbers add up', () => {
    const line = '227 Entering Passive Mode (192,168,8,32,8,82)'
    const { calculation, source } = explainReply(reply(line), { command: 'PASV' }, 'en')
    expect(source).toMatchObject({ rfc: 1123, section: '4.1.2.6' })
    expect(calculation).toMatchObject({ host: '192.168.8.32', port: 2130 })
    expect(calculation?.steps[1]).toEqual({
      text: '8 × 256 = 2048',
      meaning: 'the fifth number times 256',
    })
  })

  it.each([
    '227 Entering Passive Mode (%)',
    '227 Entering Passive Mode (%).',
    '227 Entering Passive Mode. %',
    '227 =%',
    '227 %',
    '227 Entering Passive Mode (%) 2 users',
  ])('finds the digits, not the parentheses, in %s', (form) => {
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet, octet, octet), (numbers) => {
        const line = form.replace('%', numbers.join(','))
        const { calculation } = explainReply(reply(line), { command: 'PASV' }, 'en')
        expect(calculation?.host).toBe(numbers.slice(0, 4).join('.'))
        expect(calculation?.port).toBe(numbers[4] * 256 + numbers[5])
      }),
      { numRuns: 40 },
    )
  })

  it.each(['1,2,3,4,5', '300,1,1,1,4,5', '-5,1,1,1,4,5', '1,2,3,4,5,6,7', 'nothing'])(
    'does not guess from %s',
    (numbers) => {
      const explanation = explainReply(
        reply(`227 Entering Passive Mode (${numbers})`),
        { command: 'PASV' },
        'en',
      )
      expect(explanation.calculation).toBeUndefined()
      expect(warningCodes(explanation)).toEqual(['malformed-address'])
    },
  )

  it('warns of a private address from a public server, and of another host', () => {
    const from = (serverAddress: string, numbers: string) =>
      warningCodes(
        explainReply(
          reply(`227 Entering Passive Mode (${numbers})`),
          { command: 'PASV', serverAddress },
          'en',
        ),
      )
    expect(from('203.0.113.7', '192,168,1,10,195,80')).toEqual(['private-passive-address'])
    expect(from('203.0.113.7', '203,0,113,7,195,80')).toEqual([])
    expect(from('::ffff:203.0.113.7', '203,0,113,7,195,80')).toEqual([])
    expect(from('203.0.113.7', '198,51,100,1,195,80')).toEqual(['data-address-differs'])
    expect(from('192.168.1.10', '192,168,1,10,195,80')).toEqual([])
    expect(from('203.0.113.7', '0,0,0,0,195,80')).toEqual(['unroutable-address'])
    expect(from('203.0.113.7', '203,0,113,7,0,22')).toEqual(['reserved-port'])
  })
})

describe('other replies taken apart', () => {
  it('reads the port of 229', () => {
    const { parts, calculation } = explainReply(
      reply('229 Entering Extended Passive Mode (|||6446|)'),
      { command: 'EPSV' },
      'en',
    )
    expect(parts.map(({ text }) => text)).toEqual(['229', '|||', '6446'])
    expect(calculation).toMatchObject({ port: 6446 })
    expect(calculation).not.toHaveProperty('host')
    for (const port of ['0', '65536', '1000000'])
      expect(
        warningCodes(explainReply(reply(`229 Mode (|||${port}|)`), { command: 'EPSV' }, 'en')),
      ).toEqual(['malformed-address'])
  })

  it('reads size, time, path, position and announced bytes', () => {
    const meaningOf = (command: string, line: string, text: string) =>
      meanings(explainReply(reply(line), { command }, 'en'))[text]
    expect(meaningOf('SIZE a', '213 1610612736', '1610612736')).toBe('1,610,612,736 bytes (1.5 GB)')
    expect(meaningOf('MDTM a', '213 20261127080451', '20261127080451')).toBe(
      '2026-11-27 08:04:51 UTC',
    )
    expect(meaningOf('MDTM a', '213 20261331080451', '20261331080451')).toBeUndefined()
    expect(meaningOf('PWD', '257 "/pub" is the current directory', '/pub')).toBe(
      'a full path, from the topmost folder',
    )
    expect(meaningOf('PWD', '257 "/a ""b""" yes', '/a "b"')).toBeDefined()
    expect(meaningOf('REST 4', '350 Restart position accepted (4).', '4')).toBe(
      'will begin after 4 bytes',
    )
    expect(
      meaningOf(
        'RETR a',
        '150 Opening BINARY mode data connection for a (6000000 bytes).',
        '6000000',
      ),
    ).toBe('so much is coming: 6,000,000 bytes (5.7 MB)')
    expect(meaningOf('STOU', '150 FILE: STOU.1', 'STOU.1')).toBe('the name the server chose')
    expect(meaningOf('SYST', '215 UNIX Type: L8', 'L8')).toBe('8 bits in a byte')
    expect(meaningOf('EPRT |2|::1|9|', '522 Network protocol not supported, use (1)', '1')).toBe(
      'IPv4',
    )
  })

  it('explains each feature of a real server', () => {
    const feat = readTranscript('proftpd')
      .flatMap(repliesWithCommands)
      .find(({ command }) => command === 'FEAT')
    expect(feat).toBeDefined()
    const { parts } = explainReply(feat ?? reply(''), { command: 'FEAT' }, 'en')
    expect(parts).toHaveLength((feat?.lines.length ?? 0) - 2 + 1)
    const unknown = parts.slice(1).filter(({ meaning }) => /does not know/.test(meaning))
    expect(unknown).toEqual([])
    expect(
      meanings({ ...explainReply(feat ?? reply(''), { command: 'FEAT' }, 'en') }),
    ).toMatchObject({
      UTF8: 'Names are written in UTF-8, so every script works.',
      'REST STREAM': 'Transfers can be resumed in the middle.',
    })
  })

  it('guesses the software from the greeting', () => {
    const { parts } = explainReply(reply('220 (vsFTPd 3.0.3)'), {}, 'en')
    expect(parts[1]?.text).toBe('vsftpd 3.0.3')
    expect(parts[1]?.meaning).toContain('resumed sessions')
  })

  it('warns of a list that was cut short', () => {
    const codes = (line: string, command: string) =>
      warningCodes(explainReply(reply(line), { command }, 'en'))
    expect(codes('226-Output truncated to 2000 matches', 'LIST')).toEqual(['listing-cut-short'])
    expect(codes('426 Failure writing network stream.', 'MLSD')).toEqual(['listing-cut-short'])
    expect(codes('226 Directory send OK.', 'LIST')).toEqual([])
    expect(codes('426 Failure writing network stream.', 'RETR a')).toEqual([])
  })

  it('reads the code itself by its digits', () => {
    const { parts } = explainReply(reply('250 ok'), { command: 'CWD a' }, 'en')
    expect(parts[0]).toEqual({ text: '250', meaning: 'It worked; it is about the file system' })
  })
})

describe('any reply', () => {
  it('is explained for every recorded one, in both languages', () => {
    const recorded = recordedServers.flatMap((server) =>
      readTranscript(server).flatMap(repliesWithCommands),
    )
    expect(recorded.length).toBeGreaterThan(500)
    for (const { command, ...told } of recorded) {
      const context = command === undefined ? {} : { command }
      const english = explainReply(told, context, 'en')
      const chinese = explainReply(told, context, 'zh-CN')
      expect(english.origin, told.lines[0]).not.toBe('digits')
      expect(isChinese(english.title + english.text + (english.next ?? ''))).toBe(false)
      expect(
        isChinese(chinese.title) && isChinese(chinese.text) && isChinese(chinese.next ?? ''),
      ).toBe(true)
    }
  })

  it('survives whatever a server sends', () => {
    const codes = fc.oneof(
      fc.constantFrom(...replyEntries.map(({ code }) => code)),
      fc.integer({ min: -5, max: 1200 }),
    )
    const commands = fc.constantFrom(
      'FEAT',
      'SIZE a',
      'MLST',
      'EPSV',
      'PASV',
      'constructor',
      undefined,
    )
    fc.assert(
      fc.property(codes, fc.array(fc.string()), commands, (code, lines, command) => {
        const explanation = explainReply(
          { code, lines },
          command === undefined ? {} : { command },
          'zh-CN',
        )
        expect(explanation.title).not.toBe('')
      }),
    )
  })

  it('takes hostile facts and features for what they are: text', () => {
    const feat = explainReply(
      reply('211-Features', ' constructor', ' __proto__ x', '211 End'),
      { command: 'FEAT' },
      'en',
    )
    expect(feat.parts).toHaveLength(3)
    const facts = explainReply(
      reply('250-Listing', ' constructor=x;type=constructor;perm=__proto__; a', '250 End'),
      { command: 'MLST a' },
      'en',
    )
    expect(facts.parts.map(({ text }) => text)).toContain('constructor=x')
  })
})
