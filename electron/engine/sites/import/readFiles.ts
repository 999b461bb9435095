import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { decodeImport } from './decode.ts'
import { ImportError, largestImport } from './importedSite.ts'
import type { ImportResult } from './importedSite.ts'
import type { ImportFormat, ImportOptions } from './index.ts'
import { readImport } from './index.ts'

const mostFiles = 10_000

export type ReadImportOptions = Pick<ImportOptions, 'masterPassword'> & { format?: ImportFormat }

/**
 * Reads a file of any client, or all bookmarks in a folder of Cyberduck; a bookmark that cannot be
 * read is listed, the others come. Throws ImportError, or the system's error for a missing file.
 */
export async function readImportPath(
  path: string,
  options: ReadImportOptions = {},
): Promise<ImportResult & { format: ImportFormat }> {
  const entry = await stat(path)
  if (!entry.isDirectory()) return readOne(path, options)

  const names = (await readdir(path)).filter((name) => name.endsWith('.duck')).sort()
  if (names.length === 0) throw new ImportError('The folder holds no bookmarks of Cyberduck.')
  const all: ImportResult = { sites: [], notTaken: [] }
  for (const name of names.slice(0, mostFiles)) {
    try {
      const { sites, notTaken } = await readOne(join(path, name), { format: 'cyberduck' })
      all.sites.push(...sites)
      all.notTaken.push(...notTaken)
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      all.notTaken.push({
        name: basename(name, '.duck'),
        reason: error.message,
        folder: [],
        part: 'site',
        code: 'entry-unreadable',
      })
    }
  }
  return { format: 'cyberduck', ...all }
}

async function readOne(path: string, options: ReadImportOptions) {
  const text = decodeImport(await readSmallFile(path))
  const folder = dirname(path)
  const workspace = basename(folder) === '.vscode' ? dirname(folder) : undefined
  return readImport(text, { ...options, ...(workspace ? { workspace } : {}) })
}

/** Never more than the limit, also of something endless such as a device. */
async function readSmallFile(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const chunks: Buffer[] = []
    let length = 0
    const stream = handle.createReadStream({ autoClose: false, end: largestImport })
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer)
      length += (chunk as Buffer).length
      if (length > largestImport) throw new ImportError('The file is larger than 16 MiB.')
    }
    return Buffer.concat(chunks)
  } finally {
    await handle.close()
  }
}
