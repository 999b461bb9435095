import type { Entry } from '../../contract/files.ts'

/**
 * One side as jobs see it: this machine, or a server over one connection. It lives as long as a
 * job and remembers listings that long, so that a thousand entries of a folder cost one listing.
 * Every method rejects with an AppError.
 */
export type Volume = {
  /** False once nothing will work any more: the connection is gone. */
  isUsable(): boolean
  list(folder: string): Promise<Entry[]>
  /** The entry itself; a link is not followed. Rejects with `…-not-found`. */
  inspect(path: string): Promise<Entry>
  exists(path: string): Promise<boolean>
  /**
   * Whether a folder of a listing is really there. Many servers list a link to a folder as a
   * folder: entered, it is somewhere else.
   */
  isOwnFolder(path: string): Promise<boolean>
  /**
   * Deletes what is listed as a folder and is a link: true when it is gone. Where CWD and PWD show
   * no difference, only deleting tells, which removes a link and refuses a folder.
   */
  removeIfLink(path: string): Promise<boolean>
  join(folder: string, name: string): string
  /** null at the root. */
  parent(path: string): string | null
  name(path: string): string
  makeFolder(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
  /** A file, a link, or whatever is no folder. */
  removeFile(path: string): Promise<void>
  /** The goal must not exist; the caller has looked. */
  rename(from: string, to: string): Promise<void>
  /** One file or, on this machine, one link. The goal must not exist. */
  copyFile(from: string, to: string, entry: Entry, onBytes: (bytes: number) => void): Promise<void>
  setPermissions(path: string, mode: number): Promise<void>
  setModifiedAt(path: string, time: Date): Promise<void>
}

/**
 * Whether a name from a listing may be joined to its folder's path: anything else would be
 * somewhere else. A server on Windows takes a backslash for a separator as well.
 */
export const isSafeEntryName = (name: string): boolean =>
  !/[/\0\r\n]|^\.{0,2}$|(^|\\)\.\.(\\|$)/.test(name)
