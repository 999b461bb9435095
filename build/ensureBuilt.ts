import { ensureBuilt } from './run.ts'

/** node build/ensureBuilt.ts: page and desktop application, each only if something has changed. */
await ensureBuilt('page')
await ensureBuilt('desktop')
