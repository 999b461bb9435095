import { describe, expect, it } from 'vitest'
import { fileUrl, freeCopyName, ftpUrl } from '../../../renderer/features/fileOperations/names.ts'
import { toFieldTime, fromFieldTime } from '../../../renderer/features/fileOperations/localTime.ts'
import { commonMode } from '../../../renderer/features/fileOperations/permissionChange.ts'
import { emptyForm, toQuery } from '../../../renderer/features/fileOperations/searchQuery.ts'
import type { Entry } from '../../../electron/contract/files.ts'

const copyWord = (count: number) => (count === 1 ? ' copy' : ` copy ${count}`)
const entry = (permissions?: string): Entry => ({
  name: 'x',
  kind: 'file',
  size: null,
  modifiedAt: null,
  ...(permissions === undefined ? {} : { permissions }),
})

describe('names for copies', () => {
  it('stand before the ending and are free', () => {
    const taken = new Set(['a copy.txt', 'b.d copy'])
    expect(freeCopyName('a.txt', false, taken, copyWord)).toBe('a copy 2.txt')
    expect(freeCopyName('b.d', true, taken, copyWord)).toBe('b.d copy 2')
    expect(freeCopyName('.env', false, taken, copyWord)).toBe('.env copy')
  })
})

describe('addresses', () => {
  const server = { host: 'ftp.example.org', port: 21, user: 'ann', isImplicitTls: false }
  it('escape what a URL cannot hold, byte by byte', () => {
    expect(ftpUrl(server, '/a b/#?%.txt')).toBe('ftp://ann@ftp.example.org/a%20b/%23%3F%25.txt')
    expect(ftpUrl(server, '/\udcff信')).toBe('ftp://ann@ftp.example.org/%FF%E4%BF%A1')
    expect(ftpUrl({ ...server, host: '::1', port: 2121, user: 'anonymous' }, '/x')).toBe(
      'ftp://[::1]:2121/x',
    )
    expect(ftpUrl({ ...server, port: 990, isImplicitTls: true, user: 'a@b:c' }, '/')).toBe(
      'ftps://a%40b%3Ac@ftp.example.org/',
    )
  })
  it('name local files', () => {
    expect(fileUrl('/home/ann/a b', 'posix')).toBe('file:///home/ann/a%20b')
    expect(fileUrl('C:\\Users\\x y', 'windows')).toBe('file:///C:/Users/x%20y')
    expect(fileUrl('\\\\server\\share\\x', 'windows')).toBe('file://server/share/x')
  })
})

describe('times and permissions in fields', () => {
  it('come back as they went', () => {
    const time = new Date(2024, 1, 29, 3, 4, 5).getTime()
    expect(toFieldTime(time)).toBe('2024-02-29T03:04:05')
    expect(fromFieldTime(toFieldTime(time))).toBe(time)
    expect(fromFieldTime('')).toBeNull()
  })
  it('leave open what differs', () => {
    expect(commonMode([entry('rw-r--r--'), entry('rwxr--r--')], 0o644)).toEqual({
      set: 0o644,
      clear: 0o7777 & ~0o744,
    })
    expect(commonMode([entry(), entry()], 0o644)).toEqual({ set: 0o644, clear: 0o133 })
    expect(commonMode([entry('rw-r--r--'), entry()], 0o644)).toEqual({ set: 0, clear: 0 })
  })
})

describe('a typed search', () => {
  it('becomes bytes and moments', () => {
    const query = toQuery({ ...emptyForm, minimumSize: '1,5', unit: 'MB', from: '2024-01-02' })
    expect(query.minimumSize).toBe(1.5 * 1024 * 1024)
    expect(query.modifiedFrom).toBe(new Date(2024, 0, 2).getTime())
    expect(query).not.toHaveProperty('maximumSize')
  })
})
