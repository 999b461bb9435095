const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const known = cache.get(key)
  if (known) return known as T
  const made = make()
  cache.set(key, made)
  return made
}

/** Bytes in a unit that keeps the number short: `812 B`, `1.2 GB`. Steps of 1024. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes
  let unit = 0
  // 1023.95 would be rounded to "1,024".
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  const number = cached(
    `bytes ${locale} ${digits}`,
    () =>
      new Intl.NumberFormat(locale, {
        maximumFractionDigits: digits,
        minimumFractionDigits: digits,
      }),
  )
  return `${number.format(value)} ${units[unit]}`
}

/** Bytes a second. */
export function formatSpeed(bytesPerSecond: number, locale: string): string {
  return `${formatBytes(bytesPerSecond, locale)}/s`
}

export function formatCount(count: number, locale: string): string {
  return cached(`count ${locale}`, () => new Intl.NumberFormat(locale)).format(count)
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Relative within a week ("3 hours ago"), absolute before that. Milliseconds since 1970 UTC. */
export function formatWhen(time: number, now: number, locale: string): string {
  const age = now - time
  if (age < -minute || age >= 7 * day) return formatDate(time, locale)
  const relative = cached(
    `relative ${locale}`,
    () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
  )
  if (age < minute) return relative.format(0, 'second')
  if (age < hour) return relative.format(-Math.floor(age / minute), 'minute')
  if (age < day) return relative.format(-Math.floor(age / hour), 'hour')
  return relative.format(-Math.floor(age / day), 'day')
}

/** Day and minute, or second, in local time. */
export function formatDate(
  time: number,
  locale: string,
  precision: 'minutes' | 'seconds' = 'minutes',
): string {
  return cached(
    `date ${precision} ${locale}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        ...(precision === 'seconds' ? { second: '2-digit' } : {}),
        hourCycle: 'h23',
      }),
  ).format(time)
}

/** Everything, for tooltips: weekday, seconds and time zone. */
export function formatFullDate(time: number, locale: string): string {
  return cached(
    `full ${locale}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }),
  ).format(time)
}

/** `14:03:22.417`, for the log. */
export function formatClock(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`
}

/** Seconds as the two largest units that matter: `45s`, `3m 20s`, `2h 5m`. */
export function formatDuration(seconds: number, locale: string): string {
  const total = Math.max(0, Math.round(seconds))
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'day'],
    [Math.floor(total / 3_600) % 24, 'hour'],
    [Math.floor(total / 60) % 60, 'minute'],
    [total % 60, 'second'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  if (first === -1) return unitNumber(0, 'second', locale)
  return parts
    .slice(first, first + 2)
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => unitNumber(value, unit, locale))
    .join(' ')
}

/** Milliseconds for people: `48 ms`, `1.3 s`, then as `formatDuration`. */
export function formatMilliseconds(milliseconds: number, locale: string): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  return formatDuration(milliseconds / 1_000, locale)
}

function unitNumber(value: number, unit: string, locale: string): string {
  return cached(
    `unit ${locale} ${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }),
  ).format(value)
}
