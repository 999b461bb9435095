/** A word of a line: where it starts and where it ends. */
export type Column = { start: number; end: number; text: string }

/**
 * The first words of a line, separated by spaces or tabs. Whatever follows them, and words longer
 * than any column, is the name's business.
 */
export function columnsOf(line: string, most: number): Column[] {
  const columns: Column[] = []
  let at = 0
  while (columns.length < most) {
    while (isGap(line.charCodeAt(at))) at++
    if (at >= line.length) break
    const start = at
    while (at < line.length && !isGap(line.charCodeAt(at))) at++
    columns.push({ start, end: at, text: line.slice(start, at) })
  }
  return columns
}

const isGap = (code: number) => code === 0x20 || code === 0x09

/**
 * Owner and group out of the text between link count and size. Both may consist of several words;
 * wider gaps than one space, or else the first space, are where the owner ends.
 */
export function ownerAndGroup(text: string): { owner?: string; group?: string } {
  const words = text.trim()
  if (words === '') return {}
  const gap = /[ \t]{2,}|\t/.exec(words) ?? /[ \t]/.exec(words)
  if (!gap) return { owner: words }
  return {
    owner: words.slice(0, gap.index),
    group: words.slice(gap.index + gap[0].length).replace(/[ \t]+/g, ' '),
  }
}

const units: Record<string, number> = { k: 1, m: 2, g: 3, t: 4, p: 5 }

/**
 * A size as servers write it: 1234, 1,234,567, 33.5k. Rounded ones count as the bytes that they
 * say; null for what is no number of bytes (negative after an overflow, too large). Undefined for
 * other text.
 */
export function sizeColumn(text: string): number | null | undefined {
  const first = text.charCodeAt(0)
  if (first !== 0x2d && !(first >= 0x30 && first <= 0x39)) return undefined
  if (/^\d+$/.test(text)) {
    const size = Number(text)
    return Number.isSafeInteger(size) ? size : null
  }
  if (text.length > 32) return undefined
  if (/^-\d+$/.test(text)) return null
  if (/^\d{1,3}(?:[,.'\u00a0\u2019\u202f]\d{3})+$/.test(text))
    return Number(text.replace(/\D/g, ''))
  const match = /^(\d+(?:[.,]\d+)?)([kmgtp])?(?:i?b)?$/i.exec(text)
  if (!match) return undefined
  const [, amount = '', unit] = match
  const size = Number(amount.replace(',', '.')) * 1024 ** (unit ? units[unit.toLowerCase()]! : 0)
  return Number.isSafeInteger(Math.floor(size)) ? Math.floor(size) : null
}
