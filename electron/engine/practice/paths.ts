import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from './replies.ts'

/** `name` seen from `directory`: absolute, without `.`, `..` and doubled slashes, never above `/`. */
export function joinVirtual(directory: string, name: string): string {
  const segments: string[] = []
  for (const segment of (name.startsWith('/') ? name : `${directory}/${name}`).split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`
}

/** Characters that would reach elsewhere on Windows, where they are no part of a name. */
const windowsTraps = /[\\:]/

/**
 * The folder the server shows, and the only way from a path a client wrote to a real one. Links
 * are followed only while they stay inside.
 */
export class Jail {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async at(folder: string): Promise<Jail> {
    return new Jail(await realpath(folder))
  }

  /** The real path of an existing file or folder, links resolved. */
  async existing(virtual: string): Promise<string> {
    const real = await realpath(this.#join(virtual))
    if (!this.#holds(real)) throw outside()
    return real
  }

  /** The entry itself, which may be a link or not exist yet; its folder must exist. */
  async entry(virtual: string): Promise<string> {
    if (virtual === '/') throw new Refusal(550, 'Not on the root folder.')
    const parent = await this.existing(path.posix.dirname(virtual))
    return path.join(parent, path.basename(this.#join(virtual)))
  }

  /** Where to write a file: the target of an existing one, or a new entry. */
  async writable(virtual: string): Promise<string> {
    const entry = await this.entry(virtual)
    const isThere = await lstat(entry).then(
      () => true,
      () => false,
    )
    return isThere ? this.existing(virtual) : entry
  }

  /** The path a client would use for a real one. */
  virtual(real: string): string {
    return `/${path.relative(this.root, real).split(path.sep).join('/')}`
  }

  #join(virtual: string): string {
    if (virtual.includes('\0')) throw new Refusal(501, 'A path cannot hold a NUL.')
    if (path.sep === '\\' && windowsTraps.test(virtual))
      throw new Refusal(553, 'This name is not possible here.')
    return path.join(this.root, virtual)
  }

  #holds(real: string): boolean {
    const prefix = this.root.endsWith(path.sep) ? this.root : this.root + path.sep
    return real === this.root || real.startsWith(prefix)
  }
}

const outside = () => new Refusal(550, 'Outside of the practice folder.')
