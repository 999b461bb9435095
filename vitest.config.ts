import { defineConfig } from 'vitest/config'

/**
 * One project a folder of test/, and one for what is measured, which runs alone.
 * `unit` is what `npm run check` runs; `npm test` runs all of them after it made sure that servers
 * and browser are there (test/run.ts).
 */
const project = (
  name: string,
  options: {
    timeout: number
    parallel?: boolean
    isolate?: boolean
    include?: string[]
    exclude?: string[]
  },
) => ({
  extends: true as const,
  test: {
    name,
    include: options.include ?? [`test/${name}/**/*.test.ts`],
    exclude: options.exclude ?? [],
    testTimeout: options.timeout,
    hookTimeout: 60_000,
    fileParallelism: options.parallel ?? true,
    isolate: options.isolate ?? true,
  },
})

/** What measures time is alone on the machine; nothing else can be told from its figures. */
const measured = {
  unit: ['test/unit/**/*.measured.test.ts'],
  e2e: ['test/e2e/*Many.test.ts', 'test/e2e/*Million.test.ts'],
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    setupFiles: process.env['SAMPAN_PROCESS_COVERAGE'] ? ['test/support/processCoverage.ts'] : [],
    projects: [
      // Pure functions: a process for each file would cost more than the tests themselves.
      project('unit', { timeout: 10_000, isolate: false, exclude: measured.unit }),
      project('engine', { timeout: 30_000 }),
      project('hosts', { timeout: 30_000 }),
      project('fuzz', { timeout: 300_000 }),
      project('servers', { timeout: 120_000 }),
      project('e2e', { timeout: 120_000, exclude: measured.e2e, parallel: false }),
      project('measures', {
        timeout: 120_000,
        include: [...measured.unit, ...measured.e2e],
        parallel: false,
      }),
    ],
  },
})
