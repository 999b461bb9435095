import { AppError } from '../../contract/errors.ts'

export type Platform = 'win32' | 'darwin' | 'linux'

const refusals = {
  empty: 'it is empty',
  dots: 'it stands for the folder itself or for the one above',
  nul: 'it holds a NUL character',
  'network-share': 'it is a path to a network share',
  absolute: 'it is an absolute path',
  drive: 'it begins with a drive letter',
  separator: 'it holds a path separator',
  'not-text': 'it holds half of a character',
  'too-long': 'it is longer than file systems allow',
}
export type UnsafeNameReason = keyof typeof refusals

/** A name from a server that must not become a name on this machine. */
export class UnsafeNameError extends AppError {
  readonly reason: UnsafeNameReason

  constructor(name: string, reason: UnsafeNameReason) {
    const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name
    super('unsafe-name', `The name ${JSON.stringify(shown)} is not safe: ${refusals[reason]}`, {
      path: name,
      cause: reason,
    })
    this.name = 'UnsafeNameError'
    this.reason = reason
  }
}

/** The same on every system: what is harmless on one may be copied or shared to another. */
function refusalOf(name: string): UnsafeNameReason | undefined {
  if (name === '') return 'empty'
  if (name === '.' || name === '..') return 'dots'
  if (name.includes('\0')) return 'nul'
  if (/^[\\/]{2}/.test(name)) return 'network-share'
  if (/^[\\/]/.test(name)) return 'absolute'
  // `C:x` lies in the current folder of drive C.
  if (/^[a-z]:/i.test(name)) return 'drive'
  if (/[\\/]/.test(name)) return 'separator'
  // With the u flag only lone surrogates match; U+DC80 to U+DCFF stand for undecodable bytes.
  if (/[\ud800-\udc7f\udd00-\udfff]/u.test(name)) return 'not-text'
  return undefined
}

/** Device names of Windows, with any extension and blanks before it; ¹²³ count as digits. */
const device = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(?:[.:]|$)/i

/** Whether a character may not stay as it is, at its place in a name. */
function isEscaped(character: string, isLast: boolean, platform: Platform): boolean {
  if (/[\x01-\x1f\x7f\udc80-\udcff]/.test(character)) return true
  if (platform !== 'win32') return false
  return /[:*?"<>|]/.test(character) || (isLast && /[. ]/.test(character))
}

const percent = (character: string): string => {
  const byte = character.charCodeAt(0) & 0xff
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/** What `%XX` stands for, if it is an escape at its place in a name. */
function meaningOf(escape: string, isLast: boolean, platform: Platform): string | undefined {
  const byte = parseInt(escape.slice(1), 16)
  const character = String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)
  return character === '%' || isEscaped(character, isLast, platform) ? character : undefined
}

/** The character that `%XX` at the start of a name hides so that it is no device. */
function hiddenDeviceStart(start: string, rest: string, platform: Platform): string | undefined {
  if (platform !== 'win32' || !/^%[0-9A-F]{2}/.test(start)) return undefined
  const character = String.fromCharCode(parseInt(start.slice(1, 3), 16))
  return device.test(character + rest) ? character : undefined
}

/**
 * The name of a local file or folder for a name that a server gave: one path segment that stays in
 * its folder, and does not mean anything else, on the given platform. What the platform cannot hold
 * is written as `%XX` of its byte; fromLocalName() turns it back. `%` itself is written as `%25`
 * only where it would be mistaken for such an escape.
 *
 * Throws UnsafeNameError for what no escaping makes honest: empty, `.`, `..`, separators of any
 * system, absolute paths, drive letters, network shares, NUL, and more than 255 bytes (UTF-16 units
 * on Windows).
 */
export function toLocalName(name: string, platform: Platform): string {
  const refusal = refusalOf(name)
  if (refusal) throw new UnsafeNameError(name, refusal)
  let local = name.replace(
    /%[0-9A-F]{2}|[\x01-\x1f\x7f:*?"<>|. ]|[\udc80-\udcff]/gu,
    (part, offset: number) => {
      const isLast = offset + part.length === name.length
      if (part.length === 3)
        return meaningOf(part, isLast, platform) === undefined ? part : `%25${part.slice(1)}`
      return isEscaped(part, isLast, platform) ? percent(part) : part
    },
  )
  if (platform === 'win32' && device.test(name)) local = percent(name) + local.slice(1)
  else if (hiddenDeviceStart(name, name.slice(3), platform) !== undefined)
    local = `%25${local.slice(1)}`
  const length = platform === 'win32' ? local.length : Buffer.byteLength(local)
  if (length > 255) throw new UnsafeNameError(name, 'too-long')
  return local
}

/** The server's name for a local one: undoes toLocalName(), and leaves names alone that it did not make. */
export function fromLocalName(local: string, platform: Platform): string {
  const name = unescape(local, platform)
  try {
    return toLocalName(name, platform) === local ? name : local
  } catch (error) {
    if (error instanceof UnsafeNameError) return local
    throw error
  }
}

function unescape(local: string, platform: Platform): string {
  const plain = local.replace(
    /%[0-9A-F]{2}/g,
    (part, offset: number) => meaningOf(part, offset + 3 === local.length, platform) ?? part,
  )
  const start = hiddenDeviceStart(local, plain.slice(3), platform)
  return start === undefined ? plain : start + plain.slice(3)
}

/**
 * Equal for names that would be one file in a folder of the platform. Windows and macOS compare
 * without case, macOS also without Unicode normalization; Windows drops dots and blanks at the end.
 * Errs towards a collision. Linux compares bytes.
 */
export function collisionKey(name: string, platform: Platform): string {
  if (platform === 'linux') return name
  let end = name.length
  if (platform === 'win32') while (end > 0 && /[. ]/.test(name[end - 1]!)) end--
  // Upper, then lower: characters with several lower or upper forms meet (ς σ, ß ss, K).
  return name.slice(0, end).normalize('NFD').toUpperCase().toLowerCase().normalize('NFC')
}
