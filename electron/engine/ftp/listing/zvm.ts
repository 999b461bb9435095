import { fullYear, moment } from './dates.ts'
import { entryOf, sizeOf } from './entry.ts'
import type { LineResult } from './entry.ts'

/*
 * Listings of IBM VM and z/VM: minidisks, the shared and the byte file system, the reader.
 */

const cms =
  /^[ \t]*(\S{1,20})[ \t]+(?:(?!(?:[A-Z][0-6][ \t]+)?(?:DIR|[FV][ \t]+\d+)[ \t])(\S{1,8})[ \t]+)?(?:[A-Z][0-6][ \t]+)?(DIR|F|V)[ \t]+(\d+|-)[ \t]+(\d+|-)[ \t]+(\d+|-)[ \t]+([-/\d]{6,10})[ \t]+(\d{1,2}):(\d{2}):(\d{2})(?:[ \t]+(\S+))?[ \t]*$/
const byteFile =
  /^[ \t]*(\d\d\/\d\d\/\d{4})[ \t]+(\d{1,2}):(\d{2}):(\d{2})[ \t]+([FD])[ \t]+(\d+|-)[ \t]+(\d+|-)[ \t]+(['\u2019])(.+)$/

/** Bytes of a block of a file with records of varying length, as the server itself estimates. */
const bytesOfBlock = 4096

/** A line of a VM server. */
export function parseZvm(line: string): LineResult {
  if (line.length > 1000) return undefined
  return parseCms(line) ?? parseByteFile(line)
}

function parseCms(line: string): LineResult {
  const match = cms.exec(line)
  if (!match) return undefined
  const [, name = '', type, format, length = '', records = '', blocks = '', day = ''] = match
  const isFolder = format === 'DIR'
  const owner = match[11] === '-' ? undefined : match[11]
  return entryOf(
    {
      name: type === undefined ? name : `${name}.${type}`,
      kind: isFolder ? 'directory' : 'file',
      size: isFolder ? null : cmsSize(format!, Number(length), Number(records), Number(blocks)),
      modifiedAt: momentOf(day, match.slice(8, 11)),
      owner,
    },
    line,
  )
}

/**
 * Exact for records of a fixed length. For others the smaller one of the most that records and
 * blocks can hold, which is how the server itself estimates sizes (z/VM TCP/IP User's Guide).
 */
function cmsSize(format: string, length: number, records: number, blocks: number): number | null {
  const size = format === 'F' ? length * records : Math.min(length * records, blocks * bytesOfBlock)
  return Number.isSafeInteger(size) ? size : null
}

/** yyyy-mm-dd or mm/dd/yy, where the year may count from 1900 with three digits. */
function momentOf(day: string, [hours, minutes, seconds]: string[]): Date | null {
  const [a = '', b = '', c = ''] = day.split(/[-/]/)
  const clock = { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) }
  return a.length === 4
    ? moment(Number(a), Number(b), Number(c), clock)
    : moment(fullYear(c), Number(a), Number(b), clock)
}

function parseByteFile(line: string): LineResult {
  const match = byteFile.exec(line)
  if (!match) return undefined
  const [, day = '', , , , format, , size = '', quote = '', text = ''] = match
  return entryOf(
    {
      name: text.endsWith(quote) ? text.slice(0, -1) : text,
      kind: format === 'D' ? 'directory' : 'file',
      size: size === '-' ? null : sizeOf(size),
      modifiedAt: momentOf(day, match.slice(2, 5)),
    },
    line,
  )
}
