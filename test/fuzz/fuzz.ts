import { ProtocolError } from '../../electron/engine/ftp/protocolError.ts'
import { inputFrom, repeatedFrom } from './inputs.ts'
import { Random } from './random.ts'

/** An input that a parser could not stand. */
export type Failure = { target: string; problem: string; seed: number; input: string }

/** Milliseconds that a parser may compute over one input. */
const longest = 1_000
/** Lengths that are compared; four times the length takes four times as long, or it fails. */
const shortLength = 50_000
const longLength = 4 * shortLength
/** Times below this one, in milliseconds, say nothing. */
const noticeable = 60

/** Parsers by name. */
export type Targets = Readonly<Record<string, (text: string) => unknown>>

/** Every so many inputs one is long, and of one repeated text. */
const longEvery = 500

type Step =
  | { kind: 'short'; input: string }
  | { kind: 'long'; target: string; write: (length: number) => string }

/** The next input; inputs depend on the seed alone. */
function next(random: Random, number: number, names: string[]): Step {
  if (number % longEvery !== 0) return { kind: 'short', input: inputFrom(random) }
  const { head, unit, tail } = repeatedFrom(random)
  const write = (length: number) => head + unit.repeat(Math.ceil(length / unit.length)) + tail
  return { kind: 'long', target: random.pick(names), write }
}

/** The input of a number, counted from 1: what a parser that does not return was given. */
export function inputOf(seed: number, number: number, targets: Targets): string {
  const random = new Random(seed)
  let input = ''
  for (let count = 1; count <= number; count++) {
    const step = next(random, count, Object.keys(targets))
    if (count === number) input = step.kind === 'short' ? step.input : step.write(longLength)
  }
  return input
}

/** Runs until the time is over, or until the first failure. */
export function fuzz(options: {
  seconds: number
  seed: number
  targets: Targets
  /** Called with the number of each input before it is tried. */
  onInput?: (number: number) => void
}): { inputs: number; failure: Failure | undefined } {
  const { seconds, seed, targets, onInput } = options
  const end = Date.now() + seconds * 1_000
  const random = new Random(seed)
  const names = Object.keys(targets)
  let inputs = 0
  while (Date.now() < end) {
    inputs++
    onInput?.(inputs)
    const step = next(random, inputs, names)
    const found = step.kind === 'short' ? tryAll(step.input, targets) : tryLengths(step, targets)
    if (found) return { inputs, failure: { ...found, seed } }
  }
  return { inputs, failure: undefined }
}

type Found = Omit<Failure, 'seed'>

function tryAll(input: string, targets: Targets): Found | undefined {
  for (const [target, parse] of Object.entries(targets)) {
    const { problem, time } = run(parse, input)
    // Collecting garbage may take a while once: only what repeats counts.
    const isSlow = time > longest && run(parse, input).time > longest
    const found = problem ?? (isSlow ? `took ${time.toFixed(0)} ms` : undefined)
    if (found !== undefined) return { target, problem: found, input }
  }
  return undefined
}

/** Looks for time that grows faster than the input, in one parser. */
function tryLengths(
  { target, write }: Extract<Step, { kind: 'long' }>,
  targets: Targets,
): Found | undefined {
  const parse = targets[target]!
  const input = write(longLength)
  const first = run(parse, input)
  if (first.problem !== undefined) return { target, problem: first.problem, input }
  if (first.time < noticeable) return undefined
  const least = (text: string) => Math.min(...[1, 2, 3].map(() => run(parse, text).time))
  const [short, long] = [least(write(shortLength)), least(input)]
  if (long < noticeable || long < 10 * short) return undefined
  const problem = `took ${short.toFixed(1)} ms, and ${long.toFixed(1)} ms for four times the length`
  return { target, problem, input }
}

/** What went wrong, and the milliseconds of computing; those of other processes do not count. */
function run(parse: (text: string) => unknown, input: string) {
  const start = process.cpuUsage()
  let problem: string | undefined
  try {
    parse(input)
  } catch (error) {
    if (!(error instanceof ProtocolError)) problem = `threw ${String(error)}`
  }
  const { user, system } = process.cpuUsage(start)
  return { problem, time: (user + system) / 1_000 }
}
