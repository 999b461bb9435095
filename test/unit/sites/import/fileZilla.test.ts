import { describe, expect, it } from 'vitest'
import { readFileZilla } from '../../../../electron/engine/sites/import/fileZilla.ts'
import { ImportError } from '../../../../electron/engine/sites/import/importedSite.ts'
import type { ImportResult } from '../../../../electron/engine/sites/import/importedSite.ts'
import { cpuSeconds } from './cpuSeconds.ts'
import { expectedSite, ftpSites, otherSites, sample, truth } from './fileZillaSamples.ts'

const byName = <T extends { name: string }>(list: T[]) =>
  [...list].sort((one, other) => (one.name < other.name ? -1 : 1))
const { masterPassword } = truth

describe('files that FileZilla 3.63 wrote', () => {
  const expectOthers = ({ notTaken }: ImportResult) => {
    const refused = notTaken.filter(({ part }) => part === 'site')
    expect(byName(refused).map(({ name, folder, code }) => ({ name, folder, code }))).toEqual(
      byName(otherSites).map(({ name, folder }) => ({ name, folder, code: 'protocol' })),
    )
    for (const { name, reason, detail } of refused) {
      const meaning = otherSites.find((site) => site.name === name)?.protocolMeaning
      expect(meaning).toContain(detail)
      expect(reason).toContain(detail)
    }
  }

  it('come exactly as they were entered, with base64 passwords', () => {
    const result = readFileZilla(sample('base64'))
    expect(byName(result.sites)).toEqual(byName(ftpSites.map((site) => expectedSite(site))))
    expect(result.notTaken).toHaveLength(otherSites.length)
    expectOthers(result)
  })

  it('come exactly as they were entered, with a master password', () => {
    const result = readFileZilla(sample('master-password'), { masterPassword })
    expect(byName(result.sites)).toEqual(byName(ftpSites.map((site) => expectedSite(site))))
    expect(result.notTaken).toHaveLength(otherSites.length)
    expectOthers(result)
  })

  it('come as sites that ask, without saved passwords', () => {
    const result = readFileZilla(sample('no-passwords'))
    expect(byName(result.sites)).toEqual(byName(ftpSites.map((site) => expectedSite(site, false))))
    expect(result.notTaken).toHaveLength(otherSites.length)
    expectOthers(result)
  })

  it.each([
    ['missing', undefined],
    ['missing', ''],
    ['wrong', 'open sesame 2'],
    ['wrong', 'Open Sesame 1'],
  ])('come as sites that ask and say so, with the master password %s', (state, given) => {
    const options = given === undefined ? {} : { masterPassword: given }
    const result = readFileZilla(sample('master-password'), options)
    expect(byName(result.sites)).toEqual(byName(ftpSites.map((site) => expectedSite(site, false))))
    expectOthers(result)
    const told = result.notTaken.filter(({ part }) => part === 'password')
    const withPassword = ftpSites.filter(({ password }) => password !== null)
    expect(byName(told).map(({ name }) => name)).toEqual(
      byName(withPassword).map(({ name }) => name),
    )
    for (const { code, reason } of told) {
      expect(code).toBe(`master-password-${state}`)
      expect(reason).toContain('master password')
    }
    expect(JSON.stringify(result)).not.toContain('sesame')
  })
})

const site = (inner: string) =>
  `<FileZilla3><Servers><Server>
     <Host>h.example</Host><Port>21</Port><Protocol>0</Protocol><User>u</User>
     <Logontype>2</Logontype><Name>n</Name>${inner}</Server></Servers></FileZilla3>`
/** The site above with some of its elements replaced; one that is '' is taken out. */
function changed(elements: Record<string, string>): string {
  let xml = site('')
  for (const [name, value] of Object.entries(elements)) {
    xml = xml.replace(new RegExp(`<${name}>.*?</${name}>`), '')
    if (value !== '') xml = xml.replace('</Server>', `${value}</Server>`)
  }
  return xml
}
const only = (xml: string) => {
  const { sites, notTaken } = readFileZilla(xml)
  expect(sites).toHaveLength(1)
  return { ...sites[0], notTaken }
}

describe('other files of FileZilla', () => {
  it('recent servers have no names and get that of their host', () => {
    const xml = `<?xml version="1.0"?><FileZilla3 version="3.63.0" platform="*nix"><RecentServers>
      <Server><Host>127.0.0.1</Host><Port>1</Port><Protocol>4</Protocol><Type>0</Type>
        <User>quick2</User><Pass encoding="base64">czNjb25kJTIwc2VjcmV0</Pass>
        <Logontype>1</Logontype><EncodingType>Auto</EncodingType><BypassProxy>0</BypassProxy></Server>
      <Server><Host>::1</Host><Port>2100</Port><Protocol>0</Protocol><Type>0</Type>
        <Logontype>0</Logontype></Server>
    </RecentServers></FileZilla3>`
    const { sites, notTaken } = readFileZilla(xml)
    expect(notTaken).toEqual([])
    // The password of a quick connection is stored as typed: its percent sign stays.
    expect(sites).toMatchObject([
      { name: '127.0.0.1', port: 1, encryption: 'required', user: 'quick2', logon: 'password' },
      { name: '::1', host: '::1', port: 2100, logon: 'anonymous' },
    ])
    expect(sites[0]?.password).toBe('s3cond%20secret')
  })

  it('an export may hold more than sites: only the sites come', () => {
    const xml = site('').replace(
      '</FileZilla3>',
      `<Settings><Setting name="x">1</Setting></Settings><Filters/><Sets/>
       <Queue><Server><Host>q</Host><Port>21</Port></Server></Queue></FileZilla3>`,
    )
    expect(only(xml)).toMatchObject({ name: 'n', notTaken: [] })
  })

  it('a file without a list of sites has none', () => {
    expect(readFileZilla('<FileZilla3/>')).toEqual({ sites: [], notTaken: [] })
    expect(readFileZilla('\ufeff<FileZilla3><Servers/></FileZilla3>').sites).toEqual([])
  })

  it('old versions wrote names as text and passwords as they are', () => {
    const xml = `<FileZilla3><Servers><Folder>\n  Old &amp; grey\n  <Server>
        <Host> old.example </Host><Port>21</Port><Protocol>0</Protocol><User>u</User>
        <Pass>pl&amp;in c2VjcmV0</Pass><Logontype>1</Logontype>
        old name\n  </Server></Folder></Servers></FileZilla3>`
    expect(only(xml)).toMatchObject({
      folder: ['Old & grey'],
      name: 'old name',
      host: 'old.example',
      password: 'pl&in c2VjcmV0',
    })
  })

  it('sites of a folder without a name stay, one level up', () => {
    const xml = site('')
      .replace('<Server>', '<Folder> <Server>')
      .replace('</Server>', '</Server></Folder>')
    expect(only(xml).folder).toEqual([])
  })
})

describe('elements of a site', () => {
  it('missing ones mean what FileZilla means by them', () => {
    const xml = `<FileZilla3><Servers><Server><Host>h</Host><Port>21</Port></Server></Servers></FileZilla3>`
    expect(readFileZilla(xml).sites).toEqual([
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
        synchronizedBrowsing: false,
        directoryComparison: false,
        postLoginCommands: [],
      },
    ])
  })

  it.each([
    ['no host', { Host: '' }, 'host'],
    ['an empty host', { Host: '<Host> </Host>' }, 'host'],
    ['an impossible host', { Host: '<Host>a b</Host>' }, 'host'],
    ['a host with a line break', { Host: '<Host>a&#13;&#10;DELE x</Host>' }, 'host'],
    ['no port', { Port: '' }, 'port'],
    ['port 0', { Port: '<Port>0</Port>' }, 'port'],
    ['port 65536', { Port: '<Port>65536</Port>' }, 'port'],
    ['a port of letters', { Port: '<Port>ftp</Port>' }, 'port'],
    ['no user', { User: '', Logontype: '<Logontype>1</Logontype>' }, 'user-missing'],
    ['an empty user', { User: '<User/>', Logontype: '<Logontype>4</Logontype>' }, 'user-missing'],
    ['a user with a line break', { User: '<User>a&#10;b</User>' }, 'line-break'],
    ['its own encoding without a name', { E: '<EncodingType>Custom</EncodingType>' }, 'encoding'],
    ['S3', { Protocol: '<Protocol>7</Protocol>' }, 'protocol'],
    ['a protocol of tomorrow', { Protocol: '<Protocol>99</Protocol>' }, 'protocol'],
    ['a protocol of letters', { Protocol: '<Protocol>x</Protocol>' }, 'protocol'],
  ])('a site with %s is listed with the reason', (_name, elements, code) => {
    const { sites, notTaken } = readFileZilla(changed(elements))
    expect(sites).toEqual([])
    expect(notTaken).toMatchObject([{ name: 'n', folder: [], part: 'site', code }])
    expect(notTaken[0]?.reason).toMatch(/\.$/)
  })

  it.each(
    [0, 3, 4, 6].map((number, index) => [number, ['auto', 'implicit', 'required', 'none'][index]]),
  )('protocol %i is %s', (number, encryption) => {
    const xml = changed({ Protocol: `<Protocol>${number}</Protocol>` })
    expect(only(xml).encryption).toBe(encryption)
  })

  it.each([
    [2, 'ask'],
    [3, 'ask'],
    [5, 'ask'],
    [6, 'ask'],
    [42, 'ask'],
    [0, 'anonymous'],
  ])('logon type %i is %s', (number, logon) => {
    const xml = changed({ Logontype: `<Logontype>${number}</Logontype>` })
    expect(only(xml).logon).toBe(logon)
    expect(only(xml).user).toBe(logon === 'ask' ? 'u' : undefined)
  })

  it.each([
    ['a form of tomorrow', '<Pass encoding="rot13">c4nary</Pass>', 'password-unreadable'],
    ['broken base64', '<Pass encoding="base64">c4nary!</Pass>', 'password-unreadable'],
    ['base64 of no text', '<Pass encoding="base64">/////w==</Pass>', 'password-unreadable'],
    ['crypt without a key', '<Pass encoding="crypt">c4nary</Pass>', 'master-password-missing'],
    ['none', '', 'password-missing'],
    ['a line break in it', '<Pass encoding="base64">YQ1i</Pass>', 'line-break'],
  ])('a password in %s: the site comes and asks', (_name, pass, code) => {
    const xml = changed({ Logontype: '<Logontype>1</Logontype>', Pass: pass })
    const { logon, user, password, notTaken } = only(xml)
    expect({ logon, user, password }).toEqual({ logon: 'ask', user: 'u', password: undefined })
    expect(notTaken).toMatchObject([{ name: 'n', part: 'password', code }])
    expect(notTaken[0]?.reason).not.toContain('c4nary')
  })

  it.each([
    [0, undefined],
    [1, 'red'],
    [2, 'green'],
    [3, 'blue'],
    [4, 'yellow'],
    [5, 'cyan'],
    [6, 'magenta'],
    [7, 'orange'],
    [8, undefined],
    [-1, undefined],
  ])('colour %i is %s', (number, colour) => {
    expect(only(site(`<Colour>${number}</Colour>`)).colour).toBe(colour)
  })

  it('an encoding that nobody knows is detected instead, and that is said', () => {
    const xml = site('<EncodingType>Custom</EncodingType><CustomEncoding>KLINGON</CustomEncoding>')
    expect(only(xml)).toMatchObject({ encoding: 'auto' })
    expect(only(xml).notTaken).toMatchObject([{ part: 'setting', detail: 'encoding' }])
    for (const name of ['GBK', 'Big5', 'Shift_JIS', 'KOI8-R', 'ISO-8859-15', 'windows-1251'])
      expect(only(xml.replace('KLINGON', name))).toMatchObject({ encoding: name, notTaken: [] })
  })

  it('commands after login are kept for showing, but none that smuggles a second one', () => {
    const xml = site(`<PostLoginCommands><Command>SITE UMASK 022</Command><Command> </Command>
      <Command>NOOP&#10;DELE x</Command><Other>x</Other></PostLoginCommands>`)
    expect(only(xml).postLoginCommands).toEqual(['SITE UMASK 022'])
    expect(only(xml).notTaken).toMatchObject([{ part: 'setting', detail: 'postLoginCommands' }])
  })

  it('folders that cannot be read are left out', () => {
    expect(only(site('<RemoteDir>1 0 4 ho</RemoteDir>')).remoteFolder).toBeUndefined()
    expect(only(site('<RemoteDir>nonsense</RemoteDir>')).remoteFolder).toBeUndefined()
    expect(only(site('<RemoteDir>/by hand</RemoteDir>')).remoteFolder).toBe('/by hand')
    const lineBreak = only(site('<RemoteDir>1 0 3 a&#10;b</RemoteDir>'))
    expect(lineBreak.remoteFolder).toBeUndefined()
    expect(lineBreak.notTaken).toMatchObject([{ part: 'setting', detail: 'remoteFolder' }])
  })

  it('odd numbers do no harm', () => {
    const xml = site(`<TimezoneOffset>-100000</TimezoneOffset><Type>77</Type>
      <MaximumMultipleConnections>-3</MaximumMultipleConnections><SyncBrowsing>2</SyncBrowsing>`)
    const read = only(xml)
    expect(read).not.toHaveProperty('timeOffsetMinutes')
    expect(read).not.toHaveProperty('connectionLimit')
    expect(read).not.toHaveProperty('serverType')
    expect(read.synchronizedBrowsing).toBe(false)
    expect(read.notTaken).toMatchObject([{ detail: 'timeOffsetMinutes' }])
  })

  it('a control character in a comment does not cost the file', () => {
    expect(only(site('<Comments>a&#11;b&#x1;&#x1F600;&#10;</Comments>')).comment).toBe(
      'a\ufffdb\ufffd😀\n',
    )
  })
})

describe('hostile and damaged files', () => {
  const canary = 'c4nary'
  const bomb = `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;">]>`
  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['no XML', canary],
    ['another root', '<Sites/>'],
    ['FileZilla 2', '<FileZilla><Sites/></FileZilla>'],
    ['a cut file', sample('base64').slice(0, 3_000)],
    ['entities', `${bomb}<FileZilla3>&b;</FileZilla3>`],
    ['an external document type', '<!DOCTYPE FileZilla3 SYSTEM "file:///etc/passwd"><FileZilla3/>'],
    ['an unknown entity', `<FileZilla3><a>${canary}&${canary};</a></FileZilla3>`],
    ['a stray entity declaration', `<FileZilla3><!ENTITY ${canary} "x"></FileZilla3>`],
    ['a tag that is not closed', `<FileZilla3><${canary}></FileZilla3>`],
    ['two roots', '<FileZilla3/><FileZilla3/>'],
    ['an attribute twice', `<FileZilla3 a="${canary}" a="${canary}"/>`],
    ['a NUL', '<FileZilla3>\0</FileZilla3>'],
    ['half a surrogate pair', '<FileZilla3>\ud83d</FileZilla3>'],
    ['17 MiB', `<FileZilla3>${' '.repeat(17 * 1024 * 1024)}</FileZilla3>`],
    ['deep nesting', `<FileZilla3>${'<Folder>'.repeat(100_000)}`],
  ])('are refused: %s', (_name, xml) => {
    let error: unknown
    try {
      readFileZilla(xml)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ImportError)
    const { code, message, stack } = error as ImportError
    expect(code).toBe('import-unreadable')
    expect(message + String(stack)).not.toContain(canary)
  })

  it('the cause says where the damage is', () => {
    expect(() => readFileZilla('<FileZilla3>\n  <a></b></FileZilla3>')).toThrow('line 2')
    expect(() => readFileZilla(`${bomb}<FileZilla3/>`)).toThrow('document type')
  })

  it('words like DOCTYPE in a comment or a password are no harm', () => {
    const xml = site('<!-- <!DOCTYPE x> --><Comments><![CDATA[<!ENTITY a "b">]]></Comments>')
    expect(only(xml).comment).toBe('<!ENTITY a "b">')
  })

  it('a forged file cannot make us derive keys for ever', () => {
    const server = (index: number) => {
      const key = Buffer.alloc(64, index + 1).toString('base64')
      return `<Server><Host>h${index}</Host><Port>21</Port><User>u</User><Logontype>1</Logontype>
        <Pass encoding="crypt" pubkey="${key}">AAAA</Pass></Server>`
    }
    const servers = Array.from({ length: 200 }, (_, index) => server(index)).join('')
    const xml = `<FileZilla3><Servers>${servers}</Servers></FileZilla3>`
    const read = () => readFileZilla(xml, { masterPassword: 'x' })
    // Two hundred derivations would take many seconds.
    expect(cpuSeconds(read)).toBeLessThan(4)
    const { sites, notTaken } = read()
    expect(sites).toHaveLength(200)
    expect(notTaken).toHaveLength(200)
  }, 60_000)

  it('20,000 sites are read in a moment', () => {
    const server = '<Server><Host>h</Host><Port>21</Port><Name>n</Name></Server>'
    const xml = `<FileZilla3><Servers>${server.repeat(20_000)}</Servers></FileZilla3>`
    let count = 0
    expect(cpuSeconds(() => (count = readFileZilla(xml).sites.length))).toBeLessThan(8)
    expect(count).toBe(20_000)
  }, 60_000)
})
