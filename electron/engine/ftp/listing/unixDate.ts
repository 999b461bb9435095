import { dateOrder, fullYear, hoursOf, millisecondsOf, moment, recentMoment } from './dates.ts'
import type { Clock } from './dates.ts'
import type { LineContext } from './entry.ts'
import { longestMonth, monthOf } from './months.ts'

/** A date in a line: its moment, null when it does not exist, and where the text after it starts. */
export type DateColumn = { date: Date | null; end: number }

/**
 * How far to trust a text that looks like a date. `certain` has the shape of a date and nothing
 * else; `likely` could also be a size before a date, or a part of the name; `malformed` has the
 * shape of a date with an unknown month.
 */
export type DateTrust = 'certain' | 'likely' | 'malformed'

type Form = {
  pattern: RegExp
  trust: DateTrust
  read(match: RegExpExecArray, context: LineContext): Date | null | undefined
}

/** Longest text that can be a date. */
const longestDate = 96

const clockPattern = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([AaPp][Mm]?)?`
const end = String.raw`(?=[ \t]|$)`
const monthPattern = String.raw`([^\s\d]{2,${longestMonth}})`
/** Any character of the scripts that write a sign behind each number, decoded or not. */
const sign = String.raw`[^\x00-\x7f][^\s\d]{0,3}`

const form = (trust: DateTrust, source: string, read: Form['read']): Form => ({
  trust,
  pattern: new RegExp(`^${source}${end}`),
  read,
})

function clockOf(match: RegExpExecArray, at: number): Clock {
  return {
    hours: hoursOf(match[at]!, match[at + 4]),
    minutes: Number(match[at + 1]),
    seconds: match[at + 2] === undefined ? 0 : Number(match[at + 2]),
    milliseconds: millisecondsOf(match[at + 3]),
  }
}

/** Either the year, or the time of a date that is recent. */
function yearOrClock(
  match: RegExpExecArray,
  at: number,
  month: number,
  day: number,
  context: LineContext,
): Date | null {
  const year = match[at]
  return year === undefined
    ? recentMoment(month, day, clockOf(match, at + 1), context)
    : moment(Number(year), month, day)
}

const tail = String.raw`(?:(\d{4})|${clockPattern})`
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ \\t]+)?'

const named: Form[] = [
  // Oct 08, 2002 09:47
  form(
    'certain',
    String.raw`${monthPattern}[ \t]+(\d{1,2}),[ \t]*(\d{4})[ \t]+${clockPattern}`,
    (match) => {
      const month = monthOf(match[1]!)
      return month
        ? moment(Number(match[3]), month, Number(match[2]), clockOf(match, 4))
        : undefined
    },
  ),
  // Mon Jan  2 03:04:05 2023; only times with seconds are followed by a year.
  form(
    'certain',
    String.raw`${weekday}${monthPattern}[ \t]+(\d{1,2})[ \t]+(\d{1,2}):(\d{2}):(\d{2})[ \t]+(\d{4})`,
    (match) => {
      const month = monthOf(match[1]!)
      const clock = {
        hours: Number(match[3]),
        minutes: Number(match[4]),
        seconds: Number(match[5]),
      }
      return month ? moment(Number(match[6]), month, Number(match[2]), clock) : undefined
    },
  ),
  // Jan  2 03:04, Jan  2  2023, szept. 2. 03:04
  form(
    'certain',
    String.raw`${monthPattern}[ \t]+(\d{1,2})[.,]?[ \t]+${tail}`,
    (match, context) => {
      const month = monthOf(match[1]!)
      return month ? yearOrClock(match, 3, month, Number(match[2]), context) : undefined
    },
  ),
  form('malformed', String.raw`${monthPattern}[ \t]+(\d{1,2})[.,]?[ \t]+${tail}`, () => null),
]

const numbered: Form[] = [
  // 2023-01-02 03:04:05.000000000 +0100: the wall time counts, as in all forms without a zone.
  form(
    'certain',
    String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:[ \t]+|T)${clockPattern}(?:Z| ?[-+]\d{2}:?\d{2})?)?`,
    (match) => {
      const clock = match[5] === undefined ? undefined : clockOf(match, 5)
      return moment(Number(match[1]), Number(match[3]), Number(match[4]), clock)
    },
  ),
  // 02-01-2023 03:04, 2.1.2023, 01-jun-99
  form(
    'certain',
    String.raw`(\d{1,2})([-/.])(\d{1,2}|[^\s\d/.-]{3,${longestMonth}})\2(\d{4}|\d{2})` +
      String.raw`(?:[ \t]+${clockPattern})?`,
    (match) => {
      const [, first = '', separator = '', second = '', third = ''] = match
      const clock = match[5] === undefined ? undefined : clockOf(match, 5)
      const month = /\d/.test(second) ? undefined : monthOf(second)
      if (month === 0) return undefined
      if (month) return moment(fullYear(third), month, Number(first), clock)
      return moment(...dateOrder(first, separator, second, third), clock)
    },
  ),
  // 2 Jan 03:04, 26. Juli, 20:10, 2. Okt. 2003
  form(
    'certain',
    String.raw`(\d{1,2})(?:\.[ \t]*|[ \t]+)${monthPattern}[ \t]+${tail}`,
    (match, context) => {
      const month = monthOf(match[2]!)
      return month ? yearOrClock(match, 3, month, Number(match[1]), context) : undefined
    },
  ),
  // 2. 1. 03:04, 2.1. 2023
  form('certain', String.raw`(\d{1,2})\.[ \t]*(\d{1,2})\.?[ \t]+${tail}`, (match, context) =>
    yearOrClock(match, 3, Number(match[2]), Number(match[1]), context),
  ),
  // 01-02 03:04, 09-26 2000
  form('certain', String.raw`(\d{1,2})-(\d{1,2})[ \t]+${tail}`, (match, context) => {
    const [first, second] = [Number(match[1]), Number(match[2])]
    return first > 12
      ? yearOrClock(match, 3, second, first, context)
      : yearOrClock(match, 3, first, second, context)
  }),
  // 1月 2日 03:04, 1월 2 2023, 2023年 1月 2日
  form(
    'certain',
    String.raw`(?:(\d{4})${sign}[ \t]*)?(\d{1,2})${sign}[ \t]*(\d{1,2})(?:${sign})?` +
      String.raw`(?:[ \t]+(?:(\d{4})(?:${sign})?|${clockPattern}))?`,
    (match, context) => {
      const [month, day] = [Number(match[2]), Number(match[3])]
      const year = match[1] ?? match[4]
      const clock = match[5] === undefined ? undefined : clockOf(match, 5)
      if (year !== undefined) return moment(Number(year), month, day, clock)
      return clock ? recentMoment(month, day, clock, context) : undefined
    },
  ),
  // 2003  3月 20
  form('likely', String.raw`(\d{4})[ \t]+(\d{1,2})${sign}[ \t]*(\d{1,2})(?:${sign})?`, (match) =>
    moment(Number(match[1]), Number(match[2]), Number(match[3])),
  ),
  // 2023. jan.  2.
  form(
    'likely',
    String.raw`(\d{4})\.?[ \t]+${monthPattern}[ \t]+(\d{1,2})\.?(?:[ \t]+${clockPattern})?`,
    (match) => {
      const month = monthOf(match[2]!)
      const clock = match[4] === undefined ? undefined : clockOf(match, 4)
      return month ? moment(Number(match[1]), month, Number(match[3]), clock) : undefined
    },
  ),
  // 3 29 03:26
  form('likely', String.raw`(\d{1,2})[ \t]+(\d{1,2})[ \t]+${tail}`, (match, context) => {
    const [first, second] = [Number(match[1]), Number(match[2])]
    return first > 12
      ? yearOrClock(match, 3, second, first, context)
      : yearOrClock(match, 3, first, second, context)
  }),
]

/**
 * A date without a time is padded to the width of one with a time: GNU `--time-style=iso` writes
 * `2023-01-02 ` beside `01-02 03:04`.
 */
function paddingOf(match: RegExpExecArray, text: string): number {
  if (!/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(match[0])) return 0
  const spaces = /^ */.exec(text.slice(match[0].length))![0].length
  return match[0][4] === '-' ? Math.min(1, Math.max(0, spaces - 1)) : Math.max(0, spaces - 1)
}

/**
 * The date that starts at a place of a line, in any of the ways that `ls` and its kin write it;
 * undefined where there is none of this trust.
 */
export function dateAt(
  line: string,
  start: number,
  trust: DateTrust,
  context: LineContext,
): DateColumn | undefined {
  const first = line.charCodeAt(start)
  const text = line.slice(start, start + longestDate)
  for (const { trust: own, pattern, read } of first >= 0x30 && first <= 0x39 ? numbered : named) {
    if (own !== trust) continue
    const match = pattern.exec(text)
    if (!match) continue
    const date = read(match, context)
    if (date !== undefined) return { date, end: start + match[0].length + paddingOf(match, text) }
  }
  return undefined
}
