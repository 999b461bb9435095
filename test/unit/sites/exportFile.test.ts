import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  exportKindOf,
  readExport,
  writeEncryptedExport,
  writePlainExport,
} from '../../../electron/engine/sites/exportFile.ts'

const cost = { N: 1024, r: 8, p: 1 }
const canary = 'c4nary-passw0rd'
const Payload = z.object({ sites: z.array(z.object({ name: z.string(), password: z.string() })) })
const parse = (payload: unknown) => Payload.parse(payload)
const payload = { sites: [{ name: '小站', password: canary }] }
const passphrase = 'pass phrase ü'

describe('an encrypted export', () => {
  it('opens with its passphrase and shows nothing without', async () => {
    const text = await writeEncryptedExport(payload, passphrase, cost)
    expect(exportKindOf(text)).toBe('encrypted')
    expect(text).not.toContain(canary)
    expect(text).not.toContain('小站')
    expect(await readExport(text, parse, passphrase)).toEqual(payload)
    for (const wrong of ['', undefined, 'pass phrase u', canary]) {
      const error = await readExport(text, parse, wrong).catch((thrown: Error) => thrown)
      expect(error).toMatchObject({ code: 'wrong-master-password' })
    }
  })

  it('is made with scrypt N = 2^17 by default', async () => {
    const document = JSON.parse(await writeEncryptedExport({}, passphrase)) as object
    expect(document).toMatchObject({ version: 1, kdf: { name: 'scrypt', N: 131_072, r: 8, p: 1 } })
  }, 60_000)

  it('notices any change of the file', async () => {
    const text = await writeEncryptedExport(payload, passphrase, cost)
    const document = JSON.parse(text) as {
      kdf: { N: number; salt: string }
      payload: { nonce: string; sealed: string }
    }
    const changes: (() => void)[] = [
      () => (document.kdf.N = 2048),
      () => (document.payload.nonce = Buffer.alloc(12).toString('base64')),
      () => (document.payload.sealed = document.payload.sealed.replace(/^.{4}/, 'AAAA')),
    ]
    for (const change of changes) {
      const before = structuredClone(document)
      change()
      await expect(readExport(JSON.stringify(document), parse, passphrase)).rejects.toMatchObject({
        code: 'wrong-master-password',
      })
      Object.assign(document, before)
    }
  })

  it('gives back any payload', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string({ minLength: 1 }), async (value, secret) => {
        const text = await writeEncryptedExport(value, secret, cost)
        expect(await readExport(text, (read) => read, secret)).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('needs a passphrase', async () => {
    await expect(writeEncryptedExport(payload, '')).rejects.toMatchObject({ code: 'bad-request' })
  })
})

describe('a plain export', () => {
  it('is readable JSON', async () => {
    const text = writePlainExport({ sites: [{ name: '小站', password: '' }] })
    expect(exportKindOf(text)).toBe('plain')
    expect(text).toContain('"name": "小站"')
    expect(await readExport(text, parse)).toEqual({ sites: [{ name: '小站', password: '' }] })
  })

  it('refuses a payload that still holds a secret, without naming it', () => {
    for (const field of ['password', 'account', 'passphrase', 'proxyPassword', 'keyPassphrase']) {
      const secret = { sites: [{ name: 'a', deep: [{ [field]: canary }] }] }
      expect(() => writePlainExport(secret)).toThrow(field)
      expect(() => writePlainExport(secret)).not.toThrow(canary)
    }
  })
})

describe('what is no export', () => {
  it.each([
    ['', 'not an export'],
    [`{"format":"sampan-export","version":1,"kind":"plain","payload":"${canary}"}`, 'not hold'],
    [`{"password":"${canary}"`, 'not an export'],
    ['{"format":"sampan-export","version":2,"kind":"plain","payload":{}}', 'newer Sampan'],
    ['{"format":"sampan-export","version":1,"kind":"odd","payload":{}}', 'not an export'],
    ['['.repeat(300_000), 'not an export'],
  ])('is refused with a reason that quotes nothing', async (text, reason) => {
    const error = await readExport(text, parse, 'x').then(
      () => expect.unreachable(),
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ code: 'import-unreadable' })
    expect(error.message).toContain(reason)
    expect(error.message).not.toContain(canary)
  })
})
