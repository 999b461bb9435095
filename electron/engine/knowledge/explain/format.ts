import type { Locale } from '../text.ts'

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** "1.5 GB": 1,024 bytes a step, at most one decimal. */
export function humanBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  const value = bytes / 1024 ** power
  const rounded = power === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10
  return `${rounded} ${units[power] ?? ''}`
}

/** "1,610,612,736 bytes (1.5 GB)". */
export function exactBytes(bytes: number, locale: Locale): string {
  const exact = bytes.toLocaleString('en-US')
  const unit = locale === 'en' ? (bytes === 1 ? ' byte' : ' bytes') : ' 字节'
  return bytes < 1024 ? `${exact}${unit}` : `${exact}${unit} (${humanBytes(bytes)})`
}

/**
 * Time of RFC 3659 §2.3 (YYYYMMDDHHMMSS[.sss], UTC) as "2026-11-27 08:04:51 UTC". Undefined when a
 * part is out of range.
 */
export function readTime(text: string): string | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(\.\d+)?$/.exec(text)
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second, fraction = ''] = match
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const isPossible =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= lastDay &&
    Number(hour) <= 23 &&
    Number(minute) <= 59 &&
    // 60 is a leap second.
    Number(second ?? 0) <= 60
  if (!isPossible) return undefined
  const seconds = second === undefined ? '' : `:${second}${fraction}`
  return `${year}-${month}-${day} ${hour}:${minute}${seconds} UTC`
}
