import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCyberduck } from '../../../../electron/engine/sites/import/cyberduck.ts'
import { ImportError } from '../../../../electron/engine/sites/import/importedSite.ts'
import { readLftp } from '../../../../electron/engine/sites/import/lftp.ts'
import { readUrls } from '../../../../electron/engine/sites/import/urls.ts'
import { readVscodeSftp } from '../../../../electron/engine/sites/import/vscodeSftp.ts'

const canary = 'c4nary-passw0rd'
function errorOf(run: () => unknown): ImportError {
  try {
    run()
  } catch (error) {
    if (error instanceof ImportError) return error
    throw error
  }
  return expect.unreachable()
}

describe('Cyberduck', () => {
  const duck = (entries: Record<string, string>, doctype = appleDoctype) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${doctype}\n<plist version="1.0">\n<dict>\n${Object.entries(
      entries,
    )
      .map(
        ([key, value]) =>
          `\t<key>${key}</key>\n\t${value.startsWith('<') ? value : `<string>${value}</string>`}\n`,
      )
      .join('')}</dict>\n</plist>\n`
  const appleDoctype =
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">'
  const basic = { Protocol: 'ftp', Hostname: 'ftp.example.com', Port: '2121', Username: 'alice' }

  it('a whole bookmark comes', () => {
    const xml = duck({
      ...basic,
      Protocol: 'ftps',
      Nickname: 'My &amp; shop – FTP',
      Path: '/www/my files',
      Encoding: 'GBK',
      'FTP Connect Mode': 'active',
      Comment: 'first\nsecond',
      Labels: '<array><string>Work</string><string>Red</string></array>',
      'Upload Folder Dictionary': '<dict><key>Path</key><string>~/Site</string></dict>',
      'Transfer Connection': 'browser',
      'Access Timestamp': '1299748610428',
      Readonly: '<true/>',
      UUID: '15d05637',
    })
    expect(readCyberduck(xml)).toEqual({
      sites: [
        {
          folder: [],
          name: 'My & shop – FTP',
          host: 'ftp.example.com',
          port: 2121,
          encryption: 'required',
          logon: 'ask',
          user: 'alice',
          mode: 'active',
          encoding: 'GBK',
          comment: 'first\nsecond',
          colour: 'red',
          localFolder: '~/Site',
          remoteFolder: '/www/my files',
          bookmarks: [],
          connectionLimit: 1,
        },
      ],
      notTaken: [],
    })
  })

  it('what is missing is as usual', () => {
    expect(readCyberduck(duck({ Protocol: 'ftp', Hostname: 'h' })).sites).toEqual([
      {
        folder: [],
        name: 'h',
        host: 'h',
        port: 21,
        encryption: 'auto',
        logon: 'anonymous',
        mode: 'auto',
        encoding: 'auto',
        bookmarks: [],
      },
    ])
  })

  it('old and new words for the mode', () => {
    const modes = ['active', 'PORT', 'passive', 'PASV', 'unknown', 'x'].map(
      (mode) => readCyberduck(duck({ ...basic, 'FTP Connect Mode': mode })).sites[0]?.mode,
    )
    expect(modes).toEqual(['active', 'active', 'passive', 'passive', 'auto', 'auto'])
  })

  it('other protocols and broken bookmarks are listed', () => {
    const { sites, notTaken } = readCyberduck(duck({ ...basic, Protocol: 'sftp', Nickname: 'n' }))
    expect(sites).toEqual([])
    expect(notTaken).toMatchObject([{ name: 'n', code: 'protocol', detail: 'SFTP' }])
    expect(readCyberduck(duck({ ...basic, Hostname: '' })).notTaken).toMatchObject([
      { code: 'host' },
    ])
    expect(readCyberduck(duck({ ...basic, Port: 'x' })).notTaken).toMatchObject([{ code: 'port' }])
    const certified = readCyberduck(duck({ ...basic, 'Client Certificate': 'me' }))
    expect(certified.sites).toHaveLength(1)
    expect(certified.notTaken).toMatchObject([{ part: 'setting', detail: 'clientCertificate' }])
  })

  it.each([
    ['an inner document type', duck(basic, '<!DOCTYPE plist [<!ENTITY a "b">]>')],
    [
      'both',
      duck(basic, '<!DOCTYPE plist PUBLIC "a" "b" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ],
    ['a system document type', duck(basic, '<!DOCTYPE plist SYSTEM "file:///etc/passwd">')],
    ['an entity', duck({ ...basic, Nickname: '&x;' })],
    ['no bookmark', duck({ Hostname: canary })],
    ['a list', '<plist><array/></plist>'],
    ['an empty list', '<plist/>'],
    ['other XML', '<FileZilla3/>'],
    ['a binary list', 'bplist00\u0001'],
  ])('refused: %s', (_name, xml) => {
    expect(errorOf(() => readCyberduck(xml)).message).not.toContain(canary)
  })
})

describe('vscode-sftp', () => {
  const server = { name: 'web', protocol: 'ftp', host: 'h', username: 'u', password: 'pw' }

  it('a server comes, with comments and commas in the file', () => {
    const json = `// of my project
    {
      "name": "My Server", /* name */
      "host": "ftp.example.com", "protocol": "ftp", "port": 2121,
      "username": "alice", "password": "a \\"b\\"",
      "remotePath": "/www", "context": "site", "secure": true,
      "concurrency": 2, "connectTimeout": 12500, "uploadOnSave": true,
      "ignore": [".git",],
    }`
    expect(readVscodeSftp(json, { workspace: '/home/alice/web' })).toEqual({
      sites: [
        {
          folder: [],
          name: 'My Server',
          host: 'ftp.example.com',
          port: 2121,
          encryption: 'required',
          logon: 'password',
          user: 'alice',
          password: 'a "b"',
          mode: 'auto',
          encoding: 'auto',
          localFolder: resolve('/home/alice/web/site'),
          remoteFolder: '/www',
          bookmarks: [],
          connectionLimit: 2,
          timeout: 13,
        },
      ],
      notTaken: [],
    })
  })

  it.each([
    [undefined, 'none', 21],
    [false, 'none', 21],
    [true, 'required', 21],
    ['control', 'required', 21],
    ['implicit', 'implicit', 990],
  ])('secure: %j', (secure, encryption, port) => {
    const [site] = readVscodeSftp(JSON.stringify({ ...server, secure })).sites
    expect(site).toMatchObject({ encryption, port })
  })

  it('profiles inherit, and lie in a folder of their server', () => {
    const json = JSON.stringify({
      ...server,
      profiles: {
        dev: { host: 'dev.example', remotePath: '/dev' },
        prod: { host: 'prod.example', password: 'other', secure: 'implicit' },
        odd: 'no profile',
      },
      defaultProfile: 'dev',
    })
    expect(readVscodeSftp(json).sites).toMatchObject([
      { folder: ['web'], name: 'dev', host: 'dev.example', password: 'pw', remoteFolder: '/dev' },
      { folder: ['web'], name: 'prod', host: 'prod.example', port: 990, password: 'other' },
    ])
  })

  it('a list of servers; SFTP, which is the default, is listed', () => {
    const json = JSON.stringify([
      server,
      { ...server, name: 'no protocol', protocol: undefined },
      { ...server, name: 'sftp', protocol: 'sftp' },
      { ...server, name: 'bad port', port: 'x' },
      { ...server, name: 'no host', host: undefined, remote: 'elsewhere' },
    ])
    const { sites, notTaken } = readVscodeSftp(json)
    expect(sites.map(({ name }) => name)).toEqual(['web'])
    expect(notTaken).toMatchObject([
      { name: 'no protocol', detail: 'SFTP' },
      { name: 'sftp', detail: 'SFTP' },
      { name: 'bad port', code: 'port' },
      { name: 'no host', code: 'host' },
    ])
  })

  it('who has no password is asked, who is anonymous is not', () => {
    const read = (more: object) => readVscodeSftp(JSON.stringify({ ...server, ...more })).sites[0]
    expect(read({ password: undefined })).toMatchObject({ logon: 'ask', user: 'u' })
    expect(read({ password: true })).toMatchObject({ logon: 'ask', user: 'u' })
    expect(read({ username: undefined })).toMatchObject({ logon: 'ask' })
    expect(read({ username: 'anonymous' })).toMatchObject({ logon: 'anonymous' })
  })

  it('a time offset was relative to one machine', () => {
    const json = JSON.stringify({ ...server, remoteTimeOffsetInHours: 8 })
    expect(readVscodeSftp(json).notTaken).toMatchObject([{ part: 'setting' }])
  })

  it.each([
    ['nothing', ''],
    ['cut', `{"password": "${canary}`],
    ['no JSON', `password ${canary}`],
    ['a number', '42'],
    ['a list of numbers', '[1]'],
    ['null', 'null'],
    ['deep', '['.repeat(1_000_000)],
    ['deep in objects', '{"a":'.repeat(100_000)],
  ])('refused: %s', (_name, json) => {
    expect(errorOf(() => readVscodeSftp(json)).message).not.toContain(canary)
  })

  it('names like __proto__ do no harm', () => {
    const json = `{"__proto__": {"polluted": true}, "profiles": {"__proto__": {"host": "x"}},
      "name": "n", "protocol": "ftp", "host": "h", "username": "u"}`
    readVscodeSftp(json)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('lists of addresses', () => {
  it('each line comes, with the name behind it', () => {
    const text = `\ufeff# my servers
ftp://ftp.example.com

ftps://u:p%20w@h/pub/my%20files My files
  ftpes://u@[::1]:2121/ \r\nsftp://u:${canary}@s/x
ftp://u:${canary}@h:99999/\nftp://u:${canary}%zz@h bad one`
    const { sites, notTaken } = readUrls(text)
    const usual = { folder: [], mode: 'auto', encoding: 'auto', bookmarks: [] }
    expect(sites).toEqual([
      {
        ...usual,
        name: 'ftp.example.com',
        host: 'ftp.example.com',
        port: 21,
        encryption: 'auto',
        logon: 'anonymous',
      },
      {
        ...usual,
        name: 'My files',
        host: 'h',
        port: 990,
        encryption: 'implicit',
        logon: 'password',
        user: 'u',
        password: 'p w',
        remoteFolder: '/pub/my files',
      },
      {
        ...usual,
        name: '::1',
        host: '::1',
        port: 2121,
        encryption: 'required',
        logon: 'ask',
        user: 'u',
      },
    ])
    expect(notTaken).toMatchObject([
      { name: 'sftp://s/x', code: 'protocol', detail: 'SFTP' },
      { name: 'ftp://h:99999/', code: 'address' },
      { name: 'bad one', code: 'address' },
    ])
    expect(JSON.stringify(notTaken)).not.toContain(canary)
  })

  it.each(['', '# only\n# comments', `user:${canary}`, 'hello world'])('refused: %j', (text) => {
    expect(errorOf(() => readUrls(text)).message).not.toContain(canary)
  })
})

describe('lftp', () => {
  it('bookmarks come', () => {
    const text = `shop\tftp://alice:s%3Ac@ftp.example.com:2121/%2Fwww/
mirror ftps://mirror.example.org/pub
ssh sftp://bob@h/
odd -u user,${canary} host
`
    const { sites, notTaken } = readLftp(text)
    expect(sites).toMatchObject([
      { name: 'shop', port: 2121, user: 'alice', password: 's:c', remoteFolder: '/www/' },
      { name: 'mirror', port: 990, encryption: 'implicit', logon: 'anonymous' },
    ])
    expect(notTaken).toMatchObject([
      { name: 'ssh', code: 'protocol', detail: 'SFTP' },
      { name: 'odd', code: 'entry-unreadable' },
    ])
    expect(JSON.stringify(notTaken)).not.toContain(canary)
  })

  it('no bookmarks are no harm, other files are refused', () => {
    expect(readLftp('')).toEqual({ sites: [], notTaken: [] })
    expect(errorOf(() => readLftp(canary)).message).not.toContain(canary)
  })
})
