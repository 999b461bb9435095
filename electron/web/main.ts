import { enableCompileCache } from 'node:module'

// Half of a start is compiling the host's sources: their compiled code is kept between runs.
enableCompileCache()
const { webCommand } = await import('./terminal.ts')

// Some handle of a library may outlive its owner; the command is over when it says so.
process.exit(await webCommand(process.argv.slice(2), { out: console.log, error: console.error }))
