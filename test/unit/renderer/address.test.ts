import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../renderer/features/connection/address.ts'

describe('parseAddress', () => {
  it.each([
    ['ftp.example.com', { host: 'ftp.example.com' }],
    ['  ftp.example.com  ', { host: 'ftp.example.com' }],
    ['ftp.example.com:2121', { host: 'ftp.example.com', port: 2121 }],
    ['ann@ftp.example.com:2121', { host: 'ftp.example.com', port: 2121, user: 'ann' }],
    ['ann:secret@host', { host: 'host', user: 'ann', password: 'secret' }],
    ['ann@corp.com@host', { host: 'host', user: 'ann@corp.com' }],
    ['127.0.0.1', { host: '127.0.0.1' }],
    ['::1', { host: '::1' }],
    ['[::1]:2121', { host: '::1', port: 2121 }],
    ['[fe80::1%eth0]', { host: 'fe80::1%eth0' }],
    ['服务器.中国', { host: '服务器.中国' }],
    ['host/www', { host: 'host', folder: '/www' }],
    ['ftp://host', { host: 'host' }],
    ['FTP://host/', { host: 'host' }],
    ['ftps://host', { host: 'host', encryption: 'implicit' }],
    ['ftpes://host:21/a%20b', { host: 'host', port: 21, encryption: 'required', folder: '/a b' }],
    [
      'ftp://ann%40corp:p%3Aw@host:21/pub;type=i',
      { host: 'host', port: 21, user: 'ann@corp', password: 'p:w', folder: '/pub' },
    ],
  ])('reads %j', (text, address) => {
    expect(parseAddress(text)).toEqual({ isValid: true, address })
  })

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['a b', 'bad-host'],
    ['ftp://', 'bad-host'],
    ['host:0', 'bad-port'],
    ['host:65536', 'bad-port'],
    ['host:abc', 'bad-port'],
    ['sftp://host', 'unknown-scheme'],
    ['http://host', 'unknown-scheme'],
    ['host\r\nDELE x', 'bad-character'],
    ['ftp://h/%0d%0aDELE%20x', 'bad-character'],
    ['ftp://h%00@host', 'bad-character'],
    ['ftp://%zz@host', 'bad-character'],
  ])('refuses %j as %s', (text, problem) => {
    expect(parseAddress(text)).toMatchObject({ isValid: false, problem })
  })

  it('finds host, port and user again in what it is given', () => {
    const user = fc.string({ minLength: 1 }).filter((text) => !text.includes('\u007f'))
    fc.assert(
      fc.property(user, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const result = parseAddress(`ftp://${encodeURIComponent(name)}@host.example:${port}`)
        expect(result).toEqual({
          isValid: true,
          address: { host: 'host.example', port, user: name },
        })
      }),
    )
  })
})
