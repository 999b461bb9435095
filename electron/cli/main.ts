import { enableCompileCache } from 'node:module'
import { processTerminal } from './terminal.ts'

// Most of a short run is loading the engine: its compiled code is kept between runs.
enableCompileCache()
const { sampan } = await import('./command.ts')

// Some handle of a library may outlive its owner; the program is over when it says so.
process.exit(await sampan(process.argv.slice(2), processTerminal()))
