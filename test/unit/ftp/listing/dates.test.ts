import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeOf } from '../../../../electron/engine/ftp/listing/dates.ts'

describe('the time of a moment', () => {
  it('is that of JavaScript, for each day from the year 1 to 9999', () => {
    const day = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    const read = (date: Date) =>
      timeOf(
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
        date.getUTCMilliseconds(),
      )
    fc.assert(fc.property(day, (date) => read(date) === date.getTime()))
    // Each day around all that is special about a calendar.
    for (const year of [1, 99, 100, 400, 1900, 1969, 1970, 1999, 2000, 2023, 2024, 2100, 9999])
      for (let count = -1; count < 367; count++) {
        const date = new Date(0)
        date.setUTCFullYear(year, 0, count)
        if (date.getUTCFullYear() > 0) expect(read(date)).toBe(date.getTime())
      }
  })

  it('does not exist for days and times that do not', () => {
    for (const [month, day] of [
      [0, 1],
      [13, 1],
      [1, 0],
      [1, 32],
      [4, 31],
      [2, 30],
    ] as const)
      expect(timeOf(2024, month, day, 0, 0)).toBeNaN()
    expect(timeOf(2023, 2, 29, 0, 0)).toBeNaN()
    expect(timeOf(1900, 2, 29, 0, 0)).toBeNaN()
    expect(timeOf(2024, 1, 1, 24, 0)).toBeNaN()
    expect(timeOf(2024, 1, 1, 0, 60)).toBeNaN()
    expect(timeOf(2024, 1, 1, NaN, 0)).toBeNaN()
    expect(timeOf(2024, NaN, 1, 0, 0)).toBeNaN()
    // A leap second is the next second.
    expect(timeOf(2016, 12, 31, 23, 59, 60)).toBe(Date.UTC(2017, 0, 1))
  })
})
