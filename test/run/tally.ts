/** What became of a step: numbers for the last line, and words for what went wrong. */
export type Tally = {
  passed: number
  failed: number
  /** Names of tests that were not run. */
  skipped: string[]
  problems: string[]
}

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string }[]
  }[]
}

/** What vitest caught outside of every test: it ends with 1 for it, and its report is silent. */
export type UnhandledError = {
  /** The stack, or name and message. */
  what: string
  /** The file that ran, and the test that ran last. */
  testFile: string | null
  testName: string | null
}

export const oneFailure = (problem: string): Tally => ({
  ...{ passed: 0, failed: 1, skipped: [] },
  problems: [problem],
})

export const onePass: Tally = { passed: 1, failed: 0, skipped: [], problems: [] }

export function add(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.flatMap((tally) => tally.skipped),
    problems: tallies.flatMap((tally) => tally.problems),
  }
}

/**
 * Counts the tests of one project. Everything that makes vitest fail without a failed test counts
 * as a failure too: a file that does not load, a failed hook, an unhandled error, no test at all.
 */
export function tallyOf(
  project: string,
  report: VitestReport | undefined,
  exitCode: number | null,
  unhandled: readonly UnhandledError[] = [],
): Tally {
  if (!report) return oneFailure(`${project}: vitest ended with ${exitCode} and left no report`)
  const tally: Tally = { passed: 0, failed: 0, skipped: [], problems: [] }
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    tally.failed += failed.length
    tally.problems.push(...failed.map((test) => `${project}: ${test.fullName}`))
    if (file.status === 'failed' && failed.length === 0) {
      tally.failed += 1
      tally.problems.push(`${project}: ${file.name}: ${file.message || 'failed outside of a test'}`)
    }
    for (const test of file.assertionResults)
      if (test.status === 'passed') tally.passed += 1
      else if (test.status !== 'failed') tally.skipped.push(`${project}: ${test.fullName}`)
  }
  if (tally.passed + tally.failed + tally.skipped.length === 0)
    return oneFailure(`${project}: there is no test`)
  tally.failed += unhandled.length
  tally.problems.push(...unhandled.map((error) => `${project}: ${wordsOf(error)}`))
  if (exitCode !== 0 && tally.failed === 0) {
    tally.failed += 1
    tally.problems.push(`${project}: vitest ended with ${exitCode} although no test failed`)
  }
  return tally
}

function wordsOf({ what, testFile, testName }: UnhandledError): string {
  const where = [testFile, testName].filter((name) => name !== null).join(': ')
  return `not caught by any test${where && `, in ${where}`}: ${what}`
}

export type Verdict = { lastLine: string; ok: boolean }

/** `strict`: skipped tests are not accepted (CI on a system where everything can run). */
export function verdictOf(tally: Tally, strict: boolean): Verdict {
  const skipped = tally.skipped.length
  const numbers = [`${tally.passed} passed`, `${tally.failed} failed`]
  if (skipped > 0) numbers.push(`${skipped} skipped`)
  return {
    lastLine: numbers.join(', '),
    ok: tally.failed === 0 && tally.passed > 0 && !(strict && skipped > 0),
  }
}
