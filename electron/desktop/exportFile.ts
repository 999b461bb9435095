import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportFile } from '../contract/siteExchange.ts'

/** As much as an import takes. */
const largestFile = 16 * 1024 * 1024

/** An export of sites that the system was asked to open. Rejects what is no readable file. */
export async function readExport(path: string): Promise<ImportFile> {
  const facts = await stat(path)
  if (!facts.isFile() || facts.size > largestFile) throw new Error('is no export')
  return { kind: 'file', name: basename(path), base64: await readFile(path, 'base64') }
}
