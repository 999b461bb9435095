const units: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** Bytes a second of `500K`, `1.5M` and the like; undefined for anything else. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMG]?)(?:i?B)?$/i.exec(text)
  const rate = match ? Math.round(Number(match[1]) * units[match[2]!.toUpperCase()]!) : 0
  return rate > 0 ? rate : undefined
}

/** Bytes for people: `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let power = 0
  while (bytes >= 1024 && power < names.length - 1) {
    bytes /= 1024
    power++
  }
  return `${power === 0 || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)} ${names[power]}`
}

/** Seconds for people: `0.8 s`, `3:05`, `1:02:03`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const pair = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60]
  return hours > 0
    ? `${hours}:${pair(minutes)}:${pair(whole % 60)}`
    : `${minutes}:${pair(whole % 60)}`
}
