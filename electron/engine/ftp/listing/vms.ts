import { moment } from './dates.ts'
import { entryOf } from './entry.ts'
import type { EntryFacts, LineResult } from './entry.ts'
import { monthOf } from './months.ts'

/** Longest text behind a name that is looked at. */
const longestTail = 512
const date = /(?:^|[ \t])(\d{1,2})-([^\s\d-]{3,4})-(\d{4})(?=[ \t]|$)/
const time = /^[ \t]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,2}))?)?(?=[ \t]|$)/
const blocks = /(?:^|[ \t])(\d{1,12})(?:\/\d{1,12})?(?=[ \t]|$)/
const roundSize = /(?:^|[ \t])(\d{1,9})(KB|MB|GB)(?=[ \t]|$)/
const rights = /\(([RWED]*(?:,[RWED]*)*)\)/i
const owner = /\[([^\][ \t]*)\]?/
const bareOwner = /[ \t]([A-Z][\w$-]*)[ \t]+\(/i
const trouble =
  /privilege|protection|%[A-Z]+-[A-Z]-|not found|no such|file is locked|insufficient|violation/i

/** Bytes of a disk block; sizes on VMS count these. */
const bytesOfBlock = 512

/**
 * A line of a VMS server (UCX, MultiNet, TCPware, CMU): `NAME.TYPE;VERSION` and, in any order, the
 * size in blocks, date, owner and rights. Sizes are those of whole blocks, as no other is known.
 * Names lose the version, which stands for the newest file when it is left out, and folders their
 * `.DIR`, which paths do not show.
 */
export function parseVms(line: string): LineResult {
  const match = /^[ \t]*([^ \t\r]{1,255})(?:[ \t\r]+|$)/.exec(line)
  if (!match) return undefined
  const tail = line.slice(match[0].length)
  const hasVersion = /;-?\d+$/.test(match[1]!)
  const facts = tailFacts(tail)
  if (facts === undefined)
    return hasVersion && trouble.test(tail.slice(0, 200)) ? 'skip' : undefined
  if (!hasVersion && !facts.permissions && !/\d\/\d/.test(tail.slice(0, longestTail)))
    return undefined
  return vmsEntry(match[1]!, facts, line)
}

/** True for a line that can be the name of an entry whose facts are on the next line. */
export function isVmsName(line: string): boolean {
  return /^[ \t]*[^ \t]{1,255}[ \t\r]*$/.test(line) && !/[[\]>:]$/.test(line.trimEnd())
}

/** The entry of a name and the facts on the line below it; undefined when they are none. */
export function joinVms(name: string, below: string, raw: string): LineResult {
  if (!/^[ \t]/.test(below)) return undefined
  const facts = tailFacts(below)
  if (facts) return vmsEntry(name.trim(), facts, raw)
  return /;-?\d+$/.test(name.trim()) && trouble.test(below.slice(0, 200)) ? 'skip' : undefined
}

function tailFacts(text: string): Omit<EntryFacts, 'name' | 'kind'> | undefined {
  const tail = text.slice(0, longestTail).replaceAll('\r', ' ')
  const day = date.exec(tail)
  const month = day ? monthOf(day[2]!) : 0
  if (!day || !month) return undefined
  const clock = time.exec(tail.slice(day.index + day[0].length))
  const modifiedAt = moment(
    Number(day[3]),
    month,
    Number(day[1]),
    clock
      ? { hours: Number(clock[1]), minutes: Number(clock[2]), seconds: Number(clock[3] ?? 0) }
      : undefined,
  )
  const [account, user] = ownerOf(tail)
  return {
    size: sizeIn(tail),
    modifiedAt,
    permissions: rights.exec(tail)?.[1],
    owner: user ?? account,
    group: user === undefined ? undefined : account,
  }
}

function sizeIn(tail: string): number | null {
  const round = roundSize.exec(tail)
  if (round) return Number(round[1]) * 1024 ** (['KB', 'MB', 'GB'].indexOf(round[2]!) + 1)
  const match = blocks.exec(tail)
  return match ? Number(match[1]) * bytesOfBlock : null
}

function ownerOf(tail: string): [string | undefined, string | undefined] {
  const inBrackets = owner.exec(tail)?.[1]
  if (inBrackets === undefined) return [bareOwner.exec(tail)?.[1], undefined]
  const [first, second] = inBrackets.split(',')
  return [first, second]
}

function vmsEntry(path: string, facts: Omit<EntryFacts, 'name' | 'kind'>, raw: string): LineResult {
  const file = path.slice(Math.max(path.lastIndexOf(']'), path.lastIndexOf('>')) + 1)
  const name = file.replace(/;-?\d+$/, '')
  const isFolder = /\.DIR$/i.test(name)
  return entryOf(
    { ...facts, name: isFolder ? name.slice(0, -4) : name, kind: isFolder ? 'directory' : 'file' },
    raw,
  )
}

/** The name with its version, as older versions beside the newest one need it. */
export function versionedVmsName(raw: string): string | undefined {
  const path = /^[ \t]*([^ \t\r\n]+)/.exec(raw)?.[1] ?? ''
  const file = path.slice(Math.max(path.lastIndexOf(']'), path.lastIndexOf('>')) + 1)
  return /;-?\d+$/.test(file) ? file : undefined
}
