import { commandEntries, findCommand } from '../commands.ts'
import type { CommandEntry } from '../commands.ts'
import { words } from '../text.ts'
import type { Text } from '../text.ts'
import { refusalFor } from './refusals.ts'

export type Completion = {
  /** What is put into the command line. */
  command: string
  /** With its arguments, as a hint. */
  syntax: string
  title: Text
}

/** Commands that every server must or should have; asking costs nothing. */
const universal = new Set(
  commandEntries
    .filter(({ standing }) => standing === 'mandatory')
    .map(({ name }) => name)
    .concat('CDUP', 'MKD', 'PWD', 'RMD', 'SYST'),
)

/** `SITE COPY` and `MODE Z` stay whole; of all other FEAT lines the first word is the command. */
function commandsOfFeature(line: string): string[] {
  const [label = '', second = ''] = line.trim().toUpperCase().split(/\s+/)
  if (label === 'SITE')
    return line
      .trim()
      .toUpperCase()
      .slice(5)
      .split(/[;\s]+/)
      .filter(Boolean)
      .map((name) => `SITE ${name}`)
  if (label === 'MODE') return second ? [`MODE ${second}`] : []
  if (label === 'MLST') return ['MLST', 'MLSD', 'OPTS MLST']
  if (label === 'HASH') return ['HASH', 'OPTS HASH']
  return /^[A-Z][A-Z0-9]{2,}$/.test(label) && findCommand(label) ? [label] : []
}

/** Names in the table of HELP; a star marks those that are not implemented. */
function commandsOfHelp(lines: readonly string[]): string[] {
  // pure-ftpd lists its SITE commands, whatever was asked.
  const prefix = /\bSITE commands\b/i.test(lines[0] ?? '') ? 'SITE ' : ''
  return lines.flatMap((line) => {
    const names = line
      .replace(/^\d{3}[ -]/, '')
      .trim()
      .split(/\s+/)
    const isTable = names.every((name) => /^[A-Z][A-Z0-9]{2,7}\*?$/.test(name))
    return isTable ? names.filter((name) => !name.endsWith('*')).map((name) => prefix + name) : []
  })
}

function completionFor(command: string): Completion {
  const entry: CommandEntry | undefined = findCommand(command)
  const isExact = entry?.name === command
  return {
    command,
    syntax: entry && isExact ? entry.syntax : command,
    title: entry?.title ?? words('A command of this server', '此服务器的命令'),
  }
}

/**
 * Commands to offer on the raw command line, in alphabetical order: those of the server's FEAT and
 * HELP answers (reply lines as received), without those that would be refused.
 */
export function completions(
  featLines: readonly string[],
  helpLines: readonly string[] = [],
): Completion[] {
  const helped = commandsOfHelp(helpLines)
  const isWhole = helped.some((name) => !name.startsWith('SITE '))
  const base = isWhole ? helped : [...universal, ...helped]
  const fromFeatures = featLines.filter((line) => !/^\d{3}/.test(line)).flatMap(commandsOfFeature)
  const names = new Set([...base, ...fromFeatures, 'SITE HELP'])
  return [...names]
    .filter((name) => refusalFor(name) === undefined)
    .sort()
    .map(completionFor)
}

/** Completions that begin with what was typed, in any case of letters. */
export const completionsFor = (typed: string, all: readonly Completion[]): Completion[] =>
  all.filter(({ command }) => command.startsWith(typed.trimStart().toUpperCase()))
