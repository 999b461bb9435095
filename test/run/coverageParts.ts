import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { repository } from './command.ts'
import { readProcesses } from './coverageProcesses.ts'

const folder = join(repository, '.cache', 'coverage')
const ending = '.lines.json'

/** What one part ran. A file's lines count for the content that they were counted in. */
const Kept = z.object({
  programs: z.number(),
  files: z.record(
    z.string(),
    z.object({ hash: z.string(), lines: z.record(z.string(), z.boolean()) }),
  ),
})
type Kept = z.infer<typeof Kept>

/** vitest's report in the form of istanbul. */
const Report = z.record(
  z.string(),
  z.object({
    statementMap: z.record(
      z.string(),
      z.object({ start: z.object({ line: z.number(), column: z.number() }) }),
    ),
    s: z.record(z.string(), z.number()),
  }),
)

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Forgets what all parts ran. */
export const forgetParts = () => rmSync(folder, { recursive: true, force: true })

/**
 * Runs a vitest project, or some of its files, and keeps which lines of electron/ ran. The whole
 * project replaces what it kept before; some files are kept beside it. Gives vitest's exit code.
 */
export function runPart(project: string, files: readonly string[]): number {
  const part = files.length > 0 ? `${project}, some files` : project
  const working = join(folder, `${part} (running)`)
  const processes = join(working, 'processes')
  rmSync(working, { recursive: true, force: true })
  mkdirSync(processes, { recursive: true })
  // Built in the middle of the tests, page and bundle would be missing for a moment.
  const built = spawnSync(process.execPath, ['build/ensureBuilt.ts'], {
    cwd: repository,
    stdio: 'inherit',
  })
  if (built.status !== 0) return 1
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json')
  const { status } = spawnSync(
    process.execPath,
    [
      join(dirname(vitest), 'vitest.mjs'),
      ...['run', '--project', project, ...files],
      ...['--coverage.enabled', '--coverage.provider=v8', '--coverage.include=electron/**/*.ts'],
      ...['--coverage.reporter=json', `--coverage.reportsDirectory=${working}`],
      ...['--coverage.reportOnFailure', '--coverage.clean=false'],
    ],
    {
      cwd: repository,
      stdio: 'inherit',
      env: { ...process.env, SAMPAN_PROCESS_COVERAGE: processes },
    },
  )
  const kept = readRun(working, processes)
  const file = join(folder, `${part}${ending}`)
  const earlier = files.length > 0 && existsSync(file) ? [readKept(file)] : []
  writeFileSync(file, JSON.stringify(merge([kept, ...earlier])))
  rmSync(working, { recursive: true, force: true })
  return status ?? 1
}

function readRun(working: string, processes: string): Kept {
  const hasRun = readProcesses(processes)
  const text = readFileSync(join(working, 'coverage-final.json'), 'utf8')
  const files: Kept['files'] = {}
  for (const [path, { statementMap, s }] of Object.entries(Report.parse(JSON.parse(text)))) {
    const lines: Record<string, boolean> = {}
    for (const [key, { start }] of Object.entries(statementMap))
      lines[start.line] ||= s[key]! > 0 || hasRun(path, start.line, start.column)
    const name = relative(repository, path).replaceAll('\\', '/')
    files[name] = { hash: hashOf(path), lines }
  }
  return { programs: readdirSync(processes).length, files }
}

const readKept = (file: string) => Kept.parse(JSON.parse(readFileSync(file, 'utf8')))

/** What is counted in other content than a file has now is left out. */
function merge(all: Kept[]): Kept {
  const files: Kept['files'] = {}
  const now = new Map<string, string>()
  for (const [name, { hash, lines }] of all.flatMap((one) => Object.entries(one.files))) {
    const path = join(repository, name)
    if (!now.has(name)) now.set(name, existsSync(path) ? hashOf(path) : '')
    if (hash !== now.get(name)) continue
    const sum = (files[name] ??= { hash, lines: {} }).lines
    for (const [line, ran] of Object.entries(lines)) sum[line] ||= ran
  }
  return { programs: all.reduce((sum, { programs }) => sum + programs, 0), files }
}

/** All kept parts together, and their names. */
export function readParts(): Kept & { parts: string[] } {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(ending))
    : []
  const kept = merge(names.map((name) => readKept(join(folder, name))))
  return { ...kept, parts: names.map((name) => basename(name, ending)) }
}
