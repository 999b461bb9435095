import type { ConflictChoice } from '../../../contract/sessions.ts'
import type { Connection, DataSink, DataSource, RateLimiter } from '../../ftp/connection.ts'
import type { Facts } from '../conflicts.ts'
import type { NotKept } from '../../../contract/transfers.ts'

/**
 * A copy goes from a source peer to a target peer, whichever side is local: one code path
 * (copy.ts) for every direction. All methods reject with AppErrors.
 */
export type Flow = {
  signal: AbortSignal
  limiter: RateLimiter
  /** Told how much of the file is across, with what an earlier attempt left. */
  onBytes: (bytes: number) => void
}

export type Existing = Facts & { kind: 'file' | 'directory' | 'link' | 'unknown' }

export type Hash = { algorithm: string; value: string }

export type SourcePeer = {
  /** As listed, or as found on this disk when it was opened. */
  readonly expected: Facts
  /** Unix permission bits (rwx of user, group, others); null: not known. */
  readonly permissions: number | null
  /** Asks again; on a server these are round trips. */
  factsNow: (signal: AbortSignal) => Promise<Facts>
  /** Pushes everything from `offset` on. Gives the size that the server named, if it did. */
  sendTo: (sink: DataSink, offset: number, flow: Flow) => Promise<{ announcedSize: number | null }>
  /**
   * The same to be pulled. `end` is told what became of the pulling, stops what is still being
   * sent, and settles when nothing is any more.
   */
  readFrom: (
    offset: number,
    flow: Flow,
  ) => { source: DataSource; end: (failure: unknown) => Promise<void> }
  /**
   * Has the server send the file to another one by itself (FXP). false: that cannot be, and nothing
   * has moved. Absent where one side is this machine.
   */
  sendStraight?: (
    target: { connection: Connection; path: string; offset: number },
    flow: Flow,
  ) => Promise<boolean>
  /** Some bytes, for comparing; null where that would cost too much. */
  range: (offset: number, length: number, signal: AbortSignal) => Promise<Uint8Array | null>
  /** In the given algorithm, or (null) in whatever the other side can do; null: it cannot. */
  hash: (algorithm: string | null, signal: AbortSignal) => Promise<Hash | null>
  /** False when it is known to have changed since it was opened. */
  isUnchanged: () => Promise<boolean>
  close: () => Promise<void>
}

export type Prepared = {
  /** Bytes that stay from earlier; the copy goes on behind them. */
  offset: number
  /** All of it is across already; only the proof is missing. */
  isWhole: boolean
}

export type TargetPeer = {
  /** What stands where the copy is to go; null: nothing. */
  existing: (signal: AbortSignal) => Promise<Existing | null>
  /**
   * Whether what stands there is of this very copy, from an earlier attempt: all of it, under its
   * final name and only not noted (`placed`), the beginning of it (`begun`), or not (null).
   */
  ownership: (
    existing: Existing,
    source: SourcePeer,
    signal: AbortSignal,
  ) => Promise<'placed' | 'begun' | null>
  /** Another name beside the target that is free. */
  freeName: (signal: AbortSignal) => Promise<string>
  /** Opens the target. `append` goes on behind what stands there already, as the user wished. */
  prepare: (source: SourcePeer, append: Existing | null, signal: AbortSignal) => Promise<Prepared>
  /** Takes the bytes; when it rejects, `size` is still right. */
  receive: (source: SourcePeer, offset: number, flow: Flow) => Promise<void>
  /** Bytes of the copy that are across. */
  readonly size: number
  /** Whether the bytes are known to be all of them. */
  confirm: (source: SourcePeer, offset: number, signal: AbortSignal) => Promise<Confirmation>
  hash: (algorithm: string | null, signal: AbortSignal) => Promise<Hash | null>
  /** Gives the copy its final name, and what is not null of these facts; says what was refused. */
  place: (
    facts: { modifiedAt: number | null; permissions: number | null },
    signal: AbortSignal,
  ) => Promise<readonly NotKept[]>
  /** Throws away what is across, to start anew. */
  discard: () => Promise<void>
  /** Lets go; what is across stays for the next attempt. */
  close: () => Promise<void>
}

export type Confirmation =
  | { isConfirmed: true; size: number }
  /** The folder's next listing will tell. */
  | { isConfirmed: false; size: number }

/** How an attempt ended that did not fail. */
export type CopyOutcome =
  | { kind: 'done'; size: number; hash: Hash | null; notKept: readonly NotKept[] }
  | { kind: 'sent'; size: number; notKept: readonly NotKept[] }
  | { kind: 'skipped'; reason: string }
  | { kind: 'ask'; source: Facts; existing: Facts }

export type ChosenPolicy = ConflictChoice | 'ask'
