const lookedAt = 65_536

/**
 * The byte order of text in UTF-16 without a mark, undefined for anything else. Told by its ends of
 * lines and blanks, each a zero byte beside it: no other text has zeros, and bytes that are no text
 * soon make a control character or half a pair.
 */
export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 2 || !bytes.subarray(0, lookedAt).includes(0)) return undefined
  if (isUtf16(bytes, 1)) return 'utf-16le'
  return isUtf16(bytes, 0) ? 'utf-16be' : undefined
}

/** `high` is the place of the higher byte of each two. The last unit may be cut. */
function isUtf16(bytes: Uint8Array, high: 0 | 1): boolean {
  let separators = 0
  let isSecondHalf = false
  const end = Math.min(bytes.length, lookedAt)
  for (let at = 0; at + 1 < end; at += 2) {
    const unit = bytes[at + high]! * 256 + bytes[at + 1 - high]!
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    if (isLow !== isSecondHalf) return false
    isSecondHalf = unit >= 0xd800 && unit <= 0xdbff
    if (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09) separators++
    else if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit >= 0xfffe) return false
  }
  return separators > 0
}
