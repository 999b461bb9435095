import { readArguments } from './run/arguments.ts'
import type { PartName } from './run/arguments.ts'
import { createCommands } from './run/command.ts'
import type { Commands } from './run/command.ts'
import { checkFaultDocument, faultProjects } from './run/faultResults.ts'
import { checkKnowledge, transcriptsEnvironment } from './run/knowledge.ts'
import { endProcesses, findLeftoverProcesses, openTemporaryFolder } from './run/leftovers.ts'
import { prepareMachine } from './run/machine.ts'
import { runPart } from './run/parts.ts'
import { add, oneFailure, verdictOf } from './run/tally.ts'
import type { Tally } from './run/tally.ts'
import { removeAll } from './support/realServersLeftovers.ts'

/**
 * `npm test`: gets the machine ready, then checks, builds and runs every test. The last line is
 * `N passed, N failed`. Under CI on Linux everything must run: what is missing or skipped fails.
 */
const parts = readArguments(process.argv.slice(2))
const isCI = process.env.CI !== undefined && !['', '0', 'false'].includes(process.env.CI)
const strict = isCI && process.platform === 'linux'
const folder = openTemporaryFolder()
const commands = createCommands(folder, transcriptsEnvironment())
const leftOut: string[] = []
let interrupted = false

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true
    commands.end()
  })

try {
  const tally = add(await runAll(parts, commands))
  const verdict = verdictOf(tally, strict)
  if (tally.problems.length > 0) list('Failed', tally.problems)
  if (tally.skipped.length > 0) list('Skipped', tally.skipped)
  if (leftOut.length > 0) list('Left out on this machine', leftOut)
  console.log(`\n${verdict.lastLine}`)
  process.exitCode = verdict.ok && !interrupted ? 0 : 1
} finally {
  removeAll(folder)
}

async function runAll(parts: readonly PartName[], commands: Commands): Promise<Tally[]> {
  const machine = prepareMachine(parts)
  leftOut.push(...machine.leftOut)
  const tallies: Tally[] = []
  if (strict) tallies.push(...machine.leftOut.map((what) => oneFailure(`missing: ${what}`)))
  for (const part of parts) {
    if (interrupted) break
    if (machine.impossible.includes(part)) {
      leftOut.push(`the tests in test/${part}`)
      continue
    }
    const start = performance.now()
    console.log(`\n=== ${part}`)
    tallies.push(await runPart(part, commands))
    console.log(`=== ${part}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  const did = (part: PartName) => parts.includes(part) && !machine.impossible.includes(part)
  if (did('servers') && !interrupted) tallies.push(checkKnowledge())
  if (faultProjects.every(did) && !interrupted) tallies.push(checkFaultDocument())
  return [...tallies, ...(await tidyUp())]
}

async function tidyUp(): Promise<Tally[]> {
  const leftovers = await findLeftoverProcesses(folder)
  endProcesses(leftovers)
  return leftovers.map(({ pid, command }) => oneFailure(`process ${pid} was left: ${command}`))
}

function list(title: string, lines: readonly string[]) {
  console.log(`\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}
