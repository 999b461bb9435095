import { globSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { repository } from './run/command.ts'
import { forgetParts, readParts, runPart } from './run/coverageParts.ts'

/**
 * npm run coverage: how many lines of electron/ the tests run, in their own process or in one that
 * they start, from the sources or as a bundle. Fails below 90 % of all lines, or 70 % of any file.
 * In parts, whose results add up: `-- --part unit`, `-- --part e2e FILE…` (for as long as a file's
 * content stays the same), and `-- --report` for the judgement.
 */
const projects = ['unit', 'engine', 'hosts', 'servers', 'e2e']
const minimum = { all: 90, file: 70 }
/** Runs in the page's process, which writes nothing down. */
const unreachable = new Set(['electron/desktop/preload.ts'])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { part: { type: 'string' }, report: { type: 'boolean' } },
})
if (values.part !== undefined) {
  if (!projects.includes(values.part)) throw new Error(`--part knows ${projects.join(', ')}`)
  process.exitCode = runPart(values.part, positionals)
} else if (values.report) {
  process.exitCode = isEnough() ? 0 : 1
} else {
  forgetParts()
  const codes = projects.map((project) => runPart(project, []))
  process.exitCode = isEnough() && codes.every((code) => code === 0) ? 0 : 1
}

function isEnough(): boolean {
  const { files, parts, programs } = readParts()
  const counts = Object.entries(files)
    // vitest's pattern also finds folders of that name elsewhere.
    .filter(([name]) => name.startsWith('electron/') && !unreachable.has(name))
    .map(([name, file]) => ({ name, lines: Object.values(file.lines) }))
    .filter(({ lines }) => lines.length > 0)
  const percent = (lines: boolean[]) => (100 * lines.filter(Boolean).length) / lines.length
  const low = counts.filter(({ lines }) => percent(lines) < minimum.file)
  for (const { name, lines } of low)
    console.log(`${name}: ${percent(lines).toFixed(1)} % of ${lines.length} lines`)
  const uncounted = globSync('electron/**/*.ts', { cwd: repository })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !(name in files))
  for (const name of uncounted) console.log(`${name}: has changed since it was counted`)
  const all = percent(counts.flatMap(({ lines }) => lines))
  console.log(
    `electron/: ${all.toFixed(1)} % of lines in ${counts.length} files; ` +
      `${programs} programs were started (${parts.join('; ') || 'no part was run'})`,
  )
  return all >= minimum.all && low.length === 0 && uncounted.length === 0
}
