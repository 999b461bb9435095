import { faultScenarios } from './faultScenarios.ts'
import type { FaultNumber } from './faultScenarios.ts'

/** A test with a number, as vitest's JSON report has it. */
export type NumberedTest = {
  title: string
  ancestorTitles: readonly string[]
  status: string
  /** Path below the repository. */
  file: string
}

/** Numbers of scenarios (`F21`) and of curl's cases (`curl 161`) that a name carries. */
export function numbersIn(name: string): string[] {
  // "F17 and F18", "F21, F22" name both; "F02 to F05" is a heading over tests with their own.
  if (/\bF\d\d to F\d\d\b/.test(name)) return []
  const faults = name.match(/\bF\d\d\b/g) ?? []
  const curl = [...name.matchAll(/\bcurl (\d+(?:(?:, | and )\d+)*)/g)].flatMap(([, list]) =>
    list!.split(/, | and /).map((number) => `curl ${number}`),
  )
  return [...faults, ...curl]
}

/** The numbers of a test: those of its title, or else of the nearest heading that has any. */
export function numbersOf({ title, ancestorTitles }: NumberedTest): string[] {
  for (const name of [title, ...ancestorTitles.toReversed()]) {
    const numbers = numbersIn(name)
    if (numbers.length > 0) return numbers
  }
  return []
}

const realServers = ['vsftpd', 'proftpd', 'pure-ftpd']

function serversOf({ file, title, ancestorTitles }: NumberedTest): string[] {
  if (file.startsWith('test/unit/')) return ['parser alone']
  if (!file.startsWith('test/servers/')) return ['scripted']
  const name = [...ancestorTitles, title].join(' ')
  const named = realServers.filter((server) => name.includes(server))
  return named.length > 0 ? named : realServers
}

type Line = { number: string; tests: NumberedTest[] }

function linesOf(tests: readonly NumberedTest[]): Line[] {
  const lines = new Map<string, NumberedTest[]>()
  for (const test of tests)
    for (const number of new Set(numbersOf(test)))
      lines.set(number, [...(lines.get(number) ?? []), test])
  return [...lines].map(([number, found]) => ({ number, tests: found }))
}

function rowOf({ number, tests }: Line, what: string): string {
  const servers = [...new Set(tests.flatMap(serversOf))].sort(
    (one, other) => orderOf(one) - orderOf(other),
  )
  const bad = tests.filter(({ status }) => status !== 'passed')
  const count = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`
  const result =
    bad.length === 0
      ? `safe (${count})`
      : `**not safe**: ${bad.map(({ title }) => title).join('; ')}`
  return `| ${number} | ${what} | ${servers.join(', ')} | ${result} |`
}

const serverOrder = ['scripted', ...realServers, 'parser alone']
const orderOf = (server: string) => serverOrder.indexOf(server)

const curlNumber = (number: string) => Number(number.slice('curl '.length))

/** docs/faults.md, from the results of the tests alone. Throws for a scenario without a test. */
export function faultTable(tests: readonly NumberedTest[]): string {
  const lines = linesOf(tests)
  const faults = Object.keys(faultScenarios) as FaultNumber[]
  const missing = faults.filter((number) => !lines.some((line) => line.number === number))
  if (missing.length > 0) throw new Error(`There is no test of ${missing.join(', ')}`)
  const unknown = lines.filter(({ number }) => /^F/.test(number) && !(number in faultScenarios))
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.map(({ number }) => number).join()}`)
  const head = '| --- | --- | --- | --- |'
  return [
    '# What goes wrong, and what Sampan does then',
    '',
    'Made by `npm run faults` from the results of the tests; not to be edited. Each row is a fault',
    'that the tests cause on purpose, by its number in their names: on the scripted practice server,',
    'or by a fault proxy before a real one. "Safe" means that the tests of the row passed: no file is',
    'called whole before its size is confirmed, an existing file keeps its content until the new one',
    'is whole, no answer is taken for that of another command, everything ends in a bounded time, and',
    'no password is written down.',
    '',
    '| Number | Fault | Server | Result |',
    head,
    ...faults.map((number) =>
      rowOf(
        lines.find((line) => line.number === number)!,
        faultScenarios[number],
      ),
    ),
    '',
    "## curl's cases",
    '',
    "The same for faults of curl's own test suite, by curl's numbers.",
    '',
    '| Number | Fault | Server | Result |',
    head,
    ...lines
      .filter(({ number }) => number.startsWith('curl '))
      .sort((one, other) => curlNumber(one.number) - curlNumber(other.number))
      .map((line) => rowOf(line, whatOf(line))),
    '',
  ].join('\n')
}

/** The words behind the numbers in the names of curl's cases. */
function whatOf({ tests }: Line): string {
  const words = tests.map(({ title }) =>
    title
      .replace(/^.*?\bcurl [\d, and]*\d:?\s*/, '')
      .replaceAll('|', '\\|')
      .trim(),
  )
  return [...new Set(words)].join('; ')
}

/** Numbers in the string literals of a test file. */
export function numbersInSource(source: string): string[] {
  const literals = source.match(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"/g) ?? []
  return literals.flatMap((literal) => numbersIn(literal))
}
