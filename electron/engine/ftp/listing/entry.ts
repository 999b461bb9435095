/** How a server writes its listings. Most tell it by the line itself. */
export type ListingFormat =
  | 'mlsd'
  | 'unix'
  | 'dos'
  | 'eplf'
  | 'vms'
  | 'mvs'
  | 'os400'
  | 'os2'
  | 'netware'
  | 'mac'
  | 'vshell'
  | 'nonstop'
  | 'zvm'
  | 'mpe'
  | 'os9'
  | 'vxworks'
  | 'nortel'
  | 'chameleon'
  | 'unisys'
  | 'gxs'
  | 'nlst'

/** One file, folder or link of a remote folder, as its server described it. */
export type RemoteEntry = {
  /** Exactly as the server wrote it, spaces and control characters included; never empty. */
  name: string
  /** `unknown`: devices, sockets, and whatever the listing does not tell. */
  kind: 'file' | 'directory' | 'link' | 'unknown'
  /** Bytes; null where the server gave none that can be trusted to be bytes. */
  size: number | null
  /** The date and time that the server wrote, read as if it were UTC; null where it is no moment. */
  modifiedAt: Date | null
  /** Where a link leads, as the server wrote it. */
  target?: string
  /** As the server wrote them, in its own alphabet: `rwxr-xr-x`, `0755`, `RWED,RE,,`. */
  permissions?: string
  owner?: string
  group?: string
  /** The line or lines that the entry was read from, without the last line end. */
  raw: string
}

export type ListingOptions = {
  /** What the lines must be; without it each line is judged by itself. */
  format?: ListingFormat
  /** For dates without a year; the present by default. */
  now?: Date
  /** What the server calls itself (its reply to SYST); helps where a line alone says too little. */
  serverType?: string
}

/** What a parser may know besides the line. */
export type LineContext = {
  /** Milliseconds since 1970 in UTC, after which nothing can have been changed: tomorrow. */
  latestTime: number
  latestYear: number
}

/**
 * What a parser makes of a line: an entry, `skip` for a line of this format that describes none
 * (the folder itself, a header), undefined for a line that is not of this format.
 */
export type LineResult = RemoteEntry | 'skip' | undefined

export type LineParser = (line: string, context: LineContext) => LineResult

export type EntryFacts = Omit<RemoteEntry, 'raw' | 'target' | 'permissions' | 'owner' | 'group'> & {
  target?: string | undefined
  permissions?: string | undefined
  owner?: string | undefined
  group?: string | undefined
}

/** An entry, or `skip` when it has no name or is the folder itself or its parent. */
export function entryOf(facts: EntryFacts, raw: string): RemoteEntry | 'skip' {
  const { name, kind, size, modifiedAt, target, permissions, owner, group } = facts
  if (name === '' || name === '.' || name === '..') return 'skip'
  const entry: RemoteEntry = { name, kind, size, modifiedAt, raw }
  if (target) entry.target = target
  if (permissions) entry.permissions = permissions
  if (owner) entry.owner = owner
  if (group) entry.group = group
  return entry
}

/** Decimal digits as a number of bytes; null when it is larger than a double can hold exactly. */
export function sizeOf(digits: string): number | null {
  const size = Number(digits)
  return Number.isSafeInteger(size) && size >= 0 ? size : null
}
