import { parseArgs } from 'node:util'
import { ConflictPolicy } from '../contract/transfers.ts'
import { Encryption, TransferMode } from '../contract/sessions.ts'
import { AppError } from '../contract/errors.ts'
import type { CommandName } from './commands.ts'
import { commands, isCommand } from './commands.ts'
import type { Option, OptionName } from './options.ts'
import { options } from './options.ts'
import { parseRate } from './rates.ts'
import type { Target } from './url.ts'
import { parseSitePath, parseUrl } from './url.ts'

/** A place on a server: the address is absent where a saved site was named. */
export type RemoteArgument = Omit<Target, 'address'> & Partial<Pick<Target, 'address'>>

export type Work =
  | { do: 'ls'; remote: RemoteArgument[]; isLong: boolean }
  | { do: 'get'; remote: RemoteArgument[]; folder: string }
  | { do: 'put'; files: string[]; remote: RemoteArgument }
  | { do: 'mirror'; direction: 'down' | 'up'; local: string; remote: RemoteArgument }
  | { do: 'resume' }
  | { do: 'rm'; remote: RemoteArgument[]; isRecursive: boolean }
  | { do: 'mkdir'; remote: RemoteArgument[]; withParents: boolean }
  | { do: 'raw'; remote: RemoteArgument; lines: string[] }

export type RunOptions = {
  site?: string
  /** Folder of the saved sites; absent: the usual one. */
  dataFolder?: string
  mode?: TransferMode
  tls?: Encryption
  /** SHA-256 fingerprints, as pairs of upper-case digits with colons. */
  trust: string[]
  isInsecure: boolean
  encoding?: string
  parallel: number
  segments?: number
  onConflict?: ConflictPolicy
  /** Bytes a second. */
  limitRate?: number
  queueFolder?: string
  output: 'text' | 'json'
  isQuiet: boolean
}

export type Request =
  | { do: 'run'; work: Work; options: RunOptions }
  | { do: 'help'; command?: CommandName }
  | { do: 'version' }
  | { do: 'refuse'; message: string; command?: CommandName }

type Values = Partial<Record<OptionName, string | boolean | (string | boolean)[]>>

class Refusal extends Error {}

/** Reads the command line. What it does not know is refused, never ignored. */
export function readArguments(args: string[]): Request {
  const [first = '--help', ...rest] = args
  if (first === '--version') return { do: 'version' }
  if (first === '--help' || first === '-h' || first === 'help') {
    const name = rest[0]
    return name !== undefined && isCommand(name) ? { do: 'help', command: name } : { do: 'help' }
  }
  if (!isCommand(first)) {
    const names = Object.keys(commands).join(', ')
    return { do: 'refuse', message: `There is no command ${first}. The commands are ${names}.` }
  }
  try {
    const { values, positionals } = parse(first, rest)
    if (values.help) return { do: 'help', command: first }
    const runOptions = readOptions(values)
    const work = readWork(first, positionals, values, runOptions)
    return { do: 'run', work, options: runOptions }
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof AppError)) throw error
    return { do: 'refuse', message: error.message, command: first }
  }
}

function parse(command: CommandName, args: string[]): { values: Values; positionals: string[] } {
  const own = commands[command].options.map((name) => {
    const { short, value, isList }: Option = options[name]
    return [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: isList ?? false,
        ...(short === undefined ? {} : { short }),
      },
    ] as const
  })
  try {
    return parseArgs({
      args,
      strict: true,
      allowPositionals: true,
      options: Object.fromEntries(own),
    })
  } catch (error) {
    throw new Refusal((error as Error).message)
  }
}

function readOptions(values: Values): RunOptions {
  const text = (name: OptionName) => values[name] as string | undefined
  const choice = <T extends string>(name: OptionName, all: readonly T[]): T | undefined => {
    const value = text(name)
    if (value === undefined || all.includes(value as T)) return value as T | undefined
    throw new Refusal(`--${name} can be ${all.join(', ')}, not ${value}.`)
  }
  const count = (name: OptionName): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (/^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= 32) return Number(value)
    throw new Refusal(`--${name} wants a number from 1 to 32, not ${value}.`)
  }
  const mode = choice('mode', TransferMode.options)
  const tls = choice('tls', Encryption.options)
  const onConflict = choice('on-conflict', ConflictPolicy.options)
  const segments = count('segments')
  const rate = text('limit-rate')
  const limitRate = rate === undefined ? undefined : parseRate(rate)
  if (rate !== undefined && limitRate === undefined)
    throw new Refusal(`--limit-rate wants bytes a second, such as 500K or 2M, not ${rate}.`)
  return {
    ...defined({ site: text('site'), dataFolder: text('data'), queueFolder: text('queue') }),
    ...defined({ mode, tls, onConflict, segments, limitRate, encoding: text('encoding') }),
    trust: ((values.trust ?? []) as string[]).map(readFingerprint),
    isInsecure: values.insecure === true,
    parallel: count('parallel') ?? 4,
    output: values.json ? 'json' : 'text',
    isQuiet: values.quiet === true,
  }
}

function readFingerprint(text: string): string {
  const digits = text.replaceAll(':', '').toUpperCase()
  if (!/^[0-9A-F]{64}$/.test(digits))
    throw new Refusal('--trust wants a SHA-256 fingerprint: 64 hexadecimal digits.')
  return digits.match(/../g)!.join(':')
}

function readWork(
  command: CommandName,
  positionals: string[],
  values: Values,
  { site, queueFolder }: RunOptions,
): Work {
  const remote = (text: string): RemoteArgument =>
    site === undefined ? parseUrl(text) : { path: parseSitePath(text) }
  const need = (isEnough: boolean) => {
    if (!isEnough) throw new Refusal(`Arguments are missing or too many.`)
  }
  const last = positionals.at(-1)!
  switch (command) {
    case 'ls':
      need(positionals.length > 0 || site !== undefined)
      return {
        do: 'ls',
        remote: (positionals.length > 0 ? positionals : ['']).map(remote),
        isLong: values.long === true,
      }
    case 'get':
      need(positionals.length > 0)
      return {
        do: 'get',
        remote: positionals.map(remote),
        folder: typeof values.output === 'string' ? values.output : '.',
      }
    case 'put':
      need(positionals.length > 1)
      return { do: 'put', files: positionals.slice(0, -1), remote: remote(last) }
    case 'mirror': {
      need(positionals.length === 2)
      const direction = values.reverse ? 'up' : 'down'
      const [source, target] = positionals as [string, string]
      return direction === 'up'
        ? { do: 'mirror', direction, local: source, remote: remote(target) }
        : { do: 'mirror', direction, local: target, remote: remote(source) }
    }
    case 'resume':
      need(positionals.length === 0)
      if (queueFolder === undefined) throw new Refusal('Which queue? Give it with --queue DIR.')
      return { do: 'resume' }
    case 'rm':
      need(positionals.length > 0)
      return { do: 'rm', remote: positionals.map(remote), isRecursive: values.recursive === true }
    case 'mkdir':
      need(positionals.length > 0)
      return { do: 'mkdir', remote: positionals.map(remote), withParents: values.parents === true }
    case 'raw':
      need(positionals.length > 1)
      return { do: 'raw', remote: remote(positionals[0]!), lines: positionals.slice(1) }
  }
}

/** Without what is not there: exact optional fields stay absent. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
