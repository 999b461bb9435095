import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { createCommands, repository } from './command.ts'
import { faultDocument, faultProjects, reportOf, testsOf } from './faultResults.ts'
import { numbersInSource, faultTable } from './faultTable.ts'
import { openTemporaryFolder } from './leftovers.ts'
import { results } from './parts.ts'
import { removeAll } from '../support/realServersLeftovers.ts'

/*
 * `npm run faults`: runs every test that carries a number of a fault and writes docs/faults.md from
 * the results. With `--from-results` it reads those of the last `npm test` instead.
 */

const { values } = parseArgs({
  options: {
    'from-results': { type: 'boolean', default: false },
    /** Fewer than these leave the other servers out of the table. */
    projects: { type: 'string', default: faultProjects.join() },
  },
})
const projects = values.projects.split(',')
const reports = values['from-results'] ? projects.map(reportOf) : [await runNumbered()]
const tests = reports.flatMap(testsOf)
writeFileSync(faultDocument, faultTable(tests))
const failed = tests.filter(({ status }) => status === 'failed').length
console.log(`${relative(repository, faultDocument)}: ${tests.length} tests read, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runNumbered(): Promise<string> {
  const files = readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => projects.some((project) => name.startsWith(`${project}/`)))
    .map((name) => join(repository, 'test', name))
    .filter((file) => numbersInSource(readFileSync(file, 'utf8')).length > 0)
  mkdirSync(results, { recursive: true })
  const report = join(results, 'faults.json')
  const folder = openTemporaryFolder()
  try {
    await createCommands(folder).vitest([
      ...['run', ...projects.flatMap((project) => ['--project', project])],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...files,
    ])
  } finally {
    removeAll(folder)
  }
  return report
}
