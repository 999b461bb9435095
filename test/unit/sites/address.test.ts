import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address } from '../../../electron/engine/sites/address.ts'
import {
  AddressError,
  formatUrl,
  parseAddress,
  parseHost,
  parseLink,
} from '../../../electron/engine/sites/address.ts'

const canary = 'c4nary-passw0rd'

describe('parseAddress', () => {
  it.each<[string, Address]>([
    ['ftp.example.com', { host: 'ftp.example.com' }],
    ['  ftp.example.com \n', { host: 'ftp.example.com' }],
    ['ftp.example.com:2121', { host: 'ftp.example.com', port: 2121 }],
    ['alice@ftp.example.com:2121', { host: 'ftp.example.com', port: 2121, user: 'alice' }],
    ['alice@example.org@ftp.example.com', { host: 'ftp.example.com', user: 'alice@example.org' }],
    ['alice:p:w@h', { host: 'h', user: 'alice', password: 'p:w' }],
    ['100%:%41@h', { host: 'h', user: '100%', password: '%41' }],
    ['h/pub/a b', { host: 'h', path: '/pub/a b' }],
    ['127.0.0.1:21', { host: '127.0.0.1', port: 21 }],
    ['::1', { host: '::1' }],
    ['[::1]', { host: '::1' }],
    ['[::1]:2100', { host: '::1', port: 2100 }],
    ['user@::1', { host: '::1', user: 'user' }],
    ['user@[2001:db8::1]:21/x', { host: '2001:db8::1', port: 21, user: 'user', path: '/x' }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0' }],
    ['bücher.example', { host: 'xn--bcher-kva.example' }],
    ['例え.jp:21', { host: 'xn--r8jz45g.jp', port: 21 }],
    ['FTP.Example.COM', { host: 'ftp.example.com' }],
    ['ftp.example.com.', { host: 'ftp.example.com.' }],
    ['my_server', { host: 'my_server' }],
    ['ftp://h', { host: 'h' }],
    ['FTP://h/', { host: 'h', path: '/' }],
    [
      'ftp://al%40ice:p%3Aw%2F@h:2121/a%20b/%E4%B8%8A;type=i',
      { host: 'h', port: 2121, user: 'al@ice', password: 'p:w/', path: '/a b/上' },
    ],
    ['ftp://u:@h', { host: 'h', user: 'u', password: '' }],
    ['ftp://@h', { host: 'h' }],
    ['ftp://h/%2Fetc', { host: 'h', path: '/etc' }],
    ['ftp://h/a#b?c;d', { host: 'h', path: '/a#b?c;d' }],
    ['ftps://h', { host: 'h', encryption: 'implicit' }],
    ['ftpes://h:21', { host: 'h', port: 21, encryption: 'required' }],
    ['ftp://[fe80::1%25eth0]/', { host: 'fe80::1%eth0', path: '/' }],
  ])('%j', (text, expected) => {
    expect(parseAddress(text)).toEqual(expected)
  })

  it.each([
    ['', 'names no server'],
    ['   ', 'names no server'],
    ['user@', 'names no server'],
    ['ftp://', 'names no server'],
    ['ftp:///path', 'names no server'],
    ['ftp://user:pw@:21', 'names no server'],
    ['h:0', 'not a port'],
    ['h:65536', 'not a port'],
    ['h:', 'not a port'],
    ['h:21x', 'not a port'],
    ['h:-21', 'not a port'],
    ['h: 21', 'not a port'],
    ['h:٢١', 'not a port'],
    ['1:2:3', 'more than one colon'],
    ['2001:db8::1:99999', 'more than one colon'],
    ['[::1]x', 'more than one colon'],
    ['[zz]', 'no name can have'],
    ['a b', 'no name can have'],
    ['-x.example', 'no name can have'],
    ['--gpu-launcher=calc', 'no name can have'],
    ['a;b=c', 'no name can have'],
    ['a\u202eb', 'no name can have'],
    ['<img>', 'no name can have'],
    ['a..b', 'not a possible name'],
    ['.', 'not a possible name'],
    [`${'a'.repeat(64)}.example`, 'not a possible name'],
    [Array.from({ length: 60 }, () => 'label').join('.'), 'not a possible name'],
    ['256.1.1.1', 'not a possible name'],
    ['sftp://h', 'does not speak sftp'],
    ['javascript://h', 'does not speak javascript'],
    ['ftp://h/%zz', 'has a %'],
    ['ftp://h/%FF', 'has a %'],
    ['h\r\nDELE x', 'line break'],
    ['us\ner@h', 'line break'],
    ['ftp://h/%0d%0aDELE%20x', 'line break'],
    ['ftp://u%0D:p@h', 'line break'],
    ['ftp://u:p%0a@h', 'line break'],
    ['ftp://h/%00', 'line break'],
    ['ftp://h%0a', 'line break'],
  ])('%j: %s', (text, cause) => {
    expect(() => parseAddress(text)).toThrow(AddressError)
    expect(() => parseAddress(text)).toThrow(cause)
  })

  it('says the code, and never quotes what was typed', () => {
    const texts = [
      `user:${canary}`,
      `user:${canary}@h:x`,
      `user:${canary}@h h`,
      `user:${canary}@`,
      `ftp://user:${canary}%zz@h`,
      `ftp://user:${canary}%0a@h`,
      `${canary}://h x`,
    ]
    for (const text of texts) {
      const error = thrownBy(() => parseAddress(text))
      expect(error.code).toBe('bad-address')
      if (!text.startsWith(canary)) expect(error.message).not.toContain(canary)
    }
  })

  it('never throws anything else, and never gives what cannot be sent', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('@', ':', '/', '[', ']', '%0a', '%41', 'ftp://', 'ftps://', '\r\n', '::1'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          const { host, user = '', password = '', path = '' } = parseAddress(pieces.join(''))
          expect(host).toMatch(/^[!-~]+$/)
          expect(user + password + path).not.toMatch(/[\r\n\0]/)
        } catch (error) {
          expect(error).toBeInstanceOf(AddressError)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatUrl', () => {
  it('leaves the password out', () => {
    const url = formatUrl(parseAddress(`ftp://u:${canary}@h/x`))
    expect(url).toBe('ftp://u@h/x')
  })

  it('is read back as the same address', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const clean = part.filter((text) => !/[\r\n\0]/.test(text) && text.isWellFormed())
    const address = fc.record(
      {
        host: fc.constantFrom('ftp.example.com', '10.0.0.1', '2001:db8::1', 'fe80::1%eth0'),
        port: fc.integer({ min: 1, max: 65_535 }),
        user: clean,
        path: fc
          .array(
            clean.filter((text) => !text.includes('/')),
            { maxLength: 4 },
          )
          .map((names) => `/${names.join('/')}`),
        encryption: fc.constantFrom('required' as const, 'implicit' as const),
      },
      { requiredKeys: ['host'] },
    )
    fc.assert(
      fc.property(address, (value) => {
        expect(parseAddress(formatUrl(value))).toEqual(value)
      }),
    )
  })
})

describe('parseLink', () => {
  it.each<[string, Address]>([
    ['ftp://ftp.example.com', { host: 'ftp.example.com' }],
    [
      'ftp://alice@ftp.example.com:2121/a%20b',
      { host: 'ftp.example.com', port: 2121, user: 'alice', path: '/a b' },
    ],
    ['ftps://[2001:db8::1]/', { host: '2001:db8::1', path: '/', encryption: 'implicit' }],
    ['FTPES://h/f.txt;type=i', { host: 'h', path: '/f.txt', encryption: 'required' }],
  ])('%j', (text, expected) => {
    expect(parseLink(text)).toEqual(expected)
  })

  it('leaves a password out', () => {
    const link = parseLink(`ftp://u:${canary}@h/x`)
    expect(link).toEqual({ host: 'h', user: 'u', path: '/x' })
  })

  it.each([
    '',
    'ftp.example.com',
    'file:///etc/passwd',
    'ftp://',
    '--gpu-launcher=calc',
    'ftp://h/%0d%0aDELE%20x',
    'ftp://h/\r\nDELE x',
    'ftp://h ',
    ' ftp://h',
    'ftp://u;x-setting=1@h/',
    'ftp://h;x-proxy=1/',
    'ftp://h/x;x-localdir=/etc',
    'ftp://h/x;type=i;x',
    'ftp://h/?a=b',
    'ftp://h/#a',
    'ftp://h/a\\b',
    'ftp://h/"',
    'ftp://-oProxyCommand=x/',
    'ftp://h:99999/',
    'ftp://h/上',
    `ftp://h/${'a'.repeat(5_000)}`,
  ])('refuses %j', (text) => {
    expect(() => parseLink(text)).toThrow(AddressError)
  })
})

describe('parseHost', () => {
  it('takes brackets off and keeps what is a name already', () => {
    expect(parseHost('[::1]')).toBe('::1')
    expect(parseHost('xn--bcher-kva.example')).toBe('xn--bcher-kva.example')
  })
})

function thrownBy(run: () => unknown): AddressError {
  try {
    run()
  } catch (error) {
    if (error instanceof AddressError) return error
  }
  return expect.unreachable()
}
