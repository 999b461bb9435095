import { ProtocolError } from './protocolError.ts'

export { ProtocolError } from './protocolError.ts'

/*
 * What single replies say. Every `text` is a whole reply: lines with their codes, joined by \n.
 * All run in linear time; none throws anything but ProtocolError.
 */

type ReplyText = {
  code: number
  /** Lines of a multi-line reply before the last one, whole. */
  before: string[]
  /** The last line without its code. */
  last: string
}

/** Takes a reply apart. Throws for what is not one whole reply (RFC 959 §4.2). */
function readReply(text: string): ReplyText {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  while (lines.length > 1 && lines.at(-1) === '') lines.pop()
  const first = lines[0] ?? ''
  const last = lines.at(-1) ?? ''
  const code = /^([1-9]\d\d)(?:[ -]|$)/.exec(first)?.[1]
  if (code === undefined) throw malformed('is not an FTP reply', text)
  const isOneLine = lines.length === 1 && first[3] !== '-'
  const isClosed =
    lines.length > 1 && first[3] === '-' && last.startsWith(code) && /^.{3}(?: |$)/.test(last)
  if (!isOneLine && !isClosed) throw malformed('is not one whole reply', text)
  return { code: Number(code), before: lines.slice(0, -1), last: last.slice(4) }
}

const malformed = (what: string, text: string) =>
  new ProtocolError(`The server's answer ${what}`, { received: text })

function expectCode(reply: ReplyText, code: number, text: string): void {
  if (reply.code !== code) throw malformed(`has not the code ${code}`, text)
}

/** A data port that a client may dial. Lower ones belong to other services (CVE-2020-8284 class). */
function dataPort(port: number, text: string): number {
  if (!(port >= 1 && port <= 65_535)) throw malformed('names an impossible port', text)
  if (port < 1_024) throw malformed('names a port of a system service', text)
  return port
}

/** Lists of numbers in free text, with all that could belong to a number: sign, point, comma. */
function numberLists(line: string): { items: string[]; isInParentheses: boolean }[] {
  return [...line.matchAll(/[\d,.+\- \t]+/g)].map((match) => {
    const items = withoutPunctuation(match[0])
      .split(',')
      .map((item) => item.trim())
    // Other words of the sentence may be numbers too.
    items[0] = items[0]!.split(/[ \t]/).at(-1)!
    items.push(items.pop()!.split(/[ \t]/, 1)[0]!)
    return { items, isInParentheses: line[match.index - 1] === '(' }
  })
}

/** Without the commas and stops that end a part of the sentence before or after the list. */
function withoutPunctuation(list: string): string {
  const start = /^[,. \t]*[,.][ \t]/.exec(list)?.[0].length ?? 0
  const rest = list.slice(start).trimEnd()
  const isSpaced = start + rest.length < list.length
  return rest.endsWith('.') || (isSpaced && rest.endsWith(',')) ? rest.slice(0, -1) : rest
}

/**
 * Address and port of a 227 reply: six numbers with or without parentheses anywhere in the text
 * (RFC 959 §4.1.2, RFC 1123 §4.1.2.6). The host is what the server says, not what to dial.
 * Throws for ports below 1024.
 */
export function parsePasvReply(text: string): { host: string; port: number } {
  const reply = readReply(text)
  expectCode(reply, 227, text)
  const lists = [reply.last, ...reply.before.map((line) => line.slice(4))]
    .flatMap(numberLists)
    .filter(({ items }) => items.length === 6)
  const list = lists.find(({ isInParentheses }) => isInParentheses) ?? lists[0]
  if (!list) throw malformed('names no address of six numbers', text)
  const numbers = list.items.map((item) => (/^\d+$/.test(item) ? Number(item) : NaN))
  if (!numbers.every((number) => number <= 255))
    throw malformed('names an address with a number outside 0 to 255', text)
  return {
    host: numbers.slice(0, 4).join('.'),
    port: dataPort(numbers[4]! * 256 + numbers[5]!, text),
  }
}

/** Any delimiter of ASCII 33 to 126; a digit can only be told apart while nothing is between. */
const epsvBare = /\(([!-~])\1\1(\d+)\1\)/
const epsvFull = /\(((?![0-9a-fA-F.:])[!-~])[12]?\1[0-9a-fA-F.:]{0,45}\1(\d+)\1\)/

/**
 * Port of a 229 reply, `(<d><d><d><port><d>)` (RFC 2428 §3). Protocol and address, which the RFC
 * wants empty, are passed over. Throws for ports below 1024.
 */
export function parseEpsvReply(text: string): { port: number } {
  const reply = readReply(text)
  expectCode(reply, 229, text)
  for (const line of [reply.last, ...reply.before]) {
    const port = (epsvBare.exec(line) ?? epsvFull.exec(line))?.[2]
    if (port !== undefined) return { port: dataPort(Number(port), text) }
  }
  throw malformed('names no port', text)
}

/** Text in double quotes, doubled ones inside undoubled (RFC 959 appendix II). */
function quoted(line: string, text: string): string | undefined {
  const opening = line.indexOf('"')
  if (opening < 0) return undefined
  const parts: string[] = []
  for (let start = opening + 1; ;) {
    const end = line.indexOf('"', start)
    if (end < 0) throw malformed('has an unclosed quotation mark', text)
    parts.push(line.slice(start, end))
    if (line[end + 1] !== '"') return parts.join('"')
    start = end + 2
  }
}

const controlCharacters = /[\x00-\x1f]/

/**
 * The path of a 257 reply. Without quotation marks the first word with a leading slash counts.
 * Throws when there is none, when it is empty, unclosed or holds control characters.
 */
export function parsePwdReply(text: string): string {
  const reply = readReply(text)
  expectCode(reply, 257, text)
  const lines = [reply.last, ...reply.before.map((line) => line.slice(4))]
  let path: string | undefined
  for (const line of lines) path ??= quoted(line, text)
  for (const line of lines) path ??= /(?:^|[ \t])(\/[^ \t]*)/.exec(line)?.[1]
  if (!path) throw malformed('names no path', text)
  if (controlCharacters.test(path)) throw malformed('names a path with control characters', text)
  return path
}

/**
 * Bytes of a 213 reply to SIZE (RFC 3659 §4); null when the server refused or said nothing exact.
 * Throws only for what is no reply.
 */
export function parseSizeReply(text: string): number | null {
  const { code, last } = readReply(text)
  if (code !== 213) return null
  const digits = /^(\d+)(?: bytes?)?(?:[,;] \D*)?$/i.exec(last.trim())?.[1]
  return digits === undefined ? null : exactNumber(digits)
}

function exactNumber(digits: string): number | null {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : null
}

/**
 * The moment of a 213 reply to MDTM, YYYYMMDDHHMMSS[.sss] in UTC (RFC 3659 §2.3), to the
 * millisecond; null when the server refused or it is no such moment. Throws only for what is no
 * reply.
 */
export function parseMdtmReply(text: string): Date | null {
  const { code, last } = readReply(text)
  if (code !== 213) return null
  // Servers with the year 2000 bug print "19" and the years since 1900: 19124 is 2024.
  const match = /^(?:(\d{4})|19(1\d\d))(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9})\d*)?$/.exec(
    last.trim(),
  )
  if (!match) return null
  const [, year, yearsSince1900, month, day, hours, minutes, seconds, fraction = ''] = match
  return utcDate(
    yearsSince1900 === undefined ? Number(year) : 1_900 + Number(yearsSince1900),
    Number(month),
    Number(day),
    [Number(hours), Number(minutes), Number(seconds), Number(fraction.padEnd(3, '0').slice(0, 3))],
  )
}

/** Null for days and times that do not exist. A leap second becomes the next one. */
function utcDate(
  year: number,
  month: number,
  day: number,
  [hours, minutes, seconds, milliseconds]: [number, number, number, number],
): Date | null {
  if (hours > 23 || minutes > 59 || seconds > 60) return null
  const date = new Date(0)
  // Not Date.UTC(), which takes years below 100 for 19xx.
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  date.setUTCHours(hours, minutes, seconds, milliseconds)
  return date
}

/**
 * The features of a 211 reply to FEAT (RFC 2389 §3.2): names in upper case, each with what follows
 * it. Lines of the same name are joined with ";". Throws for any other code.
 */
export function parseFeatReply(text: string): Map<string, string> {
  const reply = readReply(text)
  expectCode(reply, 211, text)
  const features = new Map<string, Set<string>>()
  for (const line of reply.before.slice(1)) {
    // RFC 2389 wants one space before a feature; some servers repeat "211-" or have neither.
    const feature = line.replace(/^211-/, '').trim()
    const end = feature.search(/[ \t]|$/)
    const name = feature.slice(0, end).toUpperCase()
    if (name === '') continue
    const values = features.get(name) ?? new Set()
    const value = feature.slice(end).trim()
    features.set(name, value === '' ? values : values.add(value))
  }
  return new Map([...features].map(([name, values]) => [name, [...values].join(';')]))
}

/** Up to the last byte count of a line. */
const lastCount = /^[^]*\(\s*([\d,]+)\s*(?:bytes?|octets?)\s*\)/i
/** What may stand behind a byte count; anything else means that it is part of a file's name. */
const afterCount = /^[\s.,;!]*(?:[([]?(?:(?:using|over|via|with) )?(?:SSL|TLS)[^()"']*[)\]]?\.?)?$/i

/**
 * Bytes to come as a 150 or 125 reply announces them, "(1234 bytes)" at its end; null without an
 * exact count: "97.7 kbytes to download" is none. Throws only for what is no reply.
 */
export function parseTransferSize(text: string): number | null {
  const reply = readReply(text)
  if (reply.code !== 150 && reply.code !== 125) return null
  for (const line of [reply.last, ...reply.before.reverse()]) {
    const match = lastCount.exec(line)
    if (match && afterCount.test(line.slice(match[0].length)))
      return /^(?:\d+|\d{1,3}(?:,\d{3})+)$/.test(match[1]!)
        ? exactNumber(match[1]!.replaceAll(',', ''))
        : null
    const whole = /^\s*(\d+) bytes to (?:download|transfer|send)\.?\s*$/i.exec(line)?.[1]
    if (whole !== undefined) return exactNumber(whole)
  }
  return null
}
