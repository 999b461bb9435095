import { decodeUtf8 } from './fileZillaCrypt.ts'

export type RevealedPassword =
  | { state: 'ok'; password: string }
  /** Encrypted with WinSCP's master password. */
  | { state: 'master-password' }
  | { state: 'unreadable' }

const flag = 0xff
const plainVersion = 0x00
const masterPasswordVersion = 0x01
const longVersion = 0x02

/**
 * WinSCP hides passwords without any secret: each byte is inverted and XORed with 0xA3. Before the
 * password stands `key`, the user and host it was saved for; if they do not fit, the entry was
 * edited and the rest may be garbage. Old entries have no flag and no key.
 */
export function revealPassword(hex: string, key: string): RevealedPassword {
  if (hex.length % 2 === 1 || !/^[0-9a-f]+$/i.test(hex)) return { state: 'unreadable' }
  const bytes = Buffer.from(hex, 'hex').map((byte) => ~byte ^ 0xa3)
  let at = 0
  const next = () => bytes[at++] ?? 0

  let length = next()
  const isFlagged = length === flag
  if (isFlagged) {
    const version = next()
    if (version === masterPasswordVersion) return { state: 'master-password' }
    if (version === plainVersion) length = next()
    else if (version === longVersion) length = next() * 256 + next()
    else return { state: 'unreadable' }
  }
  at += 1 + (bytes[at] ?? 0)
  if (at + length > bytes.length) return { state: 'unreadable' }
  const text = decodeUtf8(bytes.subarray(at, at + length))
  if (text === undefined || (isFlagged && !text.startsWith(key))) return { state: 'unreadable' }
  return { state: 'ok', password: isFlagged ? text.slice(key.length) : text }
}
