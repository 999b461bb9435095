import { dateOf, recentTime, timeOf } from './dates.ts'
import type { LineContext, LineResult } from './entry.ts'
import { finish } from './unixKind.ts'

/*
 * Listings can have very many lines, and almost all of them look alike. They are read here
 * character by character, which leaves no garbage behind; a pattern takes twice as long.
 */

const space = 0x20
const colon = 0x3a
/** Digits of sizes that are exact as they are. */
const mostSizeDigits = 15

/**
 * Mode, links, owner, group, size, English month, day, and time or year, with spaces between them.
 * Undefined for lines in any other shape.
 */
export function parseCommon(line: string, context: LineContext): LineResult {
  const modeEnd = endOfMode(line)
  const links = skipSpaces(line, modeEnd)
  const linksEnd = skipDigits(line, links)
  const owner = skipSpaces(line, linksEnd)
  const ownerEnd = skipWord(line, owner)
  const group = skipSpaces(line, ownerEnd)
  const groupEnd = skipWord(line, group)
  const size = skipSpaces(line, groupEnd)
  const sizeEnd = skipDigits(line, size)
  const month = skipSpaces(line, sizeEnd)
  const isWhole = modeEnd > 0 && owner > linksEnd && linksEnd > links && month > sizeEnd
  if (!isWhole || sizeEnd === size || sizeEnd > size + mostSizeDigits) return undefined
  const monthNumber = monthAt(line, month)
  const day = skipSpaces(line, month + 3)
  const dayEnd = skipDigits(line, day)
  const last = skipSpaces(line, dayEnd)
  const lastEnd = skipDigits(line, last)
  const isDay = dayEnd > day && dayEnd <= day + 2 && day > month + 3 && last > dayEnd
  if (monthNumber === 0 || !isDay) return undefined
  const dayNumber = numberAt(line, day, dayEnd)
  const first = numberAt(line, last, lastEnd)
  let end = lastEnd
  let time: number
  if (lastEnd === last + 4) time = timeOf(first, monthNumber, dayNumber, 0, 0)
  else {
    end = lastEnd + 3
    const isTime = lastEnd > last && lastEnd <= last + 2 && line.charCodeAt(lastEnd) === colon
    if (!isTime || skipDigits(line, lastEnd + 1) !== end) return undefined
    const minutes = numberAt(line, lastEnd + 1, end)
    time = recentTime(context, monthNumber, dayNumber, first, minutes)
  }
  if (line.charCodeAt(end) !== space) return undefined
  return finish(
    {
      name: line.slice(end + 1),
      kind: 'file',
      size: numberAt(line, size, sizeEnd),
      modifiedAt: dateOf(time),
      permissions: line.slice(1, 10),
      owner: line.slice(owner, ownerEnd),
      group: line.slice(group, groupEnd),
      raw: line,
    },
    line.charAt(0),
  )
}

/** Index behind a mode as `drwxr-xr-x`, maybe with the mark of an ACL; 0 when there is none. */
function endOfMode(line: string): number {
  const first = line.charCodeAt(0)
  if (first !== 0x2d && first !== 0x64 && first !== 0x6c) return 0
  for (let at = 1; at < 10; at += 3) {
    const read = line.charCodeAt(at)
    const write = line.charCodeAt(at + 1)
    const run = line.charCodeAt(at + 2)
    if (read !== 0x72 && read !== 0x2d) return 0
    if (write !== 0x77 && write !== 0x2d) return 0
    // x, -, s, S, t, T
    if (run !== 0x78 && run !== 0x2d && (run | 0x20) !== 0x73 && (run | 0x20) !== 0x74) return 0
  }
  const next = line.charCodeAt(10)
  if (next === space) return 10
  const isMark = next === 0x2e || next === 0x2b || next === 0x40
  return isMark && line.charCodeAt(11) === space ? 11 : 0
}

function skipSpaces(line: string, start: number): number {
  let at = start
  while (line.charCodeAt(at) === space) at++
  return at
}

function skipDigits(line: string, start: number): number {
  let at = start
  for (let code = line.charCodeAt(at); code >= 0x30 && code <= 0x39;) code = line.charCodeAt(++at)
  return at
}

function skipWord(line: string, start: number): number {
  const end = line.indexOf(' ', start)
  return end < 0 ? line.length : end
}

function numberAt(line: string, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) number = number * 10 + line.charCodeAt(at) - 0x30
  return number
}

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const keyAt = (text: string, at: number) =>
  text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1) * 256 + text.charCodeAt(at + 2)
const months = new Map(names.map((name, index) => [keyAt(name, 0), index + 1]))

/** Month from 1 to 12 of the English abbreviation at this place; 0 when there is none. */
const monthAt = (line: string, at: number) => months.get(keyAt(line, at)) ?? 0
