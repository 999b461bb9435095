import type { KeyObject } from 'node:crypto'
import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  pbkdf2Sync,
} from 'node:crypto'

export type DecryptedPassword =
  | { state: 'ok'; password: string }
  | { state: 'master-password-missing' }
  | { state: 'master-password-wrong' }
  | { state: 'unreadable' }

/** Opens one `<Pass encoding="crypt" pubkey="…">`. */
export type PasswordDecrypter = (publicKey: string, encrypted: string) => DecryptedPassword

const rounds = 100_000
const length = 32
const tagLength = 16
/** Each key costs the derivation of 100,000 rounds; a forged file could carry one for each site. */
const mostKeys = 20

/**
 * What FileZilla does with a master password: X25519 (RFC 7748) from an ephemeral key to the one
 * derived from the password, then AES-256-GCM. The key is derived once for each public key.
 */
export function createPasswordDecrypter(masterPassword: string | undefined): PasswordDecrypter {
  const keys = new Map<string, KeyPair | 'wrong' | 'unreadable'>()

  return (publicKey, encrypted) => {
    if (!masterPassword) return { state: 'master-password-missing' }
    if (!keys.has(publicKey)) {
      if (keys.size === mostKeys) return { state: 'unreadable' }
      keys.set(publicKey, deriveKeys(masterPassword, publicKey))
    }
    const pair = keys.get(publicKey)
    if (pair === 'wrong') return { state: 'master-password-wrong' }
    const plain = pair === undefined || pair === 'unreadable' ? undefined : decrypt(pair, encrypted)
    const password = plain && withoutPadding(plain)
    return password === undefined ? { state: 'unreadable' } : { state: 'ok', password }
  }
}

type KeyPair = { privateKey: KeyObject; publicKey: Buffer; salt: Buffer }

function deriveKeys(masterPassword: string, publicKey: string): KeyPair | 'wrong' | 'unreadable' {
  const bytes = decodeBase64(publicKey)
  if (bytes?.length !== 2 * length) return 'unreadable'
  const expected = bytes.subarray(0, length)
  const salt = bytes.subarray(length)
  const secret = pbkdf2Sync(Buffer.from(masterPassword, 'utf8'), salt, rounds, length, 'sha256')
  // X25519 clamps the private key itself (RFC 7748, section 5).
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Header, secret]),
    format: 'der',
    type: 'pkcs8',
  })
  secret.fill(0)
  const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-length)
  return own.equals(expected) ? { privateKey, publicKey: expected, salt } : 'wrong'
}

function decrypt(pair: KeyPair, encrypted: string): Buffer | undefined {
  const blob = decodeBase64(encrypted)
  if (!blob || blob.length <= 2 * length) return undefined
  const ephemeral = blob.subarray(0, length)
  const ephemeralSalt = blob.subarray(length, 2 * length)
  const body = blob.subarray(2 * length)
  let shared: Buffer
  try {
    const publicKey = createPublicKey({
      key: Buffer.concat([spkiHeader, ephemeral]),
      format: 'der',
      type: 'spki',
    })
    shared = diffieHellman({ privateKey: pair.privateKey, publicKey })
  } catch {
    // A point of low order: no client makes such a key.
    return undefined
  }
  const derive = (purpose: number) =>
    createHash('sha256')
      .update(ephemeralSalt)
      .update(Buffer.of(purpose))
      .update(shared)
      .update(ephemeral)
      .update(pair.publicKey)
      .update(pair.salt)
      .digest()
  return openGcm(derive(0), derive(2), body) ?? openCtr(derive(0), derive(1), body)
}

function openGcm(key: Buffer, nonce: Buffer, body: Buffer): Buffer | undefined {
  if (body.length <= tagLength) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce.subarray(0, 12))
  decipher.setAuthTag(body.subarray(-tagLength))
  const plain = decipher.update(body.subarray(0, -tagLength))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** The form of FileZilla's first versions with a master password, without a tag. */
function openCtr(key: Buffer, counter: Buffer, body: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-ctr', key, counter.subarray(0, 16))
  return Buffer.concat([decipher.update(body), decipher.final()])
}

/**
 * Passwords of fewer than 16 bytes are filled up to 16 with zeros. Where there is no tag, this
 * and the encoding are all that tells a password from a damaged one.
 */
function withoutPadding(plain: Buffer): string | undefined {
  const end = plain.indexOf(0)
  if (end === -1 ? plain.length < 16 : plain.length !== 16) return undefined
  if (end !== -1 && plain.subarray(end).some((byte) => byte !== 0)) return undefined
  return decodeUtf8(end === -1 ? plain : plain.subarray(0, end))
}

/** Text of UTF-8 bytes, or undefined if they are something else. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Bytes of base64 with or without padding, or undefined if it is something else. */
export function decodeBase64(text: string): Buffer | undefined {
  const bare = text.replace(/\s+/g, '').replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return undefined
  return Buffer.from(bare, 'base64')
}

/** PKCS #8 and SubjectPublicKeyInfo around a raw X25519 key (RFC 8410). */
const pkcs8Header = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiHeader = Buffer.from('302a300506032b656e032100', 'hex')
