import { isUtf8 } from 'node:buffer'
import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import type { ListingResult } from './connection.ts'
import type { DataResult } from './dataCommand.ts'
import { codecFor } from './encoding.ts'
import type { NameCodec } from './encoding.ts'
import { guessEncoding } from './guessEncoding.ts'
import { ListingParser } from './listing/index.ts'
import type { RemoteEntry } from './listing/index.ts'
import type { PumpOptions } from './pump.ts'
import { receive } from './pump.ts'

/** Bytes of a listing read at most; a server that sends more is misbehaving. */
const maximumListing = 256 * 1024 * 1024
/** Bytes of a line that are kept together; what is longer is no entry, and may come in pieces. */
const longestLine = 4 * 1024 * 1024
/** Bytes read in one turn of the event loop, some 200 lines. */
const sliceSize = 16 * 1024
/** Entries kept at most. */
const maximumEntries = 2_000_000

export type ListCommand = 'MLSD' | 'LIST -a' | 'LIST' | 'NLST'

/** What earlier listings of this server taught. */
export type ListMemory = {
  /** Commands that the server does not know. */
  refused: Set<ListCommand>
}

/**
 * The commands to try, best first. MLSD is unambiguous (RFC 3659 §7); LIST is for human eyes;
 * NLST gives bare names and is better than nothing.
 */
export function listCommands(
  settings: ConnectionSettings,
  features: ReadonlyMap<string, string>,
  memory: ListMemory,
): ListCommand[] {
  const wantsHidden = settings.showHidden || settings.quirks.listAll
  const commands: ListCommand[] = []
  if (features.has('MLST') && !settings.quirks.noMlsd && !settings.quirks.listAll)
    commands.push('MLSD')
  if (wantsHidden) commands.push('LIST -a')
  commands.push('LIST', 'NLST')
  return commands.filter((command) => !memory.refused.has(command))
}

/** What a listing command needs of its connection. */
export type ListHost = {
  codec: NameCodec
  /** True when the encoding is settled by the user and must not be guessed. */
  isEncodingFixed: boolean
  onGuess(codec: NameCodec): void
  /** Minutes that the server's clock is ahead of UTC. */
  timeOffsetMinutes: number
  runReceive(
    command: string,
    pump: (options: Omit<PumpOptions, 'limiter'>) => Promise<number>,
    signal: AbortSignal,
  ): Promise<DataResult>
}

export type ListOutcome = Omit<ListingResult, 'path'> & {
  count: number
  /** The folder named itself: whatever else it holds, this is its listing. */
  hasItself: boolean
}

/** A line about the folder itself or the one above it, as `ls -a` has them. */
const ownLine = /(^|\s)\.\.?\r?$/m

/**
 * Runs one listing command in the working directory and hands entries on as they come. Lines are
 * cut as bytes, so that no character is ever split, and decoded as a whole.
 */
export async function runListing(
  command: ListCommand,
  host: ListHost,
  onEntries: (entries: RemoteEntry[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<ListOutcome> {
  const parser = new ListingParser(
    command === 'MLSD' ? { format: 'mlsd' } : command === 'NLST' ? { format: 'nlst' } : {},
  )
  /** What came of the last line so far. */
  let rest: Uint8Array[] = []
  let restLength = 0
  let count = 0
  let total = 0
  let hasItself = false
  const decode = (bytes: Buffer) => {
    if (!host.isEncodingFixed && host.codec.name === 'utf-8') {
      const guess = guessFor(bytes)
      if (guess) host.onGuess(guess)
    }
    const text = host.codec.decode(bytes)
    // They come first, or close to it: a long listing is not searched for them.
    if (count === 0) hasItself ||= ownLine.test(text)
    return text
  }
  const hand = async (entries: RemoteEntry[]) => {
    count += entries.length
    if (count > maximumEntries)
      throw new AppError('protocol-error', `The listing has more than ${maximumEntries} entries`)
    // MLSD speaks of UTC (RFC 3659 §2.3).
    if (command !== 'MLSD') for (const entry of entries) toUtc(entry, host.timeOffsetMinutes)
    if (entries.length > 0) await onEntries(entries)
  }
  const take = async (buffers: Uint8Array[]) => {
    // Slices keep the event loop free: one batch of the pump can hold 10,000 lines.
    for (const buffer of buffers.flatMap(slices)) {
      total += buffer.length
      if (total > maximumListing)
        throw new AppError('protocol-error', 'The listing is larger than 256 MiB')
      const end = buffer.lastIndexOf(0x0a) + 1
      if (end > 0)
        await hand(parser.push(decode(Buffer.concat([...rest, buffer.subarray(0, end)]))))
      // A copy: soon the buffer holds other bytes.
      const begun = Buffer.from(buffer.subarray(end))
      rest = end > 0 ? [begun] : [...rest, begun]
      restLength = end > 0 ? buffer.length - end : restLength + buffer.length
      if (restLength > longestLine) {
        await hand(parser.push(decode(Buffer.concat(rest))))
        rest = []
        restLength = 0
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const pump = (options: Omit<PumpOptions, 'limiter'>) =>
    receive({ ...options, sink: { write: take }, isEager: true })

  await host.runReceive(command, pump, signal)
  if (restLength > 0) await hand(parser.push(decode(Buffer.concat(rest))))
  const end = parser.end()
  await hand(end.entries)
  return { isComplete: !end.isCutShort, unreadableLines: end.unreadableLines, count, hasItself }
}

/** Listings show the server's own clock, but for EPLF, which counts seconds of UTC. */
function toUtc(entry: RemoteEntry, offsetMinutes: number): void {
  if (offsetMinutes === 0 || entry.modifiedAt === null || entry.raw.startsWith('+')) return
  entry.modifiedAt = new Date(entry.modifiedAt.getTime() - offsetMinutes * 60_000)
}

function slices(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / sliceSize)
  return Array.from({ length: count }, (_, at) =>
    bytes.subarray(at * sliceSize, (at + 1) * sliceSize),
  )
}

/** A codec for lines that are no UTF-8, or undefined when they are, or nothing fits. */
function guessFor(bytes: Buffer): NameCodec | undefined {
  if (isUtf8(bytes)) return undefined
  const lines: Buffer[] = []
  let start = 0
  for (;;) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) break
    const line = bytes.subarray(start, end)
    if (line.some((byte) => byte > 0x7f)) lines.push(line)
    start = end + 1
  }
  const name = guessEncoding(lines)
  return name ? codecFor(name) : undefined
}
