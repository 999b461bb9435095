import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../electron/engine/secrets/memoryStore.ts'
import {
  derivePasswordKey,
  ScryptSettings,
  seal,
  unseal,
} from '../../../electron/engine/secrets/sealing.ts'

describe('sealing', () => {
  const key = randomBytes(32)

  it('opens with the same key and context, and with nothing else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string(),
        fc.nat(),
        (bytes, context, where) => {
          const plain = Buffer.from(bytes)
          const value = seal(key, plain, context)
          expect(unseal(key, value, context)).toEqual(plain)
          expect(unseal(randomBytes(32), value, context)).toBeUndefined()
          expect(unseal(key, value, `${context}!`)).toBeUndefined()
          const sealed = Buffer.from(value.sealed, 'base64')
          const at = where % sealed.length
          sealed[at] = (sealed[at] ?? 0) ^ 0x80
          const changed = { ...value, sealed: sealed.toString('base64') }
          expect(unseal(key, changed, context)).toBeUndefined()
        },
      ),
    )
  })

  it('never seals the same value in the same way', () => {
    const values = Array.from({ length: 50 }, () => seal(key, Buffer.from('same'), 'x').sealed)
    expect(new Set(values).size).toBe(50)
  })

  it('takes no short tag or nonce', () => {
    expect(unseal(key, { nonce: '', sealed: '' }, 'x')).toBeUndefined()
    const value = seal(key, Buffer.from('a'), 'x')
    expect(unseal(key, { ...value, sealed: 'AAAA' }, 'x')).toBeUndefined()
  })

  it('derives the key of RFC 7914, section 12', async () => {
    const salt = Buffer.from('SodiumChloride').toString('base64')
    const settings: ScryptSettings = { name: 'scrypt', N: 16_384, r: 8, p: 1, salt }
    const key = await derivePasswordKey('pleaseletmein', settings)
    expect(key.toString('hex')).toBe(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
    )
  })

  it('refuses settings of a file that would exhaust the machine or mean nothing', () => {
    const good = { name: 'scrypt', N: 2 ** 17, r: 8, p: 1, salt: 'A'.repeat(22) + '==' }
    expect(ScryptSettings.safeParse(good).success).toBe(true)
    for (const bad of [
      { N: 2 ** 24 },
      { N: 1000 },
      { N: 3_000 },
      { N: 2 ** 19, r: 32 },
      { p: 1000 },
      { salt: '' },
      { name: 'md5' },
      { more: 1 },
    ])
      expect(ScryptSettings.safeParse({ ...good, ...bad }).success).toBe(false)
  })
})

describe('the memory store', () => {
  it('keeps secrets for as long as it lives and says that it saves none', async () => {
    const store = createMemoryStore()
    expect(store.state).toBe('open')
    expect(store.protection()).toBe('none')
    await store.set('a', 'x')
    expect(await store.get('a')).toBe('x')
    await store.delete('a')
    expect(await store.get('a')).toBeUndefined()
    expect(await createMemoryStore().get('a')).toBeUndefined()
  })
})
