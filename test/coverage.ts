import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/**
 * npm run coverage [PROJECT…]: how many lines of electron/ the tests run, in their own process or in
 * one that they start from the sources (web host, command line; the desktop runs as a bundle and
 * counts only where a test also loads it). Fails below 90 % of all lines, or 70 % of any file.
 */
const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache', 'coverage')
const processes = join(folder, 'processes')
const projects = process.argv.slice(2)
const wanted = projects.length > 0 ? projects : ['unit', 'engine', 'hosts', 'servers', 'e2e']
const minimum = { all: 90, file: 70 }
/** Run inside Electron or a page: no test can load them. */
const unreachable =
  /^electron\/desktop\/(?:main|app|menu|shell|window|preload|security|port|queueSigns|externalLinks|loginItem|dragOut)\.ts$/

rmSync(folder, { recursive: true, force: true })
mkdirSync(processes, { recursive: true })
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
    ...['--coverage.reporter=json', `--coverage.reportsDirectory=${folder}`],
    ...['--coverage.reportOnFailure', '--coverage.clean=false'],
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SAMPAN_PROCESS_COVERAGE: processes },
  },
)

const Place = z.object({ line: z.number(), column: z.number() })
const Report = z.record(
  z.string(),
  z.object({
    statementMap: z.record(z.string(), z.object({ start: Place })),
    s: z.record(z.string(), z.number()),
  }),
)
const Written = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(
        z.object({
          ranges: z.array(
            z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() }),
          ),
        }),
      ),
    }),
  ),
})
type Range = { startOffset: number; endOffset: number; count: number }

/** For each source file, what each process that loaded it ran of it. */
function readProcesses(): Map<string, Range[][]> {
  const loaded = new Map<string, Range[][]>()
  for (const name of readdirSync(processes)) {
    const { result } = Written.parse(JSON.parse(readFileSync(join(processes, name), 'utf8')))
    for (const { url, functions } of result) {
      if (!url.startsWith('file:') || !url.includes('/electron/')) continue
      const path = fileURLToPath(url)
      const runs = loaded.get(path) ?? []
      runs.push(functions.flatMap(({ ranges }) => ranges))
      loaded.set(path, runs)
    }
  }
  return loaded
}

/** Ranges lie within each other: the smallest one around a place says whether it ran. */
function hasRun(ranges: readonly Range[], offset: number): boolean {
  let smallest: Range | undefined
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue
    if (
      !smallest ||
      range.endOffset - range.startOffset < smallest.endOffset - smallest.startOffset
    )
      smallest = range
  }
  return smallest !== undefined && smallest.count > 0
}

const started = readProcesses()
const report = Report.parse(JSON.parse(readFileSync(join(folder, 'coverage-final.json'), 'utf8')))
const files = Object.entries(report)
  .map(([path, { statementMap, s }]) => {
    // Node strips types in place: offsets in what ran are offsets in the source.
    const lineStarts = [0]
    for (const line of readFileSync(path, 'utf8').split('\n'))
      lineStarts.push(lineStarts.at(-1)! + line.length + 1)
    const runs = started.get(path) ?? []
    const lines = new Map<number, boolean>()
    for (const [key, { start }] of Object.entries(statementMap)) {
      if (lines.get(start.line)) continue
      const offset = lineStarts[start.line - 1]! + start.column
      lines.set(start.line, s[key]! > 0 || runs.some((ranges) => hasRun(ranges, offset)))
    }
    const covered = [...lines.values()].filter(Boolean).length
    return { name: relative(root, path).replaceAll('\\', '/'), total: lines.size, covered }
  })
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
console.log(
  `electron/: ${all.toFixed(1)} % of lines in ${files.length} files; ` +
    `${readdirSync(processes).length} programs were started`,
)
process.exit(run.status === 0 && all >= minimum.all && low.length === 0 ? 0 : 1)
