import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { repository } from './command.ts'
import { faultTable } from './faultTable.ts'
import type { NumberedTest } from './faultTable.ts'
import { results } from './parts.ts'
import { oneFailure, onePass } from './tally.ts'
import type { Tally } from './tally.ts'

export const faultDocument = join(repository, 'docs/faults.md')
export const faultProjects = ['unit', 'engine', 'servers'] as const

type Report = {
  testResults: {
    name: string
    assertionResults: { title: string; ancestorTitles: string[]; status: string }[]
  }[]
}

/** The tests of a report that vitest wrote as JSON. */
export function testsOf(file: string): NumberedTest[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(repository, name) })),
  )
}

export const reportOf = (project: string) => join(results, `${project}.json`)

/** Whether docs/faults.md says what the tests of this run say. */
export function checkFaultDocument(): Tally {
  const written = existsSync(faultDocument) ? readFileSync(faultDocument, 'utf8') : ''
  if (faultTable(faultProjects.map(reportOf).flatMap(testsOf)) === written) return onePass
  return oneFailure(
    'docs/faults.md differs from the results: `npm run faults -- --from-results` writes it',
  )
}
