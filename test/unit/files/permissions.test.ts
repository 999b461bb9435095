import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatOctal,
  formatPermissions,
  parsePermissions,
} from '../../../electron/contract/permissions.ts'

describe('permission bits', () => {
  it.each([
    ['rwxr-xr-x', 0o755],
    ['-rw-r--r--', 0o644],
    ['drwxrwxrwt', 0o1777],
    ['rwsr-Sr-T+', 0o7744],
    ['0644', 0o644],
    ['755', 0o755],
    ['100644', 0o644],
    ['----------', 0],
  ])('reads %s', (text, mode) => expect(parsePermissions(text)).toBe(mode))

  it.each(['RWED,RE,,', '', 'rwx', 'flcdmpe', '999', 'rwxrwxrwz'])('knows nothing of %s', (text) =>
    expect(parsePermissions(text)).toBeNull(),
  )

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0o7777 }), (mode) => {
        expect(parsePermissions(formatPermissions(mode))).toBe(mode)
        expect(parsePermissions(formatOctal(mode))).toBe(mode)
      }),
    )
  })
})
