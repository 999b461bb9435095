import { writeFileSync } from 'node:fs'
import type { Reporter, Vitest } from 'vitest/node'
import type { UnhandledError } from './tally.ts'

/**
 * A vitest reporter that writes what no test caught to `FILE.unhandled.json` beside the JSON report
 * FILE.json, which does not hold it.
 */
export default class UnhandledErrors implements Reporter {
  #file: string | undefined

  onInit(vitest: Vitest): void {
    const files = vitest.config.outputFile
    const report = typeof files === 'object' ? files['json'] : undefined
    if (report) this.#file = unhandledFileOf(report)
  }

  onTestRunEnd(
    _modules: Parameters<NonNullable<Reporter['onTestRunEnd']>>[0],
    errors: Parameters<NonNullable<Reporter['onTestRunEnd']>>[1],
  ): void {
    if (!this.#file) return
    const told: UnhandledError[] = errors.map((error) => ({
      what: error.stack ?? `${error.name ?? 'Error'}: ${error.message}`,
      testFile: textOf(error['VITEST_TEST_PATH']),
      testName: textOf(error['VITEST_TEST_NAME']),
    }))
    writeFileSync(this.#file, JSON.stringify(told))
  }
}

export const unhandledFileOf = (report: string): string =>
  report.replace(/\.json$/, '.unhandled.json')

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
