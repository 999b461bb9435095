import { webCommand } from './terminal.ts'

// Some handle of a library may outlive its owner; the command is over when it says so.
process.exit(await webCommand(process.argv.slice(2), { out: console.log, error: console.error }))
