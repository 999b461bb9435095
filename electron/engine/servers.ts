import type { ConnectionSettings, Credentials } from '../contract/sessions.ts'
import type { Connection, OperationLabel } from './ftp/connection.ts'

/**
 * A server as queue and sessions know it: the same host, port, user and encryption (or the same
 * site) is the same server. The id is stable over restarts and holds no secret.
 */
export type ServerRecord = {
  id: string
  title: string
  siteId?: string
  settings: ConnectionSettings
  limits?: ServerLimits
}

/** What a site allows the queue, beside its limit of connections. Absent: no limit of its own. */
export type ServerLimits = {
  uploads?: number
  downloads?: number
  /** Bytes a second. */
  uploadSpeed?: number
  downloadSpeed?: number
}

/** A connection on loan. Whoever takes one must release it, also after an error. */
export type Lease = {
  connection: Connection
  /** Runs a job under a label, so that the transcript groups its lines; gives the number. */
  operation<T>(label: OperationLabel, job: (operation: number) => Promise<T>): Promise<T>
  /** Gives it back; a closed connection is simply dropped. */
  release(): void
}

export type Servers = {
  /** Finds or adds; credentials are kept in memory only. */
  register(server: Omit<ServerRecord, 'id'>, credentials?: Credentials): ServerRecord
  /** Brings back a record from disk, without credentials. */
  restore(record: ServerRecord): void
  get(id: string): ServerRecord | undefined
  /**
   * A warm connection, or a new one within the site's limit and the limit learnt from the server
   * (421/530); waits in turn otherwise. Asks for a password (a Question) when none is known.
   */
  lease(id: string, signal: AbortSignal): Promise<Lease>
  /** Transfer connections the server lets us have at the moment. */
  limitOf(id: string): number
  close(): Promise<void>
}
