import { describe, expect, it } from 'vitest'
import { decodeImport } from '../../../../electron/engine/sites/import/decode.ts'
import { ImportError } from '../../../../electron/engine/sites/import/importedSite.ts'
import { readWinScp } from '../../../../electron/engine/sites/import/winScp.ts'
import { unescapeValue } from '../../../../electron/engine/sites/import/winScpStorage.ts'
import { cpuSeconds } from './cpuSeconds.ts'
import { hidePassword } from '../../../support/winScpPassword.ts'

const vector =
  'A35C405F1C1D1E3D30353F393A282C7239243D312C3039723F33312C9FF87C2F2F616D727272727272727272727272727272'
const ftp = 'HostName=ftp.example.com\r\nPortNumber=21\r\nFSProtocol=5\r\nUserName=alice\r\n'
const session = (lines: string, name = 'n') => `[Sessions\\${name}]\r\n${ftp}${lines}\r\n`
const only = (text: string) => {
  const { sites, notTaken } = readWinScp(text)
  expect(sites).toHaveLength(1)
  return { ...sites[0], notTaken }
}

describe('WinSCP.ini', () => {
  it('a whole site comes', () => {
    const text = `\ufeff[Configuration\\Interface]
RandomSeedFile=%25APPDATA%25%5Cwinscp.rnd
[Sessions\\Default%20Settings]
HostName=never.example.com
FSProtocol=5
[Sessions\\Customers/Big%20ones/My%20shop]
HostName=ftp.example.com
PortNumber=2121
UserName=alice
Password=${vector}
FSProtocol=5
Ftps=3
FtpPasvMode=0
Utf=1
LocalDirectory=C:%5CUsers%5Calice
RemoteDirectory=/www/my%20files
SynchronizeBrowsing=1
Color=65280
Note=%EF%BB%BF%E7%AC%AC%E4%B8%80%0D%0Asecond%20line
TimeDifference=0.3333333333
PostLoginCommands=SITE%20UMASK%20022%0D%0A%0D%0AOPTS%20UTF8%20ON
Timeout=40
FtpPingInterval=60
MinTlsVersion=13
FtpUseMlsd=1
FtpListAll=0
`
    expect(readWinScp(text)).toEqual({
      sites: [
        {
          folder: ['Customers', 'Big ones'],
          name: 'My shop',
          host: 'ftp.example.com',
          port: 2121,
          encryption: 'required',
          logon: 'password',
          user: 'alice',
          password: 'pä ss=1',
          mode: 'active',
          encoding: 'UTF-8',
          comment: '第一\nsecond line',
          colour: '#00ff00',
          localFolder: 'C:\\Users\\alice',
          remoteFolder: '/www/my files',
          bookmarks: [],
          timeOffsetMinutes: 480,
          synchronizedBrowsing: true,
          postLoginCommands: ['SITE UMASK 022', 'OPTS UTF8 ON'],
          minimumTls: '1.3',
          timeout: 40,
          keepAliveInterval: 60,
          showHidden: true,
          quirks: { noMlsd: true },
        },
      ],
      notTaken: [],
    })
  })

  it('what is not written has the default of WinSCP', () => {
    expect(readWinScp('[Sessions\\n]\nHostName=h\nFSProtocol=5\n').sites).toEqual([
      {
        folder: [],
        name: 'n',
        host: 'h',
        port: 22,
        encryption: 'none',
        logon: 'ask',
        mode: 'passive',
        encoding: 'auto',
        bookmarks: [],
        synchronizedBrowsing: false,
        postLoginCommands: [],
      },
    ])
  })

  it.each([
    ['0', 'none'],
    ['1', 'implicit'],
    ['2', 'required'],
    ['3', 'required'],
    ['4', 'required'],
  ])('Ftps=%s is %s', (value, encryption) => {
    expect(only(session(`Ftps=${value}`)).encryption).toBe(encryption)
  })

  it.each([
    ['0', 'SCP'],
    ['1', 'SFTP'],
    ['2', 'SFTP'],
    ['6', 'WebDAV'],
    ['7', 'S3'],
    ['8', 'An unknown protocol (8)'],
  ])('FSProtocol=%s is listed as %s', (value, protocol) => {
    const { sites, notTaken } = readWinScp(`[Sessions\\a/n]\nHostName=h\nFSProtocol=${value}\n`)
    expect(sites).toEqual([])
    expect(notTaken).toMatchObject([
      { name: 'n', folder: ['a'], part: 'site', code: 'protocol', detail: protocol },
    ])
  })

  it('a session without a protocol is SFTP', () => {
    expect(readWinScp('[Sessions\\n]\nHostName=h\n').notTaken).toMatchObject([{ detail: 'SFTP' }])
  })

  it('names in other scripts begin with a mark; old ones are of Windows-1252', () => {
    const name = '%EF%BB%BF%E5%AE%A2%E6%88%B7/%E7%AB%99%20%C3%BC'
    expect(only(session('', name))).toMatchObject({ folder: ['客户'], name: '站 ü' })
    expect(only(session('', 'caf%E9')).name).toBe('café')
  })

  it('workspaces and links are no sites', () => {
    const text = session('IsWorkspace=1', 'a') + session('Link=other', 'b') + session('', 'c')
    expect(only(text)).toMatchObject({ name: 'c', notTaken: [] })
    const configuration = '[Configuration]\nx=1\n[Sessions\\a\\b]\nHostName=h\nFSProtocol=5\n'
    expect(readWinScp(configuration)).toEqual({ sites: [], notTaken: [] })
  })

  it.each([
    ['HostName=', 'host'],
    ['HostName=a%20b', 'host'],
    ['PortNumber=0', 'port'],
    ['PortNumber=70000', 'port'],
    ['UserName=a%0Ab', 'line-break'],
  ])('%s is listed', (line, code) => {
    const { sites, notTaken } = readWinScp(session(line))
    expect(sites).toEqual([])
    expect(notTaken).toMatchObject([{ name: 'n', part: 'site', code }])
  })

  it('names of values are the same in any case', () => {
    expect(only(session('ftps=1\nFTPPASVMODE=0'))).toMatchObject({
      encryption: 'implicit',
      mode: 'active',
    })
  })

  it('switches may be words, and that for UTF-8 is stored upside down', () => {
    expect(only(session('FtpPasvMode=off\nFtpListAll=on\nFtpUseMlsd=off'))).toMatchObject({
      mode: 'active',
      showHidden: true,
      quirks: { noMlsd: true },
    })
    const encodings = ['0', '1', '2', 'on', 'off', 'auto'].map((value) => [
      value,
      only(session(`Utf=${value}`)).encoding,
    ])
    expect(encodings).toEqual([
      ['0', 'auto'],
      ['1', 'UTF-8'],
      ['2', 'auto'],
      ['on', 'UTF-8'],
      ['off', 'auto'],
      ['auto', 'auto'],
    ])
  })

  it('time offsets are days, as text or as the bytes of a number', () => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(-5.5 / 24)
    for (const value of [
      bytes.toString('hex').toUpperCase(),
      '-0.229166666666667',
      '-0,2291666667',
    ])
      expect(only(session(`TimeDifference=${value}`)).timeOffsetMinutes).toBe(-330)
    for (const value of ['x', '', 'FFFFFFFFFFFFFFFF', '0'])
      expect(only(session(`TimeDifference=${value}`))).not.toHaveProperty('timeOffsetMinutes')
  })

  it('colours are blue, green, red', () => {
    expect(only(session('Color=255')).colour).toBe('#ff0000')
    expect(only(session('Color=16744448')).colour).toBe('#0080ff')
    expect(only(session('Color=0'))).not.toHaveProperty('colour')
    expect(only(session('Color=x'))).not.toHaveProperty('colour')
  })

  it('no keep-alive stays none', () => {
    expect(only(session('FtpPingType=0')).keepAliveInterval).toBe(0)
    expect(only(session(''))).not.toHaveProperty('keepAliveInterval')
  })

  it('a client certificate has to be chosen again', () => {
    const { notTaken } = only(session('TlsCertificateFile=C:%5Ca.pfx'))
    expect(notTaken).toMatchObject([{ part: 'setting', detail: 'clientCertificate' }])
  })
})

describe('passwords of WinSCP', () => {
  it('come with plain text, too', () => {
    expect(only(session('PasswordPlain=p%20w%3D')).password).toBe('p w=')
  })

  it('the key is made of user and host as they were saved', () => {
    const hidden = hidePassword('zoehost.example', 'secret')
    const text = `[Sessions\\n]\nHostName=zoe@host.example\nUserName=x\nPortNumber=21\nFSProtocol=5\nPassword=${hidden}\n`
    expect(only(text)).toMatchObject({ host: 'host.example', user: 'zoe', password: 'secret' })
  })

  it('those under a master password ask, and it is said', () => {
    const { logon, user, password, notTaken } = only(
      `[Configuration\\Security]\nUseMasterPassword=1\n${session('Password=A35D0102030405')}`,
    )
    expect({ logon, user, password }).toEqual({ logon: 'ask', user: 'alice', password: undefined })
    expect(notTaken).toMatchObject([{ part: 'password', code: 'master-password-missing' }])
    expect(notTaken[0]?.reason).toContain('master password')
  })

  it('those of an edited entry ask, and it is said', () => {
    const { logon, notTaken } = only(session(`Password=${vector}\nHostName=other.example.com`))
    expect(logon).toBe('ask')
    expect(notTaken).toMatchObject([{ part: 'password', code: 'password-unreadable' }])
    expect(JSON.stringify(notTaken)).not.toContain(vector)
  })

  it('an account makes three parts, anonymous none', () => {
    expect(only(session(`FtpAccount=acct%201\nPassword=${vector}`))).toMatchObject({
      logon: 'account',
      password: 'pä ss=1',
      account: 'acct 1',
    })
    const anonymous = only(session('UserName=anonymous\nPasswordPlain=a@b'))
    expect(anonymous).toMatchObject({ logon: 'anonymous' })
    expect(anonymous).not.toHaveProperty('password')
    expect(anonymous).not.toHaveProperty('user')
  })
})

describe('proxies of WinSCP', () => {
  it('SOCKS5 and HTTP come with their login', () => {
    const hidden = hidePassword('puproxy.example', 'proxy secret')
    const lines = `ProxyMethod=2\nProxyHost=proxy.example\nProxyPort=1080\nProxyUsername=pu\nProxyPasswordEnc=${hidden}`
    expect(only(session(lines)).proxy).toEqual({
      kind: 'socks5',
      host: 'proxy.example',
      port: 1080,
      user: 'pu',
      password: 'proxy secret',
    })
    expect(only(session('ProxyMethod=http\nProxyHost=p\nProxyPassword=plain')).proxy).toEqual({
      kind: 'http',
      host: 'p',
      port: 80,
      password: 'plain',
    })
  })

  it.each(['ProxyMethod=1\nProxyHost=p', 'ProxyMethod=5\nProxyTelnetCommand=nc', 'ProxyMethod=2'])(
    'others are listed: %j',
    (lines) => {
      const { proxy, notTaken } = only(session(lines))
      expect(proxy).toBeUndefined()
      expect(notTaken).toMatchObject([{ part: 'setting', detail: 'proxy' }])
    },
  )
})

const registry = `Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions]

[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\a/My%20shop]
"HostName"="ftp.example.com"
"PortNumber"=dword:00000849
"UserName"="alice"
"Password"="${vector}"
"FSProtocol"=dword:00000005
"Ftps"=dword:00000001
"LocalDirectory"="C:\\\\Users\\\\\\"al%69ce\\""
"TimeDifference"=hex:55,55,55,55,\\
  55,55,d5,3f
"Note"=hex(1):68,00,69,00,00,00
"Color"=dword:ff00ff00
"Odd"=qword:1

[-HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\gone]
"HostName"="gone"

[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\putty]
"HostName"="putty"
`

describe('a registry export', () => {
  it('comes, and only what is of WinSCP', () => {
    expect(only(registry)).toMatchObject({
      folder: ['a'],
      name: 'My shop',
      host: 'ftp.example.com',
      port: 2121,
      encryption: 'implicit',
      password: 'pä ss=1',
      localFolder: 'C:\\Users\\"alice"',
      timeOffsetMinutes: 480,
      comment: 'hi',
      colour: '#00ff00',
      notTaken: [],
    })
  })

  it('comes in UTF-16, as regedit writes it, and in the form of Windows 98', () => {
    const utf16 = Buffer.from(`\ufeff${registry.replaceAll('\n', '\r\n')}`, 'utf16le')
    expect(only(decodeImport(utf16)).name).toBe('My shop')
    const old = registry.replace('Windows Registry Editor Version 5.00', 'REGEDIT4')
    expect(only(old).name).toBe('My shop')
    const ofAll = registry.replaceAll('HKEY_CURRENT_USER', 'HKEY_USERS\\S-1-5-21-1')
    expect(only(ofAll).name).toBe('My shop')
  })
})

describe('hostile and damaged files', () => {
  it.each(['', 'hello', '[]', '[other]\na=b', '<FileZilla3/>', '{"a":1}', '\0', 'REGEDIT4\n'])(
    'are refused: %j',
    (text) => {
      expect(() => readWinScp(text)).toThrow(ImportError)
    },
  )

  it('cannot make it slow', () => {
    const million = 1_000_000
    const texts = [
      `[Sessions\\n]\nA=${' '.repeat(million)}x`,
      `[Sessions\\n]\n${'['.repeat(million)}`,
      `[Sessions\\n]\n${'a/'.repeat(million)}=1`,
      session('', 'a/'.repeat(million)),
      session(`Note=${'%41'.repeat(million)}`),
      `REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\n]\n"A"=hex:${'00,'.repeat(million)}`,
      `REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\n]\n"A"="${'\\"'.repeat(million)}`,
      `REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\n]\n"A"=${'x '.repeat(million)}`,
      `REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\n]\n${'"A"=hex:00,\\\n'.repeat(200_000)}`,
    ]
    expect(
      cpuSeconds(() => {
        for (const text of texts) readWinScp(text)
      }),
    ).toBeLessThan(10)
    expect(() => readWinScp(`[Sessions\\n]\n${'a'.repeat(17 * million)}`)).toThrow(ImportError)
  }, 60_000)
})

describe('unescapeValue', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['a%20b', 'a b'],
    ['%EF%BB%BFgr%C3%BCn', 'grün'],
    ['gr%FCn', 'grün'],
    ['grün%20上', 'grün 上'],
  ])('%j is %j', (text, expected) => {
    expect(unescapeValue(text)).toBe(expected)
  })
})
