import { parseChameleon } from './chameleon.ts'
import { parseDos } from './dos.ts'
import type { LineContext, LineParser, LineResult, ListingFormat } from './entry.ts'
import { parseEplf } from './eplf.ts'
import { parseGxs, parseUnisys } from './gateways.ts'
import { parseMac } from './mac.ts'
import { looksLikeMlsd, parseMlsd } from './mlsd.ts'
import { parseMpe } from './mpe.ts'
import { parseMvs } from './mvs.ts'
import { parseNetware } from './netware.ts'
import { parseNlst } from './nlst.ts'
import { parseNonstop } from './nonstop.ts'
import { parseOs2 } from './os2.ts'
import { parseOs400 } from './os400.ts'
import { parseNortel, parseOs9, parseVxworks } from './routers.ts'
import { parseUnix } from './unix.ts'
import { parseVms } from './vms.ts'
import { parseVshell } from './vshell.ts'
import { parseZvm } from './zvm.ts'

/** The parser of each format. */
export const parsers: Record<ListingFormat, LineParser> = {
  mlsd: parseMlsd,
  unix: parseUnix,
  dos: parseDos,
  eplf: parseEplf,
  vms: parseVms,
  mvs: parseMvs,
  os400: parseOs400,
  os2: parseOs2,
  netware: parseNetware,
  mac: parseMac,
  vshell: parseVshell,
  nonstop: parseNonstop,
  zvm: parseZvm,
  mpe: parseMpe,
  os9: parseOs9,
  vxworks: parseVxworks,
  nortel: parseNortel,
  chameleon: parseChameleon,
  unisys: parseUnisys,
  gxs: parseGxs,
  nlst: parseNlst,
}

/** A parser with a character that none of its lines is without. */
type Gate = readonly [parse: LineParser, needs: string]

const anywhere: readonly Gate[] = [
  [parseOs400, '*'],
  [parseVms, ';'],
  [parseVms, '-'],
  [parseNonstop, ','],
  [parseZvm, ':'],
  [parseMvs, ''],
  [parseChameleon, ':'],
  [parseNortel, ':'],
  [parseUnisys, ':'],
  [parseGxs, ' '],
  [parseMpe, ' '],
]

/** Formats whose lines start with a digit, those with the most telling start first. */
const afterDigit: readonly Gate[] = [
  [parseDos, ':'],
  [parseOs2, ':'],
  [parseVshell, ','],
  [parseVxworks, ':'],
  [parseOs9, '/'],
  [parseUnix, ' '],
  ...anywhere,
]

/** Lines of the formats of few servers are short; longer ones are not worth the time. */
const longestRare = 2000

/** Reads a line by what it looks like; undefined when it looks like none of the formats. */
export function parseByLook(line: string, context: LineContext): LineResult {
  const start = startOf(line)
  const first = line.charCodeAt(start)
  if (first === 0x2b) return parseEplf(line)
  // No format has lines of one word, except facts without a name.
  if (line.indexOf(' ', start) < 0 && line.indexOf('\t', start) < 0)
    return /^(?:type|size|modify|perm|unique)=.*;$/i.test(line) ? parseMlsd(line) : undefined
  // Almost all lines there are; the others cannot take them for their own.
  if (isModeLetter(first) && (first === 0x2d || '-r[ ?'.includes(line.charAt(start + 1)))) {
    const result = parseUnixKin(line, start, context)
    if (result !== undefined) return result
  }
  if (looksLikeMlsd(line)) return parseMlsd(line)
  // Some servers indent their lines; one space alone would mean that there are no facts.
  if (start > 1 && looksLikeMlsd(line.slice(start)))
    return withRaw(parseMlsd(line.slice(start)), line)
  const isDigit = first >= 0x30 && first <= 0x39
  if (line.length > longestRare) return isDigit ? parseDos(line) : undefined
  for (const [parse, needs] of isDigit ? afterDigit : anywhere) {
    const result = line.includes(needs) ? parse(line, context) : undefined
    if (result !== undefined) return result
  }
  return undefined
}

const modeLetters = new Set([...'-dlbcpsDfmMCnw?'].map((letter) => letter.charCodeAt(0)))
const isModeLetter = (code: number) => modeLetters.has(code)

/** Where the first character stands that is no space. */
function startOf(line: string): number {
  let start = 0
  for (let code = line.charCodeAt(0); code === 0x20 || code === 0x09;)
    code = line.charCodeAt(++start)
  return start
}

function parseUnixKin(line: string, start: number, context: LineContext): LineResult {
  const second = line.charCodeAt(start + 1)
  if (second === 0x5b || second === 0x20) {
    const result = parseNetware(line, context)
    if (result !== undefined) return result
  }
  return parseMacFirst(line, context)
}

/** Files of the classic Mac OS have three numbers where others have link count and owner. */
function parseMacFirst(line: string, context: LineContext): LineResult {
  const result = parseUnix(line, context)
  if (typeof result !== 'object' || result.group !== undefined) return result
  return parseMac(line, context) ?? result
}

const withRaw = (result: LineResult, raw: string): LineResult =>
  typeof result === 'object' ? { ...result, raw } : result

const systems: readonly (readonly [RegExp, ListingFormat])[] = [
  [/\bVMS\b/i, 'vms'],
  [/\bMVS\b|\bz\/?OS\b|\bOS\/390\b/i, 'mvs'],
  [/\bOS\/?400\b|\bAS\/?400\b|\bIBM i\b/i, 'os400'],
  [/\bOS\/?2\b/i, 'os2'],
  [/\bz\/?VM\b|\bVM\/ESA\b|\bVM is\b|^VM\b/i, 'zvm'],
  [/\bnon-?stop\b|\btandem\b|\bguardian\b/i, 'nonstop'],
  [/\bnetware\b/i, 'netware'],
  [/\bMPE(?:\/iX)?\b|\bHP ?3000\b/i, 'mpe'],
  [/\bvshell\b/i, 'vshell'],
  [/\bunisys\b/i, 'unisys'],
  [/\bvxworks\b/i, 'vxworks'],
  [/\bOS-?9\b/i, 'os9'],
]

/** The rare format that a server's name for itself (SYST) points to. */
export function formatOfSystem(serverType: string | undefined): ListingFormat | undefined {
  const text = serverType?.slice(0, 200)
  return text === undefined ? undefined : systems.find(([pattern]) => pattern.test(text))?.[1]
}
