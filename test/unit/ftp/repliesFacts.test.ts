import { describe, expect, it } from 'vitest'
import {
  parseFeatReply,
  parseMdtmReply,
  parseSizeReply,
  parseTransferSize,
  ProtocolError,
} from '../../../electron/engine/ftp/replies.ts'

describe('parseSizeReply', () => {
  it.each([
    ['213 0', 0],
    ['213 12345', 12_345],
    ['213   12345  ', 12_345],
    ['213 00012', 12],
    ['213 12345 bytes', 12_345],
    ['213 5555, some commentary', 5_555],
    ['213 9007199254740991', Number.MAX_SAFE_INTEGER],
    ['213-Size follows\n213 7', 7],
    ['213 12\r\n', 12],
  ])('%j', (text, size) => {
    expect(parseSizeReply(text)).toBe(size)
  })

  it.each([
    '213',
    '213 ',
    '213 -1',
    '213 +1',
    '213 1.5',
    '213 1e3',
    '213 0x10',
    '213 1,234',
    '213 12 KB',
    '213 12kbytes',
    '213 12 34',
    '213 12, or 34',
    '213 unknown',
    '213 file: 213, Size =51',
    '213 ١٢',
    '213 9007199254740992',
    '213 99999999999999999999999',
    '213 20240101120000.000',
    '150 12',
    '200 12',
    '550 SIZE not allowed in ASCII mode',
    '550 12',
    '502 12',
    '421 12',
  ])('null for %j', (text) => {
    expect(parseSizeReply(text)).toBeNull()
  })
})

describe('parseMdtmReply', () => {
  it.each([
    ['213 20240229123456', '2024-02-29T12:34:56.000Z'],
    ['213 19991005213102', '1999-10-05T21:31:02.000Z'],
    ['213 20240229123456.7', '2024-02-29T12:34:56.700Z'],
    ['213 20240229123456.789', '2024-02-29T12:34:56.789Z'],
    ['213 20240229123456.789123456', '2024-02-29T12:34:56.789Z'],
    ['213  20240229123456 ', '2024-02-29T12:34:56.000Z'],
    ['213 20161231235960', '2017-01-01T00:00:00.000Z'],
    ['213 19700101000000', '1970-01-01T00:00:00.000Z'],
    ['213 19691231235959', '1969-12-31T23:59:59.000Z'],
    ['213 16010101000000', '1601-01-01T00:00:00.000Z'],
    ['213 00500101000000', '0050-01-01T00:00:00.000Z'],
    ['213 99991231235959', '9999-12-31T23:59:59.000Z'],
    ['213 191000101000000', '2000-01-01T00:00:00.000Z'],
    ['213 191240229123456', '2024-02-29T12:34:56.000Z'],
    ['213 191240229123456.25', '2024-02-29T12:34:56.250Z'],
    ['213-x\n213 20240101000000', '2024-01-01T00:00:00.000Z'],
  ])('%j', (text, moment) => {
    expect(parseMdtmReply(text)?.toISOString()).toBe(moment)
  })

  it.each([
    '213',
    '213 yesterday',
    '213 2024022912345',
    '213 202402291234567',
    '213 190000101000000',
    '213 20241301000000',
    '213 20240001000000',
    '213 20240100000000',
    '213 20240132000000',
    '213 20240230000000',
    '213 20230229000000',
    '213 20240431000000',
    '213 20240101240000',
    '213 20240101250000',
    '213 20240101006000',
    '213 20240101000061',
    '213 20240101000000.',
    '213 20240101000000,5',
    '213 20240101000000Z',
    '213 20240101000000+0200',
    '213 -2024010100000',
    '213 2024-01-01 00:00:00',
    '213 20240101T000000',
    '213 20240101000000 a.txt',
    '200 20240101000000',
    '550 No such file',
    '550 20240101000000',
    '500 ?',
  ])('null for %j', (text) => {
    expect(parseMdtmReply(text)).toBeNull()
  })
})

describe('parseFeatReply', () => {
  const features = (...lines: string[]) => Object.fromEntries(parseFeatReply(lines.join('\n')))

  it('reads names and what follows them', () => {
    expect(
      features(
        '211-Features:',
        ' MDTM',
        ' mlst type*;size*;Modify*;UNIX.mode;',
        ' REST STREAM',
        ' AUTH TLS',
        ' LANG en-US;fr-FR*',
        '211 End',
      ),
    ).toEqual({
      MDTM: '',
      MLST: 'type*;size*;Modify*;UNIX.mode;',
      REST: 'STREAM',
      AUTH: 'TLS',
      LANG: 'en-US;fr-FR*',
    })
  })

  it.each([
    ['without the blank', ['211-F', 'MDTM', 'REST STREAM', '211 End']],
    ['with more blanks and tabs', ['211-F', '\t MDTM \t', '   REST \t  STREAM  ', '211 End']],
    ['with the code before each', ['211-F', '211-MDTM', '211-REST STREAM', '211 End']],
    [
      'with the code and a blank before each',
      ['211-F', '211- MDTM', '211- REST STREAM', '211 End'],
    ],
    ['with blank lines', ['211-F', '', ' MDTM', ' ', ' REST STREAM', '211']],
    ['with line ends left', ['211-F\r', ' MDTM\r', ' REST STREAM\r', '211 End\r\n']],
    ['with the bare code at the end', ['211-', ' MDTM', ' REST STREAM', '211']],
  ])('%s', (_what, lines) => {
    expect(features(...lines)).toEqual({ MDTM: '', REST: 'STREAM' })
  })

  it('keeps inner blanks of values', () => {
    expect(features('211-F', ' HASH SHA-256*;SHA-1;MD5', ' X a  b\tc', '211 End')).toEqual({
      HASH: 'SHA-256*;SHA-1;MD5',
      X: 'a  b\tc',
    })
  })

  it('joins lines of the same name', () => {
    const lines = ['211-F', ' AUTH SSL', ' auth TLS', ' AUTH TLS', ' AUTH', ' SITE', ' SITE UTIME']
    expect(features(...lines, '211 End')).toEqual({ AUTH: 'SSL;TLS', SITE: 'UTIME' })
  })

  it('takes names that objects know for plain names', () => {
    const map = parseFeatReply('211-F\n __proto__ x\n constructor\n211 End')
    expect([...map]).toEqual([
      ['__PROTO__', 'x'],
      ['CONSTRUCTOR', ''],
    ])
  })

  it.each(['211 No features', '211', '211-Features\n211 End'])('is empty for %j', (text) => {
    expect(parseFeatReply(text).size).toBe(0)
  })

  it.each([
    '',
    'x',
    '500 Unknown command',
    '502 No',
    '200 OK',
    '211-F\n MDTM',
    '211-F\n MDTM\n212 End',
    '211 F\n MDTM',
  ])('refuses %j', (text) => {
    expect(() => parseFeatReply(text)).toThrow(ProtocolError)
  })
})

describe('parseTransferSize', () => {
  it.each([
    ['150 Opening BINARY mode data connection for a.txt (1234 bytes).', 1_234],
    ['150 Opening BINARY mode data connection for a.txt (1234 bytes)', 1_234],
    ['150 Opening BINARY mode data connection for a.txt(1234 bytes)', 1_234],
    ['150 Opening ASCII mode data connection for a.txt (1,234,567 bytes).', 1_234_567],
    ['150 Opening data connection for a.txt (1 byte).', 1],
    ['150 Opening data connection for a.txt (0 Bytes)', 0],
    ['150 Opening data connection for a.txt ( 1234  BYTES ) ', 1_234],
    ['150 Opening data connection (1234 octets).', 1_234],
    ['150 Opening BINARY mode data connection for a.txt (1234 bytes) using SSL/TLS.', 1_234],
    ['150 Opening BINARY mode data connection for a.txt (1234 bytes) [TLS]', 1_234],
    ['150 Opening BINARY mode data connection for a (9 bytes).txt (1234 bytes).', 1_234],
    ['150 Opening BINARY mode data connection for a (9 bytes) (1234 bytes).', 1_234],
    ['125 Data connection already open; transfer starting (1234 bytes).', 1_234],
    ['150-Accepted data connection\n150 1234 bytes to download', 1_234],
    ['150-Opening a.txt (1234 bytes)\n150 Go', 1_234],
    ['150-Opening a (9 bytes)\n150-and b\n150 (1234 bytes)', 1_234],
    ['150 Opening a.txt (1234 bytes).\r\n', 1_234],
    ['150 (9007199254740991 bytes)', Number.MAX_SAFE_INTEGER],
  ])('%j', (text, size) => {
    expect(parseTransferSize(text)).toBe(size)
  })

  it.each([
    '150',
    '150 File status okay; about to open data connection.',
    '150 Opening BINARY mode data connection for a.txt.',
    '150-Accepted data connection\n150 97.7 kbytes to download',
    '150-Accepted data connection\n150 0.0 bytes to download',
    '150 Opening for a.txt (12 KB)',
    '150 Opening for a.txt (12 kbytes)',
    '150 Opening for a.txt (97.7 kbytes).',
    '150 Opening for a.txt (1.234 bytes)',
    '150 Opening for a.txt (1 234 bytes)',
    '150 Opening for a.txt (12,34 bytes)',
    '150 Opening for a.txt (1,2345 bytes)',
    '150 Opening for a.txt (,123 bytes)',
    '150 Opening for a.txt (-1 bytes)',
    '150 Opening for a.txt (1234)',
    '150 Opening for a.txt 1234 bytes',
    '150 Opening for a.txt (9007199254740992 bytes)',
    '150 Opening BINARY mode data connection for a (9 bytes).txt',
    '150 Opening BINARY mode data connection for a (9 bytes) b.txt.',
    '150 Starting data transfer of "a (9 bytes)"',
    '150 Opening for /a (9 bytes)/b',
    '226 Done (1234 bytes)',
    '213 1234',
    '425 Cannot open (1234 bytes)',
    '550 a (1234 bytes): no such file',
  ])('null for %j', (text) => {
    expect(parseTransferSize(text)).toBeNull()
  })
})

describe('what is no reply', () => {
  it.each([
    '',
    '13 5',
    '0213 5',
    '21 5',
    'SIZE 5',
    '213-5',
    '213-5\n214 5',
    '213_5',
    '213 5\n213 6',
    '013 5',
  ])('is refused by all: %j', (text) => {
    for (const parse of [parseSizeReply, parseMdtmReply, parseTransferSize])
      expect(() => parse(text)).toThrow(ProtocolError)
  })
})
