import { webCommand } from '../electron/web/terminal.ts'
import { say } from './run.ts'

/** The engine of `npm run dev`, restarted by node --watch. Pages keep their session over restarts. */
const { SAMPAN_DEV_ORIGIN: devOrigin, SAMPAN_DEV_SESSION: session } = process.env
if (!devOrigin || !session) throw new Error('This is a part of `npm run dev`.')

process.exit(
  await webCommand(process.argv.slice(2), { out: say, error: say }, undefined, {
    devOrigin,
    access: { session },
  }),
)
