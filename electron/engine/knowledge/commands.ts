import { accessCommands } from './commands/access.ts'
import { extensionCommands } from './commands/extensions.ts'
import { fileCommands } from './commands/files.ts'
import { fingerprintCommands } from './commands/fingerprints.ts'
import { historicCommands } from './commands/historic.ts'
import { parameterCommands } from './commands/parameters.ts'
import { securityCommands } from './commands/security.ts'
import { siteCommands } from './commands/site.ts'
import { transferCommands } from './commands/transfers.ts'
import type { CommandEntry } from './commands/types.ts'
import { vendorCommands } from './commands/vendor.ts'

export type { CommandEntry, DataUse, Standing } from './commands/types.ts'

/** Every command this program can explain. */
export const commandEntries: readonly CommandEntry[] = [
  ...accessCommands,
  ...parameterCommands,
  ...transferCommands,
  ...fileCommands,
  ...historicCommands,
  ...securityCommands,
  ...extensionCommands,
  ...vendorCommands,
  ...fingerprintCommands,
  ...siteCommands,
]

const entriesByName = new Map(commandEntries.map((entry) => [entry.name, entry]))

export type CommandLine = { verb: string; argument: string }

/** Verb in upper case, and the rest as it stands after one space (RFC 959 §5.3). */
export function parseCommandLine(line: string): CommandLine {
  const [, verb = '', argument = ''] = /^\s*(\S*) ?([\s\S]*)$/.exec(line) ?? []
  return { verb: verb.toUpperCase(), argument }
}

/** The entry of a command line; of its subcommand (`SITE CHMOD`, `MODE Z`) where there is one. */
export function findCommand(line: string): CommandEntry | undefined {
  const { verb, argument } = parseCommandLine(line)
  const word = /^\s*(\S+)/.exec(argument)?.[1]?.toUpperCase()
  return (word ? entriesByName.get(`${verb} ${word}`) : undefined) ?? entriesByName.get(verb)
}

const movesData = new Set(
  commandEntries
    .filter(({ dataUse }) => dataUse !== 'none' && dataUse !== 'prepares')
    .map(({ name }) => name),
)

/** True for commands that move a list or a file over a data connection. */
export const isTransferVerb = (verb: string): boolean => movesData.has(verb)

const preparesData = new Set(
  commandEntries.filter(({ dataUse }) => dataUse === 'prepares').map(({ name }) => name),
)

/** True for commands that arrange the next data connection. */
export const isDataSetupVerb = (verb: string): boolean => preparesData.has(verb)
