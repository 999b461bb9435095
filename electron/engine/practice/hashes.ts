import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { chunkSize } from './dataPort.ts'

/** Names of draft-ietf-ftpext2-hash (HASH), after the IANA registry. */
export const hashNames = ['SHA-256', 'SHA-512', 'SHA-1', 'MD5', 'CRC32'] as const
export type HashName = (typeof hashNames)[number]

export const isHashName = (name: string): name is HashName =>
  (hashNames as readonly string[]).includes(name)

/** The lower-case hexadecimal hash over the bytes from `first` to `last`, both included. */
export async function hashFile(
  path: string,
  name: HashName,
  { first, last }: { first: number; last: number },
): Promise<string> {
  const file = await open(path)
  try {
    const bytes =
      last < first
        ? []
        : file.createReadStream({ start: first, end: last, highWaterMark: chunkSize })
    if (name === 'CRC32') {
      let sum = 0
      for await (const chunk of bytes) sum = crc32(chunk as Buffer, sum)
      return sum.toString(16).padStart(8, '0')
    }
    const hash = createHash(name.replace('SHA-', 'sha').toLowerCase())
    for await (const chunk of bytes) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
