import type { OperationVerb } from '../../contract/protocolLog.ts'
import type { TlsInfo } from '../../contract/sessions.ts'
import type { Reply } from './replyReader.ts'
import type { RemoteEntry } from './listing/index.ts'

/**
 * Where downloaded bytes go. Buffers are owned by the sink until the promise settles, and hold
 * other bytes soon after: what is kept longer has to be copied.
 */
export type DataSink = {
  /** Writes all buffers in order. A rejection ends the transfer, not the session. */
  write(buffers: Uint8Array[]): Promise<void>
}
/** Where uploaded bytes come from. */
export type DataSource = {
  /** The next piece (1 MiB is a good size), or null at the end. */
  read(): Promise<Uint8Array | null>
}

/** Holds bytes back so that a limit in bytes a second is kept. */
export type RateLimiter = {
  /** True while there is no limit at all: nobody has to ask. Absent: there is one. */
  readonly isLifted?: boolean
  take(bytes: number, signal: AbortSignal): Promise<void>
}

export type TransferOptions = {
  signal: AbortSignal
  /** First byte, from 0. Sent as REST (RFC 3659 §5) and checked for its 350. */
  offset?: number
  /** Bytes after which the transfer ends itself (a segment); the rest is not fetched. */
  length?: number
  limiter?: RateLimiter
  /** Called with the bytes that are across since the start of this call. */
  onProgress?: (bytes: number) => void
}

export type TransferResult = {
  /** Bytes that passed the data connection in this call. */
  bytes: number
  /** The final reply (226 and the like). */
  reply: Reply
  /** Size in the 150 reply, where it names one. */
  announcedSize: number | null
}

export type ListingResult = {
  path: string
  /** False: cut in the middle of a line, or the server ended with an error after data. */
  isComplete: boolean
  unreadableLines: number
}

/**
 * One control connection, logged in, doing one thing at a time (further calls wait their turn).
 * Paths are absolute. Every method rejects with an AppError; after `isOpen` turned false none
 * will work again. Cancelling by signal keeps the connection where the server allows it.
 */
export type Connection = {
  readonly number: number
  readonly isOpen: boolean
  readonly isBusy: boolean
  /** Settles when the connection is gone; its value is the reason. */
  readonly closed: Promise<Error>
  readonly features: ReadonlyMap<string, string>
  readonly tls: TlsInfo | undefined
  readonly software: string | undefined
  readonly encoding: { name: string; guessed: boolean }
  readonly homeFolder: string
  readonly modeInUse: 'passive' | 'active' | undefined

  /** Lists a folder; entries come in slices as they are read. */
  list(
    path: string,
    onEntries: (entries: RemoteEntry[]) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<ListingResult>
  download(path: string, sink: DataSink, options: TransferOptions): Promise<TransferResult>
  /**
   * STOR; with an offset REST + STOR, or APPE where `append` says so. `size`: bytes that the source
   * will give, where that is known; a little file may then be on its way before the server agrees.
   */
  upload(
    path: string,
    source: DataSource,
    options: TransferOptions & { append?: boolean; size?: number },
  ): Promise<TransferResult>
  /**
   * Third-party mode: this server sends a file straight to another one. Rejects with
   * `not-supported` when the two do not play along; nothing has moved then.
   */
  sendTo(
    path: string,
    target: Connection,
    targetPath: string,
    options: { signal: AbortSignal; offset?: number },
  ): Promise<void>
  /** Bytes, or null where the server does not tell. Rejects with `remote-not-found` on 550. */
  size(path: string, signal: AbortSignal): Promise<number | null>
  modifiedAt(path: string, signal: AbortSignal): Promise<Date | null>
  /** Whether `setModifiedAt` has a command to send to this server. */
  readonly setsTimes: boolean
  /**
   * True when the server took the time: MFMT, or vsftpd's form of MDTM where the site says so, or
   * SITE UTIME where FEAT names it. False without such a command; rejects with a refusal.
   */
  setModifiedAt(path: string, time: Date, signal: AbortSignal): Promise<boolean>
  /** Hash of a whole file by HASH, XSHA256, XSHA1, XMD5 or XCRC; null where none is offered. */
  hash(path: string, signal: AbortSignal): Promise<{ algorithm: string; value: string } | null>
  makeFolder(path: string, signal: AbortSignal): Promise<void>
  removeFolder(path: string, signal: AbortSignal): Promise<void>
  deleteFile(path: string, signal: AbortSignal): Promise<void>
  rename(from: string, to: string, signal: AbortSignal): Promise<void>
  setPermissions(path: string, mode: number, signal: AbortSignal): Promise<void>
  /**
   * A symbolic link by SITE SYMLINK; `target` as it shall stand in the link. Rejects with
   * `not-supported` where FEAT does not name it.
   */
  makeLink(target: string, path: string, signal: AbortSignal): Promise<void>
  /** True when CWD enters it: a folder, or a link to one. */
  isFolder(path: string, signal: AbortSignal): Promise<boolean>
  /** Where CWD of a path leads, by PWD at once after it; null for what is no folder. */
  enteredFolder(path: string, signal: AbortSignal): Promise<string | null>
  /** Any single-reply command, checked for line breaks. */
  send(command: string, signal: AbortSignal): Promise<Reply>
  /** A connection that only waits is kept alive by this (NOOP). */
  keepAlive(): Promise<void>
  /** Ends at once; QUIT is sent but not waited for. */
  close(): void
}

/** What a job shows in the transcript while it uses a connection. */
export type OperationLabel = {
  verb: OperationVerb
  subject: string
  transferId?: string
}
