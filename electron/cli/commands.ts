import type { OptionName } from './options.ts'
import { connecting, reporting, transferring } from './options.ts'

export type Command = {
  usage: string
  summary: string
  details: string
  options: readonly OptionName[]
}

/** What the program can be asked to do: the parser, `--help` and the manual all read this table. */
export const commands = {
  ls: {
    usage: 'sampan ls [OPTION...] URL...',
    summary: 'list folders',
    details: 'Entries come in the order of the server, as it sends them.',
    options: ['long', ...connecting, ...reporting],
  },
  get: {
    usage: 'sampan get [OPTION...] URL... [-o DIR]',
    summary: 'fetch files and folders',
    details:
      'A file grows under a hidden name beside its target and takes the final name when its size is verified. A URL that ends with / is a folder.',
    options: ['output', ...transferring, ...connecting, ...reporting],
  },
  put: {
    usage: 'sampan put [OPTION...] FILE... URL',
    summary: 'send files and folders',
    details:
      'The URL is a folder if it ends with /, if the server says so, or if there are several files; else it is the new name. Missing folders are made.',
    options: [...transferring, ...connecting, ...reporting],
  },
  mirror: {
    usage: 'sampan mirror [OPTION...] URL DIR\n       sampan mirror --reverse [OPTION...] DIR URL',
    summary: 'make one folder like another',
    details:
      'Copies what is missing or differs in size or time. Nothing is ever deleted. Links are not followed.',
    options: ['reverse', ...transferring, ...connecting, ...reporting],
  },
  resume: {
    usage: 'sampan resume [OPTION...] --queue DIR',
    summary: 'go on with an interrupted queue',
    details: 'Finishes what `get`, `put` or `mirror` with the same --queue had begun.',
    options: [...transferring, 'trust', 'insecure', ...reporting],
  },
  rm: {
    usage: 'sampan rm [OPTION...] URL...',
    summary: 'delete files, and folders with -r',
    details: 'Links are removed, never entered.',
    options: ['recursive', ...connecting, ...reporting],
  },
  mkdir: {
    usage: 'sampan mkdir [OPTION...] URL...',
    summary: 'make folders',
    details: 'Without -p the folder above must exist, and the new one must not.',
    options: ['parents', ...connecting, ...reporting],
  },
  raw: {
    usage: 'sampan raw [OPTION...] URL COMMAND...',
    summary: 'send FTP commands as they are',
    details:
      'Each COMMAND is one argument, such as "SITE HELP"; the replies are printed. Commands that need a data connection are refused.',
    options: [...connecting, ...reporting],
  },
} as const satisfies Record<string, Command>

export type CommandName = keyof typeof commands

export const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name)
