import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revealPassword } from '../../../../electron/engine/sites/import/winScpPassword.ts'
import { hidePassword } from '../../../support/winScpPassword.ts'

const vector =
  'A35C405F1C1D1E3D30353F393A282C7239243D312C3039723F33312C9FF87C2F2F616D727272727272727272727272727272'
const key = 'aliceftp.example.com'

describe('revealPassword', () => {
  it('reads the known vector', () => {
    expect(revealPassword(vector, key)).toEqual({ state: 'ok', password: 'pä ss=1' })
    expect(revealPassword(vector.toLowerCase(), key)).toMatchObject({ state: 'ok' })
  })

  it('does not give out a password that was saved for another user or host', () => {
    for (const other of ['bobftp.example.com', 'alicefto.example.com', `${key}x`])
      expect(revealPassword(vector, other)).toEqual({ state: 'unreadable' })
  })

  it('reads back whatever was hidden, short and long', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 300 })
      .filter((value) => value.isWellFormed())
    fc.assert(
      fc.property(text, text, fc.nat({ max: 40 }), (owner, password, shift) => {
        const hidden = hidePassword(owner, password, { shift })
        expect(revealPassword(hidden, owner)).toEqual({ state: 'ok', password })
      }),
    )
  })

  it('reads the form with a length of two bytes', () => {
    const long = 'x'.repeat(300)
    const hidden = hidePassword(key, long)
    expect(hidden).toMatch(/^A35E/)
    expect(revealPassword(hidden, key)).toEqual({ state: 'ok', password: long })
  })

  it('reads old entries, which have no flag and no key', () => {
    expect(revealPassword(hidePassword('', 'old pass', { isOld: true, shift: 3 }), key)).toEqual({
      state: 'ok',
      password: 'old pass',
    })
  })

  it('knows what is under a master password', () => {
    expect(revealPassword('A35D00112233', key)).toEqual({ state: 'master-password' })
  })

  it.each(['', 'A', 'A35', 'XY', 'A35C', 'A35B405F', vector.slice(0, 40), 'A35CFF', 'A35C 405F'])(
    'is unreadable: %j',
    (hidden) => {
      expect(revealPassword(hidden, key)).toEqual({ state: 'unreadable' })
    },
  )
})
