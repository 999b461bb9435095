import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../electron/cli/arguments.ts'
import type { CommandName } from '../../electron/cli/commands.ts'
import { commands } from '../../electron/cli/commands.ts'
import { exitCodes } from '../../electron/cli/exitCodes.ts'
import { commandHelp, exitTable, overview } from '../../electron/cli/help.ts'
import { options } from '../../electron/cli/options.ts'
import { barOf } from '../../electron/cli/progress.ts'
import { formatBytes, formatSeconds, parseRate } from '../../electron/cli/rates.ts'
import { harmless } from '../../electron/cli/terminal.ts'
import { parseSitePath, parseUrl, resolvePath } from '../../electron/cli/url.ts'

const pathAt = (url: string, home = '/home/me') => resolvePath(parseUrl(url).path, home)

describe('URLs on the command line', () => {
  it.each([
    // RFC 1738 §3.2.2: each part of the path is a step from the folder of the login.
    ['ftp://host', '/home/me'],
    ['ftp://host/', '/home/me'],
    ['ftp://host/a/b', '/home/me/a/b'],
    ['ftp://host/%2Fetc/motd', '/etc/motd'],
    ['ftp://host//etc/motd', '/etc/motd'],
    ['ftp://host//', '/'],
    ['ftp://host/a%20b/100%25', '/home/me/a b/100%'],
    ['ftp://host/%E4%B8%AD/x;type=i', '/home/me/中/x'],
    ['ftp://host/dir;type=d', '/home/me/dir'],
    ['ftp://host/a/./b//c', '/home/me/a/b/c'],
    ['ftp://host/semi;colon', '/home/me/semi;colon'],
  ])('%s is %s', (url, path) => {
    expect(pathAt(url)).toBe(path)
  })

  it('tells folders from files where the URL does', () => {
    expect(parseUrl('ftp://h/a/').path).toMatchObject({ isFolder: true, isFile: false })
    expect(parseUrl('ftp://h/a;type=d').path).toMatchObject({ isFolder: true })
    expect(parseUrl('ftp://h/a;type=I').path).toMatchObject({ isFolder: false, isFile: true })
    expect(parseUrl('ftp://h/a').path).toMatchObject({ isFolder: false, isFile: false })
  })

  it('reads who and where', () => {
    const { address } = parseUrl('ftpes://me%40home:p%40ss%2F@[::1]:2121/x')
    expect(address).toEqual({
      host: '::1',
      port: 2121,
      user: 'me@home',
      password: 'p@ss/',
      encryption: 'required',
    })
    expect(parseUrl('ftps://h/').address.encryption).toBe('implicit')
  })

  it.each([
    ['sftp://h/x', 'sftp'],
    ['h/x', 'no FTP URL'],
    ['ftp:///x', 'no server'],
    ['ftp://h/a%0d%0aDELE x', 'line break'],
    ['ftp://h/%ff', 'UTF-8'],
    ['ftp://h/x;type=a', 'type=a'],
    ['ftp://h/x;type=z', 'type='],
  ])('refuses %s and says why', (url, why) => {
    expect(() => parseUrl(url)).toThrow(why)
  })

  it('takes paths on a saved site as they are', () => {
    expect(resolvePath(parseSitePath('a%20b/c'), '/home')).toBe('/home/a%20b/c')
    expect(resolvePath(parseSitePath('/x/'), '/home')).toBe('/x')
    expect(resolvePath(parseSitePath(''), '/home')).toBe('/home')
  })
})

describe('the command line', () => {
  const optionsOf = (...args: string[]) => {
    const request = readArguments(args)
    if (request.do !== 'run') throw new Error(JSON.stringify(request))
    return request.options
  }

  it('knows every option of every command', () => {
    const print = 'A'.repeat(64)
    expect(
      optionsOf(
        ...['get', 'ftp://h/x', '--parallel', '8', '--segments=2', '--mode', 'active'],
        ...['--tls', 'required', '--trust', print.toLowerCase(), '--insecure'],
        ...['--encoding', 'gb18030', '--limit-rate', '1.5M', '--on-conflict', 'skip'],
        ...['--json', '-q', '--queue', '/q', '--data', '/d'],
      ),
    ).toEqual({
      parallel: 8,
      segments: 2,
      mode: 'active',
      tls: 'required',
      trust: [print.match(/../g)!.join(':')],
      isInsecure: true,
      encoding: 'gb18030',
      limitRate: 1_572_864,
      onConflict: 'skip',
      output: 'json',
      isQuiet: true,
      queueFolder: '/q',
      dataFolder: '/d',
    })
  })

  it.each([
    [['get'], 'missing'],
    [['put', 'file'], 'missing'],
    [['mirror', 'ftp://h/', 'a', 'b'], 'too many'],
    [['resume'], '--queue'],
    [['fetch', 'ftp://h/x'], 'no command fetch'],
    [['get', 'ftp://h/x', '--paralel', '3'], 'paralel'],
    [['get', 'ftp://h/x', '--parallel', '0'], '1 to 32'],
    [['get', 'ftp://h/x', '--parallel', '33'], '1 to 32'],
    [['get', 'ftp://h/x', '--tls', 'maybe'], 'required'],
    [['get', 'ftp://h/x', '--trust', 'abc'], '64'],
    [['get', 'ftp://h/x', '--limit-rate', 'fast'], '500K'],
    [['get', 'ftp://h/x', '--on-conflict', 'destroy'], 'overwrite'],
    [['ls', '--parallel', '3', 'ftp://h/'], 'parallel'],
  ])('refuses %j', (args, why) => {
    const request = readArguments(args)
    expect(request).toMatchObject({ do: 'refuse' })
    expect((request as { message: string }).message).toContain(why)
  })

  it('never repeats a password that was mistyped into a URL', () => {
    const request = readArguments(['get', 'ftp://me:hunter2@h:x/'])
    expect(JSON.stringify(request)).not.toContain('hunter2')
  })

  it('reads rates, and writes numbers for people', () => {
    expect([parseRate('500K'), parseRate('2M'), parseRate('7'), parseRate('1g')]).toEqual([
      512_000, 2_097_152, 7, 1_073_741_824,
    ])
    expect([parseRate('0'), parseRate('-1'), parseRate('K'), parseRate('1e9')]).toEqual(
      Array(4).fill(undefined),
    )
    expect([formatBytes(512), formatBytes(1_536), formatBytes(2 ** 31)]).toEqual([
      '512 B',
      '1.5 KiB',
      '2.0 GiB',
    ])
    expect([formatSeconds(0.84), formatSeconds(185), formatSeconds(3_723)]).toEqual([
      '0.8 s',
      '3:05',
      '1:02:03',
    ])
  })

  it('draws bars that fit, of names that cannot steer the terminal', () => {
    const item = { name: `${'x'.repeat(100)}\x1b[2J`, size: 100, transferred: 25, speed: 2_048 }
    const bar = barOf(item as Parameters<typeof barOf>[0], 60)
    expect(bar).toHaveLength(60)
    expect(bar).toContain('[#####               ]  25%  2.0 KiB/s')
    expect(bar).not.toContain('\x1b')
    expect(harmless('a\r\n\x9b31m\u202eb')).toBe('a\ufffd\ufffd\ufffd31m\ufffdb')
  })
})

describe('the manual', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
  // Tables are padded so that they can be read as text.
  const squeezed = manual.replaceAll(/ {2,}/g, ' ')

  it.each(Object.keys(commands))('has the help of %s, word for word', (name) => {
    expect(manual).toContain(commandHelp(name as CommandName))
  })

  it('has all exit codes', () => {
    expect(overview()).toContain(exitTable())
    for (const [code, meaning] of Object.entries(exitCodes))
      expect(squeezed).toContain(`| ${code} | ${meaning} |`)
  })

  it('offers each option with at least one command', () => {
    const offered = new Set(Object.values(commands).flatMap((command) => [...command.options]))
    for (const name of Object.keys(options))
      if (name !== 'version') expect(offered, name).toContain(name)
  })
})
