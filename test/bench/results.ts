import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Machine } from './machine.ts'
import type { Measured } from './measure.ts'
import { resultsFile } from './places.ts'
import type { Limit, Target } from './suite.ts'

export type RaceResult = {
  title: string
  contenders: Record<string, Measured[]>
  targets: Target[]
  limits: Limit[]
}

export type SuiteResult = {
  /** Milliseconds since 1970 UTC. */
  at: number
  runs: number
  isQuick: boolean
  machine: Machine
  /** Where files and targets lay. */
  place: string
  races: RaceResult[]
}

/** The newest result of each suite: a long bench may be run in parts. */
export function readResults(): Record<string, SuiteResult> {
  try {
    return JSON.parse(readFileSync(resultsFile, 'utf8')) as Record<string, SuiteResult>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

export function saveResult(suite: string, result: SuiteResult): void {
  mkdirSync(dirname(resultsFile), { recursive: true })
  writeFileSync(resultsFile, JSON.stringify({ ...readResults(), [suite]: result }))
}
