import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatDuration,
  formatMilliseconds,
  formatWhen,
} from '../../../renderer/format.ts'

describe('format', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KB'],
    [1_048_575, '1.0 MB'],
    [1_288_490_189, '1.2 GB'],
    [157_286_400, '150 MB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })

  it('writes dates relative within a week, absolute after it', () => {
    const now = Date.UTC(2024, 10, 20, 12)
    expect(formatWhen(now - 1_000, now, 'en')).toBe('now')
    expect(formatWhen(now - 3 * 3_600_000, now, 'en')).toBe('3 hr. ago')
    expect(formatWhen(now - 24 * 3_600_000, now, 'en')).toBe('yesterday')
    expect(formatWhen(now - 8 * 24 * 3_600_000, now, 'en')).toMatch(/^Nov 12, 2024/)
    expect(formatWhen(now + 3_600_000, now, 'en')).toMatch(/^Nov 20, 2024/)
  })

  it('writes durations in two units at most', () => {
    expect(formatDuration(0.2, 'en')).toBe('0s')
    expect(formatDuration(45, 'en')).toBe('45s')
    expect(formatDuration(200, 'en')).toBe('3m 20s')
    expect(formatDuration(7_200, 'en')).toBe('2h')
    expect(formatDuration(200, 'zh-CN')).toBe('3分钟 20秒')
    expect(formatMilliseconds(48.4, 'en')).toBe('48 ms')
    expect(formatMilliseconds(1_340, 'en')).toBe('1.3 s')
  })

  it('writes the time of a log line to the millisecond', () => {
    expect(formatClock(new Date(2024, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006')
  })
})
