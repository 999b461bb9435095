import type { Measured } from './measure.ts'

/** One program at one piece of work. */
export type Contender = {
  name: string
  /** Runs it once, on targets that it has made empty before the clock starts. */
  run(): Promise<Measured>
  /** Throws unless the result is exactly what it should be. */
  verify(): Promise<void> | void
}

/** How Sampan should stand to another contender. */
export type Target = {
  /** Name of Sampan's contender, and of the one it is compared with. */
  own: string
  other: string
  /** Sampan's time divided by the other one's, at most. */
  ratio: number
}

export type Limit = {
  own: string
  what: keyof Measured
  most: number
}

/** One table of the report. */
export type Race = {
  title: string
  /** It takes minutes: one run, however many are asked for. */
  isLong?: true
  contenders: Contender[]
  targets?: Target[]
  limits?: Limit[]
}

/** What a suite works with. `stop` calls run in reverse order, whatever happened. */
export type Workshop = {
  /** Scratch folder in memory where there is room, else on disk. */
  folder: string
  isQuick: boolean
  atEnd(stop: () => void | Promise<void>): void
  say(text: string): void
}

export type Suite = {
  name: string
  summary: string
  /** It runs by the clock, longer than all others: only when it is asked for by name. */
  isOnRequest?: true
  /** Needs a network namespace of its own. */
  isInNamespace?: true
  /** Prepares servers and data; races run one after the other. */
  prepare(workshop: Workshop): Promise<Race[]>
}
