import type { SpeedRule } from '../../contract/app.ts'

/** The rule that applies at a moment of local time; undefined: none does. */
export function ruleAt(rules: readonly SpeedRule[], at: Date): SpeedRule | undefined {
  const minute = at.getHours() * 60 + at.getMinutes()
  const day = at.getDay()
  const dayBefore = (day + 6) % 7
  return rules.find(({ days, from, to }) => {
    if (from < to) return days.includes(day) && minute >= from && minute < to
    // Over midnight: the evening of its day, or the morning after.
    return (days.includes(day) && minute >= from) || (days.includes(dayBefore) && minute < to)
  })
}

/** Milliseconds until the next minute begins: rules change with minutes, and clocks can jump. */
export const untilNextMinute = (at: Date): number =>
  60_000 - at.getSeconds() * 1_000 - at.getMilliseconds()
