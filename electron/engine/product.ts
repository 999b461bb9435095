import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** The repository's root: package.json, dist/. */
export const rootFolder = join(import.meta.dirname, '../..')

const Package = z.object({ version: z.string() })
export const { version } = Package.parse(
  JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')),
)
export const productLine = `Sampan ${version}`
