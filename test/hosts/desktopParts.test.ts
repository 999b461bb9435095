import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Protocol, SafeStorage } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLaunch, readLink } from '../../electron/desktop/launch.ts'
import { pageFile, serveAppScheme } from '../../electron/desktop/protocol.ts'
import { openSecrets } from '../../electron/desktop/secrets.ts'
import { textsFor } from '../../electron/desktop/texts.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-desktop-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('links and the command line', () => {
  it('reads server, user and folder of a link', () => {
    expect(readLink('ftp://ann@ftp.example.org:2121/pub/file.txt')).toMatchObject({
      title: 'ann@ftp.example.org:2121',
      settings: { host: 'ftp.example.org', port: 2121, user: 'ann', remoteFolder: '/pub/' },
    })
    expect(readLink('ftps://ftp.example.org')).toMatchObject({
      settings: { port: 990, encryption: 'implicit', user: 'anonymous' },
    })
    expect(readLink('ftpes://ftp.example.org')).toMatchObject({
      settings: { port: 21, encryption: 'required' },
    })
  })

  it('leaves the password of a link out', () => {
    expect(JSON.stringify(readLink('ftp://ann:secret@ftp.example.org/'))).not.toContain('secret')
  })

  it.each([
    'ftp://h/%0d%0aDELE%20x',
    'ftp://h/;x-setting=1',
    'ftp://h/?x=1',
    'ftp://h/#x',
    'ftp://',
    'ftp://-oProxyCommand=x/',
    'ftp://h:99999/',
    'ftp://h/a b',
    'ftp://h/"--gpu-launcher=x',
    'http://h/',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('refuses %s', (text) => {
    expect(readLink(text)).toBeUndefined()
  })

  it('ignores every option beside a link', () => {
    const launch = readLaunch(['--data', '/tmp/evil', 'ftp://h/', '--practice', '--root', '/'])
    expect(launch).toMatchObject({ practice: false, roots: [], refusedLinks: 0 })
    expect(launch.dataFolder).toBeUndefined()
    expect(launch.links).toHaveLength(1)
    expect(readLaunch(['--data=/tmp/evil', 'ftp://h/%0d%0aDELE%20x'])).toEqual({
      links: [],
      refusedLinks: 1,
      files: [],
      practice: false,
      roots: [],
    })
  })

  it('takes exports of sites, which allow no options either', () => {
    expect(readLaunch(['--root', '/', 'my sites.SAMPAN', '--practice'], '/home/ann')).toEqual({
      links: [],
      refusedLinks: 0,
      files: [resolve('/home/ann', 'my sites.SAMPAN')],
      practice: false,
      roots: [],
    })
    expect(readLaunch(['--data=/x.sampan', 'sampan', 'a.json']).files).toEqual([])
  })

  it('reads its own options and passes over those of Chromium', () => {
    const args = ['--practice', '--data', '/d', '--root', '/r', '--ozone-platform=x11']
    expect(readLaunch(args)).toEqual({
      links: [],
      refusedLinks: 0,
      files: [],
      practice: true,
      dataFolder: '/d',
      roots: ['/r'],
    })
    expect(readLaunch(['--', '--practice'])).toMatchObject({ practice: false })
    expect(readLaunch(['C:\\file.txt'])).toMatchObject({ links: [], refusedLinks: 0 })
  })
})

describe('the app scheme', () => {
  it('finds files of the page only', () => {
    expect(pageFile('app://sampan/index.html')).toEqual({
      path: '/index.html',
      type: 'text/html; charset=utf-8',
    })
    expect(pageFile('app://sampan/assets/a-B_1.js?x#y')?.path).toBe('/assets/a-B_1.js')
    for (const address of [
      'app://sampan/../package.json',
      'app://sampan/..%2f..%2fpackage.js',
      'app://sampan/%2e%2e/main.js',
      'app://sampan//etc/x.js',
      'app://sampan/.git/x.js',
      'app://sampan/a\\..\\x.js',
      'app://sampan/x.cjs',
      'app://sampan/',
      'app://other/index.html',
      'app://sampan.evil/index.html',
      'file:///etc/x.html',
    ])
      expect(pageFile(address), address).toBeUndefined()
  })

  it('answers with the policy, and with nothing but 404 otherwise', async () => {
    let handler: (request: Request) => Response | Promise<Response> = () => new Response()
    const protocol = { handle: (_scheme: string, given: typeof handler) => (handler = given) }
    serveAppScheme(protocol as unknown as Protocol, folder)
    writeFileSync(join(folder, 'index.html'), '<title>x</title>')
    const page = await handler(new Request('app://sampan/index.html'))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';.*require-trusted-types-for/,
    )
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|connect-src/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    const post = new Request('app://sampan/index.html', { method: 'POST' })
    expect((await handler(post)).status).toBe(404)
    expect((await handler(new Request('app://sampan/missing.js'))).status).toBe(404)
  })
})

/** Reverses the text: enough to tell apart what went through it. */
function keychain(changes: Partial<SafeStorage> = {}): SafeStorage {
  const reversed = (text: string) => [...text].reverse().join('')
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (plain: string) => Buffer.from(reversed(plain)),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: reversed(sealed.toString()),
      shouldReEncrypt: false,
    }),
    ...changes,
  } as SafeStorage
}

describe('saved secrets', () => {
  it('go through the keychain and survive a restart', async () => {
    const secrets = await openSecrets(keychain(), folder, 'linux')
    expect(secrets.protection()).toBe('keychain')
    await Promise.all([secrets.set('a', 'canary-1'), secrets.set('b', 'canary-2')])
    const text = readFileSync(join(folder, 'secrets.json'), 'utf8')
    expect(text).not.toContain('canary')
    const again = await openSecrets(keychain(), folder, 'linux')
    expect(await again.get('a')).toBe('canary-1')
    expect(await again.get('b')).toBe('canary-2')
    await again.delete('a')
    expect(await (await openSecrets(keychain(), folder, 'linux')).get('a')).toBeUndefined()
  })

  it.each(['basic_text', 'unknown'] as const)(
    'go to the vault where Linux has no keychain (%s)',
    async (backend) => {
      const weak = keychain({ getSelectedStorageBackend: () => backend })
      const secrets = await openSecrets(weak, folder, 'linux')
      expect(secrets.protection()).toBe('vault')
      expect(secrets.state).toBe('absent')
    },
  )

  it('go to the vault where the system offers no encryption', async () => {
    const none = keychain({ isAsyncEncryptionAvailable: async () => false })
    expect((await openSecrets(none, folder, 'win32')).protection()).toBe('vault')
  })

  it('are sealed anew when the key has changed', async () => {
    const first = await openSecrets(keychain(), folder, 'darwin')
    await first.set('a', 'one')
    let sealedAgain = 0
    const changed = keychain({
      decryptStringAsync: async () => ({ result: 'one', shouldReEncrypt: true }),
      encryptStringAsync: async () => {
        sealedAgain++
        return Buffer.from('new')
      },
    })
    expect(await (await openSecrets(changed, folder, 'darwin')).get('a')).toBe('one')
    expect(sealedAgain).toBe(1)
  })

  it('that the keychain does not open say what to do', async () => {
    await (await openSecrets(keychain(), folder, 'darwin')).set('a', 'one')
    const other = keychain({ decryptStringAsync: () => Promise.reject(new Error('no key')) })
    const secrets = await openSecrets(other, folder, 'darwin')
    await expect(secrets.get('a')).rejects.toMatchObject({ code: 'storage-damaged' })
  })

  it('in a damaged file are set aside, not overwritten', async () => {
    writeFileSync(join(folder, 'secrets.json'), '{"version":1,"secr')
    const secrets = await openSecrets(keychain(), folder, 'darwin')
    expect(await secrets.get('a')).toBeUndefined()
    expect(readdirSync(folder).some((name) => name.startsWith('secrets.json.damaged-'))).toBe(true)
  })
})

describe('words of the system dialogs', () => {
  it('follow the setting, else the system', () => {
    expect(textsFor('system', 'zh-CN')('file')).toBe('文件')
    expect(textsFor('system', 'de')('file')).toBe('File')
    expect(textsFor('en', 'zh-CN')('openLink', 'h')).toBe('Connect to h?')
    expect(textsFor('zh-CN', 'en')('openLink', 'h')).toBe('连接到 h？')
  })
})
