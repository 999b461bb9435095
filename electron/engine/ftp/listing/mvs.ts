import { fullYear, moment } from './dates.ts'
import { entryOf } from './entry.ts'
import type { LineResult } from './entry.ts'

/*
 * Listings of IBM MVS, OS/390 and z/OS: data sets, members of a library, load modules, and jobs.
 * Sizes in tracks, blocks or records are no bytes and are left out.
 */

const dataSet =
  /^ ?(\S{1,8}) +(\S{1,8}) +(?:(\d{4}\/\d\d\/\d\d|\d\d\/\d\d\/\d\d)|\*\*NONE\*\*)\S* .*[ ](PO(?:-?E)?|PDSE?|PS(?:-?[EL])?|DA|IS|VS|U|GDG|PATH|HFS|ZFS|\?) +('[^']+'|\S+) *$/
const withoutFacts =
  /^ ?(?:(?:Migrated|MIGRAT[12]?|ARCIVE\S*|ARCHIVE\S*|Error determining attributes|Not Mounted|User catalog connector)|\S{1,8} +Not Mounted)(?=[ \t]).*[ \t]('[^']+'|\S+)[ \t]*$/
const onTape = /^ ?(\S{1,8}) +Tape +('[^']+'|\S+) *$/i
const vsam = /^ ?(\S{1,8}) +(?:\S{1,8} +)?(?:\S{8,10} +)?VSAM +('[^']+'|\S+) *$/
const pseudoDirectory = /^ ?Pseudo Directory +('[^']+'|\S+) *$/
const member =
  /^ ?(\S{1,20}) +(\d\d\.\d\d) +(\d{2,4}\/\d\d\/\d\d) +(\d{2,4})\/(\d\d)\/(\d\d) +(\d\d):(\d\d)(?::(\d\d))? +\d+ +\d+ +\d+ *(\S*) *$/
const loadModule =
  /^ ?(\S{1,20}) +([0-9A-F]{6,8}) +[0-9A-F]{6,8} .*[ ](?:24|31|64|ANY|MIN) +(?:24|31|64|ANY) *$/
const job =
  /^(\S{1,8}) +((?:JOB|TSU|STC|[JTS])\d{4,8}) +(?:(\S{1,8}) +)?(OUTPUT|INPUT|ACTIVE|HELD|EXECUTING)\b/

const unquoted = (name: string) => name.replace(/^'|'$/g, '')

/** A line of an MVS server. */
export function parseMvs(line: string): LineResult {
  if (line.length > 1000) return undefined
  return parseDataSet(line) ?? parseMember(line) ?? parseJob(line)
}

function parseDataSet(line: string): LineResult {
  const match = dataSet.exec(line)
  if (match) {
    const [, , , day, organization = '', name = ''] = match
    const [year = '', month, dayOfMonth] = day?.split('/') ?? []
    return entryOf(
      {
        name: unquoted(name),
        kind: /^(?:PO|PDS)/.test(organization) ? 'directory' : 'file',
        size: null,
        // When it was last used; the listing tells no other date.
        modifiedAt: day ? moment(...dateOf(year, month!, dayOfMonth!)) : null,
      },
      line,
    )
  }
  const simple = onTape.exec(line) ?? vsam.exec(line)
  if (simple) return plain(simple[2]!, 'file', line)
  const folder = pseudoDirectory.exec(line)
  if (folder) return plain(folder[1]!, 'directory', line)
  // Whether it is a library shows only after it was brought back.
  const away = withoutFacts.exec(line)
  return away ? plain(away[1]!, 'unknown', line) : undefined
}

/** yyyy/mm/dd, or mm/dd/yy of older servers. */
function dateOf(a: string, b: string, c: string): [number, number, number] {
  return a.length === 4 || Number(a) > 12
    ? [fullYear(a), Number(b), Number(c)]
    : [fullYear(c), Number(a), Number(b)]
}

const plain = (name: string, kind: 'file' | 'directory' | 'unknown', line: string) =>
  entryOf({ name: unquoted(name), kind, size: null, modifiedAt: null }, line)

function parseMember(line: string): LineResult {
  const match = member.exec(line)
  if (match) {
    const [, name = '', , , year = '', month, day, hours, minutes, seconds, user] = match
    const clock = {
      hours: Number(hours),
      minutes: Number(minutes),
      seconds: Number(seconds ?? 0),
    }
    const modifiedAt = moment(fullYear(year), Number(month), Number(day), clock)
    return entryOf({ name, kind: 'file', size: null, modifiedAt, owner: user }, line)
  }
  const module = loadModule.exec(line)
  if (!module) return undefined
  const [, name = '', hexadecimal = ''] = module
  return entryOf({ name, kind: 'file', size: parseInt(hexadecimal, 16), modifiedAt: null }, line)
}

/** Jobs are fetched by their number. */
function parseJob(line: string): LineResult {
  const match = job.exec(line)
  if (!match) return undefined
  const [, , name = '', owner, status] = match
  const kind = status === 'OUTPUT' ? 'file' : 'unknown'
  return entryOf({ name, kind, size: null, modifiedAt: null, owner }, line)
}

/** Members of a library may be listed by nothing but their name. */
export function parseMvsMember(line: string): LineResult {
  const name = /^ ?([\w@#$.-]{1,44}) *$/.exec(line)?.[1]
  return name === undefined ? undefined : plain(name, 'file', line)
}
