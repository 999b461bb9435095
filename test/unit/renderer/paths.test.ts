import { describe, expect, it } from 'vitest'
import {
  baseName,
  completedPath,
  isInside,
  isSafeName,
  joinPath,
  parentOf,
  pathMeant,
  segmentsOf,
  splitTyped,
  typedPath,
} from '../../../renderer/features/panes/paths.ts'

describe('paths', () => {
  it('takes apart what is being typed, and completes it', () => {
    expect(splitTyped('/var/lo', '/home', 'posix')).toEqual({ folder: '/var', start: 'lo' })
    expect(splitTyped('/', '/home', 'posix')).toEqual({ folder: '/', start: '' })
    expect(splitTyped('doc', '/home', 'posix')).toEqual({ folder: '/home', start: 'doc' })
    expect(splitTyped('a/b', '/home', 'posix')).toEqual({ folder: '/home/a', start: 'b' })
    expect(splitTyped('C:\\Us', 'D:\\', 'windows')).toEqual({ folder: 'C:\\', start: 'Us' })
    expect(completedPath('/var/lo', 'log', 'posix')).toBe('/var/log/')
    expect(completedPath('do', 'docs', 'posix')).toBe('docs/')
    expect(completedPath('C:\\Us', 'Users', 'windows')).toBe('C:\\Users\\')
  })

  it('are what they were where they are typed over', () => {
    const hostile = '/in\u202efdp/b\u0007ell'
    const meant = (text: string) => pathMeant(text, [hostile], 'posix')
    expect(meant('/in\\u202Efdp/b\\x07ell')).toBe(hostile)
    expect(meant('/in\\u202Efdp/b\\x07ell/new')).toBe(`${hostile}/new`)
    expect(meant('/in\\u202Efdp/other')).toBe('/in\u202efdp/other')
    expect(meant('/in\\u202Efd')).toBe('/in\\u202Efd')
    expect(meant('/elsewhere')).toBe('/elsewhere')
    expect(pathMeant('C:\\a\\u200Bb\\c', ['C:\\a\u200bb'], 'windows')).toBe('C:\\a\u200bb\\c')
  })

  it('takes apart paths of either system', () => {
    expect(segmentsOf('/', 'posix')).toEqual([{ name: '/', path: '/' }])
    expect(segmentsOf('/www/a b/', 'posix')).toEqual([
      { name: '/', path: '/' },
      { name: 'www', path: '/www' },
      { name: 'a b', path: '/www/a b' },
    ])
    expect(segmentsOf('C:\\Users\\ann', 'windows')).toEqual([
      { name: 'C:\\', path: 'C:\\' },
      { name: 'Users', path: 'C:\\Users' },
      { name: 'ann', path: 'C:\\Users\\ann' },
    ])
    expect(segmentsOf('\\\\nas\\share\\x', 'windows').map((part) => part.path)).toEqual([
      '\\\\nas\\share\\',
      '\\\\nas\\share\\x',
    ])
  })

  it('keeps a backslash in a remote name', () => {
    expect(baseName('/www/a\\b', 'posix')).toBe('a\\b')
  })

  it('joins, climbs and compares', () => {
    expect(joinPath('/', 'a', 'posix')).toBe('/a')
    expect(joinPath('/www', 'a', 'posix')).toBe('/www/a')
    expect(joinPath('C:\\', 'a', 'windows')).toBe('C:\\a')
    expect(parentOf('/www/a', 'posix')).toBe('/www')
    expect(parentOf('/', 'posix')).toBe(null)
    expect(isInside('/www/a', '/www', 'posix')).toBe(true)
    expect(isInside('/www2', '/www', 'posix')).toBe(false)
    expect(isInside('/x', '/', 'posix')).toBe(true)
  })

  it('reads typed paths relative to the folder', () => {
    expect(typedPath('/etc', '/home', 'posix')).toBe('/etc')
    expect(typedPath('sub/x', '/home', 'posix')).toBe('/home/sub/x')
    expect(typedPath('D:\\x', 'C:\\', 'windows')).toBe('D:\\x')
    expect(typedPath('x', 'C:\\Users', 'windows')).toBe('C:\\Users\\x')
  })

  it.each(['', '.', '..', '../x', 'a/b', '..\\x', 'C:\\x', 'a\u0000b', 'a\nb', 'a\rb'])(
    'refuses %j as a name',
    (name) => {
      expect(isSafeName(name)).toBe(false)
    },
  )
  it.each(['a', '...', '-rf', 'C:x', '报告', ' '])('takes %j as a name', (name) => {
    expect(isSafeName(name)).toBe(true)
  })
})
