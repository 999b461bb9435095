import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/engine/practice/entries.ts'
import {
  factLine,
  factTime,
  parseFactTime,
  type FactName,
} from '../../../electron/engine/practice/facts.ts'
import { listLine } from '../../../electron/engine/practice/listLine.ts'

const now = new Date('2026-07-15T12:00:00Z')

const entry = (changes: Partial<Entry> = {}): Entry => ({
  name: 'a b',
  kind: 'file',
  size: 1234,
  modifiedAt: new Date('2026-07-01T09:05:06Z'),
  mode: 0o644,
  links: 1,
  owner: 1000,
  group: 100,
  unique: '1g2',
  ...changes,
})

describe('factLine', () => {
  it('has all facts in order', () => {
    expect(factLine(entry(), { facts: null, readOnly: false })).toBe(
      'type=file;size=1234;modify=20260701090506;perm=adfrw;unique=1g2;UNIX.mode=0644;UNIX.owner=1000;UNIX.group=100; a b',
    )
  })

  it('has the chosen ones, and type by kind and position', () => {
    const facts = new Set<FactName>(['perm', 'type'])
    const line = (changes: Partial<Entry>, position?: 'cdir' | 'pdir') =>
      factLine(entry(changes), { facts, readOnly: true }, position)
    expect(line({})).toBe('type=file;perm=r; a b')
    expect(line({ kind: 'directory' })).toBe('type=dir;perm=el; a b')
    expect(line({ kind: 'directory' }, 'cdir')).toBe('type=cdir;perm=el; a b')
    expect(line({ kind: 'link', target: 'x' })).toBe('type=OS.unix=slink:x;perm=r; a b')
    expect(line({ kind: 'other' })).toBe('type=OS.unix=special;perm=r; a b')
  })
})

describe('times', () => {
  it('go both ways', () => {
    const time = new Date('2024-02-29T23:59:58Z')
    expect(factTime(time)).toBe('20240229235958')
    expect(parseFactTime('20240229235958')).toEqual(time)
    expect(parseFactTime('20240229235958.123456')).toEqual(new Date('2024-02-29T23:59:58.123Z'))
  })

  it.each([
    '',
    '2024',
    '20240230000000',
    '20241301000000',
    '20240229250000',
    'x0240229235958',
    '20240229235958Z',
  ])('refuse %j', (text) => {
    expect(parseFactTime(text)).toBeNull()
  })
})

describe('listLine', () => {
  const unix = (changes: Partial<Entry>, offset = 0) =>
    listLine(entry(changes), { format: 'unix', offset, now })

  it('shows the hour of what is younger than half a year, else the year', () => {
    expect(unix({})).toBe('-rw-r--r--    1 practice practice         1234 Jul  1 09:05 a b')
    expect(unix({}, 24 * 60)).toContain('Jul  2 09:05')
    expect(unix({ modifiedAt: new Date('2026-01-20T00:00:00Z') })).toContain('Jan 20 00:00')
    expect(unix({ modifiedAt: new Date('2026-01-10T00:00:00Z') })).toContain('Jan 10  2026')
    expect(unix({ modifiedAt: new Date('2026-07-16T00:00:00Z') })).toContain('Jul 16  2026')
  })

  it('shows kinds, modes and links', () => {
    expect(unix({ kind: 'directory', mode: 0o1777 })).toMatch(/^drwxrwxrwt /)
    expect(unix({ mode: 0o4755 })).toMatch(/^-rwsr-xr-x /)
    expect(unix({ mode: 0o6644 })).toMatch(/^-rwSr-Sr-- /)
    expect(unix({ kind: 'link', mode: 0o777, target: 'x y' })).toMatch(/^lrwxrwxrwx .* a b -> x y$/)
  })

  it('can look like IIS', () => {
    const dos = (changes: Partial<Entry>) =>
      listLine(entry(changes), { format: 'dos', offset: 0, now })
    expect(dos({})).toBe('07-01-26  09:05AM                 1234 a b')
    expect(dos({ kind: 'directory', modifiedAt: new Date('1999-12-31T12:00:00Z') })).toBe(
      '12-31-99  12:00PM       <DIR>          a b',
    )
    expect(dos({ modifiedAt: new Date('2026-07-01T00:30:00Z') })).toContain('12:30AM')
  })
})
