import type { Locale } from '../text.ts'
import { say, words } from '../text.ts'

const letters = ['r', 'w', 'x'] as const

/** Octal digit of one group of three; s, S, t and T stand in the place of x. */
function digitOf(triad: string): number {
  const read = triad[0] === 'r' ? 4 : 0
  const write = triad[1] === 'w' ? 2 : 0
  const execute = /[xst]/.test(triad[2] ?? '') ? 1 : 0
  return read + write + execute
}

/** `rwxr-xr-x` as `755`, with setuid, setgid or sticky in front as in `4755`. */
export function octalOf(permissions: string): string | undefined {
  if (!/^[-r][-w][-xsS][-r][-w][-xsSlL][-r][-w][-xtT]$/.test(permissions)) return undefined
  const triads = [0, 3, 6].map((start) => permissions.slice(start, start + 3))
  const special =
    (/[sS]/.test(permissions[2] ?? '') ? 4 : 0) +
    (/[sSlL]/.test(permissions[5] ?? '') ? 2 : 0) +
    (/[tT]/.test(permissions[8] ?? '') ? 1 : 0)
  const digits = triads.map(digitOf).join('')
  return special === 0 ? digits : `${special}${digits}`
}

/** `644` or `0644` as `rw-r--r--`. */
export function permissionsOf(octal: string): string | undefined {
  if (!/^[0-7]{3,4}$/.test(octal)) return undefined
  return [...octal.slice(-3)]
    .map((digit) =>
      letters.map((letter, place) => (Number(digit) & (4 >> place) ? letter : '-')).join(''),
    )
    .join('')
}

const rights = {
  r: words('read', '读取'),
  w: words('write', '写入'),
  x: words('execute or enter', '执行或进入'),
}
const nothing = words('nothing', '无任何权限')

/** "read, write" for `rw-`. */
export function rightsOf(triad: string, locale: Locale): string {
  const digit = digitOf(triad)
  const granted = letters.filter((_letter, place) => digit & (4 >> place))
  if (granted.length === 0) return say(nothing, locale)
  return granted.map((letter) => say(rights[letter], locale)).join(locale === 'en' ? ', ' : '、')
}
