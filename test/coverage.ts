import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'

/**
 * npm run coverage [PROJECT…]: how many lines of electron/ the tests run, in the test's own process
 * (hosts that run as processes of their own count only where a test also loads them). Fails below
 * 90 % of all lines, or 70 % of any file.
 */
const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache', 'coverage')
const projects = process.argv.slice(2)
const wanted = projects.length > 0 ? projects : ['unit', 'engine', 'hosts', 'servers']
const minimum = { all: 90, file: 70 }
/** Start a process or run inside Electron or a page: no test can load them. */
const unreachable =
  /\/main\.ts$|^electron\/desktop\/(?:app|menu|shell|window|preload|security|port|queueSigns|externalLinks|loginItem|dragOut)\.ts$/

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
)
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    ...wanted.flatMap((project) => ['--project', project]),
    ...['--coverage.enabled', '--coverage.provider=v8', '--coverage.include=electron/**/*.ts'],
    ...['--coverage.reporter=json-summary', `--coverage.reportsDirectory=${folder}`],
    '--coverage.reportOnFailure',
  ],
  { cwd: root, stdio: 'inherit' },
)

const Lines = z.object({ lines: z.object({ total: z.number(), covered: z.number() }) })
const summary = z
  .record(z.string(), Lines)
  .parse(JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8')))
const files = Object.entries(summary)
  .filter(([name]) => name !== 'total')
  .map(([name, { lines }]) => ({ name: relative(root, name).replaceAll('\\', '/'), ...lines }))
  .filter(({ name, total }) => total > 0 && !unreachable.test(name))
const percent = (covered: number, total: number) => (100 * covered) / total
const sum = (pick: (file: (typeof files)[number]) => number) =>
  files.reduce((all, file) => all + pick(file), 0)
const all = percent(
  sum((file) => file.covered),
  sum((file) => file.total),
)
const low = files.filter(({ covered, total }) => percent(covered, total) < minimum.file)
for (const { name, covered, total } of low)
  console.log(`${name}: ${percent(covered, total).toFixed(1)} % of ${total} lines`)
console.log(`electron/: ${all.toFixed(1)} % of lines in ${files.length} files`)
process.exit(run.status === 0 && all >= minimum.all && low.length === 0 ? 0 : 1)
