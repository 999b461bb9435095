/** `2026-03-01T12:30:05` in the time of this machine, as a datetime-local field wants it. */
export function toFieldTime(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Milliseconds since 1970 UTC of what such a field holds; null for no moment. */
export function fromFieldTime(text: string): number | null {
  const time = text === '' ? NaN : new Date(text).getTime()
  return Number.isNaN(time) ? null : time
}
