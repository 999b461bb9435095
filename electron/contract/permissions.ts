/** Permission bits as people and servers write them. Pure, for both sides of the bridge. */

const letters = 'rwxrwxrwx'

/**
 * Bits of `rwxr-sr-t`, `drwxr-xr-x` or octal digits; null for what is neither (DOS attributes,
 * other alphabets).
 */
export function parsePermissions(text: string): number | null {
  const trimmed = text.trim()
  if (/^[0-7]{3,6}$/.test(trimmed)) return parseInt(trimmed, 8) & 0o7777
  // A type before the bits, `+`, `.` or `@` of access lists behind them.
  const match = /^[-a-zA-Z?]?([-rwxsStTlL]{9})[+.@]?$/.exec(trimmed)
  if (!match) return null
  let mode = 0
  for (const [index, letter] of [...match[1]!].entries()) {
    const bit = 0o400 >> index
    const isExecute = index % 3 === 2
    if (letter === letters[index]) mode |= bit
    else if (isExecute && /[st]/.test(letter)) mode |= bit | specialBit(index)
    else if (isExecute && /[STlL]/.test(letter)) mode |= specialBit(index)
    else if (letter !== '-') return null
  }
  return mode
}

const specialBit = (index: number) => [0o4000, 0o2000, 0o1000][(index - 2) / 3]!

/** `rwxr-xr-x` of bits, with s and t where the special ones are set. */
export function formatPermissions(mode: number): string {
  return [...letters]
    .map((letter, index) => {
      const isSet = (mode & (0o400 >> index)) !== 0
      if (index % 3 === 2 && mode & specialBit(index)) {
        const special = index === 8 ? 't' : 's'
        return isSet ? special : special.toUpperCase()
      }
      return isSet ? letter : '-'
    })
    .join('')
}

export const formatOctal = (mode: number): string => mode.toString(8).padStart(3, '0')
