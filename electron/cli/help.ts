import type { CommandName } from './commands.ts'
import { commands } from './commands.ts'
import { exitCodes } from './exitCodes.ts'
import type { Option, OptionName } from './options.ts'
import { options } from './options.ts'

const width = 80
const column = 22

/** All commands, what a URL is, where passwords come from, and the exit codes. */
export function overview(): string {
  const list = Object.entries(commands).map(([name, { summary }]) => entry(name, summary))
  return [
    'Transfers files by FTP and FTPS, with a queue that verifies what it did.',
    '',
    'sampan COMMAND [OPTION...] [ARGUMENT...]',
    '',
    ...list,
    entry('--version', options.version.text),
    entry('COMMAND --help', 'what a command takes'),
    '',
    'URLs: ftp://user@host:port/path (TLS if the server offers it), ftpes:// (TLS',
    'required), ftps:// (TLS from the first byte). The path begins in the folder of',
    'the login; //path or /%2Fpath begins at the root. Names are percent-encoded.',
    '',
    'Passwords: of a saved site (--site), else from the environment variable',
    'SAMPAN_PASSWORD, else asked for. A master password: SAMPAN_MASTER_PASSWORD, or',
    'asked for. One in a URL works, but other users of this machine can see it.',
    '',
    exitTable(),
  ].join('\n')
}

export function commandHelp(name: CommandName): string {
  const { usage, summary, details, options: own } = commands[name]
  return [
    usage,
    '',
    ...wrap(`${summary[0]!.toUpperCase()}${summary.slice(1)}. ${details}`, 0),
    '',
    ...own.map(optionEntry),
  ].join('\n')
}

export function exitTable(): string {
  const codes = Object.entries(exitCodes)
  return ['Exit codes:', ...codes.map(([code, text]) => entry(code.padStart(3), text))].join('\n')
}

function optionEntry(name: OptionName): string {
  const { short, value, text }: Option = options[name]
  const form = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
  return entry(form, text)
}

/** A term and its meaning in two columns. */
function entry(term: string, text: string): string {
  const lines = wrap(text, column)
  const first = `  ${term}`
  if (first.length + 2 > column) return [first, ...lines].join('\n')
  return [first.padEnd(column) + lines[0]!.trimStart(), ...lines.slice(1)].join('\n')
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, ' '.repeat(indent) + line]
}
