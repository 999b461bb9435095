import {
  createCipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  pbkdf2Sync,
  randomBytes,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createPasswordDecrypter,
  decodeBase64,
} from '../../../../electron/engine/sites/import/fileZillaCrypt.ts'
import { cpuSeconds } from './cpuSeconds.ts'

const masterPassword = 'open sesame 1'
const raw = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).subarray(-32)
const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** The other side of the decrypter, written after the same description. */
const recipient = (() => {
  const salt = randomBytes(32)
  const secret = pbkdf2Sync(masterPassword, salt, 100_000, 32, 'sha256')
  const key = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
  const publicKey = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
  return { publicKey, salt, text: unpadded(Buffer.concat([raw(publicKey), salt])) }
})()

function encrypt(plain: Buffer, form: 'gcm' | 'ctr'): Buffer {
  const ephemeral = generateKeyPairSync('x25519')
  const salt = randomBytes(32)
  const shared = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: recipient.publicKey,
  })
  const own = raw(ephemeral.publicKey)
  const derive = (purpose: number) =>
    createHash('sha256')
      .update(
        Buffer.concat([
          salt,
          Buffer.of(purpose),
          shared,
          own,
          raw(recipient.publicKey),
          recipient.salt,
        ]),
      )
      .digest()
  if (form === 'ctr') {
    const cipher = createCipheriv('aes-256-ctr', derive(0), derive(1).subarray(0, 16))
    return Buffer.concat([own, salt, cipher.update(plain), cipher.final()])
  }
  const cipher = createCipheriv('aes-256-gcm', derive(0), derive(2).subarray(0, 12))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([own, salt, body, cipher.getAuthTag()])
}

function padded(password: string): Buffer {
  const bytes = Buffer.from(password, 'utf8')
  return bytes.length < 16 ? Buffer.concat([bytes, Buffer.alloc(16 - bytes.length)]) : bytes
}

describe('passwords under a master password', () => {
  const decrypt = createPasswordDecrypter(masterPassword)

  it.each(['gcm', 'ctr'] as const)('come back whatever they are (%s)', (form) => {
    const password = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'))
    fc.assert(
      fc.property(password, (text) => {
        const encrypted = unpadded(encrypt(padded(text), form))
        expect(decrypt(recipient.text, encrypted)).toEqual({ state: 'ok', password: text })
      }),
    )
  })

  it('with padded base64 as well', () => {
    const encrypted = encrypt(padded('x'), 'gcm').toString('base64')
    expect(decrypt(`${recipient.text}==`, encrypted)).toEqual({ state: 'ok', password: 'x' })
  })

  it('are unreadable after any change, and never taken for another password', () => {
    const good = encrypt(padded('a password of some length'), 'gcm')
    fc.assert(
      fc.property(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const bad = Buffer.from(good)
          bad[at] = (bad[at] ?? 0) ^ flip
          // X25519 ignores the top bit of the ephemeral key (RFC 7748, section 5); the hash covers it.
          expect(decrypt(recipient.text, unpadded(bad))).toEqual({ state: 'unreadable' })
        },
      ),
      { numRuns: 300 },
    )
    for (const length of [0, 1, 63, 64, 65, 80, good.length - 1])
      expect(decrypt(recipient.text, unpadded(good.subarray(0, length)))).toEqual({
        state: 'unreadable',
      })
  })

  it.each([
    ['zeros before the end', Buffer.from('ab\0cd\0\0\0\0\0\0\0\0\0\0\0')],
    ['too many zeros', Buffer.concat([Buffer.from('a'), Buffer.alloc(31)])],
    ['no padding', Buffer.from('short')],
    ['no text', Buffer.alloc(16, 0xff)],
  ])('are unreadable with %s', (_name, plain) => {
    for (const form of ['gcm', 'ctr'] as const)
      expect(decrypt(recipient.text, unpadded(encrypt(plain, form)))).toEqual({
        state: 'unreadable',
      })
  })

  it('are unreadable with a key of low order', () => {
    const blob = Buffer.concat([Buffer.alloc(32), randomBytes(64)])
    expect(decrypt(recipient.text, unpadded(blob))).toEqual({ state: 'unreadable' })
  })

  it('tell a wrong master password from a damaged key', () => {
    const encrypted = unpadded(encrypt(padded('x'), 'gcm'))
    const wrong = createPasswordDecrypter('open sesame 2')
    expect(wrong(recipient.text, encrypted)).toEqual({ state: 'master-password-wrong' })
    expect(wrong(recipient.text.slice(4), encrypted)).toEqual({ state: 'unreadable' })
    expect(wrong('*', encrypted)).toEqual({ state: 'unreadable' })
    expect(createPasswordDecrypter(undefined)(recipient.text, encrypted)).toEqual({
      state: 'master-password-missing',
    })
  })

  it('derive each key once', () => {
    const encrypted = unpadded(encrypt(padded('x'), 'gcm'))
    const fresh = createPasswordDecrypter(masterPassword)
    fresh(recipient.text, encrypted)
    const again = cpuSeconds(() => {
      for (let count = 0; count < 200; count++) fresh(recipient.text, encrypted)
    })
    // One derivation takes tens of milliseconds; two hundred would take many seconds.
    expect(again).toBeLessThan(1)
  })
})

describe('decodeBase64', () => {
  it('takes both paddings and line breaks, and nothing else', () => {
    expect(decodeBase64('')?.length).toBe(0)
    for (const text of ['YQ', 'YQ==', ' Y\nQ= ='.replace('= =', '==')])
      expect(decodeBase64(text)?.toString()).toBe('a')
    for (const text of ['Y', 'Y-', 'YQ=Q', 'Y*==', 'ä']) expect(decodeBase64(text)).toBeUndefined()
  })
})
