import type { Part } from './run.ts'
import { ensureBuilt } from './run.ts'

/**
 * node build/ensureBuilt.ts [PART...]: the parts named, or page and desktop application, each only
 * if something has changed.
 */
const wanted = process.argv.slice(2) as Part[]
for (const part of wanted.length > 0 ? wanted : (['page', 'desktop'] as const))
  await ensureBuilt(part)
