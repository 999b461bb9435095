import { createHash, randomFillSync } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const piece = 16 * 1024 * 1024

/** A file of random bytes: nothing on the way can make it smaller. */
export function makeBigFile(path: string, size: number): void {
  const buffer = Buffer.allocUnsafe(Math.min(piece, size))
  const file = openSync(path, 'w')
  for (let left = size; left > 0; left -= buffer.length) {
    randomFillSync(buffer)
    writeSync(file, buffer, 0, Math.min(left, buffer.length))
  }
  closeSync(file)
}

/** `count` files of one size in one folder. */
export function makeSmallFiles(folder: string, count: number, size: number): void {
  mkdirSync(folder, { recursive: true })
  const buffer = Buffer.allocUnsafe(size)
  for (let index = 0; index < count; index++) {
    randomFillSync(buffer)
    writeFileSync(join(folder, `file-${String(index).padStart(6, '0')}.bin`), buffer)
  }
}

/** `count` files in 20 folders, from a byte to 4 MiB, each size as likely as its double. */
export function makeMixedFiles(folder: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const below = join(folder, `folder-${index % 20}`)
    mkdirSync(below, { recursive: true })
    // The golden ratio spreads sizes evenly without chance.
    const size = Math.floor(2 ** (22 * ((index * 0.618_033_988_75) % 1)))
    writeFileSync(join(below, `file-${index}.bin`), randomFillSync(Buffer.allocUnsafe(size)))
  }
}

/** Removes what a run left. A folder of the server keeps its owner. */
export function empty(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true })
}

/** SHA-256 of a file, read in pieces. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const known = new Map<string, string>()

/** Throws unless two files have the same bytes. The first one's hash is taken once. */
export async function sameFile(original: string, copy: string): Promise<void> {
  if (statSync(original).size !== statSync(copy).size)
    throw new Error(`${copy} has another size than ${original}`)
  const wanted = known.get(original) ?? (await hashOf(original))
  known.set(original, wanted)
  if ((await hashOf(copy)) !== wanted) throw new Error(`${copy} differs from ${original}`)
}

/** Throws unless two folders have the same files with the same bytes, and nothing else. */
export function sameFolder(original: string, copy: string): void {
  const listed = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const [wanted, found] = [listed(original), listed(copy)]
  if (wanted.join('\n') !== found.join('\n'))
    throw new Error(`${copy} has ${found.length} entries, ${original} has ${wanted.length}`)
  for (const name of wanted) {
    if (statSync(join(original, name)).isDirectory()) continue
    if (!readFileSync(join(original, name)).equals(readFileSync(join(copy, name))))
      throw new Error(`${join(copy, name)} differs`)
  }
}
