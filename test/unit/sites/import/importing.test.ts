import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeImport } from '../../../../electron/engine/sites/import/decode.ts'
import { markDuplicates } from '../../../../electron/engine/sites/import/duplicates.ts'
import { findImports } from '../../../../electron/engine/sites/import/find.ts'
import { ImportError, previewOf } from '../../../../electron/engine/sites/import/importedSite.ts'
import type { ImportedSite } from '../../../../electron/engine/sites/import/importedSite.ts'
import {
  detectFormat,
  importers,
  readImport,
} from '../../../../electron/engine/sites/import/index.ts'
import { readImportPath } from '../../../../electron/engine/sites/import/readFiles.ts'
import { sample, truth } from './fileZillaSamples.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-import-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(path: string, content: string | Uint8Array = 'x') {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  return file
}

const duck = (host: string, protocol = 'ftp') =>
  `<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">
  <plist version="1.0"><dict><key>Protocol</key><string>${protocol}</string>
  <key>Hostname</key><string>${host}</string></dict></plist>`

describe('detectFormat', () => {
  it.each([
    ['filezilla', sample('base64')],
    ['filezilla', '\ufeff<FileZilla3/>'],
    ['filezilla', '<FileZilla/>'],
    ['cyberduck', duck('h')],
    ['winscp', '\ufeff\r\n[Configuration]\r\nx=1'],
    ['winscp', '; comment\n[Sessions\\a]\n'],
    [
      'winscp',
      'Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2]',
    ],
    ['vscode-sftp', '{"name": "[Sessions]"}'],
    ['vscode-sftp', '// c\n[{}]'],
    ['vscode-sftp', '[{"name": "Sessions"}]'],
    ['urls', '# c\n\nftp://h\n'],
    ['urls', 'sftp://h name'],
    ['lftp', 'name ftp://h'],
    ['lftp', '# c\nname\tsftp://h'],
    [undefined, ''],
    [undefined, 'hello'],
    [undefined, '<html/>'],
    [undefined, '# # # #'.repeat(10_000)],
  ])('%s', (format, text) => {
    expect(detectFormat(text)).toBe(format)
  })

  it('reads what it detects, and refuses the rest', () => {
    const { format, sites } = readImport(sample('master-password'), truth)
    expect(format).toBe('filezilla')
    expect(sites.find(({ name }) => name === 'plain-ftp')?.password).toBe('simple')
    expect(() => readImport('hello')).toThrow(ImportError)
    expect(() => readImport('ftp://h', { format: 'winscp' })).toThrow(ImportError)
  })

  it('no text makes an importer hang or throw anything but ImportError', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom('<FileZilla3>', '<Servers>', '<Server>', '</Server>', '<Host>h</Host>'),
      fc.constantFrom('[Sessions\\a]\n', 'FSProtocol=5\n', 'Password=A35C', '%EF', '=', '\n', '\\'),
      fc.constantFrom('{', '"protocol":"ftp"', '[', '}', ',', 'ftp://', 'a ftp://u:p@h/', '&#x0;'),
      fc.constantFrom(
        '<plist>',
        '<dict>',
        '<key>Protocol</key>',
        '<string>ftp</string>',
        '</dict>',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const importer of importers)
          try {
            importer.read(pieces.join(''), { masterPassword: 'x' })
          } catch (error) {
            expect(error).toBeInstanceOf(ImportError)
          }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('decodeImport', () => {
  const text = '[Sessions\\ü上😀]'
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, high byte first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['the same without a mark', Buffer.from(text, 'utf16le').swap16()],
  ])('%s', (_name, bytes) => {
    expect(decodeImport(bytes)).toBe(text)
  })

  it('what is neither is Windows-1252', () => {
    expect(decodeImport(Buffer.from('caf\xe9 \x80', 'latin1'))).toBe('café €')
    expect(decodeImport(new Uint8Array())).toBe('')
  })

  it('refuses what is no text or too large', () => {
    expect(() => decodeImport(Buffer.from('SQLite format 3\0\x01'))).toThrow(ImportError)
    expect(() => decodeImport(new Uint8Array(16 * 1024 * 1024 + 1))).toThrow('16 MiB')
  })
})

describe('findImports', () => {
  const found = async (platform: string, env: Record<string, string> = {}) =>
    (await findImports({ platform, env, home: folder })).map(({ format, content, path }) => [
      format,
      content,
      relative(folder, path).replaceAll('\\', '/'),
    ])

  it('finds nothing where nothing is', async () => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'])
      expect(await found(platform)).toEqual([])
  })

  it('on Linux', async () => {
    await put('.config/filezilla/sitemanager.xml')
    await put('.config/filezilla/recentservers.xml')
    await put('.var/app/org.filezillaproject.Filezilla/config/filezilla/sitemanager.xml')
    await put('.duck/Bookmarks/a.duck')
    await put('.local/share/lftp/bookmarks')
    await mkdir(join(folder, '.lftp/bookmarks'), { recursive: true })
    const web = await put('projects/my web/.vscode/sftp.json')
    const workspace = pathToFileURL(dirname(dirname(web))).href
    const storage = '.config/Code/User/workspaceStorage'
    await put(`${storage}/1/workspace.json`, JSON.stringify({ folder: workspace }))
    await put(`${storage}/2/workspace.json`, JSON.stringify({ folder: workspace }))
    await put(`${storage}/3/workspace.json`, '{"folder": "vscode-remote://ssh/x"}')
    await put(`${storage}/4/workspace.json`, 'damaged')
    await put(`${storage}/5/workspace.json`, '{"folder": "file://host/%zz"}')
    expect(await found('linux')).toEqual([
      ['filezilla', 'sites', '.config/filezilla/sitemanager.xml'],
      ['filezilla', 'recent', '.config/filezilla/recentservers.xml'],
      [
        'filezilla',
        'sites',
        '.var/app/org.filezillaproject.Filezilla/config/filezilla/sitemanager.xml',
      ],
      ['cyberduck', 'sites', '.duck/Bookmarks'],
      ['lftp', 'sites', '.local/share/lftp/bookmarks'],
      ['vscode-sftp', 'sites', 'projects/my web/.vscode/sftp.json'],
    ])
  })

  it('on Linux with folders moved by the environment, none of them twice', async () => {
    await put('.config/filezilla/sitemanager.xml')
    await put('elsewhere/lftp/bookmarks')
    await put('lftp-home/bookmarks')
    const env = {
      XDG_CONFIG_HOME: join(folder, '.config'),
      XDG_DATA_HOME: join(folder, 'elsewhere'),
      LFTP_HOME: join(folder, 'lftp-home'),
    }
    expect(await found('linux', env)).toEqual([
      ['filezilla', 'sites', '.config/filezilla/sitemanager.xml'],
      ['lftp', 'sites', 'lftp-home/bookmarks'],
      ['lftp', 'sites', 'elsewhere/lftp/bookmarks'],
    ])
  })

  it('on macOS', async () => {
    const group =
      'Library/Group Containers/G69SCX94XU.duck/Library/Application Support/duck/Bookmarks'
    await put(`${group}/a.duck`)
    await put('.config/filezilla/sitemanager.xml')
    expect(await found('darwin')).toEqual([
      ['filezilla', 'sites', '.config/filezilla/sitemanager.xml'],
      ['cyberduck', 'sites', group],
    ])
  })

  it('on Windows', async () => {
    await put('Roaming/FileZilla/sitemanager.xml')
    await put('Roaming/WinSCP.ini')
    await put('x86/WinSCP/WinSCP.ini')
    await put('Roaming/Cyberduck/Bookmarks/a.duck')
    await put('.config/filezilla/sitemanager.xml')
    const env = { APPDATA: join(folder, 'Roaming'), 'ProgramFiles(x86)': join(folder, 'x86') }
    expect(await found('win32', env)).toEqual([
      ['filezilla', 'sites', 'Roaming/FileZilla/sitemanager.xml'],
      ['winscp', 'sites', 'Roaming/WinSCP.ini'],
      ['winscp', 'sites', 'x86/WinSCP/WinSCP.ini'],
      ['cyberduck', 'sites', 'Roaming/Cyberduck/Bookmarks'],
    ])
  })
})

describe('readImportPath', () => {
  it('reads a file of any client', async () => {
    const file = await put('any.xml', sample('base64'))
    const { format, sites } = await readImportPath(file)
    expect(format).toBe('filezilla')
    expect(sites).toHaveLength(13)
  })

  it('reads all bookmarks in a folder of Cyberduck and lists the bad ones', async () => {
    await put('b/two.duck', duck('two.example'))
    await put('b/one.duck', duck('one.example'))
    await put('b/ssh.duck', duck('ssh.example', 'sftp'))
    await put('b/bad.duck', '<plist>')
    await put('b/notes.txt', 'ftp://h')
    const { format, sites, notTaken } = await readImportPath(join(folder, 'b'))
    expect(format).toBe('cyberduck')
    expect(sites.map(({ host }) => host)).toEqual(['one.example', 'two.example'])
    expect(notTaken).toMatchObject([
      { name: 'bad', code: 'entry-unreadable' },
      { name: 'ssh.example', code: 'protocol' },
    ])
  })

  it('knows the workspace of an sftp.json', async () => {
    const json = '{"protocol":"ftp","host":"h","username":"u","context":"public"}'
    const file = await put('web/.vscode/sftp.json', json)
    const { sites } = await readImportPath(file)
    expect(sites[0]?.localFolder).toBe(join(folder, 'web', 'public'))
  })

  it('refuses an empty folder, a large file, and what never ends', async () => {
    await expect(readImportPath(folder)).rejects.toThrow(ImportError)
    const large = await put('large', new Uint8Array(17 * 1024 * 1024))
    await expect(readImportPath(large)).rejects.toThrow('16 MiB')
    await expect(readImportPath(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
    if (process.platform !== 'win32') {
      await symlink('/dev/zero', join(folder, 'endless'))
      await expect(readImportPath(join(folder, 'endless'))).rejects.toThrow('16 MiB')
    }
  })
})

const site = (more: Partial<ImportedSite>): ImportedSite => ({
  folder: [],
  name: 'n',
  host: 'h.example',
  port: 21,
  encryption: 'auto',
  logon: 'ask',
  mode: 'auto',
  encoding: 'auto',
  bookmarks: [],
  ...more,
})

describe('markDuplicates', () => {
  it('compares host, port and user, however they are written', () => {
    const imported = [
      site({ user: 'u' }),
      site({ host: 'H.Example.', user: 'u' }),
      site({ user: 'v' }),
      site({ port: 2121, user: 'u' }),
      site({ host: 'bücher.example', user: 'u' }),
      site({ host: 'xn--bcher-kva.example', user: 'u' }),
      site({}),
      site({ user: '' }),
    ]
    const existing = [
      { id: 'saved-1', host: 'h.EXAMPLE', port: 21, user: 'v' },
      { id: 'saved-2', host: 'h.example', port: 21, user: 'anonymous' },
    ]
    const marked = markDuplicates(imported, existing)
    expect(marked.map(({ site }) => site)).toEqual(imported)
    expect(marked.map(({ duplicateOf }) => duplicateOf)).toEqual([
      undefined,
      { imported: 0 },
      { savedSite: 'saved-1' },
      undefined,
      undefined,
      { imported: 4 },
      { savedSite: 'saved-2' },
      { savedSite: 'saved-2' },
    ])
  })

  it('is quick with thousands', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => site({ user: `u${index % 4_000}` }))
    const marked = markDuplicates(many, [])
    expect(marked.filter(({ duplicateOf }) => duplicateOf)).toHaveLength(1_000)
  })
})

describe('previewOf', () => {
  it('holds everything but the secrets', () => {
    const canary = 'c4nary'
    const full = site({
      user: 'u',
      password: canary,
      account: canary,
      proxy: { kind: 'http', host: 'p', port: 80, user: 'pu', password: canary },
    })
    const preview = previewOf(full)
    expect(JSON.stringify(preview)).not.toContain(canary)
    expect(preview).toEqual({
      ...site({ user: 'u' }),
      hasPassword: true,
      proxy: { kind: 'http', host: 'p', port: 80, user: 'pu' },
    })
    expect(previewOf(site({ proxy: { kind: 'none' } }))).toEqual({
      ...site({ proxy: { kind: 'none' } }),
      hasPassword: false,
    })
  })
})
