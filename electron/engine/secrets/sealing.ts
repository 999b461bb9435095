import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'

/** Length of every AES-256 key in bytes. */
export const keyLength = 32

const nonceLength = 12
const tagLength = 16
const memoryLimit = 512 * 1024 * 1024

const Base64 = z.base64().max(64 * 1024 * 1024)

/** scrypt (RFC 7914) with its parameters, as stored in a file. Memory used: 128 * N * r bytes. */
export const ScryptSettings = z
  .strictObject({
    name: z.literal('scrypt'),
    N: z.int().min(1024),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    salt: Base64.min(16),
  })
  // A file names its own cost: without a bound, opening a forged one would exhaust the machine.
  .refine(({ N, r }) => Number.isInteger(Math.log2(N)) && 128 * N * r <= memoryLimit)
export type ScryptSettings = z.infer<typeof ScryptSettings>

/** A sealed value: base64 of the nonce, and of ciphertext and tag together. */
export const Sealed = z.strictObject({ nonce: Base64, sealed: Base64 })
export type Sealed = z.infer<typeof Sealed>

/** The cost of guessing one password, about half a second and 128 MiB on a desktop of today. */
export type ScryptCost = { N: number; r: number; p: number }
export const defaultScryptCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

export function newScryptSettings(cost: ScryptCost = defaultScryptCost): ScryptSettings {
  return { name: 'scrypt', ...cost, salt: randomBytes(16).toString('base64') }
}

/** The key that a password stands for. The caller overwrites it with zeros after use. */
export function derivePasswordKey(password: string, settings: ScryptSettings): Promise<Buffer> {
  const { N, r, p, salt } = settings
  // The same password typed on another system may arrive decomposed.
  const secret = Buffer.from(password.normalize('NFC'), 'utf8')
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 128 * N * r * 2 }
    scrypt(secret, Buffer.from(salt, 'base64'), keyLength, options, (error, key) => {
      secret.fill(0)
      if (error) reject(error)
      else resolve(key)
    })
  })
}

/** AES-256-GCM (NIST SP 800-38D). `context` is authenticated: the value opens nowhere else. */
export function seal(key: Buffer, plain: Buffer, context: string): Sealed {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(context, 'utf8'))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }
}

/** The plain value, or undefined if key, context or data do not fit together. */
export function unseal(key: Buffer, value: Sealed, context: string): Buffer | undefined {
  const nonce = Buffer.from(value.nonce, 'base64')
  const sealed = Buffer.from(value.sealed, 'base64')
  if (nonce.length !== nonceLength || sealed.length < tagLength) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(context, 'utf8'))
  decipher.setAuthTag(sealed.subarray(-tagLength))
  const plain = decipher.update(sealed.subarray(0, -tagLength))
  try {
    decipher.final()
    return plain
  } catch {
    plain.fill(0)
    return undefined
  }
}
