import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fromLocalName,
  toLocalName,
  UnsafeNameError,
} from '../../../electron/engine/files/localName.ts'
import type { Platform } from '../../../electron/engine/files/localName.ts'

const platforms: Platform[] = ['win32', 'darwin', 'linux']

describe('any name', { timeout: 60_000 }, () => {
  const unit = fc.oneof(
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        ...[
          '%',
          '25',
          '%25',
          '%2',
          '%20',
          '%2E',
          '%0A',
          '%3A',
          '%C3',
          '%A4',
          '%41',
          '%43',
          '%4E',
          '%63',
        ],
        ...[
          '.',
          ' ',
          ':',
          '*',
          '\n',
          '\x7f',
          '\udce4',
          '\udc80',
          '\udcff',
          '\ud83d\udea3',
          'ä',
          '¹',
        ],
        ...['CON', 'con', 'ON', 'on', 'UX', 'UL', 'COM', '1', 'a', 'A', '41', '0A'],
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('/', '\\', '\0', '..', 'C:', '\ud800') },
  )
  const names = fc.array(unit, { maxLength: 7 }).map((units) => units.join(''))
  const platform = fc.constantFrom(...platforms)

  const localOf = (name: string, system: Platform): string | undefined => {
    try {
      return toLocalName(name, system)
    } catch (error) {
      if (error instanceof UnsafeNameError) return undefined
      throw error
    }
  }

  it('is refused, or comes back exactly', () => {
    let taken = 0
    fc.assert(
      fc.property(names, platform, (name, system) => {
        const local = localOf(name, system)
        if (local === undefined) return
        taken++
        expect(fromLocalName(local, system)).toBe(name)
      }),
      { numRuns: 6_000, seed: 23 },
    )
    expect(taken).toBeGreaterThan(3_000)
  })

  it('becomes one segment that stays in its folder', () => {
    fc.assert(
      fc.property(names, platform, (name, system) => {
        const local = localOf(name, system)
        if (local === undefined) return
        for (const path of [posix, win32]) {
          expect(path.basename(local)).toBe(local)
          expect(path.isAbsolute(local)).toBe(false)
        }
        expect(posix.dirname(posix.resolve('/root/folder', local))).toBe('/root/folder')
        expect(win32.dirname(win32.resolve('C:\\root\\folder', local))).toBe('C:\\root\\folder')
        expect(local).not.toMatch(/[\x00-\x1f\x7f\\/]/)
        expect(local.isWellFormed()).toBe(true)
        if (system !== 'win32') return
        expect(local).not.toMatch(/[:*?"<>|]|[. ]$/)
        const stem = local.split('.', 1)[0]!.trimEnd().toUpperCase()
        expect(stem).not.toMatch(/^(CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³])$/)
      }),
      { numRuns: 3_000, seed: 9 },
    )
  })

  it('of this machine is read as a name that leads back to it, or left alone', () => {
    fc.assert(
      fc.property(names, platform, (local, system) => {
        const name = fromLocalName(local, system)
        if (name !== local) expect(toLocalName(name, system)).toBe(local)
      }),
      { numRuns: 4_000, seed: 255 },
    )
  })

  it.each([
    ['.%2E', 'win32'],
    ['a%2E%2E', 'linux'],
    ['a%20b', 'win32'],
    ['a%41', 'win32'],
    ['%43ONSOLE', 'win32'],
    ['a%0a', 'linux'],
  ] as const)('%j of %s is not ours', (local, system) => {
    expect(fromLocalName(local, system)).toBe(local)
  })
})
